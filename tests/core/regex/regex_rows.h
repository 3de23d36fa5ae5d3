// What the tables of regular expressions are read with.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "core/regex/regex.h"

namespace palaver::regex {

inline Regex regex_of(std::string_view pattern, Flags flags = {}) {
  auto compiled = Regex::compile(pattern, flags);
  if (!compiled) FAIL(pattern << ": " << compiled.error().message);
  return std::move(compiled).value();
}

// The match and its groups, with `,` between them; "-" is a group that took no part.
inline std::string found(const Regex& regex, std::string_view text, std::size_t from = 0) {
  const auto result = regex.find(text, from);
  if (!result) return result.error().message;
  if (!*result) return "none";
  std::string groups;
  for (const auto& group : (*result)->groups) {
    if (!groups.empty() || &group != &(*result)->groups.front()) groups += ",";
    groups += group ? std::string(text.substr(group->begin, group->size())) : "-";
  }
  return groups;
}

}  // namespace palaver::regex
