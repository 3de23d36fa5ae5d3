// SIGINT, SIGTERM and SIGHUP as calls on the loop. SIGPIPE is ignored: a write to a peer that has
// gone is an error value. One object per process; the loop's thread.
#pragma once

#include <functional>

#include "server/net/event_loop.h"
#include "server/net/unique_fd.h"

namespace palaver::app {

class Signals : private net::FdHandler {
 public:
  // `on_stop` is called on the first signal. A second one ends the process at once, whatever the
  // loop is doing, with the exit code that shells give: 128 and the signal's number.
  // `on_reload` is called for each SIGHUP, or once for several in a row; null: SIGHUP keeps its
  // meaning, which is to end the process.
  Signals(net::EventLoop& loop, std::function<void()> on_stop,
          std::function<void()> on_reload = nullptr);
  // Gives the signals their former meaning.
  ~Signals() override;
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  void on_ready(bool readable, bool writable) override;

  net::EventLoop& loop_;
  std::function<void()> on_stop_;
  std::function<void()> on_reload_;
  net::UniqueFd read_end_;
  net::UniqueFd write_end_;
};

}  // namespace palaver::app
