// One member of a JSON text, found without building the whole of it in memory: what
// `$request.body.a.b` and `$input.json('$.a.b')` stand for. API Gateway: "WebSocket API mapping
// template reference", of whose JSONPath only member names joined by dots are known here.
//
// The text comes from a client. Time is in proportion to its length; members keep their order and
// numbers their digits; nesting, however deep, takes no stack. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace palaver::gateway {

// Member names from the outside in; none means the whole text.
using MemberPath = std::vector<std::string>;

enum class JsonKind {
  not_json,  // the text is not JSON, so it has no members
  missing,   // it is, but has no such member
  null,
  boolean_false,
  boolean_true,
  number,
  string,
  object,
  array,
};

struct JsonMember {
  JsonKind kind = JsonKind::missing;
  // A string without quotes and escapes; everything else as compact JSON. Empty when there is
  // nothing.
  std::string text;

  bool exists() const { return kind != JsonKind::not_json && kind != JsonKind::missing; }
  // Compact JSON, strings included; empty when there is nothing.
  std::string json() const;
};

// Of members with the same name the last one counts.
JsonMember find_member(std::string_view json, const MemberPath& path);

// `text` in quotes, escaped as JSON demands; what is not ASCII stays as it is, and bytes that are
// not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

// Whether `c` may stand in a member name of a path: letters, digits, `_`, `-` and all beyond ASCII.
bool is_name_character(char c);

// Takes the path that starts at text[*offset], which is `.a.b` or nothing, and moves *offset behind
// it. A dot that no name follows is not part of the path.
MemberPath take_member_path(std::string_view text, std::size_t* offset);

}  // namespace palaver::gateway
