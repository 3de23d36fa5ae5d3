#include "server/gateway/packed_context.h"

#include <catch2/catch_test_macros.hpp>
#include <random>
#include <string>

namespace palaver::testing {
namespace {

using gateway::ConnectionContext;
using gateway::PackedContext;

bool same(const ConnectionContext& a, const ConnectionContext& b) {
  const auto identity = [](const ConnectionContext& context) {
    const gateway::Identity& who = context.identity;
    return std::tie(who.source_ip, who.user_agent, who.account_id, who.caller, who.user,
                    who.user_arn, who.api_key, who.api_key_id);
  };
  const auto members = [](const ConnectionContext& context) {
    std::vector<std::pair<std::string, std::string>> list;
    if (!context.authorizer) return list;
    for (const auto& [name, value] : *context.authorizer) list.emplace_back(name, value);
    return list;
  };
  return std::tie(a.connection_id, a.domain_name, a.stage, a.api_id, a.connected_at_ms) ==
             std::tie(b.connection_id, b.domain_name, b.stage, b.api_id, b.connected_at_ms) &&
         identity(a) == identity(b) && a.authorizer.has_value() == b.authorizer.has_value() &&
         members(a) == members(b);
}

}  // namespace

TEST_CASE("PackedContext: whatever is packed comes out again", "[gateway]") {
  std::mt19937 random(9);
  const auto text = [&random] {
    const std::size_t size = random() % 5 == 0 ? random() % 40000 : random() % 130;
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    return bytes;
  };
  for (int run = 0; run < 200; ++run) {
    ConnectionContext context;
    context.connection_id = "L0SM9cOFvHcCIhw=";
    context.domain_name = text();
    context.stage = "dev";
    context.api_id = "a1b2c3d4e5";
    context.connected_at_ms = static_cast<std::int64_t>(random()) * 1000;
    context.identity.source_ip = text();
    context.identity.user_agent = text();
    if (random() % 2 == 0) {
      context.identity = {text(), text(), text(), text(), text(), text(), text(), text()};
    }
    if (random() % 2 == 0) {
      context.authorizer.emplace();
      while (random() % 4 != 0) context.authorizer->push_back({text(), text()});
    }
    const PackedContext packed(context);
    REQUIRE(packed.connection_id() == context.connection_id);
    REQUIRE(same(*packed.unpack("a1b2c3d4e5", "dev"), context));
  }
}

}  // namespace palaver::testing
