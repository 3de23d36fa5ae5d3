// Where something stands in a JSON file, for messages about it: "api.json:12:7: ...". Each call
// reads the text from its start. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/json/step.h"

namespace palaver::json {

struct Place {
  std::size_t line = 1;    // from 1; a line ends with \n, \r\n or \r
  std::size_t column = 1;  // from 1, in bytes

  bool operator==(const Place&) const = default;
};

// Of the byte at `offset`; of the text's end when that is beyond it.
Place place_of_offset(std::string_view text, std::size_t offset);

// Of the value that `path` leads to; of members with the same name the last counts. Nothing when
// there is none, and when the text is not JSON.
std::optional<Place> locate_value(std::string_view text, const MemberPath& path);

// Of the name of the member that `path` leads to; of the value when the last step is an index.
std::optional<Place> locate_key(std::string_view text, const MemberPath& path);

// Of the longest part of `path` that leads somewhere, its name where it has one: for a member that
// is missing this is its object. The text's first value when it is not JSON.
Place locate_nearest(std::string_view text, MemberPath path);

}  // namespace palaver::json
