// How many callbacks a second the whole gateway makes: a WebSocket message in, its route, a request
// template, an HTTP callback to a fast local backend over kept connections, a route response out.
//
//   gateway_throughput [messages] [clients]
//
// Gateway and backend are child processes. The clients have one message each on its way, so that
// the round trips of the first run are those of a busy gateway. The second run sends kHalfLoad
// messages a second, on a schedule: a round trip there is counted from the time at which the
// message was to be sent. Prints callbacks per second and CPU second of the gateway, and the
// percentiles of both runs. Loopback only; ends by itself.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/framing/frame_encoder.h"
#include "core/framing/frame_parser.h"
#include "core/framing/mask.h"
#include "core/gateway/callback_api.h"
#include "server/common/logger.h"
#include "server/gateway/endpoint.h"
#include "server/gateway/gateway.h"
#include "server/gateway/network_carrier.h"
#include "server/http/server.h"
#include "server/net/event_loop.h"
#include "tests/bench/fast_backend.h"

namespace {

using namespace palaver;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kDefaultMessages = 100'000;
constexpr std::size_t kDefaultClients = 64;
constexpr std::chrono::seconds kLongestRun{120};
// Half of the 15,000 callbacks a second that one core is to make at least.
constexpr double kHalfLoad = 7500;

// --- The gateway ------------------------------------------------------------------------------

gateway::model::Api api_with_answers(std::uint16_t backend_port) {
  gateway::model::Api api =
      gateway::callback_api("http://127.0.0.1:" + std::to_string(backend_port), "dev");
  for (gateway::model::Integration& integration : api.integrations) {
    gateway::model::IntegrationResponse response;
    response.integration_response_id = "r";
    response.integration_response_key = "$default";
    integration.integration_responses.push_back(response);
  }
  gateway::model::Route& route = api.routes.back();
  route.route_response_selection_expression = "$default";
  gateway::model::RouteResponse answer;
  answer.route_response_id = "a";
  answer.route_response_key = "$default";
  route.route_responses.push_back(answer);
  return api;
}

[[noreturn]] void serve_gateway(std::uint16_t backend_port, int port_pipe) {
  net::EventLoop loop;
  const log::Logger logger = log::Logger::to_stderr(log::Level::error);
  http::Client client(loop);
  auto lambda = aws::LambdaClient::create(client, {});
  gateway::NetworkCarrier carrier(loop, client, *lambda, nullptr);
  metrics::Registry registry;
  gateway::Reports reports(registry, nullptr, std::nullopt);
  const gateway::Signers signers;
  gateway::Commons commons({}, 100'000);
  gateway::Gateway gateway(loop, carrier, signers, reports, commons, logger);
  auto api = gateway::ServedApi::create(api_with_answers(backend_port));
  if (!api) {
    for (const auto& problem : api.error()) {
      std::fprintf(stderr, "%s: %s\n", problem.member.c_str(), problem.message.c_str());
    }
    std::_Exit(1);
  }
  gateway.apis().add(std::move(*api));
  gateway::Switchboard switchboard;
  switchboard.seat(loop, gateway);
  gateway::Endpoint endpoint(switchboard, gateway, signers, {});
  http::Server server(
      loop, {}, [&](const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
        endpoint.handle(request, exchange);
      });
  const auto port = server.listen("127.0.0.1", 0);
  if (!port || ::write(port_pipe, &*port, sizeof(std::uint16_t)) != sizeof(std::uint16_t)) {
    std::_Exit(1);
  }
  ::close(port_pipe);
  loop.run();
  std::_Exit(0);
}

class GatewayProcess {
 public:
  explicit GatewayProcess(std::uint16_t backend_port) {
    int ends[2];
    if (::pipe(ends) != 0) bench::die("pipe");
    child_ = ::fork();
    if (child_ < 0) bench::die("fork");
    if (child_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      serve_gateway(backend_port, ends[1]);
    }
    ::close(ends[1]);
    if (::read(ends[0], &port_, sizeof port_) != sizeof port_) bench::die("the gateway");
    ::close(ends[0]);
  }
  ~GatewayProcess() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  GatewayProcess(const GatewayProcess&) = delete;
  GatewayProcess& operator=(const GatewayProcess&) = delete;

  std::uint16_t port() const { return port_; }

  // User and system time so far: proc(5), /proc/[pid]/stat, fields 14 and 15.
  double cpu_seconds() const {
    std::ifstream file("/proc/" + std::to_string(child_) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    text.erase(0, text.rfind(')') + 2);
    double ticks = 0;
    std::size_t field = 3;
    for (std::size_t at = 0; at < text.size() && field <= 15; ++field) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      if (field >= 14) ticks += std::stod(text.substr(at, end - at));
      at = end + 1;
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }

 private:
  pid_t child_ = -1;
  std::uint16_t port_ = 0;
};

// --- The clients ------------------------------------------------------------------------------

std::string masked_text(std::string_view text) {
  std::string frame = framing::encode_message(framing::Opcode::text, text);
  // As a client must: the mask bit, and a key, which may be zero.
  const std::size_t header = frame.size() - text.size();
  frame[1] = static_cast<char>(static_cast<unsigned char>(frame[1]) | 0x80);
  frame.insert(header, 4, '\0');
  return frame;
}

class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const int on = 1;
    ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      bench::die("connect");
    }
    const std::string handshake =
        "GET /dev HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    send_all(handshake);
    std::string head;
    char byte = 0;
    while (head.find("\r\n\r\n") == std::string::npos) {
      if (::recv(fd_.get(), &byte, 1, 0) != 1) bench::die("handshake");
      head += byte;
    }
    if (head.find(" 101 ") == std::string::npos) bench::die("no 101");
    ::fcntl(fd_.get(), F_SETFL, O_NONBLOCK);
  }

