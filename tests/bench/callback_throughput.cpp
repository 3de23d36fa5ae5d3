// How many callbacks a second http::Client makes to a fast local backend over kept connections, and
// what one costs this process in CPU time.
//
//   callback_throughput [requests] [concurrency]
//
// The backend is a child process that answers every request at once, so that its own work is not
// counted. Prints one line: requests per second, CPU and wall time per request, and the times from
// send() to the answer. Loopback only; ends by itself.
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "server/http/client.h"
#include "server/net/event_loop.h"
#include "tests/bench/fast_backend.h"

namespace {

using namespace palaver;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kDefaultRequests = 100'000;
constexpr std::size_t kDefaultConcurrency = 32;
constexpr std::size_t kBodyBytes = 300;
// A backend that dies must not leave the program waiting.
constexpr std::chrono::seconds kLongestRun{120};

// --- The measurement --------------------------------------------------------------------------

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

class Load {
 public:
  Load(net::EventLoop& loop, std::uint16_t port) : loop_(loop), client_(loop) {
    request_.url = "http://127.0.0.1:" + std::to_string(port) + "/messages";
    request_.headers = {{"Content-Type", "application/json"},
                        {"Accept", "application/json"},
                        {"User-Agent", "AmazonAPIGateway_a1b2c3d4e5"},
                        {"x-amzn-apigateway-api-id", "a1b2c3d4e5"},
                        {"X-Amzn-Trace-Id", "Root=1-60351922-7cd582b44021ba371d4b975b"}};
    request_.body.assign(kBodyBytes, 'x');
  }

  // Keeps `concurrency` requests on their way until `count` are answered.
  void run(std::size_t count, std::size_t concurrency) {
    to_send_ = count;
    to_come_ = count;
    latencies_.clear();
    latencies_.reserve(count);
    const auto deadline = Clock::now() + kLongestRun;
    for (std::size_t i = 0; i < concurrency && to_send_ > 0; ++i) send();
    while (to_come_ > 0) {
      loop_.run_turn(std::chrono::milliseconds{1000});
      if (Clock::now() > deadline) {
        std::fprintf(stderr, "gave up: %zu of %zu requests have no answer\n", to_come_, count);
        std::exit(1);
      }
    }
  }

  double percentile(double part) {
    std::sort(latencies_.begin(), latencies_.end());
    const auto last = static_cast<double>(latencies_.size() - 1);
    return latencies_[static_cast<std::size_t>(last * part)];
  }

 private:
  void send() {
    --to_send_;
    client_.send(request_, [this, began = Clock::now()](http::ClientResult result) {
      if (!result || result->status != 200) {
        std::fprintf(stderr, "no good answer: %s\n",
                     result ? "status" : result.error().message.c_str());
        std::exit(1);
      }
      latencies_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - began).count());
      --to_come_;
      if (to_send_ > 0) send();
    });
  }

  net::EventLoop& loop_;
  http::Client client_;
  http::ClientRequest request_;
  std::size_t to_send_ = 0;
  std::size_t to_come_ = 0;
  std::vector<double> latencies_;
};

std::size_t number(const char* text, std::size_t least, std::size_t most) {
  std::size_t value = 0;
  const auto* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, value);
  if (error != std::errc{} || stopped != end || value < least || value > most) {
    std::fprintf(stderr, "usage: callback_throughput [requests] [concurrency]\n");
    std::exit(2);
  }
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  const auto requests = argc > 1 ? number(argv[1], 1, 10'000'000) : kDefaultRequests;
  const auto concurrency = argc > 2 ? number(argv[2], 1, 10'000) : kDefaultConcurrency;
  const bench::FastBackend backend;
  net::EventLoop loop;
  Load load(loop, backend.port);
  load.run(std::min<std::size_t>(requests, 1000), concurrency);  // connections, caches

  const auto began = Clock::now();
  const double cpu_before = cpu_seconds();
  load.run(requests, concurrency);
  const double cpu = cpu_seconds() - cpu_before;
  const double wall = std::chrono::duration<double>(Clock::now() - began).count();
  const auto count = static_cast<double>(requests);
  std::printf(
      "%zu requests, %zu at a time: %.0f per second, CPU %.1f us each (%.0f per second and core), "
      "p50 %.0f us, p99 %.0f us\n",
      requests, concurrency, count / wall, cpu / count * 1e6, count / cpu, load.percentile(0.5),
      load.percentile(0.99));
  return 0;
}
