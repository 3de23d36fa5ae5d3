// The second argument of replaceAll(): text with references to groups. Matcher.appendReplacement().
// Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/common/expected.h"
#include "core/regex/program.h"
#include "core/regex/regex.h"

namespace palaver::regex {

class Replacement {
 public:
  // bad_replacement for what Java refuses.
  static expected<Replacement, MatchError> parse(std::string_view text, const Program& program);

  // Groups that took no part are empty. Stops once `out` is longer than `most_bytes`.
  void append_to(std::string& out, std::string_view text, const Match& match,
                 std::size_t most_bytes) const;

 private:
  using Part = std::variant<std::string, std::size_t>;  // text, or a group's number
  std::vector<Part> parts_;
};

}  // namespace palaver::regex
