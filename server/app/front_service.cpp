#include "server/app/front_service.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "server/app/api_files.h"
#include "server/gateway/ids.h"

namespace palaver::app {
namespace {

// A loop's part of a limit that holds for all of them together.
std::size_t part_of(std::size_t limit, const gateway::Seat& seat) {
  return limit / seat.count + (seat.index < limit % seat.count ? 1 : 0);
}

// Each loop must be able to make a call: a limit below the number of loops leaves some without.
std::size_t loops_of(const Options& options) {
  return std::max<std::size_t>(
      1, std::min({options.threads, options.backend_concurrency, options.function_concurrency}));
}

}  // namespace

FrontService::Chat::Chat(net::EventLoop& loop, gateway::Switchboard& switchboard,
                         const log::Logger& logger)
    : publisher(loop, switchboard, 0), backend(publisher, logger, gateway::make_id()) {}

FrontService::FrontService(net::EventLoop& loop, const Options& options, const log::Logger& logger)
    : loop_(loop),
      options_(options),
      logger_(logger),
      commons_(options),
      peers_(options.connections_per_address.value_or(kConnectionsPerAddress),
             options.connections_per_address ? net::Loopback::counts : net::Loopback::exempt) {}

FrontService::~FrontService() {
  for (const auto& loop : more_loops_) loop->stop();
  for (std::thread& thread : threads_) thread.join();
}

expected<std::unique_ptr<Service>, StartError> FrontService::start(net::EventLoop& loop,
                                                                   const Options& options,
                                                                   const log::Logger& logger,
                                                                   Listening listening) {
  std::unique_ptr<FrontService> service(new FrontService(loop, options, logger));
  service->commons_.tls = listening.tls;
  if (auto prepared = service->prepare(); !prepared) {
    return unexpected(StartError{std::move(prepared.error())});
  }
  if (auto listens = service->listen(std::move(listening.sockets)); !listens) {
    return unexpected(cannot_listen(options, listens.error()));
  }
  service->run_threads();
  return std::unique_ptr<Service>(std::move(service));
}

expected<void, std::string> FrontService::prepare() {
  auto apis = load_apis(options_, logger_);
  if (!apis) return unexpected(std::move(apis.error()));
  for (auto& api : *apis) commons_.gateway.apis().add(std::move(api));
  if (!options_.credentials_file.empty()) {
    auto signers = gateway::Signers::read(options_.credentials_file, options_.account_id);
    if (!signers) return unexpected(std::move(signers.error()));
    commons_.signers = std::move(*signers);
  }
  if (!options_.access_log.empty()) {
    auto log = gateway::AccessLog::open(options_.access_log, logger_);
    if (!log) return unexpected(std::move(log.error()));
    commons_.access_log = std::move(*log);
  }
  if (options_.command == Command::serve) chat_.emplace(loop_, commons_.switchboard, logger_);
  const std::size_t count = loops_of(options_);
  if (count < options_.threads) {
    logger_.info("fewer threads than asked for: a limit on concurrent calls is lower",
                 {{"threads", count}});
  }
  for (std::size_t index = 0; index < count; ++index) {
    if (index > 0) {
      more_loops_.push_back(std::make_unique<net::EventLoop>(net::make_poller(options_.poller)));
    }
    net::EventLoop& loop = index == 0 ? loop_ : *more_loops_.back();
    if (auto added = add_shard(loop, {index, count}); !added) return added;
  }
  return {};
}

expected<void, std::string> FrontService::add_shard(net::EventLoop& loop,
                                                    const gateway::Seat& seat) {
  auto shard = std::make_unique<Shard>(
      loop, http::ClientOptions{.requests_per_line = part_of(options_.backend_concurrency, seat)});
  auto lambda = aws::LambdaClient::create(
      shard->client, {.endpoint = options_.lambda_endpoint,
                      .function_urls = options_.functions,
                      .concurrency = part_of(options_.function_concurrency, seat),
                      .region = options_.region});
  if (!lambda) return unexpected("--lambda-endpoint, --function: " + lambda.error());
  shard->lambda.emplace(std::move(*lambda));
  if (chat_) shard->chat.emplace(loop, loop_, chat_->backend);
  shard->carrier.emplace(loop, shard->client, *shard->lambda,
                         shard->chat ? &*shard->chat : nullptr);
  shard->front.emplace(loop, options_, *shard->carrier, commons_, logger_, seat);
  shards_.push_back(std::move(shard));
  return {};
}

expected<void, net::SystemError> FrontService::listen(std::vector<net::UniqueFd> sockets) {
  const auto on_accept = [this](net::UniqueFd fd, std::string peer_address) {
    hand_over(std::move(fd), std::move(peer_address));
  };
  if (!sockets.empty()) {
    listener_ = net::Listener::adopt(loop_, std::move(sockets), on_accept);
  } else {
    auto listener = net::Listener::create(loop_, options_.host, options_.port, on_accept);
    if (!listener) return unexpected(listener.error());
    listener_ = std::move(*listener);
  }
  listener_->on_turned_away([this] {
    if (const auto count = short_of_descriptors_.count(loop_.now())) {
      logger_.warning("no descriptors left: new clients are closed",
                      {{"clients", *count}, {"raise", "ulimit -n"}});
    }
  });
  port_ = listener_->port();
  // Only now: a port that is busy is the one thing to tell.
  if (!std::filesystem::is_directory(options_.web_root)) {
    logger_.warning("no web client",
                    {{"web-root", options_.web_root.string()}, {"build-it-with", "tools/run"}});
  }
  return {};
}

void FrontService::run_threads() {
  for (const auto& loop : more_loops_) {
    threads_.emplace_back([&loop = *loop] { loop.run(); });
  }
}

void FrontService::hand_over(net::UniqueFd fd, std::string peer_address) {
  auto place = peers_.admit(peer_address);
  if (!place) {
    if (const auto count = crowded_.count(loop_.now())) {
      logger_.warning("too many connections of one address: new ones are closed",
                      {{"peer", peer_address},
                       {"connections", *count},
                       {"limit", peers_.limit()},
                       {"flag", "--connections-per-address"}});
    }
    return;
  }
  const auto load = [](const std::unique_ptr<Shard>& shard) {
    return shard->loop.load() + shard->arriving.load(std::memory_order_relaxed);
  };
  Shard& shard =
      **std::min_element(shards_.begin(), shards_.end(),
                         [&](const auto& a, const auto& b) { return load(a) < load(b); });
  if (&shard.loop == &loop_) {
    shard.front->accept(std::move(fd), std::move(peer_address), std::move(*place));
    return;
  }
  shard.arriving.fetch_add(1, std::memory_order_relaxed);
  // A task is copied, a descriptor is not.
  auto handed = std::make_shared<std::pair<net::UniqueFd, net::PeerLimit::Place>>(
      std::move(fd), std::move(*place));
  shard.loop.post([&shard, handed, peer_address = std::move(peer_address)] {
    shard.front->accept(std::move(handed->first), peer_address, std::move(handed->second));
    shard.arriving.fetch_sub(1, std::memory_order_relaxed);
  });
}

void FrontService::stop(std::function<void()> on_stopped) {
  listener_->close();
  on_stopped_ = std::move(on_stopped);
  running_ = shards_.size();
  for (const auto& shard : shards_) {
    shard->loop.post([this, &front = *shard->front] {
      front.stop([this] {
        loop_.post([this] {
          if (--running_ == 0) on_stopped_();
        });
      });
    });
  }
}

std::size_t FrontService::unfinished() const {
  std::size_t count = commons_.gateway.connections();
  for (const auto& shard : shards_) count += shard->front->gateway().callbacks_in_flight();
  return count;
}

}  // namespace palaver::app
