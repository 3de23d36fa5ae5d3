#include "server/http/client.h"

#include <curl/curl.h>

#include <chrono>
#include <csignal>
#include <new>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/http/client_lines.h"
#include "server/http/client_sockets.h"
#include "server/http/client_transfer.h"
#include "server/http/field_text.h"

namespace palaver::http {
namespace {

// Transfers kept for the next requests.
constexpr std::size_t kIdleTransfers = 64;
// Origins of URLs ("https://host:port") whose reading is remembered.
constexpr std::size_t kKnownOrigins = 1024;

// libcurl's state for the whole process, made by whichever thread comes first.
void initialise_curl() {
  struct Global {
    Global() {
      curl_global_init(CURL_GLOBAL_DEFAULT);
      // Plain sockets are written with MSG_NOSIGNAL; what TLS writes through OpenSSL is not, and a
      // peer that closes must not end the program. A handler that somebody has set is left alone.
      struct sigaction action {};
      if (::sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) {
        std::signal(SIGPIPE, SIG_IGN);
      }
    }
  };
  static const Global global;
}

struct CleanUpMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

}  // namespace

class Client::Impl : private ClientSockets::Owner {
 public:
  Impl(net::EventLoop& loop, ClientOptions options);
  ~Impl() override;

  void send(ClientRequest request, Callback callback);
  std::size_t in_flight() const { return lines_.size() + finished_.size(); }

 private:
  struct Finished {
    Callback callback;
    ClientResult result;
  };

  static int on_timer(CURLM* multi, long delay_ms, void* self);

  void act(curl_socket_t fd, int events) override;
  void arm_timer();
  const std::string& peer_of(const std::string& url);
  // Starts what may go of that line.
  void advance(ClientLine& line);
  void give_up(ClientCall& call);
  // Ends a call and leaves its result to be delivered.
  void finish(ClientCall& call, ClientResult result);
  void finish_later(Callback callback, ClientResult result);
  void schedule_end_of_turn();
  void end_turn();
  std::unique_ptr<ClientTransfer> take_transfer();

  net::EventLoop& loop_;
  const ClientOptions options_;
  ClientSockets sockets_;
  // Closes the kept connections through sockets_ when it goes.
  std::unique_ptr<CURLM, CleanUpMulti> multi_;
  ClientLines lines_;
  std::unordered_map<std::string, std::string> peers_;  // by origin
  std::vector<std::unique_ptr<ClientTransfer>> idle_transfers_;
  std::vector<Finished> finished_;
  // When libcurl wants to be called without a socket being ready, and the loop's timer for it,
  // which may come too early.
  std::optional<net::EventLoop::TimePoint> due_;
  net::EventLoop::TimePoint armed_for_;
  net::EventLoop::TimerId timer_ = 0;
  bool due_at_once_ = false;
  bool end_of_turn_scheduled_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

Client::Impl::Impl(net::EventLoop& loop, ClientOptions options)
    : loop_(loop), options_(std::move(options)), sockets_(loop, *this), lines_(options_) {
  initialise_curl();
  multi_.reset(curl_multi_init());
  if (!multi_) throw std::bad_alloc();
  sockets_.install_in_multi(multi_.get());
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Impl::on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS,
                    static_cast<long>(options_.kept_connections));
}

Client::Impl::~Impl() {
  *alive_ = false;
  lines_.for_each([this](const ClientCall& call) {
    loop_.cancel(call.timer);
    if (call.transfer) curl_multi_remove_handle(multi_.get(), call.transfer->easy());
  });
  multi_.reset();
  loop_.cancel(timer_);
}

// --- Requests come in and end -----------------------------------------------------------------

void Client::Impl::send(ClientRequest request, Callback callback) {
  const auto& peer = peer_of(request.url);
  if (peer.empty() || !is_token(request.method)) {
    return finish_later(std::move(callback),
                        unexpected(ClientError{ClientErrorKind::bad_url,
                                               "not a request for an http or https URL: " +
                                                   request.method + ' ' + request.url}));
  }
  auto& line = lines_.line_of(request, peer);
  if (!lines_.has_room(line, request)) {
    return finish_later(std::move(callback),
                        unexpected(ClientError{ClientErrorKind::overloaded,
                                               "too many requests wait for " + line.name}));
  }
  const auto timeout = request.timeout;
  ClientCall coming;
  coming.request = std::move(request);
  coming.peer = peer;
  coming.callback = std::move(callback);
  auto& call = lines_.enter(line, std::move(coming));
  call.timer = loop_.after(timeout, [this, &call] { give_up(call); });
  advance(line);
}

const std::string& Client::Impl::peer_of(const std::string& url) {
  static const std::string none;
  // Reading a URL costs more than finding it again, and backends are few.
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string::npos) return none;
  const auto origin = url.substr(0, url.find_first_of("/?#", scheme_end + 3));
  auto found = peers_.find(origin);
  if (found == peers_.end()) {
    if (peers_.size() >= kKnownOrigins) peers_.clear();
    found = peers_.emplace(origin, host_and_port(origin + '/')).first;
  }
  return is_url_text(url) ? found->second : none;
}

