// HTTP/1.1 requests out of bytes, in any split: Boost.Beast's parser, with what RFC 9112 asks of a
// server beyond it, and with our limits. No I/O; one parser belongs to one connection.
//
// feed() takes what it can of the bytes that wait; the caller keeps the rest and gives it again
// with what came later. Bytes behind the end of a request are left alone: they are the next one's.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "server/http/message.h"

namespace palaver::http {

struct RequestLimits {
  std::size_t header_bytes;  // request line and fields, their line ends included
  std::size_t body_bytes;    // after the chunks have been put together
};

// Why a request was refused: what to answer before the connection is closed.
struct Refusal {
  int status = 400;
  std::string message;
};

class RequestParser {
 public:
  explicit RequestParser(RequestLimits limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Gives how many bytes were taken. Does nothing once complete() or failed(). At most
  // RequestLimits::header_bytes are ever left untaken while a request is incomplete.
  std::size_t feed(std::string_view bytes);

  // Whether a request has begun and is not complete yet.
  bool started() const;
  // Whether its request line and fields are complete.
  bool head_complete() const;
  bool complete() const;
  // 400: not HTTP/1.x, or two readings of where it ends are possible (RFC 9112
  // sections 3.2, 6.1, 6.3); 413, 417, 431; 501 for a transfer coding other than chunked.
  bool failed() const;
  const Refusal& refusal() const;

  // Once for a request, after its head: whether the client waits for "100 Continue" before it sends
  // the body (RFC 9110 section 10.1.1).
  bool take_expectation();

  // Whether the request whose head is complete speaks HTTP/1.0.
  bool http_1_0() const;

  // The complete request; the parser begins anew. `peer_address` is left for the caller.
  Request take();

 private:
  class Message;
  RequestLimits limits_;
  std::unique_ptr<Message> message_;  // null between requests: an idle connection holds no parser
};

}  // namespace palaver::http
