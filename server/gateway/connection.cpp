#include "server/gateway/connection.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/framing/frame_encoder.h"
#include "core/framing/utf8.h"

namespace palaver::gateway {
namespace {

using framing::CloseCode;

constexpr std::uint16_t number(CloseCode code) {
  return static_cast<std::uint16_t>(code);
}

// Between two looks at a peer that is in the middle of something.
constexpr std::chrono::milliseconds kShortestLook{5};
constexpr std::chrono::milliseconds kLongestLook{1000};
constexpr std::chrono::seconds kSecond{1};
constexpr net::EventLoop::TimePoint kNever{};

std::chrono::milliseconds rounded_up(net::EventLoop::Clock::duration duration) {
  return std::chrono::ceil<std::chrono::milliseconds>(duration);
}

}  // namespace

Connection::Connection(net::EventLoop& loop, std::unique_ptr<net::Stream> stream,
                       const ConnectionLimits& limits, ConnectionHandler& handler,
                       std::unique_ptr<deflate::Session> deflate)
    : loop_(loop),
      stream_(std::move(stream)),
      limits_(limits),
      handler_(handler),
      deflate_(std::move(deflate)),
      opened_(loop.now()),
      last_active_(loop.now()) {}

Connection::~Connection() {
  loop_.cancel(timer_);
  end_vigil();
}

void Connection::start(std::string_view early_bytes) {
  arm_lifetime_timer(last_active_);
  stream_->set_handler(this);
  stream_->resume_reading();
  if (!early_bytes.empty()) on_data(early_bytes);
}

Sent Connection::send(OutgoingMessage& message) {
  if (closing_) return Sent::closed;
  if (stream_->pending_bytes() >= limits_.send_queue_bytes) {
    Vigil& watched = vigil();
    if (watched.queue_full == kNever) watched.queue_full = loop_.now();
    return Sent::queue_full;
  }
  mark_active();
  stream_->write(message.frames_for(deflate_.get()));
  return Sent::queued;
}

void Connection::close(CloseCode code, std::string_view reason) {
  if (closing_) return;
  if (ending_) {
    carry_out_ending();
    return;
  }
  begin_close(code, reason);
  // The peer's close frame must get in, also past a full inbox. Inside on_message() whoever gave
  // the message does that afterwards: the handler may still look at its text.
  if (!giving_) take_events();
}

void Connection::begin_close(CloseCode code, std::string_view reason) {
  closing_ = std::make_unique<Closing>(Closing{number(code), std::string(reason)});
  discarding_ = true;
  // Who did not read must not hold what it has not read until it reads the close frame.
  if (code == CloseCode::try_again_later) stream_->drop_unsent();
  stream_->write(framing::encode_close(code, reason));
  arm_close_timer();
}

void Connection::message_done() {
  --in_work_;
  if (in_work_ == 0) alone_ = false;
  if (giving_) {
    // Whoever gave the message goes on.
    done_inside_ = true;
    return;
  }
  while (may_give() && inbox_ != nullptr) give(take_from_inbox());
  if (ending_ && !has_work()) carry_out_ending();
  take_events();
}

void Connection::on_data(std::string_view bytes) {
  if (input_over_) return;
  if (parser_ == nullptr) {
    parser_ = std::make_unique<framing::FrameParser>(
        framing::Role::server, limits_.frames,
        deflate_ ? framing::Extension::permessage_deflate : framing::Extension::none);
  }
  parser_->feed(bytes);
  take_events();
}

void Connection::on_end() {
  if (ending_) carry_out_ending();
  if (!closing_)
    closing_ = std::make_unique<Closing>(
        Closing{number(CloseCode::abnormal), "Connection closed abnormally"});
  end();
}

void Connection::on_error(const net::SystemError& /*error*/) {
  on_end();
}

void Connection::take_events() {
  while (parser_ != nullptr && !input_over_ && !inbox_full()) {
    const framing::Event event = parser_->next();
    if (std::holds_alternative<framing::NeedMore>(event)) break;
    const bool control = std::holds_alternative<framing::Ping>(event) ||
                         std::holds_alternative<framing::Pong>(event);
    if (control && floods()) break;
    if (const auto* message = std::get_if<framing::Message>(&event)) {
      take_message(*message);
    } else if (const auto* ping = std::get_if<framing::Ping>(&event)) {
      // RFC 6455 section 5.5.3 lets an endpoint answer only some of many pings: those of a peer
      // that does not read its pongs are not worth memory.
      if (!closing_ && stream_->pending_bytes() < limits_.send_queue_bytes) {
        std::string pong;
        framing::append_frame(pong, framing::Opcode::pong, ping->payload);
        stream_->write(std::move(pong));
      }
    } else if (const auto* close = std::get_if<framing::Close>(&event)) {
      take_close(*close);
    } else if (const auto* failure = std::get_if<framing::Failure>(&event)) {
      take_failure(*failure);
    }
  }
  if (parser_ != nullptr && (input_over_ || parser_->is_idle())) parser_ = nullptr;
  if (!ended_) {
    if (inbox_full()) {
      stream_->pause_reading();
    } else {
      stream_->resume_reading();
    }
  }
  watch_input();
  tell_if_done();
}

// --- Slow and flooding peers -------------------------------------------------------------------

Connection::Vigil& Connection::vigil() {
  if (!vigil_) {
    vigil_ = std::make_unique<Vigil>();
    arm_vigil();
  }
  return *vigil_;
}

void Connection::arm_vigil() {
  // Often enough that a timeout is kept to a quarter more.
  const auto shortest = std::min(limits_.message_timeout, limits_.send_queue_timeout);
  const auto pause = std::clamp(shortest / 4, kShortestLook, kLongestLook);
  vigil_->timer = loop_.after(pause, [this] { on_vigil(); });
}

void Connection::on_vigil() {
  const auto now = loop_.now();
  vigil_->timer = 0;
  if (stream_->pending_bytes() < limits_.send_queue_bytes) vigil_->queue_full = kNever;
  const auto over = [now](net::EventLoop::TimePoint since, std::chrono::milliseconds limit) {
    return since != kNever && now - since >= limit;
  };
  if (over(vigil_->queue_full, limits_.send_queue_timeout)) {
    vigil_->queue_full = kNever;
    close(CloseCode::try_again_later, "Messages are not read");
  } else if (over(vigil_->message_begun, limits_.message_timeout)) {
    take_failure({CloseCode::policy_violation, "Message takes too long"});
  }
  watch_input();
  tell_if_done();
  if (!vigil_) return;
  const bool counting = now - vigil_->second < kSecond;
  if (counting || vigil_->held > 0 || vigil_->queue_full != kNever ||
      vigil_->message_begun != kNever) {
    arm_vigil();
  } else {
    end_vigil();
  }
}

void Connection::end_vigil() {
  if (!vigil_) return;
  loop_.cancel(vigil_->timer);
  loop_.change_backlog(vigil_->held, 0);
  vigil_.reset();
}

void Connection::watch_input() {
  if (ended_) return end_vigil();
  // What waits because we are slow is no fault of the peer's.
  const bool unfinished =
      parser_ != nullptr && !input_over_ && !inbox_full() && parser_->unfinished();
  const std::size_t held =
      (inbox_ ? inbox_->bytes : 0) + (unfinished ? parser_->buffered_bytes() : 0);
  if (!vigil_ && !unfinished && held == 0) return;
  Vigil& watched = vigil();
  loop_.change_backlog(std::exchange(watched.held, held), held);
  if (!unfinished) {
    watched.message_begun = kNever;
  } else if (watched.message_begun == kNever) {
    watched.message_begun = loop_.now();
  }
}

bool Connection::floods() {
  Vigil& watched = vigil();
  if (loop_.now() - watched.second >= kSecond) {
    watched.second = loop_.now();
    watched.control_frames = 0;
  }
  if (++watched.control_frames <= limits_.control_frames) return false;
  take_failure({CloseCode::policy_violation, "Too many control frames"});
  return true;
}

std::size_t Connection::held_bytes() const {
  return stream_->counted_bytes() + (vigil_ ? vigil_->held : 0);
}

void Connection::shed() {
  // What is handled still counts: its answer has nowhere to go.
  inbox_ = nullptr;
  stream_->drop_unsent();
  if (ending_) carry_out_ending();
  if (!closing_) {
    begin_close(CloseCode::try_again_later, "Too much waits for too many");
    stream_->shutdown_after_flush();
  }
  input_over_ = true;
  parser_ = nullptr;
  watch_input();
  tell_if_done();
}

// --- Messages ----------------------------------------------------------------------------------

void Connection::take_message(const framing::Message& message) {
  if (discarding_) return;
  if (message.opcode == framing::Opcode::binary) {
    constexpr std::string_view kReason = "Binary is not supported";
    finish_with({.closing = {number(CloseCode::unsupported_data), std::string(kReason)},
                 .frame = framing::encode_close(CloseCode::unsupported_data, kReason),
                 .waits_for_close = true});
    return;
  }
  if (message.compressed) {
    take_compressed(message);
  } else {
    take_text(message.payload);
  }
}

void Connection::take_compressed(const framing::Message& message) {
  const auto inflated = deflate_->inflate(message.payload, limits_.frames.message_bytes);
  if (!inflated) {
    const bool too_big = inflated.error() == deflate::InflateError::too_big;
    take_failure(too_big ? framing::Failure{CloseCode::too_big, "message over its limit"}
                         : framing::Failure{CloseCode::bad_payload, "data that is not DEFLATE"});
  } else if (!framing::is_valid_utf8(*inflated)) {
    take_failure({CloseCode::bad_payload, "text that is not UTF-8"});
  } else {
    // A copy: what the handler does may need the room that the view looks into.
    take_text(std::string(*inflated));
  }
}

void Connection::take_text(std::string_view text) {
  mark_active();
  if (!may_give() || inbox_ != nullptr) {
    if (inbox_ == nullptr) inbox_ = std::make_unique<Inbox>();
    inbox_->bytes += text.size();
    inbox_->texts.emplace_back(text);
  } else {
    give(text);
  }
}

void Connection::take_close(const framing::Close& close) {
  input_over_ = true;
  Closing closing{close.code, std::string(close.reason)};
  if (close.code == number(CloseCode::no_status)) {
    closing.reason = "Client-side close frame status not set";
  }
  // RFC 6455 section 5.5.1: "When sending a Close frame in response, the endpoint typically echos
  // the status code it received."
  finish_with({.closing = std::move(closing), .frame = framing::encode_close(close.code)});
}

void Connection::take_failure(const framing::Failure& failure) {
  input_over_ = true;
  const bool too_big = failure.code == CloseCode::too_big;
  const std::string_view reason = too_big ? "Message too big" : failure.what;
  finish_with({.closing = {number(failure.code), std::string(reason)},
               .frame = framing::encode_close(failure.code, reason)});
}

void Connection::finish_with(Ending ending) {
  discarding_ = true;
  if (ending_) {
    // Binary was refused, and what waits for its turn is told to a peer that is done too.
    ending_->waits_for_close = false;
    return;
  }
  if (closing_) {
    // Section 7.1.1: the server ends TCP first. What the peer goes on sending is read and dropped
    // until it ends: closing over unread bytes would reset the connection and could destroy the
    // close frame on its way.
    if (!ending.waits_for_close) stream_->shutdown_after_flush();
    return;
  }
  ending_ = std::make_unique<Ending>(std::move(ending));
  if (!has_work()) {
    carry_out_ending();
    return;
  }
  // RFC 6455 section 5.5.1: "An endpoint MAY delay sending a Close frame until its current message
  // is sent": who sends a message and then closes still gets its answer, unless that takes long.
  loop_.cancel(timer_);
  timer_ = loop_.after(limits_.close_timeout, [this] {
    carry_out_ending();
    tell_if_done();
  });
}

void Connection::carry_out_ending() {
  const std::unique_ptr<Ending> ending = std::move(ending_);
  closing_ = std::make_unique<Closing>(std::move(ending->closing));
  stream_->write(std::move(ending->frame));
  arm_close_timer();
  if (!ending->waits_for_close) stream_->shutdown_after_flush();
}

void Connection::give(std::string_view text) {
  ++in_work_;
  giving_ = true;
  done_inside_ = false;
  const Handled handled = handler_.on_message(*this, text);
  giving_ = false;
  if (handled == Handled::now) --in_work_;
  if (handled == Handled::later && !done_inside_) alone_ = true;
}

std::string Connection::take_from_inbox() {
  std::string text = std::move(inbox_->texts.front());
  inbox_->texts.pop_front();
  inbox_->bytes -= text.size();
  if (inbox_->texts.empty()) inbox_ = nullptr;
  return text;
}

bool Connection::inbox_full() const {
  return !discarding_ && inbox_ != nullptr &&
         (inbox_->texts.size() >= kInboxMessages || inbox_->bytes >= kInboxBytes);
}

void Connection::arm_lifetime_timer(net::EventLoop::TimePoint quiet_since) {
  auto deadline = std::min(last_active_ + limits_.idle_timeout, opened_ + limits_.duration);
  if (limits_.ping_interval.count() > 0) {
    deadline = std::min(deadline, quiet_since + limits_.ping_interval);
  }
  const auto delay = std::max(deadline - loop_.now(), net::EventLoop::Clock::duration::zero());
  timer_ = loop_.after(
      rounded_up(delay),
      [](void* connection) { static_cast<Connection*>(connection)->on_lifetime_timer(); }, this);
}

void Connection::on_lifetime_timer() {
  const auto now = loop_.now();
  // Messages do not touch the timer; it looks at what has happened when it fires.
  if (now >= last_active_ + limits_.idle_timeout || now >= opened_ + limits_.duration) {
    close(CloseCode::going_away, "Going away");
    return;
  }
  // It fires for the end, which has not come, or for the ping of a time of silence: no ping can
  // have been sent in between.
  const bool quiet =
      limits_.ping_interval.count() > 0 && now >= last_active_ + limits_.ping_interval;
  if (quiet) {
    std::string ping;
    framing::append_frame(ping, framing::Opcode::ping, {});
    stream_->write(std::move(ping));
  }
  arm_lifetime_timer(quiet ? now : last_active_);
}

void Connection::arm_close_timer() {
  loop_.cancel(timer_);
  timer_ = loop_.after(limits_.close_timeout, [this] { end(); });
}

void Connection::end() {
  if (ended_) return;
  ended_ = true;
  loop_.cancel(timer_);
  stream_->close();
  end_vigil();
  tell_if_done();
}

void Connection::tell_if_done() {
  if (!closing_ || has_work()) return;
  if (!closed_told_) {
    closed_told_ = true;
    handler_.on_closed(*this, *closing_);
  }
  if (ended_ && !finished_told_) {
    finished_told_ = true;
    handler_.on_finished(*this);
  }
}

}  // namespace palaver::gateway