void Client::Impl::advance(ClientLine& line) {
  while (auto* call = lines_.take_next(line)) {
    call->transfer = take_transfer();
    call->transfer->owner = call;
    call->transfer->begin(std::move(call->request), call->peer);
    const auto code = curl_multi_add_handle(multi_.get(), call->transfer->easy());
    if (code == CURLM_OK) continue;
    auto error = unreachable_error(call->peer, curl_multi_strerror(code));
    loop_.cancel(call->timer);
    finish_later(std::move(lines_.leave(*call).callback), unexpected(std::move(error)));
  }
}

void Client::Impl::give_up(ClientCall& call) {
  finish(call,
         unexpected(call.transfer ? call.transfer->timed_out()
                                  : ClientError{ClientErrorKind::timed_out,
                                                "no turn at " + call.line->name + " within " +
                                                    std::to_string(call.request.timeout.count()) +
                                                    " ms: " + std::to_string(call.line->limit) +
                                                    " requests are in work there"}));
}

void Client::Impl::finish(ClientCall& call, ClientResult result) {
  loop_.cancel(call.timer);
  auto& line = *call.line;
  if (auto transfer = std::move(call.transfer)) {
    curl_multi_remove_handle(multi_.get(), transfer->easy());
    transfer->end();
    if (idle_transfers_.size() < kIdleTransfers) idle_transfers_.push_back(std::move(transfer));
  }
  finish_later(std::move(lines_.leave(call).callback), std::move(result));
  advance(line);
}

std::unique_ptr<ClientTransfer> Client::Impl::take_transfer() {
  if (idle_transfers_.empty()) {
    auto made = std::make_unique<ClientTransfer>(options_);
    sockets_.install_in_easy(made->easy());
    return made;
  }
  auto taken = std::move(idle_transfers_.back());
  idle_transfers_.pop_back();
  return taken;
}

void Client::Impl::finish_later(Callback callback, ClientResult result) {
  finished_.push_back({std::move(callback), std::move(result)});
  schedule_end_of_turn();
}

// --- libcurl and the loop ---------------------------------------------------------------------

void Client::Impl::schedule_end_of_turn() {
  if (std::exchange(end_of_turn_scheduled_, true)) return;
  loop_.defer([this, alive = alive_] {
    if (*alive) end_turn();
  });
}

void Client::Impl::end_turn() {
  const auto alive = alive_;
  auto finished = std::exchange(finished_, {});
  for (auto& each : finished) {
    each.callback(std::move(each.result));
    // Requests in work end without a call when the client is destroyed, also from inside one.
    if (!*alive) return;
  }
  // What the callbacks and the turn before them have sent goes out now.
  if (std::exchange(due_at_once_, false)) act(CURL_SOCKET_TIMEOUT, 0);
  end_of_turn_scheduled_ = false;
  if (due_at_once_ || !finished_.empty()) schedule_end_of_turn();
}

int Client::Impl::on_timer(CURLM* /*multi*/, long delay_ms, void* self) {
  auto& impl = *static_cast<Impl*>(self);
  if (delay_ms == 0) {
    // libcurl must not be called from inside its own call.
    impl.due_at_once_ = true;
    impl.schedule_end_of_turn();
    return 0;
  }
  impl.due_.reset();
  if (delay_ms > 0) {
    impl.due_ = net::EventLoop::Clock::now() + std::chrono::milliseconds{delay_ms};
    impl.arm_timer();
  }
  return 0;
}

void Client::Impl::arm_timer() {
  // One that comes earlier looks again when it has come: times that only move on cost no timer
  // each.
  if (timer_ != 0 && armed_for_ <= *due_) return;
  loop_.cancel(timer_);
  armed_for_ = *due_;
  const auto delay =
      std::chrono::ceil<std::chrono::milliseconds>(*due_ - net::EventLoop::Clock::now());
  timer_ = loop_.after(delay, [this] {
    timer_ = 0;
    if (!due_) return;
    if (*due_ > net::EventLoop::Clock::now()) return arm_timer();
    due_.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
  });
}

void Client::Impl::act(curl_socket_t fd, int events) {
  int running = 0;
  curl_multi_socket_action(multi_.get(), fd, events, &running);
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    auto& transfer = ClientTransfer::of(message->easy_handle);
    // The message is libcurl's and gone once its handle is removed.
    auto result = transfer.result(message->data.result);
    finish(*static_cast<ClientCall*>(transfer.owner), std::move(result));
  }
}

Client::Client(net::EventLoop& loop, ClientOptions options)
    : impl_(std::make_unique<Impl>(loop, std::move(options))) {}
Client::~Client() = default;

void Client::send(ClientRequest request, Callback callback) {
  impl_->send(std::move(request), std::move(callback));
}
std::size_t Client::in_flight() const {
  return impl_->in_flight();
}

}  // namespace palaver::http
