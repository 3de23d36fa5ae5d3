// Any bytes in the files that the operator hands over: API definitions, credentials, formats of
// access logs. They come from people, and may be large, but nothing in them crashes, and what an
// access log says stays one line.
//
// Input: which file (its first byte), the text.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/gateway/access_log_format.h"
#include "core/gateway/api_file.h"
#include "core/gateway/api_writer.h"
#include "server/aws/credentials.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

void check_api_file(std::string_view text) {
  const gateway::ApiFile file = gateway::read_api_file(text);
  bool fine = true;
  for (const gateway::ApiProblem& problem : file.problems) {
    promise(!problem.message.empty(), "a problem is told");
    fine = fine && problem.severity != gateway::Severity::error;
  }
  if (!fine) return;
  for (const gateway::ApiInFile& each : file.apis) {
    static_cast<void>(gateway::definition_json(each.api));
  }
}

void check_credentials(std::string_view text) {
  const auto store = aws::CredentialStore::parse(text, "credentials");
  if (!store) {
    promise(store.error().message.rfind("credentials", 0) == 0, "a mistake names its file");
    return;
  }
  for (const auto& [key, credentials] : store->by_key()) {
    promise(!credentials.secret_access_key.empty(), "a key has its secret");
    promise(store->find(key) == &credentials, "a key is found");
  }
}

// The text is a format and, whatever it is, a user agent.
void check_access_log(std::string_view text) {
  auto connection = std::make_shared<gateway::ConnectionContext>();
  connection->identity.user_agent = text;
  gateway::RequestContext context;
  context.connection = connection;
  context.disconnect_reason = text;
  const auto render = [&](std::string_view format) -> std::string {
    const auto parsed = gateway::AccessLogFormat::parse(format);
    if (!parsed) {
      promise(!parsed.error().empty(), "a refused format says why");
      return {};
    }
    return parsed->render(context, {});
  };
  promise(render(text).find('\n') == std::string::npos, "a line stays one line");
  const std::string line =
      render(R"({"id":"$context.requestId","agent":"$context.identity.userAgent"})");
  promise(nlohmann::json::accept(line), "a format that is JSON gives JSON");
}

}  // namespace

std::vector<std::string> seeds() {
  return {
      R"(0{"api":{"Name":"chat","RouteSelectionExpression":"$request.body.action"},)"
      R"("routes":[{"RouteKey":"$default","Target":"integrations/i"}],)"
      R"("integrations":[{"IntegrationId":"i","IntegrationType":"MOCK"}],"stages":[]})",
      R"(0[{"Name":"a","ProtocolType":"WEBSOCKET"}])",
      "1[default]\naws_access_key_id = AKID\naws_secret_access_key = secret\n\n# note\n[profile "
      "b]\n",
      "2$context.requestId $context.identity.sourceIp \"$context.identity.userAgent\"",
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  switch (data[0] % 3) {
    case 0:
      check_api_file(input.substr(1));
      break;
    case 1:
      check_credentials(input.substr(1));
      break;
    default:
      check_access_log(input.substr(1));
  }
  return 0;
}
