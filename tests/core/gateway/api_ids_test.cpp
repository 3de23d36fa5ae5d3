#include "core/gateway/api_ids.h"

#include <algorithm>
#include <set>

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;
using namespace palaver::gateway::model;

namespace {

bool is_id(const std::string& id, std::size_t characters) {
  return id.size() == characters && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
         });
}

Api some_api() {
  Api api;
  api.name = "chat";
  api.integrations.resize(2);
  api.integrations[0].integration_responses.resize(1);
  api.routes.resize(2);
  api.routes[0].route_key = "$connect";
  api.routes[1].route_key = "send";
  api.routes[1].route_responses.resize(1);
  api.authorizers.resize(1);
  api.models.resize(1);
  api.api_keys.resize(1);
  api.usage_plans.resize(1);
  return api;
}

}  // namespace

TEST_CASE("API ids: made ids have the shape of AWS's", "[gateway]") {
  Api api = some_api();
  assign_ids(api);
  CHECK(is_id(api.api_id, 10));
  CHECK(is_id(api.integrations[0].integration_id, 7));
  CHECK(is_id(api.integrations[0].integration_responses[0].integration_response_id, 7));
  CHECK(is_id(api.routes[0].route_id, 7));
  CHECK(is_id(api.routes[1].route_responses[0].route_response_id, 7));
  CHECK(is_id(api.authorizers[0].authorizer_id, 6));
  CHECK(is_id(api.models[0].model_id, 6));
  CHECK(is_id(api.api_keys[0].id, 10));
  CHECK(is_id(api.usage_plans[0].id, 10));
}

TEST_CASE("API ids: they are the same after a restart", "[gateway]") {
  Api one = some_api();
  Api other = some_api();
  assign_ids(one);
  assign_ids(other);
  CHECK(one == other);
  CHECK(one.api_id == "xaqcamt3lf");  // for good: clients hold URLs with it
  CHECK(derived_id("chat", 7) == derived_id("chat", 10).substr(0, 7));
}

TEST_CASE("API ids: a route keeps its id when another comes before it", "[gateway]") {
  Api one = some_api();
  Api other = some_api();
  std::swap(other.routes[0], other.routes[1]);
  assign_ids(one);
  assign_ids(other);
  CHECK(one.routes[0].route_id == other.routes[1].route_id);
}

TEST_CASE("API ids: given ids stay, and no made one is taken", "[gateway]") {
  Api api = some_api();
  api.api_id = "mine";
  api.integrations[0].integration_id = "hello";
  assign_ids(api);
  CHECK(api.api_id == "mine");
  CHECK(api.integrations[0].integration_id == "hello");
  const std::string taken = api.integrations[1].integration_id;

  api = some_api();
  api.integrations[0].integration_id = taken;
  assign_ids(api);
  CHECK(api.integrations[1].integration_id != taken);
  CHECK(is_id(api.integrations[1].integration_id, 7));
}

TEST_CASE("API ids: things of the same name are told apart", "[gateway]") {
  Api api;
  api.models.resize(50);
  assign_ids(api);
  std::set<std::string> ids;
  for (const Model& model : api.models) ids.insert(model.model_id);
  CHECK(ids.size() == 50);
}
