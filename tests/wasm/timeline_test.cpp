#include "wasm/screens/timeline.h"

#include <catch2/catch_test_macros.hpp>
#include <list>
#include <random>
#include <string>
#include <vector>

namespace palaver::screens {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

LocalTime utc(std::int64_t time_ms) {
  LocalTime time;
  time.day = time_ms / kDay;
  time.day_text = "day " + std::to_string(time.day);
  time.clock = std::to_string(time_ms % kDay / kMinute);
  return time;
}

Entry entry(std::string key, std::string author, std::int64_t time_ms) {
  Entry made;
  made.key = std::move(key);
  made.author_id = author + "-id";
  made.author = std::move(author);
  made.text = "text";
  made.time_ms = time_ms;
  return made;
}

std::string groups(const std::vector<Row>& rows) {
  std::string picture;
  for (const Row& row : rows) {
    picture += row.starts_group ? '(' : ' ';
    picture += row.key;
    picture += row.ends_group ? ')' : ' ';
  }
  return picture;
}

// What the page does with changes.
void apply(std::list<Row>& page, const RowChanges& changes, const std::vector<Row>& after) {
  for (const std::string& key : changes.removed) {
    page.remove_if([&](const Row& row) { return row.key == key; });
  }
  for (const auto& put : changes.put) {
    page.remove_if([&](const Row& row) { return row.key == after[put.row].key; });
    auto at = page.begin();
    if (!put.after.empty()) {
      while (at != page.end() && at->key != put.after) ++at;
      REQUIRE(at != page.end());
      ++at;
    }
    page.insert(at, after[put.row]);
  }
}

}  // namespace

TEST_CASE("Timeline: what one person says in a few minutes stands together", "[screens]") {
  const std::vector<Entry> entries = {entry("a", "Ada", 0), entry("b", "Ada", kMinute),
                                      entry("c", "Grace", kMinute), entry("d", "Ada", kMinute + 1),
                                      entry("e", "Ada", kMinute + kGroupMs)};
  CHECK(groups(make_rows(entries, "", utc)) == "(a  b)(c)(d  e)");

  SECTION("but a group does not grow without end") {
    auto later = entries;
    later[4].time_ms += kMinute;
    CHECK(groups(make_rows(later, "", utc)) == "(a  b)(c)(d)(e)");
  }
  SECTION("nor under a name that has changed") {
    auto renamed = entries;
    renamed[1].author = "Ada L.";
    CHECK(groups(make_rows(renamed, "", utc)) == "(a)(b)(c)(d  e)");
  }
  SECTION("nor across the line above what is new") {
    const auto rows = make_rows(entries, "b", utc);
    CHECK(groups(rows) == "(a)(b)(c)(d  e)");
    CHECK(rows[1].unread_above);
    CHECK_FALSE(rows[0].unread_above);
  }
}

TEST_CASE("Timeline: our own messages stand together whatever our member id was", "[screens]") {
  std::vector<Entry> entries = {entry("a", "Ada", 0), entry("b", "Ada", 1)};
  entries[0].own = entries[1].own = true;
  entries[1].author_id = "another";
  CHECK(groups(make_rows(entries, "", utc)) == "(a  b)");
}

TEST_CASE("Timeline: a day is named above its first message", "[screens]") {
  const auto rows =
      make_rows(std::vector<Entry>{entry("a", "Ada", kDay - 1), entry("b", "Ada", kDay),
                                   entry("c", "Ada", kDay + 1)},
                "", utc);
  CHECK(rows[0].day == "day 0");
  CHECK(rows[1].day == "day 1");
  CHECK(rows[2].day.empty());
  CHECK(rows[1].starts_group);
}

TEST_CASE("Timeline: a message that arrives changes its own row and the one before it only",
          "[screens]") {
  std::vector<Entry> entries = {entry("a", "Ada", 0), entry("b", "Ada", 1), entry("c", "Ada", 2)};
  const auto before = make_rows(entries, "", utc);
  entries.push_back(entry("d", "Ada", 3));
  const auto after = make_rows(entries, "", utc);
  const auto changes = changes_between(before, after);
  CHECK(changes.removed.empty());
  REQUIRE(changes.put.size() == 2);
  CHECK(after[changes.put[0].row].key == "c");  // it does not end the group any more
  CHECK(after[changes.put[1].row].key == "d");
  CHECK(changes.put[1].after == "c");
}

TEST_CASE("Timeline: a message that was sent keeps its row", "[screens]") {
  std::vector<Entry> entries = {entry("a", "Ada", 0), entry("b", "Ada", 1)};
  entries[1].waiting = true;
  const auto before = make_rows(entries, "", utc);
  entries[1].waiting = false;
  const auto changes = changes_between(before, make_rows(entries, "", utc));
  CHECK(changes.removed.empty());
  REQUIRE(changes.put.size() == 1);
  CHECK(changes.put[0].row == 1);
}

TEST_CASE("Timeline: nothing changed is nothing to do", "[screens]") {
  const auto rows =
      make_rows(std::vector<Entry>{entry("a", "Ada", 0), entry("b", "Bo", 1)}, "", utc);
  const auto changes = changes_between(rows, rows);
  CHECK(changes.removed.empty());
  CHECK(changes.put.empty());
}

TEST_CASE("Timeline: changes turn any timeline into any other", "[screens]") {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const auto some_rows = [&] {
      std::string keys = "abcdefgh";
      std::shuffle(keys.begin(), keys.end(), random);
      keys.resize(random() % 9);
      std::vector<Row> rows;
      for (const char key : keys) {
        Row row;
        row.key = std::string(1, key);
        row.text = std::to_string(random() % 2);
        rows.push_back(row);
      }
      return rows;
    };
    const auto before = some_rows();
    const auto after = some_rows();
    std::list<Row> page(before.begin(), before.end());
    apply(page, changes_between(before, after), after);
    CHECK(std::vector<Row>(page.begin(), page.end()) == after);
  }
}

}  // namespace palaver::screens
