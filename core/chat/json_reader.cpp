#include "core/chat/json_reader.h"

#include <limits>

namespace palaver::chat {
namespace {

using nlohmann::json;

// Counts brackets outside of strings; what else is wrong with the text is the parser's business.
bool nests_too_deeply(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxJsonNesting) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

bool is_count(const json& value) {
  // What the parser reads is unsigned already; what code put together may be a signed integer.
  const auto* number = value.get_ptr<const json::number_integer_t*>();
  return value.is_number_unsigned() || (number != nullptr && *number >= 0);
}

bool is_integer(const json& value) {
  const auto* number = value.get_ptr<const json::number_unsigned_t*>();
  if (number == nullptr) return value.is_number_integer();
  return *number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

expected<json, ProtocolError> parse_json_object(std::string_view text) {
  if (nests_too_deeply(text)) {
    return unexpected(ProtocolError{
        ProtocolErrorCode::not_json, "",
        "The text nests deeper than " + std::to_string(kMaxJsonNesting) + " levels."});
  }
  json value = json::parse(text.begin(), text.end(), nullptr, false);
  if (value.is_discarded()) {
    return unexpected(ProtocolError{ProtocolErrorCode::not_json, "", "The text is not JSON."});
  }
  if (!value.is_object()) {
    return unexpected(
        ProtocolError{ProtocolErrorCode::wrong_type, "", "The text is not a JSON object."});
  }
  return value;
}

std::string json_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::size_t json_string_bytes(std::string_view text) {
  std::size_t bytes = 2;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || (byte >= 0x08 && byte <= 0x0D && byte != 0x0B)) {
      bytes += 2;
    } else {
      bytes += byte < 0x20 ? 6 : 1;
    }
  }
  return bytes;
}

const json* JsonReader::find(std::string_view name) const {
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::string JsonReader::path_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

void JsonReader::fail(ProtocolErrorCode code, std::string_view name, std::string_view problem) {
  if (error_) return;
  std::string path = path_of(name);
  std::string message = path + " " + std::string(problem) + ".";
  error_ = ProtocolError{code, std::move(path), std::move(message)};
}

const json* JsonReader::require(std::string_view name, bool (*is_right)(const json&),
                                std::string_view type) {
  const json* value = find(name);
  if (value == nullptr) {
    fail(ProtocolErrorCode::missing_member, name, "is missing");
    return nullptr;
  }
  if (!is_right(*value)) {
    fail(ProtocolErrorCode::wrong_type, name, "is not " + std::string(type));
    return nullptr;
  }
  return value;
}

std::string JsonReader::text(std::string_view name) {
  const json* value = require(
      name, [](const json& v) { return v.is_string(); }, "a string");
  return value == nullptr ? std::string() : *value->get_ptr<const std::string*>();
}

std::string JsonReader::optional_text(std::string_view name) {
  return find(name) == nullptr ? std::string() : text(name);
}

std::uint64_t JsonReader::count(std::string_view name) {
  const json* value = require(name, is_count, "a whole number from 0");
  return value == nullptr ? 0 : value->get<std::uint64_t>();
}

std::int64_t JsonReader::integer(std::string_view name) {
  const json* value = require(name, is_integer, "a whole number");
  return value == nullptr ? 0 : value->get<std::int64_t>();
}

bool JsonReader::boolean(std::string_view name) {
  const json* value = require(
      name, [](const json& v) { return v.is_boolean(); }, "true or false");
  return value != nullptr && value->get<bool>();
}

const json* JsonReader::object(std::string_view name) {
  return require(
      name, [](const json& v) { return v.is_object(); }, "an object");
}

const json* JsonReader::array(std::string_view name) {
  return require(
      name, [](const json& v) { return v.is_array(); }, "an array");
}

}  // namespace palaver::chat
