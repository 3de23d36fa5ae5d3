// `serve` and `gateway`: one listener, and on each of the loops a front that serves its share of
// the connections. The loops but the first have threads of their own, from the start to the end of
// the service. The first loop's thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/common/expected.h"
#include "server/app/front.h"
#include "server/app/options.h"
#include "server/app/service.h"
#include "server/aws/lambda_client.h"
#include "server/chat/backend.h"
#include "server/chat/in_process.h"
#include "server/common/log_throttle.h"
#include "server/common/logger.h"
#include "server/gateway/network_carrier.h"
#include "server/http/client.h"
#include "server/net/event_loop.h"
#include "server/net/listener.h"
#include "server/net/peer_limit.h"

namespace palaver::app {

class FrontService : public Service {
 public:
  // Reads and opens what the options name, and listens. `loop` is the first of the service's loops.
  static expected<std::unique_ptr<Service>, StartError> start(net::EventLoop& loop,
                                                              const Options& options,
                                                              const log::Logger& logger,
                                                              Listening listening);
  // Ends the threads, whatever is unfinished.
  ~FrontService() override;

  std::uint16_t port() const override { return port_; }
  std::vector<std::string> endpoints() const override { return commons_.gateway.apis().paths(); }
  void stop(std::function<void()> on_stopped) override;
  std::size_t unfinished() const override;

 private:
  // The chat of `serve`, on the first loop.
  struct Chat {
    Chat(net::EventLoop& loop, gateway::Switchboard& switchboard, const log::Logger& logger);
    chat::InProcessPublisher publisher;
    chat::Backend backend;
  };
  // What one loop has: the ways to backends, and the front before them.
  struct Shard {
    Shard(net::EventLoop& its_loop, const http::ClientOptions& client_options)
        : loop(its_loop), client(its_loop, client_options) {}
    net::EventLoop& loop;
    http::Client client;
    std::optional<aws::LambdaClient> lambda;
    std::optional<chat::InProcessBackend> chat;
    std::optional<gateway::NetworkCarrier> carrier;
    std::optional<Front> front;
    // Connections that were handed over and have not arrived.
    std::atomic<std::size_t> arriving{0};
  };

  FrontService(net::EventLoop& loop, const Options& options, const log::Logger& logger);
  // Before the threads run. The error names the flag.
  expected<void, std::string> prepare();
  expected<void, std::string> add_shard(net::EventLoop& loop, const gateway::Seat& seat);
  expected<void, net::SystemError> listen(std::vector<net::UniqueFd> sockets);
  void run_threads();
  // To the loop that has the least to do.
  void hand_over(net::UniqueFd fd, std::string peer_address);

  net::EventLoop& loop_;
  const Options options_;
  log::Logger logger_;
  FrontCommons commons_;
  net::PeerLimit peers_;
  log::LogThrottle crowded_;
  log::LogThrottle short_of_descriptors_;
  std::optional<Chat> chat_;
  std::vector<std::unique_ptr<net::EventLoop>> more_loops_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<std::thread> threads_;
  std::unique_ptr<net::Listener> listener_;
  std::uint16_t port_ = 0;
  std::size_t running_ = 0;  // shards that have not stopped
  std::function<void()> on_stopped_;
};

}  // namespace palaver::app
