#include "tests/server/faults/faults.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <initializer_list>
#include <random>

namespace palaver::testing {
namespace {

std::atomic<bool> faults_are_on{false};
std::atomic<std::uint32_t> plan_number{0};
std::atomic<std::uint64_t> injected_count{0};
// Written while no fault is on only.
FaultPlan plan;

thread_local bool spared = false;

// Each thread's own, begun anew with each plan.
std::mt19937& generator() {
  static std::atomic<std::uint32_t> threads{0};
  thread_local const std::uint32_t thread = threads.fetch_add(1);
  thread_local std::uint32_t of_plan = 0;
  thread_local std::mt19937 random;
  if (of_plan != plan_number.load()) {
    of_plan = plan_number.load();
    random.seed(plan.seed * 65537U + thread % 64U);
  }
  return random;
}

bool drawn(int FaultPlan::*per_mille) {
  if (spared || !faults_are_on.load(std::memory_order_acquire)) return false;
  if (plan.*per_mille == 0) return false;
  if (static_cast<int>(generator()() % 1000U) >= plan.*per_mille) return false;
  injected_count.fetch_add(1, std::memory_order_relaxed);
  return true;
}

bool fails(int FaultPlan::*per_mille, std::initializer_list<int> numbers) {
  if (!drawn(per_mille)) return false;
  errno = *(numbers.begin() + generator()() % numbers.size());
  return true;
}

// Of what reads from and writes to sockets.
bool breaks() {
  return fails(&FaultPlan::interrupted, {EINTR}) || fails(&FaultPlan::would_block, {EAGAIN}) ||
         fails(&FaultPlan::reset, {ECONNRESET, ETIMEDOUT, EPIPE});
}

bool write_breaks() {
  return breaks() || fails(&FaultPlan::no_buffers, {ENOBUFS, ENOMEM});
}

std::size_t shortened(std::size_t size) {
  return size > 1 && drawn(&FaultPlan::one_byte) ? 1 : size;
}

std::chrono::seconds jump() {
  if (spared || !faults_are_on.load(std::memory_order_acquire)) return {};
  const auto most = plan.clock_jump.count();
  if (most == 0) return {};
  injected_count.fetch_add(1, std::memory_order_relaxed);
  return std::chrono::seconds(std::uniform_int_distribution(-most, most)(generator()));
}

}  // namespace

Faults::Faults(const FaultPlan& its_plan) {
  plan = its_plan;
  injected_count = 0;
  plan_number.fetch_add(1);
  faults_are_on.store(true, std::memory_order_release);
}

Faults::~Faults() {
  faults_are_on = false;
}

std::uint64_t Faults::injected() const {
  return injected_count;
}

void spare_this_thread() {
  spared = true;
}

}  // namespace palaver::testing

// The linker's names: __wrap_x() is called where x() was written, and __real_x() is the system's.
// They are reserved names, which --wrap asks for.
using namespace palaver::testing;
using SystemTime = std::chrono::system_clock::time_point;

extern "C" {

ssize_t __real_recv(int fd, void* buffer, size_t size, int flags);
ssize_t __real_send(int fd, const void* buffer, size_t size, int flags);
ssize_t __real_sendmsg(int fd, const msghdr* message, int flags);
ssize_t __real_read(int fd, void* buffer, size_t size);
ssize_t __real_write(int fd, const void* buffer, size_t size);
int __real_accept4(int fd, sockaddr* address, socklen_t* length, int flags);
int __real_socket(int family, int type, int protocol);
int __real_epoll_wait(int epoll, epoll_event* events, int most, int timeout);
int __real_epoll_ctl(int epoll, int operation, int fd, epoll_event* event);
int __real_poll(pollfd* fds, nfds_t count, int timeout);
time_t __real_time(time_t* result);
SystemTime __real__ZNSt6chrono3_V212system_clock3nowEv();

ssize_t __wrap_recv(int fd, void* buffer, size_t size, int flags) {
  return breaks() ? -1 : __real_recv(fd, buffer, shortened(size), flags);
}

ssize_t __wrap_send(int fd, const void* buffer, size_t size, int flags) {
  return write_breaks() ? -1 : __real_send(fd, buffer, shortened(size), flags);
}

ssize_t __wrap_sendmsg(int fd, const msghdr* message, int flags) {
  if (write_breaks()) return -1;
  if (message->msg_iovlen == 0 || shortened(2) == 2) return __real_sendmsg(fd, message, flags);
  msghdr one = *message;
  iovec first = message->msg_iov[0];
  first.iov_len = std::min<std::size_t>(first.iov_len, 1);
  one.msg_iov = &first;
  one.msg_iovlen = 1;
  return __real_sendmsg(fd, &one, flags);
}

// Pipes: they are not reset.
ssize_t __wrap_read(int fd, void* buffer, size_t size) {
  if (fails(&FaultPlan::interrupted, {EINTR})) return -1;
  return __real_read(fd, buffer, shortened(size));
}

ssize_t __wrap_write(int fd, const void* buffer, size_t size) {
  if (fails(&FaultPlan::interrupted, {EINTR})) return -1;
  return __real_write(fd, buffer, shortened(size));
}

int __wrap_accept4(int fd, sockaddr* address, socklen_t* length, int flags) {
  if (fails(&FaultPlan::interrupted, {EINTR})) return -1;
  if (fails(&FaultPlan::refused, {ENOBUFS, ENOMEM, ECONNABORTED, EPROTO})) {
    return -1;
  }
  return __real_accept4(fd, address, length, flags);
}

int __wrap_socket(int family, int type, int protocol) {
  if (fails(&FaultPlan::no_descriptor, {EMFILE})) return -1;
  return __real_socket(family, type, protocol);
}

int __wrap_epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
  if (fails(&FaultPlan::interrupted, {EINTR})) return -1;
  return __real_epoll_wait(epoll, events, most, timeout);
}

int __wrap_epoll_ctl(int epoll, int operation, int fd, epoll_event* event) {
  if (operation != EPOLL_CTL_DEL && fails(&FaultPlan::unwatchable, {ENOSPC, ENOMEM})) return -1;
  return __real_epoll_ctl(epoll, operation, fd, event);
}

int __wrap_poll(pollfd* fds, nfds_t count, int timeout) {
  if (fails(&FaultPlan::interrupted, {EINTR})) return -1;
  return __real_poll(fds, count, timeout);
}

// std::chrono::system_clock::now() and time(): the ways in which the server asks for the time of
// day.
SystemTime __wrap__ZNSt6chrono3_V212system_clock3nowEv() {
  return __real__ZNSt6chrono3_V212system_clock3nowEv() + jump();
}

time_t __wrap_time(time_t* result) {
  const time_t now = __real_time(nullptr) + static_cast<time_t>(jump().count());
  if (result != nullptr) *result = now;
  return now;
}

}  // extern "C"
