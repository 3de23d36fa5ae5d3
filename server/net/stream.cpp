#include "server/net/stream.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace palaver::net {
namespace {

// On the stack for the length of a call, so that an idle connection holds no buffer.
constexpr std::size_t kReadBufferBytes = std::size_t{64} * 1024;
// What one stream may read in a turn before the others have theirs.
constexpr std::size_t kReadBytesPerTurn = 4 * kReadBufferBytes;

bool would_block(int number) {
  return number == EAGAIN || number == EWOULDBLOCK;
}

}  // namespace

Stream::Stream(EventLoop& loop, UniqueFd fd, std::unique_ptr<TlsSession> tls)
    : loop_(loop), tls_(std::move(tls)), fd_(std::move(fd)), interest_{.read = in_handshake()} {
  watch_ = loop_.watch(fd_.get(), interest_, *this);
}

Stream::~Stream() {
  close();
}

void Stream::set_handler(StreamHandler* handler) {
  handler_ = handler;
  update_interest();
  expect_held_input();
}

void Stream::write(std::string bytes) {
  if (bytes.empty()) return;
  write(Bytes::of(std::move(bytes)));
}

void Stream::write(Bytes bytes) {
  if (closed() || shutdown_wanted_ || bytes.empty()) return;
  queue_.push(std::move(bytes));
  if (waiting_to_write_) count_pending();
  schedule_flush();
}

void Stream::pause_reading() {
  paused_ = true;
  update_interest();
}

void Stream::resume_reading() {
  paused_ = false;
  update_interest();
  expect_held_input();
}

void Stream::shutdown_after_flush() {
  if (closed() || shutdown_wanted_) return;
  shutdown_wanted_ = true;
  schedule_flush();
}

void Stream::close() {
  if (closed()) return;
  // As far as the socket takes it at once: who closes does not wait.
  if (tls_) tls_->shutdown();
  loop_.unwatch(fd_.get());
  fd_.reset();
  queue_.clear();
  tls_.reset();
  count_pending();
  place_ = {};
}

void Stream::count_pending() {
  const std::size_t pending = pending_bytes();
  loop_.change_backlog(counted_, pending);
  counted_ = pending;
}

void Stream::drop_unsent() {
  if (!waiting_to_write_) return;
  queue_.drop_unbegun();
  count_pending();
}

void Stream::schedule_flush() {
  // A socket that was full says by itself when it takes more.
  if (flush_due_ || waiting_to_write_) return;
  flush_due_ = true;
  schedule_turn_end();
}

void Stream::expect_held_input() {
  if (closed() || in_handshake() || !tls_ || !tls_->holds_input() || !wants_to_read()) return;
  read_due_ = true;
  schedule_turn_end();
}

void Stream::schedule_turn_end() {
  if (turn_end_scheduled_) return;
  turn_end_scheduled_ = true;
  loop_.at_turn_end(watch_);
}

void Stream::on_turn_end() {
  // A handler may destroy the stream: then its watch has ended, too.
  EventLoop& loop = loop_;
  const EventLoop::WatchId watch = watch_;
  turn_end_scheduled_ = false;
  if (std::exchange(flush_due_, false)) flush();
  if (loop.watches(watch) && std::exchange(read_due_, false)) read_available();
}

void Stream::update_interest() {
  if (closed()) return;
  // The handshake goes on whether or not somebody wants to read.
  interest_ = {wants_to_read() || in_handshake(), waiting_to_write_};
  loop_.change(fd_.get(), interest_);
}

void Stream::on_ready(bool readable, bool writable) {
  // A handler may destroy the stream: then its watch has ended, too.
  EventLoop& loop = loop_;
  const EventLoop::WatchId watch = watch_;
  if (writable) flush();
  if (!readable || !loop.watches(watch)) return;
  if (in_handshake() && !shake_hands()) return;
  read_available();
}

bool Stream::shake_hands() {
  EventLoop& loop = loop_;
  const EventLoop::WatchId watch = watch_;
  const auto outcome = tls_->handshake().outcome;
  if (outcome == TlsSession::Outcome::failed) {
    fail(failure("handshake"));
    return false;
  }
  // What waits: of the handshake itself, or after it what was written before.
  if (pending_bytes() > 0) schedule_flush();
  if (outcome != TlsSession::Outcome::done) return false;
  if (handler_ != nullptr) handler_->on_secured();
  if (!loop.watches(watch)) return false;
  update_interest();
  return true;
}

