// The service as main() runs it, its first loop in a thread of its own beside the test's, which
// speaks to it over sockets only.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "server/app/service.h"
#include "server/common/logger.h"
#include "server/net/event_loop.h"

namespace palaver::testing {

class ThreadedService {
 public:
  explicit ThreadedService(app::Options options,
                           log::Logger logger = log::Logger::to_stderr(log::Level::off))
      : loop_(net::make_poller(options.poller)) {
    std::promise<std::uint16_t> listening;
    auto port_of_it = listening.get_future();
    thread_ = std::thread([this, options = std::move(options), logger, &listening] {
      auto started = app::start_service(loop_, options, logger, {});
      if (!started) {
        listening.set_value(0);
        return;
      }
      service_ = started->get();
      listening.set_value(service_->port());
      loop_.run();
      unfinished_ = service_->unfinished();
    });
    port_ = port_of_it.get();
  }
  ~ThreadedService() {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }
  ThreadedService(const ThreadedService&) = delete;
  ThreadedService& operator=(const ThreadedService&) = delete;

  std::uint16_t port() const { return port_; }  // 0: it did not start
  // Begins a clean stop.
  void stop() {
    loop_.post([this] {
      service_->stop([this] {
        stopped_ = true;
        loop_.stop();
      });
    });
  }
  bool stopped() const { return stopped_; }
  // After stopped(): what was left of connections and callbacks.
  std::size_t unfinished() {
    thread_.join();
    return unfinished_;
  }

 private:
  net::EventLoop loop_;
  std::thread thread_;
  std::uint16_t port_ = 0;
  app::Service* service_ = nullptr;
  std::atomic<bool> stopped_{false};
  std::size_t unfinished_ = 0;
};

}  // namespace palaver::testing
