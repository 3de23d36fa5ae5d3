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

Stream::Stream(EventLoop& loop, UniqueFd fd) : loop_(loop), fd_(std::move(fd)) {
  watch_ = loop_.watch(fd_.get(), interest_, *this);
}

Stream::~Stream() {
  close();
}

void Stream::set_handler(StreamHandler* handler) {
  handler_ = handler;
  update_interest();
}

void Stream::write(std::string bytes) {
  if (bytes.empty()) return;
  write(Bytes::of(std::move(bytes)));
}

void Stream::write(Bytes bytes) {
  if (closed() || shutdown_wanted_ || bytes.empty()) return;
  queue_.push(std::move(bytes));
  schedule_flush();
}

void Stream::pause_reading() {
  paused_ = true;
  update_interest();
}

void Stream::resume_reading() {
  paused_ = false;
  update_interest();
}

void Stream::shutdown_after_flush() {
  if (closed() || shutdown_wanted_) return;
  shutdown_wanted_ = true;
  schedule_flush();
}

void Stream::close() {
  if (closed()) return;
  loop_.unwatch(fd_.get());
  fd_.reset();
  queue_.clear();
}

void Stream::schedule_flush() {
  // A socket that was full says by itself when it takes more.
  if (flush_scheduled_ || waiting_to_write_) return;
  flush_scheduled_ = true;
  loop_.at_turn_end(watch_);
}

void Stream::on_turn_end() {
  flush_scheduled_ = false;
  flush();
}

void Stream::update_interest() {
  if (closed()) return;
  interest_ = {handler_ != nullptr && !paused_ && !ended_, waiting_to_write_};
  loop_.change(fd_.get(), interest_);
}

void Stream::on_ready(bool readable, bool writable) {
  // A handler may destroy the stream: then its watch has ended, too.
  EventLoop& loop = loop_;
  const EventLoop::WatchId watch = watch_;
  if (writable) flush();
  if (loop.watches(watch) && readable) read_available();
}

void Stream::read_available() {
  // A handler may have destroyed, closed, paused or given away the stream with every call.
  EventLoop& loop = loop_;
  const EventLoop::WatchId watch = watch_;

  std::array<char, kReadBufferBytes> buffer;
  std::size_t budget = kReadBytesPerTurn;
  while (loop.watches(watch) && !paused_ && !ended_ && handler_ != nullptr && budget > 0) {
    const auto count = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (count > 0) {
      const auto bytes = static_cast<std::size_t>(count);
      budget -= std::min(budget, bytes);
      handler_->on_data({buffer.data(), bytes});
      // Less than there was room for: the socket is most likely empty. If not, it is ready next
      // turn.
      if (bytes < buffer.size()) return;
      continue;
    }
    if (count == 0) {
      ended_ = true;
      update_interest();
      handler_->on_end();
      return;
    }
    if (errno == EINTR) continue;
    if (would_block(errno)) return;
    return fail(last_error("recv"));
  }
}

void Stream::flush() {
  if (closed()) return;
  const bool had_something = !queue_.empty();
  if (!send_queue()) return fail(last_error("send"));
  if (waiting_to_write_ == queue_.empty()) {
    waiting_to_write_ = !waiting_to_write_;
    update_interest();
  }
  if (waiting_to_write_) return;
  if (shutdown_wanted_ && !shutdown_done_) {
    shutdown_done_ = true;
    // It fails only when the connection is gone already, and then reading tells.
    ::shutdown(fd_.get(), SHUT_WR);
  }
  // Last: the handler may destroy the stream.
  if (had_something && handler_ != nullptr) handler_->on_drained();
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

void Stream::fail(const SystemError& error) {
  close();
  // Last: the handler may destroy the stream.
  if (handler_ != nullptr) handler_->on_error(error);
}

}  // namespace palaver::net
