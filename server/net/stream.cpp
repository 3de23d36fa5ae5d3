#include "server/net/stream.h"

#include <sys/socket.h>
#include <sys/uio.h>

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
// Queued pieces handed to one sendmsg.
constexpr std::size_t kPiecesPerSend = 64;

bool would_block(int number) {
  return number == EAGAIN || number == EWOULDBLOCK;
}

}  // namespace

Stream::Stream(EventLoop& loop, UniqueFd fd, std::string peer_address)
    : loop_(loop),
      fd_(std::move(fd)),
      peer_address_(std::move(peer_address)),
      alive_(std::make_shared<bool>(true)) {
  loop_.watch(fd_.get(), interest_, *this);
}

Stream::~Stream() {
  *alive_ = false;
  close();
}

void Stream::set_handler(StreamHandler* handler) {
  handler_ = handler;
  update_interest();
}

void Stream::write(std::string bytes) {
  if (bytes.empty()) return;
  write(std::make_shared<const std::string>(std::move(bytes)));
}

void Stream::write(std::shared_ptr<const std::string> bytes) {
  if (closed() || shutdown_wanted_ || bytes->empty()) return;
  pending_bytes_ += bytes->size();
  queue_.push_back(std::move(bytes));
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
  front_offset_ = 0;
  pending_bytes_ = 0;
}

void Stream::schedule_flush() {
  // A socket that was full says by itself when it takes more.
  if (flush_scheduled_ || waiting_to_write_) return;
  flush_scheduled_ = true;
  loop_.defer([this, alive = alive_] {
    if (!*alive) return;
    flush_scheduled_ = false;
    flush();
  });
}

void Stream::update_interest() {
  if (closed()) return;
  interest_ = {handler_ != nullptr && !paused_ && !ended_, waiting_to_write_};
  loop_.change(fd_.get(), interest_);
}

void Stream::on_ready(bool readable, bool writable) {
  const auto alive = alive_;
  if (writable) flush();
  if (*alive && readable) read_available();
}

void Stream::read_available() {
  const auto alive = alive_;
  std::array<char, kReadBufferBytes> buffer;
  std::size_t budget = kReadBytesPerTurn;
  // A handler may have closed, paused or given away the stream with every call.
  while (*alive && !closed() && !paused_ && !ended_ && handler_ != nullptr && budget > 0) {
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
    return fail(last_error("recv", peer_address_));
  }
}

void Stream::flush() {
  if (closed()) return;
  const bool had_something = pending_bytes_ > 0;
  while (!queue_.empty()) {
    std::array<iovec, kPiecesPerSend> pieces;
    std::size_t count = 0;
    std::size_t offset = front_offset_;
    for (const auto& piece : queue_) {
      if (count == pieces.size()) break;
      // sendmsg only reads, but iovec serves recvmsg as well and has no const.
      pieces[count++] = {const_cast<char*>(piece->data() + offset), piece->size() - offset};
      offset = 0;
    }
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    const auto sent = ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (!would_block(errno)) return fail(last_error("send", peer_address_));
      waiting_to_write_ = true;
      update_interest();
      return;
    }
    consume(static_cast<std::size_t>(sent));
  }
  if (waiting_to_write_) {
    waiting_to_write_ = false;
    update_interest();
  }
  if (shutdown_wanted_ && !shutdown_done_) {
    shutdown_done_ = true;
    // It fails only when the connection is gone already, and then reading tells.
    ::shutdown(fd_.get(), SHUT_WR);
  }
  // Last: the handler may destroy the stream.
  if (had_something && handler_ != nullptr) handler_->on_drained();
}

void Stream::consume(std::size_t sent) {
  pending_bytes_ -= sent;
  while (sent > 0) {
    const auto left = queue_.front()->size() - front_offset_;
    if (sent < left) {
      front_offset_ += sent;
      return;
    }
    sent -= left;
    front_offset_ = 0;
    queue_.pop_front();
  }
}

void Stream::fail(const SystemError& error) {
  close();
  // Last: the handler may destroy the stream.
  if (handler_ != nullptr) handler_->on_error(error);
}

}  // namespace palaver::net
