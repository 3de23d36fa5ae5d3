// One connection of the HTTP server: reads a request, has it answered, reads the next. For Server
// and Exchange alone. Its loop's thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "server/http/message.h"
#include "server/http/request_parser.h"
#include "server/http/response_head.h"
#include "server/http/server.h"
#include "server/net/event_loop.h"
#include "server/net/stream.h"

namespace palaver::http {

class ServerConnection final : public net::StreamHandler,
                               public std::enable_shared_from_this<ServerConnection> {
 public:
  // `tls` is null without TLS.
  ServerConnection(Server& server, net::UniqueFd fd, std::unique_ptr<net::TlsSession> tls,
                   std::string peer_address);
  // Starts reading. Apart from the constructor, because it needs shared_from_this().
  // `place` is kept until the stream is closed.
  void start(net::PeerLimit::Place place);

  // The answer to the request in work; does nothing when there is none.
  void answer(Response response);
  // The stream for an upgrade, with the 101 queued; null when no request is in work.
  std::unique_ptr<net::Stream> give_away(const Headers& headers, std::string& early_bytes);
  // Ends a connection that waits between requests; any other after its present answer.
  void drain();
  // Ends it without telling anybody: the server is being destroyed.
  void detach();

 private:
  enum class State {
    reading,  // between requests, or inside one that is not complete
    in_work,  // a request is with the handler
    closing,  // the last answer is on its way out, or the peer's FIN on its way in
    gone,
  };

  void on_data(std::string_view bytes) override;
  void on_end() override;
  void on_error(const net::SystemError& error) override;
  void on_drained() override;

  void process_input();
  void parse_input();
  // For a request that has begun and is not complete.
  void keep_time();
  void process_later();
  void hand_over(Request request);
  void refuse(const Refusal& refusal);
  void send(Response response, Persistence persistence);
  void begin_closing();
  void end();

  bool too_much_unsent() const;
  void update_reading();
  void start_timer(std::chrono::milliseconds delay);
  void wait_for_request();
  void on_timer();

  Server* server_;  // null once detached
  net::EventLoop& loop_;
  const ServerOptions& options_;  // the server's; not used once detached
  std::unique_ptr<net::Stream> stream_;
  std::string peer_address_;
  State state_ = State::reading;
  std::string input_;  // what came and is not parsed yet
  RequestParser parser_;
  bool processing_ = false;     // process_input() is on the stack
  bool in_time_limit_ = false;  // the timer runs for a request that has begun
  bool peer_ended_ = false;
  bool head_seen_ = false;  // of any request: before, the handshake's time runs
  std::weak_ptr<Exchange> exchange_;

  // Of the request in work.
  bool is_head_ = false;
  bool is_upgrade_ = false;
  Persistence persistence_ = Persistence::keep;

  net::EventLoop::TimerId timer_ = 0;
  std::size_t unsent_at_timer_start_ = 0;
};

}  // namespace palaver::http
