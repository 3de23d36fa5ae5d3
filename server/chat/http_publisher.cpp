#include "server/chat/http_publisher.h"

#include <utility>

namespace palaver::chat {
namespace {

bool may_pass(int status) {
  return status == 429 || status >= 500;
}

}  // namespace

HttpPublisher::HttpPublisher(net::EventLoop& loop, http::Client& client, log::Logger logger,
                             HttpPublisherOptions options)
    : loop_(loop), client_(client), logger_(std::move(logger)), options_(std::move(options)) {
  std::string& url = options_.management_url;
  while (!url.empty() && url.back() == '/') url.pop_back();
}

HttpPublisher::~HttpPublisher() {
  for (auto& [id, queue] : queues_) loop_.cancel(queue.retry_timer);
}

std::string HttpPublisher::url_of(const std::string& connection_id) const {
  return options_.management_url + "/@connections/" + http::percent_encode(connection_id);
}

void HttpPublisher::publish(const Delivery& delivery, OnGone on_gone) {
  for (const std::string& id : delivery.audience->connection_ids) {
    if (id != delivery.except) post(id, delivery.text, [on_gone, id] { on_gone(id); });
  }
}

void HttpPublisher::post(const std::string& connection_id, std::shared_ptr<const std::string> text,
                         std::function<void()> on_gone) {
  Queue& queue = queues_[connection_id];
  queue.bytes += text->size();
  queue.posts.push_back({std::move(text), std::move(on_gone)});
  if (queue.posts.size() == 1) {
    send_first(connection_id);
  } else if (queue.bytes > options_.queue_bytes) {
    give_up(connection_id, "too much waits for it");
  }
}

void HttpPublisher::send_first(const std::string& connection_id) {
  Queue& queue = queues_.at(connection_id);
  queue.retry_timer = 0;
  ++queue.attempts;
  http::ClientRequest request;
  request.method = "POST";
  request.url = url_of(connection_id);
  request.headers = {{"Content-Type", "application/json"}};
  request.body = *queue.posts.front().text;
  request.timeout = options_.timeout;
  client_.send(std::move(request),
               [this, connection_id, first = queue.posts.front().text,
                alive = std::weak_ptr<bool>(alive_)](const http::ClientResult& answer) {
                 if (alive.expired()) return;
                 // A connection that was given up meanwhile may have a new queue: not this
                 // answer's.
                 const auto found = queues_.find(connection_id);
                 if (found == queues_.end() || found->second.posts.front().text != first) return;
                 on_answer(connection_id, answer);
               });
}

void HttpPublisher::on_answer(const std::string& connection_id, const http::ClientResult& answer) {
  if (!answer) {
    retry_later(connection_id, answer.error().message);
    return;
  }
  const int status = answer->status;
  if (status >= 200 && status < 300) {
    drop_first(connection_id);
  } else if (status == 410) {
    call_gone(connection_id);
  } else if (may_pass(status)) {
    retry_later(connection_id, "status " + std::to_string(status));
  } else {
    // 403 or 404: another stage than the gateway's; 413: smaller limits. Trying again cannot help.
    give_up(connection_id, "status " + std::to_string(status) + " from " + url_of(connection_id));
  }
}

void HttpPublisher::drop_first(const std::string& connection_id) {
  const auto found = queues_.find(connection_id);
  Queue& queue = found->second;
  queue.bytes -= queue.posts.front().text->size();
  queue.posts.pop_front();
  queue.attempts = 0;
  if (!queue.posts.empty()) {
    send_first(connection_id);
    return;
  }
  queues_.erase(found);
  tell_if_idle();
}

void HttpPublisher::retry_later(const std::string& connection_id, const std::string& problem) {
  Queue& queue = queues_.at(connection_id);
  if (queue.attempts >= options_.attempts) {
    give_up(connection_id, problem);
    return;
  }
  const auto wait = options_.first_retry * (1 << (queue.attempts - 1));
  logger_.debug("post will be tried again",
                {{"connection", connection_id}, {"attempt", queue.attempts}, {"problem", problem}});
  queue.retry_timer = loop_.after(wait, [this, connection_id] { send_first(connection_id); });
}

void HttpPublisher::give_up(const std::string& connection_id, const std::string& problem) {
  logger_.warning("connection given up", {{"connection", connection_id}, {"problem", problem}});
  http::ClientRequest request;
  request.method = "DELETE";
  request.url = url_of(connection_id);
  request.timeout = options_.timeout;
  client_.send(std::move(request), [](const http::ClientResult&) {});
  call_gone(connection_id);
}

void HttpPublisher::call_gone(const std::string& connection_id) {
  const auto found = queues_.find(connection_id);
  Queue queue = std::move(found->second);
  queues_.erase(found);
  loop_.cancel(queue.retry_timer);
  // post() may have come here, and promised to call later.
  loop_.defer([this, posts = std::move(queue.posts), alive = std::weak_ptr<bool>(alive_)] {
    for (const Post& post : posts) post.on_gone();
    if (!alive.expired()) tell_if_idle();
  });
}

void HttpPublisher::when_idle(std::function<void()> callback) {
  idle_callback_ = std::move(callback);
  tell_if_idle();
}

void HttpPublisher::tell_if_idle() {
  if (idle_callback_ && queues_.empty()) std::exchange(idle_callback_, nullptr)();
}

}  // namespace palaver::chat
