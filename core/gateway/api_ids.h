// Ids for the parts of an API that were defined without one. They follow from what is defined, so
// that a restart changes neither URLs nor what logs speak of; each has the shape of AWS's: 6, 7 or
// 10 characters of [a-z0-9]. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/gateway/api_model.h"

namespace palaver::gateway {

inline constexpr std::size_t kApiIdCharacters = 10;   // also of API keys and usage plans
inline constexpr std::size_t kRouteIdCharacters = 7;  // also of integrations and responses
inline constexpr std::size_t kModelIdCharacters = 6;  // also of authorizers

// The same for the same `seed` always, at most 12 characters.
std::string derived_id(std::string_view seed, std::size_t characters);

// Gives ids to all that has none: the API from its name, integrations from their place in the list,
// routes from their key, responses from their parent's id and their key, the others from their
// name. No two of a kind get the same.
void assign_ids(model::Api& api);

}  // namespace palaver::gateway
