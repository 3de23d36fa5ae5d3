#include "core/gateway/json_member.h"

#include <cstdint>
#include <nlohmann/json.hpp>

namespace palaver::gateway {
namespace {

using Json = nlohmann::json;

// Follows the path through the parser's events and writes what it leads to.
//
// A value's level is the number of containers around it. One at level `matched_` was reached by the
// first `matched_` names of the path; when these are all, it is the value looked for. Everything
// else is at a level above `matched_` and passes by.
class MemberFinder final : public nlohmann::json_sax<Json> {
 public:
  explicit MemberFinder(const MemberPath& path) : path_(path) {}

  JsonMember take() { return std::move(member_); }

  bool null() override { return scalar(JsonKind::null, "null"); }
  bool boolean(bool value) override {
    return value ? scalar(JsonKind::boolean_true, "true")
                 : scalar(JsonKind::boolean_false, "false");
  }
  bool number_integer(number_integer_t value) override {
    return scalar(JsonKind::number, std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return scalar(JsonKind::number, std::to_string(value));
  }
  bool number_float(number_float_t, const string_t& digits) override {
    return scalar(JsonKind::number, digits);
  }
  bool string(string_t& value) override {
    if (inside_member_) {
      write_value(json_string(value));
    } else if (is_member()) {
      member_ = {JsonKind::string, std::move(value)};
    }
    leave_value();
    return true;
  }
  bool binary(binary_t&) override { return false; }  // not in JSON text

  bool start_object(std::size_t) override { return start_container(JsonKind::object, "{"); }
  bool end_object() override { return end_container('}'); }
  bool start_array(std::size_t) override { return start_container(JsonKind::array, "["); }
  bool end_array() override { return end_container(']'); }

  bool key(string_t& name) override {
    const std::size_t object_level = level_ - 1;
    if (inside_member_) {
      write_value(json_string(name));
      member_.text += ':';
      comma_ = false;
    } else if (object_level == matched_ && matched_ < path_.size() && name == path_[matched_]) {
      ++matched_;
      member_ = {};  // an earlier member of the same name does not count
    }
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return false;
  }

 private:
  bool is_member() const { return level_ == matched_ && matched_ == path_.size(); }

  void leave_value() {
    if (!inside_member_ && level_ == matched_ && matched_ > 0) --matched_;
  }

  void write_value(std::string_view json) {
    if (comma_) member_.text += ',';
    member_.text += json;
    comma_ = true;
  }

  bool scalar(JsonKind kind, std::string_view json) {
    if (inside_member_) {
      write_value(json);
    } else if (is_member()) {
      member_ = {kind, std::string(json)};
    }
    leave_value();
    return true;
  }

  bool start_container(JsonKind kind, std::string_view bracket) {
    if (inside_member_) {
      write_value(bracket);
    } else if (is_member()) {
      member_ = {kind, std::string(bracket)};
      inside_member_ = true;
    }
    comma_ = false;
    ++level_;
    return true;
  }

  bool end_container(char bracket) {
    --level_;
    if (inside_member_) {
      member_.text += bracket;
      comma_ = true;
      inside_member_ = level_ != matched_;
    }
    leave_value();
    return true;
  }

  const MemberPath& path_;
  std::size_t level_ = 0;
  std::size_t matched_ = 0;
  bool inside_member_ = false;
  bool comma_ = false;  // before the next value inside the member
  JsonMember member_;
};

}  // namespace

std::string JsonMember::json() const {
  return kind == JsonKind::string ? json_string(text) : text;
}

JsonMember find_member(std::string_view json, const MemberPath& path) {
  MemberFinder finder(path);
  if (!Json::sax_parse(json.begin(), json.end(), &finder)) return {JsonKind::not_json, ""};
  return finder.take();
}

std::string json_string(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || static_cast<std::uint8_t>(c) >= 0x80;
}

MemberPath take_member_path(std::string_view text, std::size_t* offset) {
  MemberPath path;
  while (*offset + 1 < text.size() && text[*offset] == '.' &&
         is_name_character(text[*offset + 1])) {
    const std::size_t start = *offset + 1;
    std::size_t end = start;
    while (end < text.size() && is_name_character(text[end])) ++end;
    path.emplace_back(text.substr(start, end - start));
    *offset = end;
  }
  return path;
}

}  // namespace palaver::gateway
