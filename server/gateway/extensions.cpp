#include "server/gateway/extensions.h"

#include <algorithm>
#include <iterator>
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

// What a loop did with its part of a post.
struct PartOfPost {
  std::size_t accepted = 0;
  std::vector<std::string> gone;
  std::vector<std::string> full;
  std::optional<Posted> refused;  // the text cannot be sent to anybody
};

// On the loop that has the connections. Those of another stage are gone, as far as this one goes.
PartOfPost post_part(Gateway& gateway, const ServedStage& stage,
                     const std::vector<std::string>& ids, std::string_view text) {
  PartOfPost part;
  std::vector<std::string> ours;
  for (const std::string& id : ids) {
    (gateway.stage_of(id) == &stage ? ours : part.gone).push_back(id);
  }
  const Posts posts = gateway.post_to_all(ours, text);
  part.accepted = posts.accepted;
  for (const Posts::Failure& failure : posts.failures) {
    switch (failure.why) {
      case Posted::too_long:
      case Posted::not_text:
        part.refused = failure.why;
        break;
      case Posted::queue_full:
        part.full.push_back(failure.connection_id);
        break;
      case Posted::gone:
      case Posted::accepted:
        part.gone.push_back(failure.connection_id);
        break;
    }
  }
  return part;
}

http::Response answer_of(std::vector<PartOfPost> parts) {
  PartOfPost whole;
  for (PartOfPost& part : parts) {
    if (part.refused == Posted::too_long) {
      return management_error(413, "PayloadTooLargeException", "Message too long");
    }
    if (part.refused) return bad_request("The message is not UTF-8 text");
    whole.accepted += part.accepted;
    std::move(part.gone.begin(), part.gone.end(), std::back_inserter(whole.gone));
    std::move(part.full.begin(), part.full.end(), std::back_inserter(whole.full));
  }
  return json_answer(
      {{"accepted", whole.accepted}, {"gone", whole.gone}, {"limitExceeded", whole.full}});
}

// Whom the question is about, and whom to tell.
struct Asked {
  Switchboard& switchboard;
  std::size_t home;
  const ServedStage& stage;
  const Respond& respond;
};

void post_to_list(const Asked& asked, const std::string& body) {
  const Json request = Json::parse(body, nullptr, false);
  constexpr std::string_view kShape =
      R"(The body must be {"connectionIds": ["..."], "data": "text"})";
  if (!request.is_object()) return asked.respond(bad_request(kShape));
  const auto ids = request.find("connectionIds");
  const auto data = request.find("data");
  if (ids == request.end() || !ids->is_array() || data == request.end() || !data->is_string()) {
    return asked.respond(bad_request(kShape));
  }
  // By the seat that has them.
  std::vector<std::vector<std::string>> wanted(asked.switchboard.seats());
  for (const Json& id : *ids) {
    const auto* text = id.get_ptr<const std::string*>();
    if (text == nullptr || !valid_connection_id(*text)) {
      return asked.respond(
          bad_request("Invalid connectionId: " + (text == nullptr ? id.dump() : *text)));
    }
    wanted[asked.switchboard.owner_of(*text)].push_back(*text);
  }
  asked.switchboard.ask_all(
      asked.home,
      [wanted = std::move(wanted), &stage = asked.stage,
       text = data->get<std::string>()](Gateway& gateway) {
        return post_part(gateway, stage, wanted[gateway.seat().index], text);
      },
      [respond = asked.respond](std::vector<PartOfPost> parts) {
        respond(answer_of(std::move(parts)));
      });
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

void post_to_group(const Asked& asked, const std::string& group, const http::Request& request) {
  auto left_out = excepted(request.query());
  if (!left_out) return asked.respond(bad_request("The query does not decode"));
  asked.switchboard.ask_all(
      asked.home,
      [group, &stage = asked.stage, left_out = std::move(*left_out),
       text = request.body](Gateway& gateway) {
        std::vector<std::string> ids = gateway.groups_of(stage).members(group);
        std::erase_if(ids, [&](const std::string& id) { return left_out.count(id) > 0; });
        return post_part(gateway, stage, ids, text);
      },
      [respond = asked.respond](std::vector<PartOfPost> parts) {
        respond(answer_of(std::move(parts)));
      });
}

void list_group(const Asked& asked, const std::string& group) {
  asked.switchboard.ask_all(
      asked.home,
      [group, &stage = asked.stage](Gateway& gateway) {
        return gateway.groups_of(stage).members(group);
      },
      [respond = asked.respond](const std::vector<std::vector<std::string>>& parts) {
        std::set<std::string> all;
        for (const auto& part : parts) all.insert(part.begin(), part.end());
        respond(json_answer({{"connectionIds", all}}));
      });
}

// On the loop that has the connection.
http::Response membership_changed(Gateway& gateway, const ServedStage& stage,
                                  const std::string& group, const std::string& id, bool joins) {
  Groups& groups = gateway.groups_of(stage);
  if (!joins) {
    groups.leave(group, id);
    return management_success(204);
  }
  if (gateway.stage_of(id) != &stage) return management_gone();
  if (groups.join(group, id)) return management_success(204);
  return management_error(
      429, "LimitExceededException",
      "A connection may be in " + std::to_string(Groups::kGroupsOfConnection) + " groups");
}

void change_membership(const Asked& asked, const std::string& group, const std::string& id,
                       bool joins) {
  if (!valid_connection_id(id)) return asked.respond(bad_request("Invalid connectionId: " + id));
  asked.switchboard.ask(
      asked.home, asked.switchboard.owner_of(id),
      [group, id, joins, &stage = asked.stage](Gateway& gateway) {
        return membership_changed(gateway, stage, group, id, joins);
      },
      asked.respond);
}

}  // namespace

void answer_extension(Switchboard& switchboard, std::size_t home, const Destination& destination,
                      const http::Request& request, const Respond& respond) {
  const std::vector<std::string>& rest = destination.rest;
  const Asked asked{switchboard, home, *destination.stage, respond};
  const std::string& method = request.method;
  if (rest.front() == "@connections") {
    const bool list = rest.size() == 1 && method == "POST";
    return list ? post_to_list(asked, request.body) : respond(missing_authentication_token());
  }
  if (rest.size() < 2 || rest[1].empty() || rest[1].size() > Groups::kNameBytes) {
    return respond(
        bad_request("A group's name has 1 to " + std::to_string(Groups::kNameBytes) + " bytes"));
  }
  const std::string& group = rest[1];
  if (rest.size() == 2 && method == "POST") return post_to_group(asked, group, request);
  if (rest.size() == 2 && method == "GET") return list_group(asked, group);
  const bool membership =
      rest.size() == 4 && rest[2] == "connections" && (method == "PUT" || method == "DELETE");
  return membership ? change_membership(asked, group, rest[3], method == "PUT")
                    : respond(missing_authentication_token());
}

}  // namespace palaver::gateway
