#include "server/gateway/extensions.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/gateway/ids.h"
#include "server/gateway/management.h"

namespace palaver::gateway {
namespace {

using Json = nlohmann::ordered_json;

http::Response bad_request(std::string_view message) {
  return management_error(400, "BadRequestException", message);
}

http::Response json_answer(const Json& body) {
  http::Response response = management_success(200);
  response.headers.add("Content-Type", "application/json");
  response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return response;
}

// The connections of this stage among `ids`; the others are gone, as far as this stage goes.
std::vector<std::string> of_stage(const Gateway& gateway, const ServedStage& stage,
                                  const std::vector<std::string>& ids,
                                  std::vector<std::string>& others) {
  std::vector<std::string> ours;
  for (const std::string& id : ids) {
    (gateway.stage_of(id) == &stage ? ours : others).push_back(id);
  }
  return ours;
}

http::Response post_to(Gateway& gateway, const ServedStage& stage,
                       const std::vector<std::string>& ids, std::string_view text) {
  std::vector<std::string> gone;
  const std::vector<std::string> ours = of_stage(gateway, stage, ids, gone);
  const Posts posts = gateway.post_to_all(ours, text);
  std::vector<std::string> full;
  for (const Posts::Failure& failure : posts.failures) {
    switch (failure.why) {
      case Posted::too_long:
        return management_error(413, "PayloadTooLargeException", "Message too long");
      case Posted::not_text:
        return bad_request("The message is not UTF-8 text");
      case Posted::queue_full:
        full.push_back(failure.connection_id);
        break;
      case Posted::gone:
      case Posted::accepted:
        gone.push_back(failure.connection_id);
        break;
    }
  }
  return json_answer({{"accepted", posts.accepted}, {"gone", gone}, {"limitExceeded", full}});
}

http::Response post_to_list(Gateway& gateway, const ServedStage& stage, const std::string& body) {
  const Json request = Json::parse(body, nullptr, false);
  constexpr std::string_view kShape =
      R"(The body must be {"connectionIds": ["..."], "data": "text"})";
  if (!request.is_object()) return bad_request(kShape);
  const auto ids = request.find("connectionIds");
  const auto data = request.find("data");
  if (ids == request.end() || !ids->is_array() || data == request.end() || !data->is_string()) {
    return bad_request(kShape);
  }
  std::vector<std::string> wanted;
  for (const Json& id : *ids) {
    const auto* text = id.get_ptr<const std::string*>();
    if (text == nullptr || !valid_connection_id(*text)) {
      return bad_request("Invalid connectionId: " + (text == nullptr ? id.dump() : *text));
    }
    wanted.push_back(*text);
  }
  return post_to(gateway, stage, wanted, *data->get_ptr<const std::string*>());
}

// The values of `except` in a query.
std::optional<std::set<std::string>> excepted(std::string_view query) {
  constexpr std::string_view kName = "except=";
  std::set<std::string> ids;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view part = query.substr(0, end);
    if (part.substr(0, kName.size()) == kName) {
      auto id = http::percent_decode(part.substr(kName.size()));
      if (!id) return std::nullopt;
      ids.insert(std::move(*id));
    }
    if (end == std::string_view::npos) break;
    query.remove_prefix(end + 1);
  }
  return ids;
}

http::Response post_to_group(Gateway& gateway, const ServedStage& stage, std::string_view group,
                             const http::Request& request) {
  const auto left_out = excepted(request.query());
  if (!left_out) return bad_request("The query does not decode");
  std::vector<std::string> ids = gateway.groups_of(stage).members(group);
  std::erase_if(ids, [&](const std::string& id) { return left_out->count(id) > 0; });
  return post_to(gateway, stage, ids, request.body);
}

http::Response change_membership(Gateway& gateway, const ServedStage& stage,
                                 const std::string& group, const std::string& id,
                                 std::string_view method) {
  if (!valid_connection_id(id)) return bad_request("Invalid connectionId: " + id);
  Groups& groups = gateway.groups_of(stage);
  if (method == "DELETE") {
    groups.leave(group, id);
    return management_success(204);
  }
  if (gateway.stage_of(id) != &stage) return management_gone();
  if (groups.join(group, id)) return management_success(204);
  return management_error(
      429, "LimitExceededException",
      "A connection may be in " + std::to_string(Groups::kGroupsOfConnection) + " groups");
}

}  // namespace

http::Response answer_extension(Gateway& gateway, const Destination& destination,
                                const http::Request& request) {
  const std::vector<std::string>& rest = destination.rest;
  const ServedStage& stage = *destination.stage;
  const std::string& method = request.method;
  if (rest.front() == "@connections") {
    const bool list = rest.size() == 1 && method == "POST";
    return list ? post_to_list(gateway, stage, request.body) : missing_authentication_token();
  }
  if (rest.size() < 2 || rest[1].empty() || rest[1].size() > Groups::kNameBytes) {
    return bad_request("A group's name has 1 to " + std::to_string(Groups::kNameBytes) + " bytes");
  }
  const std::string& group = rest[1];
  if (rest.size() == 2 && method == "POST") return post_to_group(gateway, stage, group, request);
  if (rest.size() == 2 && method == "GET") {
    return json_answer({{"connectionIds", gateway.groups_of(stage).members(group)}});
  }
  const bool membership =
      rest.size() == 4 && rest[2] == "connections" && (method == "PUT" || method == "DELETE");
  return membership ? change_membership(gateway, stage, group, rest[3], method)
                    : missing_authentication_token();
}

}  // namespace palaver::gateway