  int fd() const { return fd_.get(); }
  void send_all(std::string_view bytes) {
    if (::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size())) {
      bench::die("send");
    }
  }
  // Whole messages that have come.
  std::size_t receive() {
    char buffer[4096];
    std::size_t messages = 0;
    for (;;) {
      const auto size = ::recv(fd_.get(), buffer, sizeof buffer, 0);
      if (size <= 0) break;
      parser_.feed({buffer, static_cast<std::size_t>(size)});
      while (std::holds_alternative<framing::Message>(parser_.next())) ++messages;
    }
    return messages;
  }

  std::deque<Clock::time_point> sent;  // when the messages under way were to be sent

 private:
  net::UniqueFd fd_;
  framing::FrameParser parser_{framing::Role::client, {}};
};

class Load {
 public:
  Load(std::uint16_t port, std::size_t clients) : poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (std::size_t i = 0; i < clients; ++i) {
      clients_.push_back(std::make_unique<Client>(port));
      epoll_event watch{};
      watch.events = EPOLLIN;
      watch.data.u64 = i;
      ::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, clients_.back()->fd(), &watch);
    }
  }

  // One message of each client on its way, until `count` are answered.
  void run_closed(std::size_t count) {
    start(count);
    for (auto& client : clients_) {
      if (to_send_ > 0) send(*client, Clock::now());
    }
    while (to_come_ > 0) {
      for (Client* client : wait(std::chrono::seconds{1})) {
        if (to_send_ > 0) send(*client, Clock::now());
      }
    }
  }

  // `rate` messages a second, whatever comes back.
  void run_open(std::size_t count, double rate) {
    start(count);
    const auto began = Clock::now();
    std::size_t sent = 0;
    const auto due = [&] {
      return began + std::chrono::duration_cast<Clock::duration>(
                         std::chrono::duration<double>(static_cast<double>(sent) / rate));
    };
    while (to_come_ > 0) {
      while (to_send_ > 0 && due() <= Clock::now()) {
        send(*clients_[sent % clients_.size()], due());
        ++sent;
      }
      // Not spinning: that would take a core from those who are measured.
      wait(to_send_ > 0 ? due() - Clock::now() : std::chrono::seconds{1});
    }
  }

  double percentile(double part) {
    std::sort(times_.begin(), times_.end());
    return times_[static_cast<std::size_t>(static_cast<double>(times_.size() - 1) * part)];
  }

 private:
  void start(std::size_t count) {
    to_send_ = to_come_ = count;
    times_.clear();
    times_.reserve(count);
    deadline_ = Clock::now() + kLongestRun;
  }
  void send(Client& client, Clock::time_point due) {
    --to_send_;
    client.sent.push_back(due);
    client.send_all(message_);
  }
  // The clients that were answered, once for each answer.
  std::vector<Client*> wait(Clock::duration longest) {
    epoll_event events[64];
    const auto left = std::max(longest, Clock::duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const timespec timeout{seconds.count(), static_cast<long>((left - seconds).count())};
    const int ready = ::epoll_pwait2(poll_.get(), events, 64, &timeout, nullptr);
    std::vector<Client*> answered;
    for (int i = 0; i < ready; ++i) {
      Client& client = *clients_[static_cast<std::size_t>(events[i].data.u64)];
      for (std::size_t n = client.receive(); n > 0 && !client.sent.empty(); --n) {
        times_.push_back(
            std::chrono::duration<double, std::micro>(Clock::now() - client.sent.front()).count());
        client.sent.pop_front();
        --to_come_;
        answered.push_back(&client);
      }
    }
    if (Clock::now() > deadline_) {
      std::fprintf(stderr, "gave up: %zu messages have no answer\n", to_come_);
      std::exit(1);
    }
    return answered;
  }

  net::UniqueFd poll_;
  std::vector<std::unique_ptr<Client>> clients_;
  const std::string message_ =
      masked_text(R"({"action":"sendMessage","message":")" + std::string(150, 'x') + R"("})");
  std::size_t to_send_ = 0;
  std::size_t to_come_ = 0;
  std::vector<double> times_;
  Clock::time_point deadline_;
};

std::size_t number(const char* text, std::size_t most) {
  std::size_t value = 0;
  const auto* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, value);
  if (error != std::errc{} || stopped != end || value < 1 || value > most) {
    std::fprintf(stderr, "usage: gateway_throughput [messages] [clients]\n");
    std::exit(2);
  }
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  const auto messages = argc > 1 ? number(argv[1], 10'000'000) : kDefaultMessages;
  const auto clients = argc > 2 ? number(argv[2], 10'000) : kDefaultClients;
  const bench::FastBackend backend;
  const GatewayProcess gateway(backend.port);
  Load load(gateway.port(), clients);
  load.run_closed(std::min<std::size_t>(messages, 2000));  // connections, caches

  const auto began = Clock::now();
  const double cpu_before = gateway.cpu_seconds();
  load.run_closed(messages);
  const double cpu = gateway.cpu_seconds() - cpu_before;
  const double wall = std::chrono::duration<double>(Clock::now() - began).count();
  const auto count = static_cast<double>(messages);
  const double rate = count / wall;
  std::printf(
      "%zu messages of %zu clients: %.0f callbacks per second, CPU %.1f us each (%.0f per second "
      "and core), p50 %.0f us, p99 %.0f us; ",
      messages, clients, rate, cpu / count * 1e6, count / cpu, load.percentile(0.5),
      load.percentile(0.99));
  load.run_open(messages / 2, kHalfLoad);
  std::printf("at %.0f per second p50 %.0f us, p99 %.0f us\n", kHalfLoad, load.percentile(0.5),
              load.percentile(0.99));
  return 0;
}
