// Selecting the route of a message. Target: a message of 200 bytes in less than a microsecond and
// without an allocation.

#include <benchmark/benchmark.h>

#include <string>
#include <utility>
#include <vector>

#include "core/gateway/route_table.h"
#include "core/json/member.h"
#include "tests/bench/allocation_counter.h"
#include "tests/bench/messages.h"

namespace palaver::bench {
namespace {

using namespace palaver::gateway;

RouteTable table_of(std::string_view expression) {
  std::vector<std::string> keys = {"$connect", "$disconnect", "$default", "sendMessage", "lobby"};
  for (int i = 0; i < 20; ++i) keys.push_back("route" + std::to_string(i));
  return {SelectionExpression::parse(expression, ExpressionKind::route).value(), std::move(keys)};
}

void select_route(benchmark::State& state, std::string_view expression, std::string_view body) {
  const RouteTable table = table_of(expression);
  const AllocationCounter counter;
  for (auto _ : state) benchmark::DoNotOptimize(table.select(body));
  counter.finish(state);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

BENCHMARK_CAPTURE(select_route, one_member, "$request.body.action", kChatMessage);
BENCHMARK_CAPTURE(select_route, two_members, "${request.body.details.room}/${request.body.action}",
                  kChatMessage);
BENCHMARK_CAPTURE(select_route, constant, "sendMessage", kChatMessage);
BENCHMARK_CAPTURE(select_route, not_json, "$request.body.action",
                  "Good morning, does anybody know when the shop opens?");

// The largest message that comes.
void select_route_of_128_kib(benchmark::State& state) {
  std::string body = R"({"message":")";
  body.append(128 * 1024 - 40, 'x').append(R"(","action":"sendMessage"})");
  select_route(state, "$request.body.action", body);
}
BENCHMARK(select_route_of_128_kib);

void find_member(benchmark::State& state, const json::MemberPath& path) {
  const AllocationCounter counter;
  for (auto _ : state) benchmark::DoNotOptimize(json::find_member(kChatMessage, path));
  counter.finish(state);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kChatMessage.size()));
}
BENCHMARK_CAPTURE(find_member, string, {"message"});
BENCHMARK_CAPTURE(find_member, object, {"details"});
BENCHMARK_CAPTURE(find_member, nested, {"details", "tags", 1});

void find_raw_member(benchmark::State& state) {
  const json::MemberPath path = {"details"};
  const AllocationCounter counter;
  for (auto _ : state) benchmark::DoNotOptimize(json::find_raw_member(kChatMessage, path));
  counter.finish(state);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kChatMessage.size()));
}
BENCHMARK(find_raw_member);

void check_json(benchmark::State& state) {
  const AllocationCounter counter;
  for (auto _ : state) benchmark::DoNotOptimize(json::is_json(kChatMessage));
  counter.finish(state);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kChatMessage.size()));
}
BENCHMARK(check_json);

}  // namespace
}  // namespace palaver::bench
