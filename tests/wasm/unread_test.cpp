#include "wasm/screens/unread.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

namespace palaver::screens {
namespace {

using Attention = Unread::Attention;

struct Reader {
  Unread unread;
  std::vector<Entry> entries;

  void history(const std::string& key) { add(key, "Ada", false); }
  void says(const std::string& key, bool own = false) { add(key, own ? "me" : "Ada", own); }
  std::size_t look(Attention attention) { return unread.update(entries, attention).size(); }

 private:
  void add(const std::string& key, const std::string& author, bool own) {
    Entry entry;
    entry.key = key;
    entry.author = author;
    entry.text = "text of " + key;
    entry.own = own;
    entries.push_back(entry);
  }
};

}  // namespace

TEST_CASE_METHOD(Reader, "Unread: what was there on entering is not new", "[screens]") {
  history("a");
  history("b");
  CHECK(look(Attention::elsewhere) == 0);
  CHECK(unread.count() == 0);
  CHECK(unread.first().empty());
}

TEST_CASE_METHOD(Reader, "Unread: messages that were missed are counted and marked", "[screens]") {
  history("a");
  look(Attention::elsewhere);
  says("b");
  CHECK(look(Attention::elsewhere) == 1);
  says("c");
  says("d");
  CHECK(look(Attention::elsewhere) == 2);
  CHECK(unread.count() == 3);
  CHECK(unread.first() == "b");

  SECTION("once seen, the line stays until the next is missed") {
    unread.seen();
    CHECK(unread.count() == 0);
    CHECK(unread.first() == "b");
    says("e");
    look(Attention::elsewhere);
    CHECK(unread.count() == 1);
    CHECK(unread.first() == "e");
  }
  SECTION("who answers has read") {
    unread.spoke();
    CHECK(unread.count() == 0);
    CHECK(unread.first().empty());
  }
  SECTION("another room starts with nothing") {
    unread.enter_room();
    CHECK(unread.count() == 0);
    CHECK(look(Attention::elsewhere) == 0);
    CHECK(unread.first().empty());
  }
  SECTION("the line goes with the message it stands above") {
    entries.erase(entries.begin(), entries.begin() + 2);
    look(Attention::elsewhere);
    CHECK(unread.first().empty());
  }
}

TEST_CASE_METHOD(Reader, "Unread: who watches has seen, and still hears of arrivals", "[screens]") {
  look(Attention::watching);
  says("a");
  CHECK(look(Attention::watching) == 1);
  CHECK(unread.count() == 0);
  CHECK(unread.first().empty());
}

TEST_CASE_METHOD(Reader, "Unread: our own messages are never new to us", "[screens]") {
  look(Attention::elsewhere);
  says("a", true);
  CHECK(look(Attention::elsewhere) == 0);
  CHECK(unread.count() == 0);
}

TEST_CASE_METHOD(Reader, "Unread: a few arrivals are read out, many are counted", "[screens]") {
  look(Attention::watching);
  says("a");
  says("b");
  CHECK(announcement(unread.update(entries, Attention::watching)) ==
        "Ada: text of a\nAda: text of b");
  for (const char* key : {"c", "d", "e", "f", "g"}) says(key);
  CHECK(announcement(unread.update(entries, Attention::watching)) ==
        "5 new messages, the last from Ada");
  CHECK(announcement({}).empty());
}

TEST_CASE("Unread: the title tells room and count", "[screens]") {
  CHECK(page_title("general", 0) == "#general \u00B7 palaver");
  CHECK(page_title("general", 3) == "(3) #general \u00B7 palaver");
}

}  // namespace palaver::screens
