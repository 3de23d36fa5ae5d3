#include "server/http/client.h"

#include <curl/curl.h>
#include <unistd.h>

#include <csignal>
#include <new>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/http/client_transfer.h"
#include "server/http/field_text.h"

namespace palaver::http {
namespace {

// Handles kept for the next requests: making one anew costs more than a small request itself.
constexpr std::size_t kIdleHandles = 64;

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

}  // namespace

class Client::Impl {
 public:
  Impl(net::EventLoop& loop, ClientOptions options);
  ~Impl();

  void send(ClientRequest request, Callback callback);
  std::size_t in_flight() const { return transfers_.size() + finished_.size(); }

 private:
  struct Transfer {
    Transfer(CURL* easy, ClientRequest request, std::string peer, std::size_t response_bytes,
             Callback on_result)
        : curl(easy, std::move(request), std::move(peer), response_bytes),
          callback(std::move(on_result)) {}
    ClientTransfer curl;
    Callback callback;
    net::EventLoop::TimerId timer = 0;
  };

  // A socket of libcurl's, watched.
  struct Socket : net::FdHandler {
    Socket(Impl& owner, int number) : impl(owner), fd(number) {}
    // libcurl may have this object deleted while it acts.
    void on_ready(bool readable, bool writable) override {
      impl.act(fd, (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0));
    }
    Impl& impl;
    int fd;
  };

  struct Finished {
    Callback callback;
    ClientResult result;
  };

  static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket_data);
  static int on_timer(CURLM* multi, long delay_ms, void* self);
  static int on_close_socket(void* self, curl_socket_t fd);

  void act(curl_socket_t fd, int events);
  void collect();
  void unwatch(int fd);
  // Ends a transfer and leaves its result to be delivered.
  void finish(Transfer& transfer, ClientResult result);
  void deliver_later(Callback callback, ClientResult result);
  void deliver();
  CURL* take_handle();
  void give_back(CURL* easy);

  net::EventLoop& loop_;
  const ClientOptions options_;
  CURLM* multi_ = nullptr;
  net::EventLoop::TimerId timer_ = 0;
  std::unordered_map<int, std::unique_ptr<Socket>> sockets_;
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> transfers_;
  std::vector<CURL*> idle_handles_;
  std::vector<Finished> finished_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

Client::Impl::Impl(net::EventLoop& loop, ClientOptions options) : loop_(loop), options_(options) {
  initialise_curl();
  multi_ = curl_multi_init();
  if (multi_ == nullptr) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Impl::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Impl::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  const auto connections = static_cast<long>(options.connections_per_host);
  curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections);
}

Client::Impl::~Impl() {
  *alive_ = false;
  for (const auto& [easy, transfer] : transfers_) {
    loop_.cancel(transfer->timer);
    curl_multi_remove_handle(multi_, easy);
    curl_easy_cleanup(easy);
  }
  for (auto* easy : idle_handles_) curl_easy_cleanup(easy);
  // Closes the kept connections, through on_close_socket().
  curl_multi_cleanup(multi_);
  loop_.cancel(timer_);
  for (const auto& [fd, socket] : sockets_) loop_.unwatch(fd);
}

void Client::Impl::send(ClientRequest request, Callback callback) {
  auto peer = host_and_port(request.url);
  if (peer.empty() || !is_token(request.method)) {
    return deliver_later(std::move(callback),
                         unexpected(ClientError{ClientErrorKind::bad_url,
                                                "not a request for an http or https URL: " +
                                                    request.method + ' ' + request.url}));
  }
  auto* easy = take_handle();
  auto& transfer =
      *transfers_
           .emplace(easy, std::make_unique<Transfer>(easy, std::move(request), std::move(peer),
                                                     options_.response_bytes, std::move(callback)))
           .first->second;
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &Impl::on_close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
  // Not CURLOPT_TIMEOUT_MS: it does not count the time for which a request waits for one of
  // connections_per_host.
  transfer.timer = loop_.after(transfer.curl.timeout(), [this, &transfer] {
    finish(transfer, unexpected(transfer.curl.timed_out()));
  });
  const auto code = curl_multi_add_handle(multi_, easy);
  if (code != CURLM_OK) {
    finish(transfer, unexpected(transfer.curl.unreachable(curl_multi_strerror(code))));
  }
}

