#include "server/app/api_files.h"

#include <optional>
#include <utility>

#include "core/gateway/api_file.h"
#include "core/gateway/callback_api.h"
#include "server/common/file_text.h"

namespace palaver::app {
namespace {

using gateway::ApiProblem;
using gateway::OriginPolicy;
using gateway::ServedApi;
using Apis = std::vector<std::unique_ptr<ServedApi>>;

std::string lines_of(const std::string& file, const std::vector<ApiProblem>& problems) {
  std::string text;
  for (const ApiProblem& problem : problems) {
    text += (text.empty() ? "" : "\n") + gateway::format_problem(file, problem);
  }
  return text;
}

// The APIs of one file, to the end of `apis`.
expected<void, std::string> load(const std::filesystem::path& path, Apis& apis,
                                 const log::Logger& logger) {
  const std::string name = path.string();
  const auto text = text_of_file(path);
  if (!text) return unexpected("--api: " + name + " cannot be read");
  gateway::ApiFile file = gateway::read_api_file(*text);
  if (!gateway::has_errors(file.problems)) {
    for (gateway::ApiInFile& in_file : file.apis) {
      auto served = ServedApi::create(std::move(in_file.api));
      if (served) {
        apis.push_back(std::move(*served));
      } else {
        gateway::append_problems(file.problems, in_file.member, std::move(served.error()));
      }
    }
  }
  gateway::place_problems(*text, file.problems);
  if (gateway::has_errors(file.problems)) return unexpected(lines_of(name, file.problems));
  for (const ApiProblem& problem : file.problems) {
    logger.warning("api file", {{"says", gateway::format_problem(name, problem)}});
  }
  return {};
}

// Which command speaks for the chat's callbacks, and where their backend is.
std::optional<std::string> chat_backend(const Options& options) {
  if (options.command == Command::serve) return "palaver:chat";
  if (options.backend_url.empty()) return std::nullopt;
  return options.backend_url;
}

}  // namespace

expected<Apis, std::string> load_apis(const Options& options, const log::Logger& logger) {
  Apis apis;
  for (const std::filesystem::path& path : options.api_files) {
    auto loaded = load(path, apis, logger);
    if (!loaded) return unexpected(std::move(loaded.error()));
  }
  if (const auto backend = chat_backend(options)) {
    auto chat = ServedApi::create(gateway::callback_api(*backend, options.stage));
    if (!chat) return unexpected("--backend-url: " + lines_of(*backend, chat.error()));
    // Whoever hears a room is whoever can reach it: there is no other lock.
    (*chat)->set_origins(OriginPolicy::local());
    apis.push_back(std::move(*chat));
  }
  if (options.allowed_origins) {
    for (const auto& api : apis) api->set_origins(*options.allowed_origins);
  }
  for (std::size_t i = 0; i < apis.size(); ++i) {
    for (std::size_t other = 0; other < i; ++other) {
      if (apis[i]->id() != apis[other]->id()) continue;
      return unexpected("--api: two APIs have the id " + apis[i]->id() +
                        "; give one of them another apiId or name");
    }
  }
  return apis;
}

}  // namespace palaver::app
