// A server as a child process on a core of its own, and what the kernel says it cost.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/load/socket.h"

namespace palaver::load {

// Pins the calling thread, and all it starts later, to one core. False when there is no such core.
bool pin_to_core(int core);

struct Memory {
  std::size_t pss = 0;            // bytes: private pages and a share of the shared ones
  std::size_t private_dirty = 0;  // bytes: what nobody else has and no file backs
};

class Process {
 public:
  struct Options {
    int core = 0;
    std::vector<std::string> environment;  // NAME=VALUE, beyond our own
    std::string log;                       // the file its output goes to; empty: nowhere
  };

  // `command`: program, found along PATH, and arguments. The child dies with this process.
  static Result<Process> start(const std::vector<std::string>& command, const Options& options);
  // Runs `body` in a forked child instead; it ends when `body` returns.
  static Result<Process> start(const std::function<void()>& body, const Options& options);

  Process(Process&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Process& operator=(Process&&) = delete;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() { stop(); }

  // Kills it and waits until it is gone.
  void stop();
  bool running() const;
  pid_t id() const { return id_; }

  // User and system time of all of its threads so far.
  std::chrono::nanoseconds cpu_time() const;
  Memory memory() const;

 private:
  explicit Process(pid_t id) : id_(id) {}
  pid_t id_ = -1;
};

}  // namespace palaver::load