void Stream::read_available() {
  // A handler may have destroyed, closed, paused or given away the stream with every call.
  EventLoop& loop = loop_;
  const EventLoop::WatchId watch = watch_;

  std::array<char, kReadBufferBytes> buffer;
  std::size_t budget = kReadBytesPerTurn;
  while (loop.watches(watch) && wants_to_read() && budget > 0) {
    const auto [outcome, bytes] = receive(buffer);
    if (outcome == TlsSession::Outcome::want_read) break;
    if (outcome == TlsSession::Outcome::failed) return fail(failure("recv"));
    if (outcome == TlsSession::Outcome::closed) {
      ended_ = true;
      update_interest();
      handler_->on_end();
      return;
    }
    // Less than there was room for: the socket is most likely empty. If not, it is ready next turn.
    const bool more = tls_ ? tls_->holds_input() : bytes == buffer.size();
    budget -= std::min(budget, bytes);
    handler_->on_data({buffer.data(), bytes});
    if (!more) break;
  }
  if (!loop.watches(watch) || tls_ == nullptr) return;
  // More than this turn's share may be left, and the socket does not know.
  expect_held_input();
  // An answer to new keys.
  if (tls_->unsent() > 0) schedule_flush();
}

TlsSession::Result Stream::receive(std::span<char> room) {
  using Outcome = TlsSession::Outcome;
  if (tls_) return tls_->read(room);
  while (true) {
    const auto count = ::recv(fd_.get(), room.data(), room.size(), 0);
    if (count > 0) return {Outcome::done, static_cast<std::size_t>(count)};
    if (count == 0) return {Outcome::closed};
    if (errno == EINTR) continue;
    return {would_block(errno) ? Outcome::want_read : Outcome::failed};
  }
}

void Stream::flush() {
  if (closed()) return;
  drained_due_ = drained_due_ || !queue_.empty();
  if (!(tls_ ? encrypt_queue() : send_queue())) return fail(failure("send"));
  // In a handshake the queue waits for its end, not for the socket.
  const bool full = in_handshake() ? tls_->unsent() > 0 : pending_bytes() > 0;
  if (waiting_to_write_ != full) {
    waiting_to_write_ = full;
    update_interest();
  }
  if (full || counted_ > 0) count_pending();
  if (full || in_handshake()) return;
  if (shutdown_wanted_ && !shutdown_done_) {
    shutdown_done_ = true;
    // It fails only when the connection is gone already, and then reading tells.
    ::shutdown(fd_.get(), SHUT_WR);
  }
  // Last: the handler may destroy the stream.
  if (std::exchange(drained_due_, false) && handler_ != nullptr) handler_->on_drained();
}

bool Stream::send_queue() {
  SendBatch& batch = loop_.send_batch();
  while (!queue_.empty()) {
    batch.lay_out(queue_);
    msghdr message{};
    message.msg_iov = batch.elements();
    message.msg_iovlen = batch.count();
    const auto sent = ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return would_block(errno);
    }
    queue_.consume(static_cast<std::size_t>(sent));
    // The rest would not fit, either: the socket says when it does.
    if (static_cast<std::size_t>(sent) < batch.bytes()) return true;
  }
  return true;
}

bool Stream::encrypt_queue() {
  using Outcome = TlsSession::Outcome;
  if (tls_->flush().outcome == Outcome::failed) return false;
  if (in_handshake()) return true;
  SendBatch& batch = loop_.send_batch();
  while (!queue_.empty() && tls_->unsent() == 0) {
    batch.lay_out(queue_);
    for (std::size_t i = 0; i < batch.count() && tls_->unsent() == 0; ++i) {
      const iovec& element = batch.elements()[i];
      std::string_view left(static_cast<const char*>(element.iov_base), element.iov_len);
      while (!left.empty() && tls_->unsent() == 0) {
        const auto written = tls_->write(left);
        if (written.outcome == Outcome::failed) return false;
        left.remove_prefix(written.bytes);
        queue_.consume(written.bytes);
      }
    }
  }
  // Says close_notify once; should the socket be full, FIN waits for it to go.
  if (queue_.empty() && shutdown_wanted_) tls_->shutdown();
  return true;
}

void Stream::fail(const SystemError& error) {
  close();
  // Last: the handler may destroy the stream.
  if (handler_ != nullptr) handler_->on_error(error);
}

SystemError Stream::failure(std::string_view call) const {
  return tls_ ? tls_->error() : last_error(call);
}

}  // namespace palaver::net
