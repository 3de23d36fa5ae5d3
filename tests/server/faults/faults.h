// Faults at the system-call seam: the calls that the server makes (recv, sendmsg, accept4,
// epoll_wait and so on) fail, or do less than they were asked to, as the kernel may.
//
// The seam is the linker's: this test program is linked with --wrap for each of the calls
// (`wrapped_calls` in tests/CMakeLists.txt), so that the server under test is the very code that
// ships, without a hook in it. What libraries call inside of themselves is not wrapped.
//
// Which call fails is drawn from generators that begin with the plan's seed, one for each thread.
// The test's own thread, which plays the clients, is never hit.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace palaver::testing {

// How often, in 1,000 calls.
struct FaultPlan {
  std::uint32_t seed = 1;
  int interrupted = 0;    // EINTR, wherever a call may be interrupted
  int would_block = 0;    // EAGAIN, though the descriptor is ready
  int one_byte = 0;       // of reads and writes, whatever the room
  int reset = 0;          // ECONNRESET, ETIMEDOUT or EPIPE on reads and writes
  int no_buffers = 0;     // ENOBUFS or ENOMEM on writes
  int refused = 0;        // accept4: ENOBUFS, ENOMEM, ECONNABORTED, EPROTO
  int unwatchable = 0;    // epoll_ctl: ENOSPC or ENOMEM, of what adds or changes
  int no_descriptor = 0;  // socket: EMFILE
  // How far the time of day may be from the truth; drawn anew with every look at the clock.
  std::chrono::seconds clock_jump{0};
};

// While it lives, the server's calls fail by the plan. One at a time.
class Faults {
 public:
  explicit Faults(const FaultPlan& plan);
  // From now on nothing fails.
  ~Faults();
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  // Calls that have failed, or did less than asked, or told a wrong time.
  std::uint64_t injected() const;
};

// The calling thread's calls never fail: call it in the thread of the test.
void spare_this_thread();

}  // namespace palaver::testing
