// What the gateway makes of a message: the two chat templates, and a Lambda event.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <utility>

#include "core/gateway/callback_api.h"
#include "core/gateway/lambda_event.h"
#include "core/gateway/mapping_template.h"

namespace {

using namespace palaver::gateway;

RequestContext context() {
  auto connection = std::make_shared<ConnectionContext>();
  connection->connection_id = "BFHPhfCWIAMCKlQ=";
  connection->domain_name = "a1b2c3d4e5.execute-api.eu-west-1.localhost:8080";
  connection->stage = "dev";
  connection->api_id = "a1b2c3d4e5";
  connection->identity.source_ip = "192.0.2.7";
  connection->identity.user_agent = "my-client/1.0";
  connection->connected_at_ms = 1731324924553;
  RequestContext made;
  made.connection = std::move(connection);
  made.route_key = "sendMessage";
  made.request_id = made.message_id = "XDmGEE2RoE0FRdQ=";
  made.request_time_ms = 1731324924561;
  return made;
}

// The request template of one of the chat's integrations.
void chat_template(benchmark::State& state, std::size_t integration, const std::string& body) {
  const auto api = callback_api("palaver:chat", "dev");
  const auto compiled =
      MappingTemplate::compile(api.integrations[integration].request_templates.at("$default"));
  const RequestContext of = context();
  const StringMap variables;
  for (auto _ : state) {
    auto text = compiled->render({of, variables, body});
    benchmark::DoNotOptimize(text);
  }
}

void template_connect(benchmark::State& state) {
  chat_template(state, 0, "");
}
BENCHMARK(template_connect);

void template_message(benchmark::State& state) {
  chat_template(state, 2,
                R"({"action":"sendMessage","message":")" + std::string(150, 'x') + R"("})");
}
BENCHMARK(template_message);

void lambda_message_event(benchmark::State& state) {
  const RequestContext of = context();
  const StringMap variables;
  const std::string body =
      R"({"action":"sendMessage","message":")" + std::string(150, 'x') + R"("})";
  for (auto _ : state) {
    auto text = lambda_event(of, variables, nullptr, body);
    benchmark::DoNotOptimize(text);
  }
}
BENCHMARK(lambda_message_event);

}  // namespace
