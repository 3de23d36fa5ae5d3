#include "core/chat/client_session.h"

#include <algorithm>
#include <utility>

#include "core/chat/member_id.h"
#include "core/chat/text_rules.h"
#include "core/framing/close_code.h"
#include "core/framing/utf8.h"

namespace palaver::chat {
namespace {

// Leaves place for the number behind it.
constexpr std::size_t kMaxIdPrefixBytes = 40;
constexpr std::uint32_t kFailuresOfPlainBackend = 2;

std::string or_else(const std::string& text, std::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : text;
}

// 41240 -> "41,240"
std::string with_commas(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

bool is_due(const std::optional<SteadyMs>& deadline, SteadyMs now) {
  return deadline.has_value() && *deadline <= now;
}

std::string say_text(const OutgoingMessage& message) {
  return to_client_json(Say{message.text, message.id, message.room});
}

}  // namespace

ClientSession::ClientSession(std::string url, std::string_view room, std::string_view name,
                             std::string key, std::string_view id_prefix, Random random,
                             SessionOptions options)
    : url_(std::move(url)),
      name_(or_else(fit_name(name, kMaxNameBytes), "Guest")),
      key_(std::move(key)),
      id_prefix_(framing::utf8_prefix(id_prefix, kMaxIdPrefixBytes)),
      random_(std::move(random)),
      options_(options),
      room_(or_else(fit_name(room, kMaxRoomNameBytes), kDefaultRoom), options.history),
      self_id_(member_id_for_key(key_)) {}

// --- The connection ----------------------------------------------------------------------------

void ClientSession::set_state(ConnectionState state) {
  if (state_ == state) return;
  state_ = state;
  ++revision_;
}

std::vector<SessionAction> ClientSession::start(SteadyMs now) {
  Actions out;
  if (started_) return out;
  started_ = true;
  open(now, out);
  return out;
}

void ClientSession::open(SteadyMs now, Actions& out) {
  retry_at_.reset();
  connect_deadline_ = now + options_.connect_timeout.count();
  set_state(ConnectionState::connecting);
  out.push_back(OpenSocket{url_});
}

std::vector<SessionAction> ClientSession::socket_opened(SteadyMs now) {
  Actions out;
  if (state_ != ConnectionState::connecting) return out;
  connect_deadline_.reset();
  opened_at_ = now;
  set_state(ConnectionState::connected);
  join(now, out);
  return out;
}

std::vector<SessionAction> ClientSession::socket_closed(std::uint16_t code, std::string_view,
                                                        SteadyMs now) {
  if (state_ == ConnectionState::offline) return {};
  if (code == static_cast<std::uint16_t>(framing::CloseCode::too_big)) {
    // The gateway's limit is lower than we know. The longest of what it could not take is not sent
    // again, or every connection would end like this one.
    const auto longest = std::max_element(
        outbox_.begin(), outbox_.end(), [](const OutgoingMessage& a, const OutgoingMessage& b) {
          return (a.in_flight ? a.text.size() : 0) < (b.in_flight ? b.text.size() : 0);
        });
    if (longest != outbox_.end() && longest->in_flight) {
      longest->problem = "The server does not take messages this long.";
    }
  }
  lose_connection(now);
  return {};
}

void ClientSession::end_connection() {
  joined_ = false;
  connect_deadline_.reset();
  refresh_at_.reset();
  rejoin_at_.reset();
  join_answer_by_.reset();
  take_back();
}

void ClientSession::lose_connection(SteadyMs now) {
  const bool was_stable =
      state_ == ConnectionState::connected && now - opened_at_ >= options_.stable_after.count();
  if (was_stable) attempt_ = 0;
  end_connection();
  retry_at_ = now + backoff_wait(options_.backoff, attempt_++, random_()).count();
  set_state(ConnectionState::offline);
}

std::vector<SessionAction> ClientSession::retry_now(SteadyMs now) {
  Actions out;
  if (!started_) return out;
  if (state_ == ConnectionState::offline) open(now, out);
  if (state_ == ConnectionState::connected && rejoin_at_) join(now, out);
  return out;
}

std::vector<SessionAction> ClientSession::set_url(std::string_view url, SteadyMs now) {
  Actions out;
  if (url.empty() || url == url_) return out;
  url_ = url;
  // Another server has other rooms, and it may be of another kind.
  room_ = Room(room_.name(), options_.history);
  self_id_ = member_id_for_key(key_);
  plain_ = plain_seen_ = backend_joins_ = false;
  attempt_ = join_failures_ = backend_failures_ = 0;
  problem_.clear();
  ++revision_;
  if (!started_) return out;
  if (state_ != ConnectionState::offline) out.push_back(CloseSocket{});
  end_connection();
  open(now, out);
  return out;
}

std::optional<SteadyMs> ClientSession::retry_at() const {
  return state_ == ConnectionState::offline ? retry_at_ : std::nullopt;
}

std::optional<SteadyMs> ClientSession::next_deadline() const {
  std::optional<SteadyMs> next;
  for (const auto& deadline : {retry_at_, connect_deadline_, refresh_due(), rejoin_at_,
                               join_answer_by_, say_answer_by_, next_plain_confirm()}) {
    if (deadline && (!next || *deadline < *next)) next = deadline;
  }
  return next;
}

std::vector<SessionAction> ClientSession::tick(SteadyMs now) {
  Actions out;
  if (is_due(connect_deadline_, now)) {
    out.push_back(CloseSocket{});
    lose_connection(now);
  }
  if (is_due(retry_at_, now)) open(now, out);
  confirm_plain(now);
  if (is_due(join_answer_by_, now)) join_unanswered(now, out);
  if (is_due(say_answer_by_, now)) {
    take_back();
    resync(now, out);
  }
  if (is_due(rejoin_at_, now) || is_due(refresh_due(), now)) {
    if (const auto confirmed_at = next_plain_confirm()) {
      // An error frame would not say which of the two it answers.
      refresh_at_ = confirmed_at;
    } else {
      join(now, out);
    }
  }
  return out;
}

// --- Being known in the room -------------------------------------------------------------------

void ClientSession::join(SteadyMs now, Actions& out) {
  rejoin_at_.reset();
  refresh_at_ = now + options_.refresh_every.count();
  const auto patience = backend_joins_ ? options_.answer_timeout : options_.connect_timeout;
  join_answer_by_ = now + patience.count();
  std::optional<StreamPosition> since;
  if (!room_.position().epoch.empty()) since = room_.position();
  out.push_back(SendText{to_client_json(Join{room_.name(), name_, key_, std::move(since)})});
}

std::optional<SteadyMs> ClientSession::refresh_due() const {
  // Asking again would put off the moment at which an unanswered join ends the connection.
  return join_answer_by_ ? std::nullopt : refresh_at_;
}

void ClientSession::join_later(SteadyMs now) {
  if (rejoin_at_) return;
  rejoin_at_ = now + backoff_wait(options_.backoff, backend_failures_++, random_()).count();
}

void ClientSession::resync(SteadyMs now, Actions& out) {
  if (!join_answer_by_) join(now, out);
}

void ClientSession::join_failed(SteadyMs now, Actions& out) {
  join_answer_by_.reset();
  ++join_failures_;
  if (plain_) {
    flush(now, out);
    return;
  }
  join_later(now);
  consider_plain(now, out);
}

void ClientSession::join_unanswered(SteadyMs now, Actions& out) {
  if (!backend_joins_) {
    join_failed(now, out);
    return;
  }
  // It has answered before: the connection leads nowhere any more, though nobody closed it.
  out.push_back(CloseSocket{});
  lose_connection(now);
}

void ClientSession::forgotten(SteadyMs now, Actions& out) {
  joined_ = false;
  ++revision_;
  if (join_answer_by_) return;
  if (backend_failures_ == 0) {
    ++backend_failures_;
    join(now, out);
  } else {
    join_later(now);
  }
}

std::vector<SessionAction> ClientSession::set_name(std::string_view name, SteadyMs) {
  Actions out;
  std::string fitted = fit_name(name, kMaxNameBytes);
  if (fitted.empty() || fitted == name_) return out;
  name_ = std::move(fitted);
  ++revision_;
  // Otherwise the next join tells it.
  if (joined_) out.push_back(SendText{to_client_json(Rename{name_})});
  return out;
}

std::vector<SessionAction> ClientSession::set_room(std::string_view room, SteadyMs now) {
  Actions out;
  std::string fitted = fit_name(room, kMaxRoomNameBytes);
  if (fitted.empty() || fitted == room_.name()) return out;
  room_ = Room(std::move(fitted), options_.history);
  joined_ = false;
  ++revision_;
  if (state_ != ConnectionState::connected) return out;
  // A plain backend knows no rooms.
  if (plain_) {
    flush(now, out);
  } else {
    join(now, out);
  }
  return out;
}

// --- The outbox --------------------------------------------------------------------------------

expected<std::vector<SessionAction>, SendError> ClientSession::send(std::string_view text,
                                                                    std::int64_t unix_ms,
                                                                    SteadyMs now) {
  OutgoingMessage message;
  message.id = id_prefix_ + "-" + std::to_string(next_id_);
  message.room = room_.name();
  message.text = text;
  message.composed_ms = unix_ms;
  if (!framing::is_valid_utf8(text) || trim_blanks(text).empty()) {
    return unexpected(SendError{SendErrorCode::empty, "There is nothing to send."});
  }
  const std::size_t bytes = say_text(message).size();
  if (bytes > options_.frame_bytes) {
    return unexpected(SendError{SendErrorCode::too_long,
                                "This message is " + with_commas(bytes) + " bytes long; at most " +
                                    with_commas(options_.frame_bytes) + " can be sent at once."});
  }
  if (outbox_.size() >= options_.outbox_messages) {
    return unexpected(SendError{
        SendErrorCode::outbox_full,
        with_commas(outbox_.size()) + " messages are waiting to be sent; no more can be kept."});
  }
  ++next_id_;
  outbox_.push_back(std::move(message));
  ++revision_;
  Actions out;
  consider_plain(now, out);
  flush(now, out);
  return out;
}

void ClientSession::discard(std::string_view id) {
  const auto found = find_outgoing(id);
  if (found == outbox_.end() || found->problem.empty()) return;
  outbox_.erase(found);
  ++revision_;
}

bool ClientSession::may_speak() const {
  // While a join is unanswered everything waits: its answer says what became of the messages
  // before.
  if (state_ != ConnectionState::connected || join_answer_by_) return false;
  return plain_ || (joined_ && !rejoin_at_);
}

void ClientSession::flush(SteadyMs now, Actions& out) {
  if (!may_speak()) return;
  for (OutgoingMessage& message : outbox_) {
    if (message.in_flight || !message.problem.empty() || message.room != room_.name()) continue;
    message.in_flight = true;
    message.sent_at = now;
    out.push_back(SendText{say_text(message)});
    ++revision_;
    if (!plain_ && !say_answer_by_) say_answer_by_ = now + options_.answer_timeout.count();
  }
}

bool ClientSession::take_back() {
  say_answer_by_.reset();
  bool any = false;
  for (OutgoingMessage& message : outbox_) {
    any = any || message.in_flight;
    message.in_flight = false;
  }
  if (any) ++revision_;
  return any;
}

void ClientSession::settle_answer_deadline(SteadyMs now) {
  const bool waiting = !plain_ && std::any_of(outbox_.begin(), outbox_.end(),
                                              [](const auto& m) { return m.in_flight; });
  say_answer_by_.reset();
  if (waiting) say_answer_by_ = now + options_.answer_timeout.count();
}

std::deque<OutgoingMessage>::iterator ClientSession::find_outgoing(std::string_view id) {
  return std::find_if(outbox_.begin(), outbox_.end(),
                      [&](const OutgoingMessage& message) { return message.id == id; });
}

ChatMessage ClientSession::own_message(const OutgoingMessage& message) const {
  // The room knows under which name the server takes us at this point; name_ may be ahead of it.
  const Member* self = room_.find_member(self_id_);
  return {message.id, 0, message.composed_ms, self != nullptr ? *self : Member{self_id_, name_},
          message.text};
}

// By the author alone: anyone could use our ids.
bool ClientSession::is_own(const ChatMessage& message) const {
  return message.author.id == self_id_;
}

// --- Plain backends ----------------------------------------------------------------------------

void ClientSession::consider_plain(SteadyMs now, Actions& out) {
  if (plain_ || backend_joins_ || join_failures_ < kFailuresOfPlainBackend) return;
  if (state_ != ConnectionState::connected || join_answer_by_) return;
  const bool to_be_sent =
      std::any_of(outbox_.begin(), outbox_.end(), [&](const OutgoingMessage& message) {
        return message.problem.empty() && message.room == room_.name();
      });
  if (!to_be_sent && !plain_seen_) return;
  plain_ = true;
  rejoin_at_.reset();
  refresh_at_ = now + options_.refresh_every.count();
  problem_.clear();
  ++revision_;
  flush(now, out);
}

void ClientSession::recognise_backend(SteadyMs now, Actions& out) {
  backend_joins_ = true;
  if (!plain_) return;
  plain_ = false;
  // What went before was the trial of a plain backend, not failure.
  backend_failures_ = 0;
  take_back();
  resync(now, out);
}

std::optional<SteadyMs> ClientSession::next_plain_confirm() const {
  if (!plain_) return std::nullopt;
  // In flight in the order of the outbox, so the first was sent first.
  const auto first = std::find_if(outbox_.begin(), outbox_.end(),
                                  [](const OutgoingMessage& m) { return m.in_flight; });
  if (first == outbox_.end()) return std::nullopt;
  return first->sent_at + options_.plain_confirm.count();
}

void ClientSession::confirm_plain(SteadyMs now) {
  while (is_due(next_plain_confirm(), now)) {
    const auto sent = std::find_if(outbox_.begin(), outbox_.end(),
                                   [](const OutgoingMessage& m) { return m.in_flight; });
    if (sent->room == room_.name()) room_.add_unsequenced(own_message(*sent));
    outbox_.erase(sent);
    problem_.clear();
    ++revision_;
  }
}

}  // namespace palaver::chat
