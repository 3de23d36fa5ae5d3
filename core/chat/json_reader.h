// Reading members of JSON objects without exceptions: a value of the right type, or the first error
// with the path of the member it is about. Used by the models of this folder; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/chat/protocol.h"
#include "core/common/expected.h"

namespace palaver::chat {

// Objects and arrays in each other, at most. Our messages need four; walking what a peer nested
// deeper would cost stack.
inline constexpr std::size_t kMaxJsonNesting = 64;

// The object that `text` is. Errors: not_json, also for what is nested too deeply; wrong_type.
expected<nlohmann::json, ProtocolError> parse_json_object(std::string_view text);

// JSON text; bytes that are not UTF-8 come out as U+FFFD. `value` must not nest deeper than
// kMaxJsonNesting.
std::string json_text(const nlohmann::json& value);

// How many bytes `text` takes as a JSON string, with its quotes.
std::size_t json_string_bytes(std::string_view text);

// Reads members of one object. After the first failure, which goes to `error`, values are empty or
// 0 and mean nothing. Readers of inner objects share their `error`.
class JsonReader {
 public:
  // `object` must be a JSON object; it and `error` must outlive the reader.
  JsonReader(const nlohmann::json& object, std::string path, std::optional<ProtocolError>& error)
      : object_(object), path_(std::move(path)), error_(error) {}

  // Nothing when it is missing or null.
  const nlohmann::json* find(std::string_view name) const;

  // Each fails when the member is missing, null, or of another type.
  std::string text(std::string_view name);
  std::uint64_t count(std::string_view name);
  std::int64_t integer(std::string_view name);
  bool boolean(std::string_view name);
  const nlohmann::json* object(std::string_view name);
  const nlohmann::json* array(std::string_view name);

  // Empty when it is missing or null.
  std::string optional_text(std::string_view name);

  void fail(ProtocolErrorCode code, std::string_view name, std::string_view problem);
  bool failed() const { return error_.has_value(); }
  std::string path_of(std::string_view name) const;

 private:
  // The member, or null after a failure of type or absence.
  const nlohmann::json* require(std::string_view name, bool (*is_right)(const nlohmann::json&),
                                std::string_view type);

  const nlohmann::json& object_;
  std::string path_;
  std::optional<ProtocolError>& error_;
};

}  // namespace palaver::chat
