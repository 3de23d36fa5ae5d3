#include "tests/bench/load/floor.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "core/framing/frame_encoder.h"
#include "tests/bench/load/floor_sender.h"
#include "tests/bench/load/socket.h"

namespace palaver::load {
namespace {

constexpr char kGreeting = 'h';

std::string ready_frame(std::size_t payload_bytes) {
  std::string frame;
  framing::append_frame(frame, framing::Opcode::text, std::string(payload_bytes, 'x'));
  return frame;
}

std::unique_ptr<FloorSender> sender_of(FloorWay way, std::size_t payload_bytes) {
  std::string frame = ready_frame(payload_bytes);
  const std::size_t frames = frames_of_round(way);
  switch (way) {
    case FloorWay::send_one:
    case FloorWay::copy_eight:
      return copying_sender(std::move(frame), frames);
    case FloorWay::gather_eight:
      return gathering_sender(std::move(frame), frames);
    case FloorWay::uring_one:
    case FloorWay::uring_eight:
      return uring_sender(std::move(frame), frames);
  }
  return nullptr;
}

class FloorServer {
 public:
  FloorServer(std::unique_ptr<FloorSender> sender, int listening)
      : sender_(std::move(sender)), listening_(listening), poller_(::epoll_create1(EPOLL_CLOEXEC)) {
    watch(listening);
  }

  void run() {
    std::array<epoll_event, 256> events;
    while (true) {
      const int count = ::epoll_wait(poller_.get(), events.data(), 256, -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == listening_) {
          accept_all();
        } else {
          read(fd);
        }
      }
    }
  }

 private:
  void watch(int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(poller_.get(), EPOLL_CTL_ADD, fd, &event);
  }

  void accept_all() {
    while (true) {
      const int fd = ::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      watch(fd);
      sender_->add(fd);
    }
  }

  void read(int fd) {
    std::array<char, 64> bytes;
    const ssize_t count = ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count <= 0) std::_Exit(0);  // the generator has gone
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      if (bytes[i] == kGreeting) {
        static_cast<void>(::send(fd, &kGreeting, 1, MSG_NOSIGNAL));
      } else {
        sender_->send_round();
      }
    }
  }

  std::unique_ptr<FloorSender> sender_;
  int listening_;
  Fd poller_;
};

}  // namespace

std::string_view name_of(FloorWay way) {
  switch (way) {
    case FloorWay::send_one:
      return "floor: 1 frame, send";
    case FloorWay::copy_eight:
      return "floor: 8 copied, send";
    case FloorWay::gather_eight:
      return "floor: 8 gathered, writev";
    case FloorWay::uring_one:
      return "floor: 1 frame, io_uring";
    case FloorWay::uring_eight:
      return "floor: 8 copied, io_uring";
  }
  return "floor";
}

std::size_t frames_of_round(FloorWay way) {
  return way == FloorWay::send_one || way == FloorWay::uring_one ? 1 : 8;
}

std::string unavailable(FloorWay way) {
  if (way != FloorWay::uring_one && way != FloorWay::uring_eight) return {};
  if (uring_sender("x", 1) != nullptr) return {};
  return "built without liburing, or the kernel has no io_uring";
}

void serve_floor(FloorWay way, int listening, std::size_t payload_bytes) {
  auto sender = sender_of(way, payload_bytes);
  if (sender != nullptr) FloorServer(std::move(sender), listening).run();
}

Entry FloorWire::entry(std::string_view bytes, std::size_t& used) const {
  if (bytes.empty()) return Entry::need_more;
  used = 1;
  return Entry::open;
}

std::string FloorWire::message(std::string_view /*text*/) const {
  return "g";
}

}  // namespace palaver::load
