#include "wasm/screens/timeline.h"

#include <unordered_map>
#include <unordered_set>

#include "wasm/screens/avatar.h"

namespace palaver::screens {

std::vector<Row> make_rows(std::span<const Entry> entries, const std::string& first_unread,
                           const LocalTimeOf& local_time) {
  std::vector<Row> rows;
  rows.reserve(entries.size());
  std::int64_t day = 0;
  std::int64_t group_time = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    const LocalTime when = local_time(entry.time_ms);
    Row row;
    row.key = entry.key;
    row.author = entry.author;
    row.initials = initials_of(entry.author);
    row.text = entry.text;
    row.clock = when.clock;
    row.time_ms = entry.time_ms;
    row.problem = entry.problem;
    row.tint = tint_of(entry.author_id);
    row.own = entry.own;
    row.waiting = entry.waiting;
    row.unread_above = !first_unread.empty() && entry.key == first_unread;
    if (i == 0 || when.day != day) row.day = when.day_text;

    const bool follows =
        i > 0 && row.day.empty() && !row.unread_above && entries[i - 1].own == entry.own &&
        (entry.own ||
         (entries[i - 1].author_id == entry.author_id && entries[i - 1].author == entry.author)) &&
        entry.time_ms - group_time < kGroupMs;
    row.starts_group = !follows;
    row.ends_group = true;
    if (follows) {
      rows.back().ends_group = false;
    } else {
      group_time = entry.time_ms;
    }
    day = when.day;
    rows.push_back(std::move(row));
  }
  return rows;
}

RowChanges changes_between(std::span<const Row> before, std::span<const Row> after) {
  RowChanges changes;
  std::unordered_set<std::string> staying;
  for (const Row& row : after) staying.insert(row.key);

  // Each surviving row and the survivor that stood before it.
  struct Known {
    const Row* row;
    const std::string* previous;
  };
  static const std::string none;
  std::unordered_map<std::string, Known> known;
  const std::string* previous = &none;
  for (const Row& row : before) {
    if (staying.count(row.key) == 0) {
      changes.removed.push_back(row.key);
      continue;
    }
    known.emplace(row.key, Known{&row, previous});
    previous = &row.key;
  }

  previous = &none;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto found = known.find(after[i].key);
    if (found == known.end() || *found->second.previous != *previous ||
        !(*found->second.row == after[i])) {
      changes.put.push_back(RowChanges::Put{i, *previous});
    }
    previous = &after[i].key;
  }
  return changes;
}

}  // namespace palaver::screens
