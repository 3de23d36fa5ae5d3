// A broadcast server on Boost.Beast, as its users write one (after the way of its chat examples):
// asynchronous, one thread, a queue of shared messages for each connection, one write at a time.
// All that anybody says goes to all.
//
//   beast_server PORT
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <unordered_set>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;

class Session;

class Room {
 public:
  void join(Session* session) { sessions_.insert(session); }
  void leave(Session* session) { sessions_.erase(session); }
  void say(std::string text);

 private:
  std::unordered_set<Session*> sessions_;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Room& room) : stream_(std::move(socket)), room_(room) {}
  ~Session() { room_.leave(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() {
    stream_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
    stream_.async_accept([self = shared_from_this()](beast::error_code error) {
      if (error) return;
      self->room_.join(self.get());
      self->read();
    });
  }

  void send(const std::shared_ptr<const std::string>& text) {
    queue_.push_back(text);
    if (queue_.size() == 1) write();
  }

 private:
  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error) return self->room_.leave(self.get());
      std::string text = beast::buffers_to_string(self->buffer_.data());
      self->buffer_.consume(self->buffer_.size());
      self->room_.say(std::move(text));
      self->read();
    });
  }

  void write() {
    stream_.text(true);
    stream_.async_write(asio::buffer(*queue_.front()),
                        [self = shared_from_this()](beast::error_code error, std::size_t) {
                          if (error) return;
                          self->queue_.pop_front();
                          if (!self->queue_.empty()) self->write();
                        });
  }

  websocket::stream<beast::tcp_stream> stream_;
  Room& room_;
  beast::flat_buffer buffer_;
  std::deque<std::shared_ptr<const std::string>> queue_;
};

void Room::say(std::string text) {
  const auto shared = std::make_shared<const std::string>(std::move(text));
  for (Session* session : sessions_) session->send(shared);
}

class Listener {
 public:
  Listener(asio::io_context& context, const tcp::endpoint& endpoint)
      : acceptor_(context, endpoint) {}

  void accept() {
    acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
      if (!error) {
        socket.set_option(tcp::no_delay(true), error);
        std::make_shared<Session>(std::move(socket), room_)->start();
      }
      accept();
    });
  }

 private:
  tcp::acceptor acceptor_;
  Room room_;
};

}  // namespace

int main(int argc, char** argv) {
  unsigned short port = 0;
  if (argc != 2 ||
      std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), port).ec != std::errc()) {
    std::fprintf(stderr, "usage: beast_server PORT\n");
    return 2;
  }
  asio::io_context context(1);
  Listener listener(context, {asio::ip::address_v4::loopback(), port});
  listener.accept();
  context.run();
}
