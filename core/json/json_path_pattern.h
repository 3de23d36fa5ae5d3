// The right side of `=~` in a JSONPath filter: a regular expression of Java's. Immutable and cheap
// to copy; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/json/json_path.h"
#include "core/regex/regex.h"

namespace palaver::json::path {

class Pattern {
 public:
  // `flags` are letters of Java's: d i m s u x U. The error's offset is in `pattern`.
  static expected<Pattern, PathError> compile(std::string_view pattern, std::string_view flags);

  // Whether all of `text` matches. The error says that it takes too long.
  expected<bool, std::string> matches(std::string_view text) const;

 private:
  Pattern(regex::Regex for_short_texts, regex::Regex for_long_texts)
      : for_short_texts_(std::move(for_short_texts)), for_long_texts_(std::move(for_long_texts)) {}

  // The same, with different limits.
  regex::Regex for_short_texts_;
  regex::Regex for_long_texts_;
};

}  // namespace palaver::json::path
