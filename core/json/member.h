// A few values of a JSON text, found in one reading and without building the whole of it in
// memory: what `$request.body.a.b` and `$input.json('$.a[0]')` stand for. Of JSONPath this knows
// member names and the indexes of elements.
//
// The text comes from a client. Time is in proportion to its length (each negative index may cost
// one more reading of its array); members keep their order and numbers their digits; nesting,
// however deep, takes no stack. Of members with the same name the last one counts. Pure functions;
// any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/json/step.h"
#include "core/json/text_sink.h"

namespace palaver::json {

// A path with more steps leads to nothing.
inline constexpr std::size_t kMaxSteps = 64;

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

// --- As it stands in the text -------------------------------------------------------------------

// A value as a view of the text it was found in: strings with quotes and escapes, containers with
// their blanks.
struct RawMember {
  JsonKind kind = JsonKind::missing;
  std::string_view raw;
  // The name before it, in quotes, when the last step was a name.
  std::string_view key;

  bool exists() const { return kind != JsonKind::not_json && kind != JsonKind::missing; }
};

// Where each of `paths` leads, all in one reading for up to sixteen paths, without allocating.
// `found` has as many elements as `paths`. False when the text is not JSON: all are not_json then.
bool find_raw_members(std::string_view json, std::span<const MemberPath> paths,
                      std::span<RawMember> found);
RawMember find_raw_member(std::string_view json, const MemberPath& path);

// Whether the whole text is JSON.
bool is_json(std::string_view text);

// --- As text ------------------------------------------------------------------------------------

// All of these take a `raw` value of a text that is JSON. The ones with a sink allocate nothing;
// they are false when the sink has had enough.

// Without blanks, and with no more escapes than JSON demands.
bool write_compact(std::string_view raw, TextSink& out);
void append_compact(std::string& out, std::string_view raw);
// A string without quotes and escapes; everything else compact.
bool write_text(std::string_view raw, TextSink& out);
void append_text(std::string& out, std::string_view raw);

// --- Copied -------------------------------------------------------------------------------------

struct JsonMember {
  JsonKind kind = JsonKind::missing;
  // A string without quotes and escapes; everything else as compact JSON. Empty when there is
  // nothing.
  std::string text;

  bool exists() const { return kind != JsonKind::not_json && kind != JsonKind::missing; }
  // Compact JSON, strings included; empty when there is nothing.
  std::string json() const;
};

JsonMember find_member(std::string_view json, const MemberPath& path);

// --- Paths and strings --------------------------------------------------------------------------

// `text` in quotes: see append_quoted().
std::string json_string(std::string_view text);

// Whether `c` may stand in a member name of a path: letters, digits, `_`, `-` and all beyond ASCII.
bool is_name_character(char c);

// Takes the path that starts at text[*offset], which is `.a.b` or nothing, and moves *offset behind
// it. A dot that no name follows is not part of the path.
MemberPath take_member_path(std::string_view text, std::size_t* offset);

}  // namespace palaver::json
