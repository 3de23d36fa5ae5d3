#include "core/json/canonical.h"

#include <algorithm>
#include <vector>

#include "core/json/decimal.h"
#include "core/json/scanner.h"

namespace palaver::json {
namespace {

class Writer {
 public:
  Writer(std::string& out, std::size_t max_bytes) : out_(out), max_bytes_(max_bytes) {}

  // Recursive; `depth` levels are open.
  bool append(const Value& value, std::size_t depth);

 private:
  bool append_list(const List& list, std::size_t depth);
  bool append_map(const Map& map, std::size_t depth);
  void append_number(const Value& value);
  bool fits() const { return out_.size() <= max_bytes_; }

  std::string& out_;
  std::size_t max_bytes_;
};

bool Writer::append(const Value& value, std::size_t depth) {
  switch (value.kind()) {
    case Value::Kind::null:
      out_ += 'n';
      break;
    case Value::Kind::boolean:
      out_ += *value.as_boolean() ? 't' : 'f';
      break;
    case Value::Kind::integer:
    case Value::Kind::decimal:
    case Value::Kind::big_integer:
      append_number(value);
      break;
    case Value::Kind::string:
      append_quoted(out_, *value.as_string());
      break;
    case Value::Kind::object:
      append_quoted(out_, value.as_object()->text());
      break;
    case Value::Kind::list:
      return depth < kMaxDepth && append_list(*value.as_list(), depth + 1);
    case Value::Kind::map:
      return depth < kMaxDepth && append_map(*value.as_map(), depth + 1);
  }
  return fits();
}

void Writer::append_number(const Value& value) {
  const auto number = to_decimal(value);
  if (!number) {
    out_ += "#?";  // 1e999
    return;
  }
  out_ += number->negative ? "#-" : "#";
  out_ += number->digits;
  out_ += 'e';
  out_ += std::to_string(number->exponent);
}

bool Writer::append_list(const List& list, std::size_t depth) {
  out_ += '[';
  for (const Value& item : list) {
    if (!append(item, depth)) return false;
    out_ += ',';
  }
  out_ += ']';
  return fits();
}

bool Writer::append_map(const Map& map, std::size_t depth) {
  std::vector<const Map::Member*> members;
  members.reserve(map.size());
  for (const Map::Member& member : map.members()) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  out_ += '{';
  for (const Map::Member* member : members) {
    append_quoted(out_, member->first);
    if (!append(member->second, depth)) return false;
    out_ += ',';
  }
  out_ += '}';
  return fits();
}

}  // namespace

bool append_canonical(std::string& out, const Value& value, std::size_t max_bytes) {
  return Writer(out, max_bytes).append(value, 0);
}

}  // namespace palaver::json
