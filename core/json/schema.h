// JSON Schema, draft 4, for the models of API Gateway ("Data models for WebSocket APIs", request
// validation): a model is compiled once and messages are validated against it.
//
// The messages are those of the fge json-schema-validator, whose wording API Gateway shows, in its
// order: the keywords of a schema by their names, `format` last; and what is inside of an object or
// array is looked at only while nothing was wrong so far. A Schema holds no Value; it is immutable,
// cheap to copy, and for any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/json/value.h"

namespace palaver::json {

namespace schema {
struct Model;
}

// Larger documents are not compiled; each `{...}` that is a schema counts, those of models referred
// to as well.
inline constexpr std::size_t kMaxSchemas = 10'000;
// What validating one value may take: schemas applied, members and items looked at, steps of
// regular expressions. A value that takes more is not valid.
inline constexpr std::size_t kMaxValidationSteps = 5'000'000;
// More are not listed.
inline constexpr std::size_t kMaxViolations = 100;
// Longer texts are cut when a message quotes them.
inline constexpr std::size_t kMaxQuotedBytes = 1000;

struct SchemaError {
  std::string path;     // JSON pointer of the keyword, "/properties/name/type"
  std::string message;  // for people
};

struct Violation {
  std::string pointer;  // JSON pointer in the value, "" for the whole
  std::string message;  // "object has missing required properties (["action"])"
};

// The model that a reference https://apigateway.amazonaws.com/restapis/{api_id}/models/{name} is
// about; nothing when there is none. Called while compiling only.
using ModelResolver =
    std::function<std::optional<Value>(std::string_view api_id, std::string_view name)>;

class Schema {
 public:
  // Fails for keywords with values that draft 4 does not allow, for references that lead nowhere or
  // only to each other, and for patterns that are not understood. Unknown keywords and formats are
  // ignored. References are `#`, `#/definitions/...` and those to models.
  static expected<Schema, SchemaError> compile(const Value& document,
                                               const ModelResolver& resolver = {});

  // Nothing when `value` is valid. Bounded in time and memory, also for values that hold
  // themselves.
  std::vector<Violation> validate(const Value& value) const;

 private:
  explicit Schema(std::shared_ptr<const schema::Model> model);

  std::shared_ptr<const schema::Model> model_;
};

// `$context.error.validationErrorString`: [one message, another message].
std::string validation_error_string(const std::vector<Violation>& violations);

}  // namespace palaver::json
