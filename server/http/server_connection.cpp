#include "server/http/server_connection.h"

#include <algorithm>
#include <utility>

namespace palaver::http {
namespace {

// Input kept while a request is in work: pipelined requests, early frames behind a handshake.
// Beyond it the socket is not read until the answer is out.
constexpr std::size_t kWaitingInputBytes = std::size_t{16} * 1024;
// Answers that the peer has not taken. Beyond it no further request of the connection is begun.
constexpr std::size_t kUnsentBytes = std::size_t{256} * 1024;
// After the last answer: how long the peer may take to end its side. Closing at once while its
// bytes are still coming makes TCP reset the connection, and the answer is lost on the way (RFC
// 9112 section 9.6).
constexpr std::chrono::seconds kLingerTime{2};

}  // namespace

ServerConnection::ServerConnection(Server& server, net::UniqueFd fd,
                                   std::unique_ptr<net::TlsSession> tls, std::string peer_address)
    : server_(&server),
      loop_(server.loop_),
      options_(server.options_),
      stream_(std::make_unique<net::Stream>(server.loop_, std::move(fd), std::move(tls))),
      peer_address_(std::move(peer_address)),
      parser_({server.options_.header_bytes, server.options_.body_bytes}) {}

void ServerConnection::start(net::PeerLimit::Place place) {
  stream_->keep(std::move(place));
  stream_->set_handler(this);
  // It ends as a connection without a request does; TLS's handshake is part of it.
  start_timer(std::min(options_.handshake_timeout, options_.idle_timeout));
}

void ServerConnection::on_data(std::string_view bytes) {
  // What comes behind the last request is not answered any more.
  if (state_ != State::reading && state_ != State::in_work) return;
  input_ += bytes;
  process_input();
}

void ServerConnection::on_end() {
  const auto self = shared_from_this();
  peer_ended_ = true;
  if (state_ == State::closing && stream_->pending_bytes() == 0) return end();
  if (state_ == State::in_work && is_upgrade_) return end();
  // Whole requests may wait behind one whose answer is not out.
  process_input();
}

void ServerConnection::on_error(const net::SystemError& /*error*/) {
  const auto self = shared_from_this();
  end();
}

void ServerConnection::on_drained() {
  const auto self = shared_from_this();
  if (state_ == State::closing) {
    if (peer_ended_) return end();
    return start_timer(kLingerTime);
  }
  process_input();
}

void ServerConnection::process_input() {
  // An answer given from inside the handler comes back here; the loop below goes on by itself.
  if (processing_) return;
  const auto self = shared_from_this();
  processing_ = true;
  parse_input();
  processing_ = false;
  if (state_ == State::reading && peer_ended_ && !too_much_unsent()) begin_closing();
  update_reading();
}

void ServerConnection::parse_input() {
  while (state_ == State::reading && !input_.empty() && !too_much_unsent()) {
    input_.erase(0, parser_.feed(input_));
    if (parser_.failed()) return refuse(parser_.refusal());
    if (parser_.complete()) {
      persistence_ = parser_.http_1_0() ? Persistence::keep_http_1_0 : Persistence::keep;
      hand_over(parser_.take());
      continue;
    }
    if (parser_.started()) keep_time();
    if (parser_.take_expectation()) stream_->write("HTTP/1.1 100 Continue\r\n\r\n");
    return;
  }
}

void ServerConnection::keep_time() {
  const bool begins = !std::exchange(in_time_limit_, true);
  const bool first_head_ends = !head_seen_ && parser_.head_complete();
  head_seen_ = head_seen_ || first_head_ends;
  // The first head comes in what is left of the handshake's time.
  const bool in_handshake = !head_seen_ && options_.handshake_timeout <= options_.request_timeout;
  if ((begins || first_head_ends) && !in_handshake) start_timer(options_.request_timeout);
}

void ServerConnection::process_later() {
  loop_.defer([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->process_input();
  });
}

void ServerConnection::hand_over(Request request) {
  state_ = State::in_work;
  in_time_limit_ = false;
  head_seen_ = true;
  loop_.cancel(std::exchange(timer_, 0));
  is_head_ = request.method == "HEAD";
  is_upgrade_ = request.headers.has_token("Connection", "upgrade") &&
                request.headers.find("Upgrade").has_value();
  if (!request.keep_alive) persistence_ = Persistence::close;
  request.peer_address = peer_address_;
  request.secure = options_.tls != nullptr;
  auto exchange = std::make_shared<Exchange>(weak_from_this());
  exchange_ = exchange;
  server_->handler_(std::move(request), std::move(exchange));
}

void ServerConnection::answer(Response response) {
  if (state_ != State::in_work) return;
  auto persistence = persistence_;
  // What a refused WebSocket client has sent early are frames, not requests.
  if (server_->draining_ || is_upgrade_ || response.headers.has_token("Connection", "close")) {
    persistence = Persistence::close;
  }
  exchange_.reset();
  send(std::move(response), persistence);
  if (persistence == Persistence::close) return begin_closing();
  state_ = State::reading;
  wait_for_request();
  // Not from here: it would call the handler from inside the answer to its last request.
  if (!processing_) process_later();
}

std::unique_ptr<net::Stream> ServerConnection::give_away(const Headers& headers,
                                                         std::string& early_bytes) {
  if (state_ != State::in_work) return nullptr;
  const auto self = shared_from_this();
  stream_->write(upgrade_head(headers, server_->date_.now()));
  stream_->set_handler(nullptr);
  stream_->resume_reading();
  early_bytes = std::exchange(input_, {});
  state_ = State::gone;
  exchange_.reset();
  server_->forget(self);
  return std::move(stream_);
}

void ServerConnection::drain() {
  if (state_ == State::reading && !parser_.started() && input_.empty()) begin_closing();
}

void ServerConnection::detach() {
  state_ = State::gone;
  loop_.cancel(std::exchange(timer_, 0));
  if (stream_) stream_->close();
  server_ = nullptr;
}

void ServerConnection::refuse(const Refusal& refusal) {
  is_head_ = false;
  send(json_message(refusal.status, refusal.message), Persistence::close);
  begin_closing();
}

void ServerConnection::send(Response response, Persistence persistence) {
  // A status that ends no exchange would leave the client waiting for another.
  if (response.status < 200 || response.status > 999) {
    response = json_message(500, "Internal server error");
  }
  stream_->write(response_head(response, server_->date_.now(), persistence));
  if (is_head_ || !has_body(response.status)) return;
  if (response.shared_body) {
    stream_->write(net::Bytes::of_shared(std::move(response.shared_body)));
  } else {
    stream_->write(std::move(response.body));
  }
}

void ServerConnection::begin_closing() {
  state_ = State::closing;
  in_time_limit_ = false;
  input_ = {};
  if (stream_->pending_bytes() == 0) return end();
  stream_->shutdown_after_flush();
  update_reading();
  // Until all is sent the timer only looks for a peer that takes nothing; then on_drained() sets it
  // anew.
  start_timer(options_.idle_timeout);
}

void ServerConnection::end() {
  if (state_ == State::gone) return;
  state_ = State::gone;
  loop_.cancel(std::exchange(timer_, 0));
  stream_->close();
  const auto self = shared_from_this();
  server_->forget(self);
  if (const auto exchange = exchange_.lock()) exchange->abandon();
}

bool ServerConnection::too_much_unsent() const {
  return stream_->pending_bytes() > kUnsentBytes;
}

void ServerConnection::update_reading() {
  if (state_ == State::gone) return;
  if (state_ != State::closing && input_.size() >= kWaitingInputBytes) {
    stream_->pause_reading();
  } else {
    stream_->resume_reading();
  }
}

void ServerConnection::start_timer(std::chrono::milliseconds delay) {
  loop_.cancel(timer_);
  unsent_at_timer_start_ = stream_->pending_bytes();
  timer_ = loop_.after(delay, [this] {
    timer_ = 0;
    on_timer();
  });
}

void ServerConnection::wait_for_request() {
  start_timer(options_.idle_timeout);
}

void ServerConnection::on_timer() {
  const auto self = shared_from_this();
  if (in_time_limit_) {
    in_time_limit_ = false;
    return refuse({408, "Request Timeout"});
  }
  // A large answer over a slow line is no idleness, as long as some of it is taken.
  const auto unsent = stream_->pending_bytes();
  if (unsent > 0 && unsent < unsent_at_timer_start_) return start_timer(options_.idle_timeout);
  end();
}

}  // namespace palaver::http
