// Who of the HTTP client's requests may go and who waits: a line per backend, in order, bounded, so
// that a backend that hangs holds up nobody else's. For Client alone. Its loop's thread.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include "server/http/client.h"
#include "server/http/client_transfer.h"

namespace palaver::http {

struct ClientLine;

// One request from send() to its result. Stays where it is until leave().
struct ClientCall {
  ClientRequest request;  // given to the transfer when its work begins
  std::string peer;       // "127.0.0.1:5000"
  Client::Callback callback;
  net::EventLoop::TimerId timer = 0;
  bool in_work = false;
  std::unique_ptr<ClientTransfer> transfer = {};  // set while it is in work
  ClientLine* line = nullptr;
  std::list<ClientCall>::iterator self = {};  // in its line
};

struct ClientLine {
  std::string name;  // for people
  std::size_t limit = 1;
  std::list<ClientCall> working;
  std::list<ClientCall> waiting;
  std::size_t waiting_bytes = 0;
};

class ClientLines {
 public:
  explicit ClientLines(const ClientOptions& options) : options_(options) {}

  // The line that a request to `peer` stands in; good until its next leave(). A named line takes
  // the limit of the latest request.
  ClientLine& line_of(const ClientRequest& request, const std::string& peer);
  // Whether the line would let it wait or go.
  bool has_room(const ClientLine& line, const ClientRequest& request) const;
  // Puts it at the end of its line; take_next() says whether it goes at once.
  ClientCall& enter(ClientLine& line, ClientCall call);
  // Moves the next waiting one among those in work; null when nobody waits or the limit is reached.
  ClientCall* take_next(ClientLine& line);
  // Takes the call out of its line, from wherever it stands.
  ClientCall leave(ClientCall& call);

  // Calls in all lines.
  std::size_t size() const { return size_; }
  template <class Visit>
  void for_each(Visit visit) {
    for (auto& [key, line] : lines_) {
      for (auto& call : line.working) visit(call);
      for (auto& call : line.waiting) visit(call);
    }
  }

 private:
  void forget_empty_lines();

  const ClientOptions& options_;
  std::unordered_map<std::string, ClientLine> lines_;
  std::size_t size_ = 0;
};

}  // namespace palaver::http
