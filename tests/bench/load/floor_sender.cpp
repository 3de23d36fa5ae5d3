#include "tests/bench/load/floor_sender.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>

namespace palaver::load {
namespace {

class CopyingSender : public FloorSender {
 public:
  CopyingSender(std::string frame, std::size_t frames)
      : frame_(std::move(frame)), frames_(frames), joined_(frame_.size() * frames, '\0') {}

  void add(int socket) override { sockets_.push_back(socket); }

  void send_round() override {
    for (const int socket : sockets_) {
      // One frame is sent from where it is; several are put together anew for every receiver, as a
      // server does that has a different set waiting for each.
      const char* from = frame_.data();
      if (frames_ > 1) {
        for (std::size_t i = 0; i < frames_; ++i) {
          std::memcpy(joined_.data() + i * frame_.size(), frame_.data(), frame_.size());
        }
        from = joined_.data();
      }
      const std::size_t size = frame_.size() * frames_;
      const ssize_t sent = ::send(socket, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
      const std::size_t done = sent < 0 ? 0 : static_cast<std::size_t>(sent);
      if (done < size) send_rest(socket, from + done, size - done);
    }
  }

 private:
  std::string frame_;
  std::size_t frames_;
  std::string joined_;
  std::vector<int> sockets_;
};

class GatheringSender : public FloorSender {
 public:
  GatheringSender(std::string frame, std::size_t frames) : frame_(std::move(frame)) {
    pieces_.assign(frames, {.iov_base = frame_.data(), .iov_len = frame_.size()});
    for (std::size_t i = 0; i < frames; ++i) joined_ += frame_;
  }

  void add(int socket) override { sockets_.push_back(socket); }

  void send_round() override {
    for (const int socket : sockets_) {
      const ssize_t sent = ::writev(socket, pieces_.data(), static_cast<int>(pieces_.size()));
      const std::size_t done = sent < 0 ? 0 : static_cast<std::size_t>(sent);
      if (done < joined_.size()) send_rest(socket, joined_.data() + done, joined_.size() - done);
    }
  }

 private:
  std::string frame_;
  std::vector<iovec> pieces_;
  std::string joined_;
  std::vector<int> sockets_;
};

}  // namespace

bool send_rest(int socket, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (sent < 0) {
      pollfd full{.fd = socket, .events = POLLOUT, .revents = 0};
      ::poll(&full, 1, 1000);
      continue;
    }
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

std::unique_ptr<FloorSender> copying_sender(std::string frame, std::size_t frames) {
  return std::make_unique<CopyingSender>(std::move(frame), frames);
}

std::unique_ptr<FloorSender> gathering_sender(std::string frame, std::size_t frames) {
  return std::make_unique<GatheringSender>(std::move(frame), frames);
}

}  // namespace palaver::load
