#include "core/regex/replacement.h"

#include <algorithm>
#include <optional>

namespace palaver::regex {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

unexpected<MatchError> refused(std::string message) {
  return unexpected(MatchError{MatchError::Kind::bad_replacement, std::move(message)});
}

// Behind `${`; takes the closing brace too.
expected<std::size_t, MatchError> named_group(std::string_view& rest, const Program& program) {
  std::size_t length = 0;
  while (length < rest.size() && (is_letter(rest[length]) || is_digit(rest[length]))) ++length;
  const std::string_view name = rest.substr(0, length);
  if (name.empty()) return refused("Named capturing group is missing trailing '}'");
  if (length == rest.size() || rest[length] != '}') {
    return refused("Named capturing group is missing trailing '}'");
  }
  if (is_digit(name[0])) {
    return refused("Capturing group name {" + std::string(name) + "} starts with digit character");
  }
  rest.remove_prefix(length + 1);
  for (const auto& [known, number] : program.names) {
    if (known == name) return std::size_t{number};
  }
  return refused("No group with name {" + std::string(name) + "}");
}

// Behind `$`. Takes further digits as long as there is such a group.
expected<std::size_t, MatchError> numbered_group(std::string_view& rest, const Program& program) {
  if (rest.empty()) return refused("Illegal group reference: group index is missing");
  if (!is_digit(rest[0])) return refused("Illegal group reference");
  auto number = static_cast<std::size_t>(rest[0] - '0');
  rest.remove_prefix(1);
  if (number >= program.groups) return refused("No group " + std::to_string(number));
  while (!rest.empty() && is_digit(rest[0])) {
    const std::size_t longer = number * 10 + static_cast<std::size_t>(rest[0] - '0');
    if (longer >= program.groups) break;
    number = longer;
    rest.remove_prefix(1);
  }
  return number;
}

}  // namespace

expected<Replacement, MatchError> Replacement::parse(std::string_view text,
                                                     const Program& program) {
  Replacement made;
  std::string plain;
  while (!text.empty()) {
    const char next = text[0];
    text.remove_prefix(1);
    if (next == '\\') {
      if (text.empty()) return refused("Character to be escaped is missing");
      plain.push_back(text[0]);
      text.remove_prefix(1);
    } else if (next != '$') {
      plain.push_back(next);
    } else {
      const bool named = !text.empty() && text[0] == '{';
      if (named) text.remove_prefix(1);
      auto group = named ? named_group(text, program) : numbered_group(text, program);
      if (!group) return unexpected(std::move(group).error());
      if (!plain.empty()) made.parts_.emplace_back(std::move(plain));
      plain.clear();
      made.parts_.emplace_back(*group);
    }
  }
  if (!plain.empty()) made.parts_.emplace_back(std::move(plain));
  return made;
}

void Replacement::append_to(std::string& out, std::string_view text, const Match& match,
                            std::size_t most_bytes) const {
  for (const Part& part : parts_) {
    if (out.size() > most_bytes) return;
    if (const auto* plain = std::get_if<std::string>(&part)) {
      out += *plain;
    } else if (const auto& group = match.groups[*std::get_if<std::size_t>(&part)]) {
      out += text.substr(group->begin, group->size());
    }
  }
}

}  // namespace palaver::regex
