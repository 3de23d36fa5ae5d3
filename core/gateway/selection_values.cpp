#include "core/gateway/selection_values.h"

#include <algorithm>

#include "core/common/letter_case.h"
#include "core/json/print.h"
#include "core/json/scanner.h"

namespace palaver::gateway {
namespace {

using json::JsonKind;
using json::TextSink;
using json::Token;
using json::Value;

// Lists in a list are printed as it is.
bool write_list(std::string_view raw, TextSink& out) {
  json::Scanner scanner(raw);
  bool comma = false;
  while (true) {
    const Token token = scanner.next();
    if (token == Token::end || token == Token::error) return token == Token::end;
    if (comma && token != Token::end_array && !out.add(", ")) return false;
    if (token == Token::begin_object) scanner.skip();
    const bool written = token == Token::string || token == Token::begin_object
                             ? json::write_text(scanner.raw(), out)
                             : out.add(scanner.raw());
    if (!written) return false;
    comma = token != Token::begin_array;
  }
}

// The same of values, which may hold themselves.
bool write_element(const Value& value, std::size_t depth, TextSink& out) {
  const json::List* const list = value.as_list();
  if (list == nullptr) {
    return value.as_string() != nullptr ? out.add(*value.as_string())
                                        : out.add(json::to_json(value));
  }
  if (depth == json::kMaxDepth) return out.add("null");
  if (!out.add("[")) return false;
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (i > 0 && !out.add(", ")) return false;
    if (!write_element((*list)[i], depth + 1, out)) return false;
  }
  return out.add("]");
}

}  // namespace

bool write_value(const json::RawMember& member, TextSink& out) {
  switch (member.kind) {
    case JsonKind::not_json:
    case JsonKind::missing:
    case JsonKind::null:
      return true;
    case JsonKind::array:
      return write_list(member.raw, out);
    default:
      return json::write_text(member.raw, out);
  }
}

bool write_value(const Value& value, TextSink& out) {
  return value.is_null() || write_element(value, 0, out);
}

bool write_last_header(const std::vector<NamedValue>& headers, std::string_view name,
                       TextSink& out) {
  const auto found = std::find_if(
      headers.rbegin(), headers.rend(),
      [name](const NamedValue& header) { return equals_ignoring_case(header.name, name); });
  return found == headers.rend() || out.add(found->value);
}

bool write_all_headers(const std::vector<NamedValue>& headers, std::string_view name,
                       TextSink& out) {
  bool any = false;
  for (const NamedValue& header : headers) {
    if (!equals_ignoring_case(header.name, name)) continue;
    if (!out.add(any ? ", " : "[") || !out.add(header.value)) return false;
    any = true;
  }
  return !any || out.add("]");
}

}  // namespace palaver::gateway
