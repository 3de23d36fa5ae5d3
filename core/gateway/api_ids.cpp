#include "core/gateway/api_ids.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

namespace palaver::gateway {

namespace {

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

// FNV-1a, and SplitMix64's last steps to spread it over all bits.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
  return hash ^ (hash >> 31U);
}

// Seeds are told apart by what cannot be in a name.
std::string seed_of(std::string_view kind, std::string_view name) {
  std::string seed(kind);
  seed += '\0';
  return seed.append(name);
}

// Gives an id to each of `items` that has none. `seed` is called with an item and its place.
template <class Item, class Seed>
void assign(std::vector<Item>& items, std::string Item::*id, std::size_t characters, Seed seed) {
  std::set<std::string, std::less<>> taken;
  for (const Item& item : items) taken.insert(item.*id);
  for (std::size_t place = 0; place < items.size(); ++place) {
    Item& item = items[place];
    if (!(item.*id).empty()) continue;
    std::string text = seed(item, place);
    do {
      item.*id = derived_id(text, characters);
      text += '+';
    } while (!taken.insert(item.*id).second);
  }
}

}  // namespace

std::string derived_id(std::string_view seed, std::size_t characters) {
  std::uint64_t hash = hash_of(seed);
  std::string id;
  for (std::size_t i = 0; i < characters; ++i) {
    id += kDigits[static_cast<std::size_t>(hash % kDigits.size())];
    hash /= kDigits.size();
  }
  return id;
}

void assign_ids(model::Api& api) {
  using namespace model;
  if (api.api_id.empty()) api.api_id = derived_id(seed_of("api", api.name), kApiIdCharacters);
  assign(api.integrations, &Integration::integration_id, kRouteIdCharacters,
         [](const Integration&, std::size_t place) {
           return seed_of("integration", std::to_string(place));
         });
  for (Integration& integration : api.integrations) {
    assign(integration.integration_responses, &IntegrationResponse::integration_response_id,
           kRouteIdCharacters, [&](const IntegrationResponse& response, std::size_t) {
             return seed_of(integration.integration_id, response.integration_response_key);
           });
  }
  assign(api.routes, &Route::route_id, kRouteIdCharacters,
         [](const Route& route, std::size_t) { return seed_of("route", route.route_key); });
  for (Route& route : api.routes) {
    assign(route.route_responses, &RouteResponse::route_response_id, kRouteIdCharacters,
           [&](const RouteResponse& response, std::size_t) {
             return seed_of(route.route_id, response.route_response_key);
           });
  }
  assign(api.authorizers, &Authorizer::authorizer_id, kModelIdCharacters,
         [](const Authorizer& item, std::size_t) { return seed_of("authorizer", item.name); });
  assign(api.models, &Model::model_id, kModelIdCharacters,
         [](const Model& item, std::size_t) { return seed_of("model", item.name); });
  assign(api.api_keys, &ApiKey::id, kApiIdCharacters,
         [](const ApiKey& item, std::size_t) { return seed_of("apiKey", item.name); });
  assign(api.usage_plans, &UsagePlan::id, kApiIdCharacters,
         [](const UsagePlan& item, std::size_t) { return seed_of("usagePlan", item.name); });
}

}  // namespace palaver::gateway
