// A definition with something of everything and nothing wrong, and what is said of it once members
// are changed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/gateway/api_file.h"

namespace palaver::gateway::testing {

nlohmann::json sound_definition();

// A member of the definition, as a JSON pointer, and what it is to be: JSON text, or empty for a
// member that is to be gone.
struct Change {
  std::string pointer;
  std::string value;
};

// The problems of the sound definition after the changes, as `routes[0].target: message` and
// `warning: routes[0].target: message`, in the file's order.
std::vector<std::string> problems_after(const std::vector<Change>& changes);
std::vector<std::string> problems_of(const nlohmann::json& definition);
std::vector<std::string> texts_of(const std::vector<ApiProblem>& problems);

// `text` as a JSON string.
std::string json_string(std::string_view text);

}  // namespace palaver::gateway::testing
