// A definition file: JSON text of one API or of a list of them, all of which is deployed to the
// stages in it. Its members are in docs/api-file.md. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/api_model.h"
#include "core/gateway/api_problem.h"
#include "core/gateway/api_validation.h"

namespace palaver::gateway {

// Longer files are not read.
inline constexpr std::size_t kMaxApiFileBytes = std::size_t{16} * 1024 * 1024;

struct ApiInFile {
  model::Api api;
  std::string member;  // where it stands: empty, or [1] in a list
};

struct ApiFile {
  // Without meaning when there are errors.
  std::vector<ApiInFile> apis;
  // All of them, not only the first. Whoever has no more to add (by append_problems() with the
  // API's member) gives them their places by place_problems().
  std::vector<ApiProblem> problems;
};

// What is no JSON, has unknown or repeated members or members of the wrong type, and what
// validate() says.
ApiFile read_api_file(std::string_view text, const ApiCounts& counts = {});

}  // namespace palaver::gateway
