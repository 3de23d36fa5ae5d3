// The messages of a room as rows of the log: grouped by author and time, cut by days, with the ones
// that wait to be sent at the end. Plain data; what the page shows is the difference of two
// timelines. No clock: local time comes in as a function. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace palaver::screens {

// A message, sent or not.
struct Entry {
  std::string key;  // unique in the room and the same before and after sending
  std::string author_id;
  std::string author;
  std::string text;
  std::int64_t time_ms = 0;  // Unix time
  bool own = false;
  bool waiting = false;  // not taken by the server yet
  std::string problem;   // why the server refused it; empty: it did not
};

// A point in time as the person's clock shows it.
struct LocalTime {
  std::int64_t day = 0;  // any number that is one per day
  std::string day_text;  // "Monday, 3 March"
  std::string clock;     // "14:02"
};
using LocalTimeOf = std::function<LocalTime(std::int64_t time_ms)>;

struct Row {
  std::string key;
  std::string author;
  std::string initials;
  std::string text;
  std::string clock;
  std::string day;  // above the first message of a day, else empty
  std::string problem;
  std::int64_t time_ms = 0;
  int tint = 0;
  bool own = false;
  bool starts_group = false;  // author and time are shown
  bool ends_group = false;
  bool unread_above = false;  // the line "New" stands above it
  bool waiting = false;
  bool operator==(const Row&) const = default;
};

// Messages of one author within this time stand together under one head.
inline constexpr std::int64_t kGroupMs = 3 * 60 * 1000;

// `first_unread`: the key of the row with the line above it; empty for none.
std::vector<Row> make_rows(std::span<const Entry> entries, const std::string& first_unread,
                           const LocalTimeOf& local_time);

// What to do to the page's list to get from one timeline to the next.
struct RowChanges {
  struct Put {
    std::size_t row;    // index in the new timeline
    std::string after;  // key of the row before it; empty: it is the first
  };
  std::vector<std::string> removed;
  std::vector<Put> put;  // new or changed rows, in order; a known key is changed in place
};

RowChanges changes_between(std::span<const Row> before, std::span<const Row> after);

}  // namespace palaver::screens
