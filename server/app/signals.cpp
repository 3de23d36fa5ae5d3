#include "server/app/signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace palaver::app {
namespace {

// A signal handler reaches nothing but globals.
std::atomic<int> g_write_end{-1};
std::atomic<bool> g_signalled{false};

// What the handler tells through the pipe.
constexpr char kStop = 's';
constexpr char kReload = 'r';

extern "C" void palaver_on_signal(int signal) {
  if (signal != SIGHUP && g_signalled.exchange(true)) _exit(128 + signal);
  const int saved_errno = errno;
  const char byte = signal == SIGHUP ? kReload : kStop;
  // A pipe that is full has woken the loop already.
  [[maybe_unused]] const auto written = write(g_write_end.load(), &byte, 1);
  errno = saved_errno;
}

void set_handler(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

}  // namespace

Signals::Signals(net::EventLoop& loop, std::function<void()> on_stop,
                 std::function<void()> on_reload)
    : loop_(loop), on_stop_(std::move(on_stop)), on_reload_(std::move(on_reload)) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  read_end_.reset(ends[0]);
  write_end_.reset(ends[1]);
  for (const int fd : ends) {
    fcntl(fd, F_SETFL, O_NONBLOCK);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
  loop_.watch(read_end_.get(), {.read = true}, *this);
  g_signalled = false;
  g_write_end = write_end_.get();
  set_handler(SIGPIPE, SIG_IGN);
  set_handler(SIGINT, palaver_on_signal);
  set_handler(SIGTERM, palaver_on_signal);
  if (on_reload_) set_handler(SIGHUP, palaver_on_signal);
}

Signals::~Signals() {
  set_handler(SIGINT, SIG_DFL);
  set_handler(SIGTERM, SIG_DFL);
  if (on_reload_) set_handler(SIGHUP, SIG_DFL);
  g_write_end = -1;
  loop_.unwatch(read_end_.get());
}

void Signals::on_ready(bool /*readable*/, bool /*writable*/) {
  // Several of a kind are one.
  bool stop = false;
  bool reload = false;
  for (char byte = 0; read(read_end_.get(), &byte, 1) == 1;) {
    (byte == kReload ? reload : stop) = true;
  }
  if (reload && on_reload_) on_reload_();
  if (stop && on_stop_) std::exchange(on_stop_, nullptr)();
}

}  // namespace palaver::app
