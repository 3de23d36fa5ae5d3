// What `$ref` may say: JSON pointers (RFC 6901) as URI fragments, and API Gateway's references to
// models. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace palaver::json::schema {

// The steps of `fragment`, which stands behind a `#`: none for "". Nothing when it is no pointer.
std::optional<std::vector<std::string>> parse_pointer(std::string_view fragment);

// An array's index in a pointer: digits without a zero in front.
std::optional<std::size_t> parse_index(std::string_view step);

// `name` as a step of a pointer, with the slash: /a~1b.
std::string pointer_step(std::string_view name);

struct ModelReference {
  std::string_view api_id;
  std::string_view name;
};
// https://apigateway.amazonaws.com/restapis/{api_id}/models/{name}; views into `uri`.
std::optional<ModelReference> parse_model_reference(std::string_view uri);

}  // namespace palaver::json::schema