int Client::Impl::on_socket(CURL* /*easy*/, curl_socket_t fd, int what, void* self,
                            void* /*socket_data*/) {
  auto& impl = *static_cast<Impl*>(self);
  if (what == CURL_POLL_REMOVE) {
    impl.unwatch(fd);
    return 0;
  }
  const net::Interest interest{(what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0};
  const auto [place, added] = impl.sockets_.try_emplace(fd);
  if (added) {
    place->second = std::make_unique<Socket>(impl, fd);
    impl.loop_.watch(fd, interest, *place->second);
  } else {
    impl.loop_.change(fd, interest);
  }
  return 0;
}

int Client::Impl::on_timer(CURLM* /*multi*/, long delay_ms, void* self) {
  auto& impl = *static_cast<Impl*>(self);
  impl.loop_.cancel(std::exchange(impl.timer_, 0));
  if (delay_ms < 0) return 0;
  // Also for 0: libcurl must not be called from inside its own call.
  impl.timer_ = impl.loop_.after(std::chrono::milliseconds{delay_ms}, [&impl] {
    impl.timer_ = 0;
    impl.act(CURL_SOCKET_TIMEOUT, 0);
  });
  return 0;
}

int Client::Impl::on_close_socket(void* self, curl_socket_t fd) {
  // The number may be somebody else's the moment it is closed.
  static_cast<Impl*>(self)->unwatch(fd);
  return ::close(fd);
}

void Client::Impl::unwatch(int fd) {
  if (sockets_.erase(fd) != 0) loop_.unwatch(fd);
}

void Client::Impl::act(curl_socket_t fd, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, events, &running);
  collect();
}

void Client::Impl::collect() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto found = transfers_.find(message->easy_handle);
    if (found == transfers_.end()) continue;
    auto& transfer = *found->second;
    // The message is libcurl's and gone once its handle is removed.
    auto result = transfer.curl.result(message->data.result);
    finish(transfer, std::move(result));
  }
}

void Client::Impl::finish(Transfer& transfer, ClientResult result) {
  loop_.cancel(transfer.timer);
  curl_multi_remove_handle(multi_, transfer.curl.easy());
  const auto found = transfers_.find(transfer.curl.easy());
  const auto ended = std::move(found->second);
  transfers_.erase(found);
  give_back(ended->curl.easy());
  deliver_later(std::move(ended->callback), std::move(result));
}

void Client::Impl::deliver_later(Callback callback, ClientResult result) {
  if (finished_.empty()) {
    loop_.defer([this, alive = alive_] {
      if (*alive) deliver();
    });
  }
  finished_.push_back({std::move(callback), std::move(result)});
}

void Client::Impl::deliver() {
  const auto alive = alive_;
  auto finished = std::exchange(finished_, {});
  for (auto& each : finished) {
    each.callback(std::move(each.result));
    // Requests in work end without a call when the client is destroyed, also from inside one.
    if (!*alive) return;
  }
}

CURL* Client::Impl::take_handle() {
  if (idle_handles_.empty()) {
    auto* easy = curl_easy_init();
    if (easy == nullptr) throw std::bad_alloc();
    return easy;
  }
  auto* easy = idle_handles_.back();
  idle_handles_.pop_back();
  return easy;
}

void Client::Impl::give_back(CURL* easy) {
  // Pointers into the transfer must not outlive it.
  curl_easy_reset(easy);
  if (idle_handles_.size() < kIdleHandles) {
    idle_handles_.push_back(easy);
  } else {
    curl_easy_cleanup(easy);
  }
}

Client::Client(net::EventLoop& loop, ClientOptions options)
    : impl_(std::make_unique<Impl>(loop, options)) {}
Client::~Client() = default;

void Client::send(ClientRequest request, Callback callback) {
  impl_->send(std::move(request), std::move(callback));
}
std::size_t Client::in_flight() const {
  return impl_->in_flight();
}

}  // namespace palaver::http
