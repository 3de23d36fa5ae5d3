#include "core/json/print.h"

#include <cmath>
#include <string_view>

#include "core/json/java_number.h"
#include "core/json/scanner.h"

namespace palaver::json {
namespace {

// Each function returns false when there is no room left.
class Printer {
 public:
  Printer(std::string& out, std::size_t max_bytes) : out_(out), max_bytes_(max_bytes) {}

  bool json(const Value& value, std::size_t depth = 0) {
    switch (value.kind()) {
      case Value::Kind::decimal:
        if (!std::isfinite(*value.as_decimal())) return put("null");
        break;
      case Value::Kind::string:
        return quoted(*value.as_string());
      case Value::Kind::object:
        return quoted(value.as_object()->text());
      case Value::Kind::list:
        return depth < kMaxDepth ? list(*value.as_list(), depth) : put("null");
      case Value::Kind::map:
        return depth < kMaxDepth ? map(*value.as_map(), depth) : put("null");
      default:
        break;
    }
    return scalar(value);
  }

  bool text(const Value& value, std::size_t depth = 0) {
    switch (value.kind()) {
      case Value::Kind::string:
        return put(*value.as_string());
      case Value::Kind::object:
        return put(value.as_object()->text());
      case Value::Kind::list:
        return json(value, depth);
      case Value::Kind::map:
        return depth < kMaxDepth ? java_map(*value.as_map(), depth) : put("null");
      default:
        return scalar(value);
    }
  }

 private:
  bool put(std::string_view text) {
    if (out_.size() + text.size() > max_bytes_) return false;
    out_ += text;
    return true;
  }

  bool quoted(std::string_view text) {
    if (out_.size() + text.size() > max_bytes_) return false;
    append_quoted(out_, text);
    if (out_.size() <= max_bytes_) return true;
    out_.resize(max_bytes_);  // escapes took more
    return false;
  }

  bool scalar(const Value& value) {
    if (const bool* boolean = value.as_boolean()) return put(*boolean ? "true" : "false");
    if (const auto* integer = value.as_integer()) return put(std::to_string(*integer));
    if (const auto* integer = value.as_big_integer()) return put(integer->digits);
    if (const double* decimal = value.as_decimal()) return put(java_double(*decimal));
    return put("null");
  }

  bool list(const List& items, std::size_t depth) {
    if (!put("[")) return false;
    for (const Value& item : items) {
      if (&item != items.data() && !put(",")) return false;
      if (!json(item, depth + 1)) return false;
    }
    return put("]");
  }

  bool map(const Map& map, std::size_t depth) {
    if (!put("{")) return false;
    for (const auto& member : map.members()) {
      if (&member != map.members().data() && !put(",")) return false;
      if (!quoted(member.first) || !put(":") || !json(member.second, depth + 1)) return false;
    }
    return put("}");
  }

  bool java_map(const Map& map, std::size_t depth) {
    if (!put("{")) return false;
    for (const auto& member : map.members()) {
      if (&member != map.members().data() && !put(", ")) return false;
      if (!put(member.first) || !put("=") || !text(member.second, depth + 1)) return false;
    }
    return put("}");
  }

  std::string& out_;
  std::size_t max_bytes_;
};

}  // namespace

bool append_json(std::string& out, const Value& value, std::size_t max_bytes) {
  return Printer(out, max_bytes).json(value);
}

bool append_text(std::string& out, const Value& value, std::size_t max_bytes) {
  return value.is_null() || Printer(out, max_bytes).text(value);
}

std::string to_json(const Value& value) {
  std::string out;
  append_json(out, value, kMaxPrintedBytes);
  return out;
}

std::string to_text(const Value& value) {
  std::string out;
  append_text(out, value, kMaxPrintedBytes);
  return out;
}

}  // namespace palaver::json
