// Posts to clients through a gateway's @connections over HTTP. Texts for one connection are posted
// one after the other, so that they arrive in order; those for different connections at the same
// time. What fails for now (the gateway restarts, the client reads slowly) is tried again. Its
// loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "server/chat/publisher.h"
#include "server/common/logger.h"
#include "server/http/client.h"
#include "server/net/event_loop.h"

namespace palaver::chat {

struct HttpPublisherOptions {
  std::string management_url;                // http://127.0.0.1:8080/dev
  std::chrono::milliseconds timeout{10000};  // of one request
  // Text that waits for one connection. Beyond, the connection is given up: closed, and called
  // gone. More lets a slow client hold more of our memory.
  std::size_t queue_bytes = 1024 * 1024;
  // Requests for one text before the connection is given up; the wait doubles from one to the next.
  int attempts = 6;
  std::chrono::milliseconds first_retry{100};
};

class HttpPublisher : public Publisher {
 public:
  // `client` must outlive it.
  HttpPublisher(net::EventLoop& loop, http::Client& client, log::Logger logger,
                HttpPublisherOptions options);
  ~HttpPublisher() override;
  HttpPublisher(const HttpPublisher&) = delete;
  HttpPublisher& operator=(const HttpPublisher&) = delete;

  void publish(const Delivery& delivery, OnGone on_gone) override;
  // One text to one connection; publish() is this for each.
  void post(const std::string& connection_id, std::shared_ptr<const std::string> text,
            std::function<void()> on_gone);

  // Connections for which something waits or is on its way.
  std::size_t waiting() const { return queues_.size(); }
  // Calls `callback` once, as soon as nothing waits: at once, if that is so already.
  void when_idle(std::function<void()> callback);

 private:
  struct Post {
    std::shared_ptr<const std::string> text;
    std::function<void()> on_gone;
  };
  struct Queue {
    std::deque<Post> posts;  // the first is on its way, or waits for its next attempt
    std::size_t bytes = 0;
    int attempts = 0;  // of the first
    net::EventLoop::TimerId retry_timer = 0;
  };

  std::string url_of(const std::string& connection_id) const;
  void send_first(const std::string& connection_id);
  void on_answer(const std::string& connection_id, const http::ClientResult& answer);
  void drop_first(const std::string& connection_id);
  void retry_later(const std::string& connection_id, const std::string& problem);
  // Closes the connection at the gateway, as far as it can be reached, and calls it gone.
  void give_up(const std::string& connection_id, const std::string& problem);
  void call_gone(const std::string& connection_id);
  void tell_if_idle();

  net::EventLoop& loop_;
  http::Client& client_;
  log::Logger logger_;
  HttpPublisherOptions options_;
  std::unordered_map<std::string, Queue> queues_;
  std::function<void()> idle_callback_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // answers hold it weakly
};

}  // namespace palaver::chat
