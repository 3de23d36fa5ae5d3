#include "server/chat/backend.h"

#include <algorithm>
#include <utility>

#include "core/chat/callbacks.h"

namespace palaver::chat {
namespace {

// `lower` is in lower case.
bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

CallbackAnswer bad_request(const ProtocolError& error) {
  return {400, error.where.empty() ? error.message : error.where + ": " + error.message};
}

}  // namespace

Backend::Backend(Publisher& publisher, log::Logger logger, std::string epoch, HubLimits limits)
    : publisher_(publisher), logger_(std::move(logger)), hub_(std::move(epoch), limits) {}

CallbackAnswer Backend::handle(std::string_view path, std::string_view body, std::int64_t now_ms) {
  if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  CallbackAnswer answer{404, "There is /connect, /disconnect and /sendmessage"};
  if (equals_ignoring_case(path, "/connect")) {
    answer = connect(body);
  } else if (equals_ignoring_case(path, "/disconnect")) {
    answer = disconnect(body);
  } else if (equals_ignoring_case(path, "/sendmessage")) {
    answer = send_message(body, now_ms);
  }
  if (answer.status != 200) {
    logger_.warning("callback not understood",
                    {{"path", path}, {"status", answer.status}, {"problem", answer.message}});
  }
  return answer;
}

CallbackAnswer Backend::connect(std::string_view body) {
  const auto callback = parse_connect_callback(body);
  if (!callback) return bad_request(callback.error());
  if (!hub_.connect(callback->connection_id)) return {503, "Too many connections"};
  return {};
}

CallbackAnswer Backend::disconnect(std::string_view body) {
  const auto callback = parse_disconnect_callback(body);
  if (!callback) return bad_request(callback.error());
  publish(hub_.disconnect(callback->connection_id));
  return {};
}

CallbackAnswer Backend::send_message(std::string_view body, std::int64_t now_ms) {
  const auto callback = parse_send_message_callback(body);
  if (!callback) return bad_request(callback.error());
  const auto deliveries =
      hub_.message(callback->connection_id, callback->message, callback->details, now_ms);
  if (!deliveries) return bad_request(deliveries.error());
  publish(*deliveries);
  return {};
}

void Backend::publish(const std::vector<Delivery>& deliveries) {
  for (const Delivery& delivery : deliveries) {
    publisher_.publish(delivery,
                       [this, alive = std::weak_ptr<bool>(alive_)](const std::string& id) {
                         if (alive.expired()) return;
                         // $disconnect is not certain to come; this is as good. When it does, the
                         // id is unknown.
                         logger_.info("connection is gone", {{"connection", id}});
                         publish(hub_.disconnect(id));
                       });
  }
}

}  // namespace palaver::chat
