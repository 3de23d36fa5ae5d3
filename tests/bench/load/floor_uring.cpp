// The sends of many sockets in one io_uring_enter(). Sockets block, so that a full one is waited
// for by the kernel; a short send is finished by hand.
#include <fcntl.h>
#include <liburing.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "tests/bench/load/floor_sender.h"

namespace palaver::load {
namespace {

constexpr unsigned kAtOnce = 512;

class UringSender : public FloorSender {
 public:
  UringSender(std::string frame, std::size_t frames)
      : frame_(std::move(frame)), bytes_(frame_.size() * frames) {
    // Every send in flight needs bytes of its own, as a server's would be.
    joined_.resize(bytes_ * kAtOnce);
  }
  ~UringSender() override {
    if (ready_) ::io_uring_queue_exit(&ring_);
  }
  UringSender(const UringSender&) = delete;
  UringSender& operator=(const UringSender&) = delete;

  bool start() {
    io_uring_params params{};
    params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
    ready_ = ::io_uring_queue_init_params(kAtOnce, &ring_, &params) == 0;
    if (!ready_) {
      params = {};
      ready_ = ::io_uring_queue_init_params(kAtOnce, &ring_, &params) == 0;
    }
    if (ready_) ::io_uring_register_ring_fd(&ring_);
    return ready_;
  }

  void add(int socket) override {
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) & ~O_NONBLOCK);
    sockets_.push_back(socket);
  }

  void send_round() override {
    register_sockets();
    for (std::size_t first = 0; first < sockets_.size(); first += kAtOnce) {
      send_some(first, std::min<std::size_t>(kAtOnce, sockets_.size() - first));
    }
  }

 private:
  // The kernel then looks no socket up again for each send.
  void register_sockets() {
    if (registered_ == sockets_.size()) return;
    if (registered_ > 0) ::io_uring_unregister_files(&ring_);
    const auto count = static_cast<unsigned>(sockets_.size());
    fixed_ = ::io_uring_register_files(&ring_, sockets_.data(), count) == 0;
    registered_ = sockets_.size();
  }

  void send_some(std::size_t first, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      io_uring_sqe* entry = ::io_uring_get_sqe(&ring_);
      const int file = fixed_ ? static_cast<int>(first + i) : sockets_[first + i];
      ::io_uring_prep_send(entry, file, bytes_of(i), bytes_, MSG_NOSIGNAL);
      if (fixed_) entry->flags |= IOSQE_FIXED_FILE;
      ::io_uring_sqe_set_data64(entry, i);
    }
    ::io_uring_submit_and_wait(&ring_, static_cast<unsigned>(count));
    for (std::size_t done = 0; done < count;) {
      io_uring_cqe* entry = nullptr;
      if (::io_uring_wait_cqe(&ring_, &entry) != 0) continue;
      unsigned head = 0;
      unsigned seen = 0;
      io_uring_for_each_cqe(&ring_, head, entry) {
        const auto i = static_cast<std::size_t>(entry->user_data);
        const std::size_t sent = entry->res < 0 ? 0 : static_cast<std::size_t>(entry->res);
        if (sent < bytes_) send_rest(sockets_[first + i], joined_.data() + sent, bytes_ - sent);
        ++seen;
      }
      ::io_uring_cq_advance(&ring_, seen);
      done += seen;
    }
  }

  const char* bytes_of(std::size_t i) {
    char* to = joined_.data() + i * bytes_;
    for (std::size_t at = 0; at < bytes_; at += frame_.size()) {
      std::memcpy(to + at, frame_.data(), frame_.size());
    }
    return to;
  }

  std::string frame_;
  std::size_t bytes_;
  std::string joined_;
  std::vector<int> sockets_;
  std::size_t registered_ = 0;
  bool fixed_ = false;
  io_uring ring_{};
  bool ready_ = false;
};

}  // namespace

std::unique_ptr<FloorSender> uring_sender(const std::string& frame, std::size_t frames) {
  auto sender = std::make_unique<UringSender>(frame, frames);
  if (!sender->start()) return nullptr;
  return sender;
}

}  // namespace palaver::load
