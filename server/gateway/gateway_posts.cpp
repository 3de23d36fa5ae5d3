// What @connections and the chat need of a gateway: texts for its clients, and what is known of
// them.
#include <algorithm>
#include <chrono>
#include <utility>

#include "core/framing/frame_encoder.h"
#include "core/framing/utf8.h"
#include "core/gateway/limits.h"
#include "server/common/wall_clock.h"
#include "server/gateway/gateway.h"

namespace palaver::gateway {
namespace {

// Counts what was sent, stage by stage: the clients of a room are mostly of one.
class SentCount {
 public:
  explicit SentCount(Reports& reports) : reports_(reports) {}
  ~SentCount() { flush(); }
  SentCount(const SentCount&) = delete;
  SentCount& operator=(const SentCount&) = delete;

  void add(const ServedStage& stage) {
    if (&stage != stage_) flush();
    stage_ = &stage;
    ++count_;
  }

 private:
  void flush() {
    if (count_ > 0) reports_.sent(*stage_, count_);
    count_ = 0;
  }
  Reports& reports_;
  const ServedStage* stage_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace

Client* Gateway::find_open(std::string_view connection_id) const {
  Client* const client = clients_.find(connection_id);
  return client != nullptr && client->connection().is_open() ? client : nullptr;
}

const ServedStage* Gateway::stage_of(const std::string& connection_id) const {
  const Client* client = find_open(connection_id);
  return client == nullptr ? nullptr : &client->stage();
}

EncodedText Gateway::encode(std::shared_ptr<const std::string> text) const {
  if (text->size() > options_.limits.frames.message_bytes) return {Posted::too_long, {}, {}};
  if (!framing::is_valid_utf8(*text)) return {Posted::not_text, {}, {}};
  auto frames = std::make_shared<const std::string>(
      framing::encode_message(framing::Opcode::text, *text, kFrameBytes));
  return {Posted::accepted, std::move(text), std::move(frames)};
}

Posted Gateway::deliver(Client* client, OutgoingMessage& message) {
  if (client == nullptr) return Posted::gone;
  switch (client->connection().send(message)) {
    case Sent::queued:
      return Posted::accepted;
    case Sent::queue_full:
      return Posted::queue_full;
    case Sent::closed:
      break;
  }
  return Posted::gone;
}

Posted Gateway::post(const std::string& connection_id, std::string_view text) {
  const Posts posts = post_to_all({connection_id}, text);
  return posts.failures.empty() ? Posted::accepted : posts.failures.front().why;
}

Posts Gateway::post_to_all(const std::vector<std::string>& connection_ids, std::string_view text) {
  Recipients recipients(connection_ids, 1);
  return post_to_share(recipients.share(0), encode(std::make_shared<const std::string>(text)), {});
}

Posts Gateway::post_to_share(Recipients::Share& share, const EncodedText& text,
                             std::string_view except) {
  if (share.places.empty()) {
    share.places.reserve(share.ids.size());
    for (const std::string& id : share.ids) share.places.push_back(clients_.place_of(id));
  }
  const bool sendable = text.result == Posted::accepted;
  OutgoingMessage message(sendable ? std::string_view(*text.text) : std::string_view(),
                          sendable ? net::Bytes::of_shared(text.frames) : net::Bytes(), codec_);
  const ClientTable::Place left_out =
      except.empty() ? ClientTable::Place{} : clients_.place_of(except);
  Posts posts;
  SentCount sent(reports_);
  for (std::size_t i = 0; i < share.ids.size(); ++i) {
    const ClientTable::Place place = share.places[i];
    Client* const client = clients_.at(place);
    // One that has gone has no place any more to be known by.
    if (left_out.generation != 0 ? place == left_out : share.ids[i] == except) continue;
    Posted posted = text.result;
    if (sendable) {
      posted = deliver(client, message);
    } else if (client == nullptr || !client->connection().is_open()) {
      posted = Posted::gone;
    }
    if (posted == Posted::accepted) {
      ++posts.accepted;
      sent.add(client->stage());
    } else {
      posts.failures.push_back({share.ids[i], posted});
    }
  }
  return posts;
}

std::optional<ConnectionInfo> Gateway::describe(const std::string& connection_id) const {
  const Client* client = find_open(connection_id);
  if (client == nullptr) return std::nullopt;
  // Not loop_.now(): a turn may be long, and both clocks are to be read at one time.
  const auto quiet = std::chrono::duration_cast<std::chrono::milliseconds>(
      net::EventLoop::Clock::now() - client->connection().last_active());
  const auto unpacked = client->context();
  const ConnectionContext& context = *unpacked;
  ConnectionInfo info;
  info.connected_at_ms = context.connected_at_ms;
  info.last_active_at_ms =
      std::max(info.connected_at_ms, unix_time_ms() - static_cast<std::int64_t>(quiet.count()));
  info.source_ip = context.identity.source_ip;
  info.user_agent = context.identity.user_agent;
  return info;
}

bool Gateway::close(const std::string& connection_id, framing::CloseCode code,
                    std::string_view reason) {
  Client* const client = find_open(connection_id);
  if (client == nullptr) return false;
  client->connection().close(code, reason);
  return true;
}

}  // namespace palaver::gateway
