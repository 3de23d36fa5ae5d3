#include "tests/bench/load/process.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>

namespace palaver::load {
namespace {

void send_output_to(const std::string& log) {
  const char* file = log.empty() ? "/dev/null" : log.c_str();
  const int fd = ::open(file, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (fd < 0) return;
  ::dup2(fd, STDOUT_FILENO);
  ::dup2(fd, STDERR_FILENO);
  ::close(fd);
}

// In the child, before anything else.
void settle(const Process::Options& options, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) std::_Exit(1);
  if (!pin_to_core(options.core)) std::_Exit(1);
  send_output_to(options.log);
}

}  // namespace

bool pin_to_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(core), &cores);
  return ::sched_setaffinity(0, sizeof cores, &cores) == 0;
}

Result<Process> Process::start(const std::vector<std::string>& command, const Options& options) {
  return start(
      [&] {
        for (const std::string& variable : options.environment) {
          const std::size_t equals = variable.find('=');
          ::setenv(variable.substr(0, equals).c_str(), variable.substr(equals + 1).c_str(), 1);
        }
        std::vector<char*> words;
        words.reserve(command.size() + 1);
        for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
        words.push_back(nullptr);
        ::execvp(words.front(), words.data());
        std::perror(words.front());
      },
      options);
}

Result<Process> Process::start(const std::function<void()>& body, const Options& options) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return system_failure("fork");
  if (child == 0) {
    settle(options, parent);
    body();
    std::_Exit(1);
  }
  return Process(child);
}

void Process::stop() {
  if (id_ < 0) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
  id_ = -1;
}

bool Process::running() const {
  siginfo_t state{};
  return ::waitid(P_PID, static_cast<id_t>(id_), &state, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         state.si_pid == 0;
}

std::chrono::nanoseconds Process::cpu_time() const {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(id_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

Memory Process::memory() const {
  std::ifstream file("/proc/" + std::to_string(id_) + "/smaps_rollup");
  Memory memory;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    std::size_t kibibytes = 0;
    words >> name >> kibibytes;
    if (name == "Pss:") memory.pss = kibibytes * 1024;
    if (name == "Private_Dirty:") memory.private_dirty = kibibytes * 1024;
  }
  return memory;
}

}  // namespace palaver::load
