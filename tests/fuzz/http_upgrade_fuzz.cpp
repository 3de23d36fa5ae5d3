// Any bytes, in any split, as a client that may want to become a WebSocket: the requests do not
// depend on the split, what waits is bounded, and a handshake is accepted only when it keeps
// RFC 6455 section 4.2.1.
//
// Input: a count of chunk sizes, the sizes, the bytes. The sizes are used in turn; 0 feeds nothing.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/gateway/handshake.h"
#include "server/http/request_parser.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

constexpr http::RequestLimits kLimits{.header_bytes = 1024, .body_bytes = 256};

std::string text_of(const http::Request& request) {
  std::string text = request.method + " " + request.target;
  text += request.http_1_0 ? " 1.0" : " 1.1";
  text += request.keep_alive ? " keep" : " close";
  for (const auto& [name, value] : request.headers.fields()) {
    text.append("\n").append(name).append(": ").append(value);
  }
  return text + "\n\n" + request.body;
}

void check_request(const http::Request& request) {
  promise(request.body.size() <= kLimits.body_bytes, "a body keeps its limit");
  promise(!request.target.empty(), "a request has a target");
  promise(request.path().size() <= request.target.size(), "the path is in the target");
  static_cast<void>(http::percent_decode(request.path()));
  const auto accept = gateway::check_handshake(request);
  if (!accept) {
    const int status = accept.error().status;
    promise(status == 400 || status == 426, "a bad handshake has its status");
    return;
  }
  promise(request.method == "GET" && !request.http_1_0, "4.2.1: a GET of HTTP/1.1");
  promise(request.headers.find("Host").has_value(), "4.2.1: a host");
  promise(request.headers.has_token("Connection", "upgrade"), "4.2.1: the upgrade is for this hop");
  promise(request.headers.find("Sec-WebSocket-Version") == "13", "4.2.1: version 13");
  const auto key = request.headers.find("Sec-WebSocket-Key");
  promise(key && key->size() == 24, "4.2.1: 16 bytes in base64");
  promise(accept->size() == 28 && *accept == gateway::accept_key(*key),
          "4.2.2: 20 bytes in base64");
}

// The requests, then the word for how it ended. When a head is refused that has not all come is up
// to the parser: it may be sooner or later, by the split.
std::vector<std::string> requests_of(std::string_view wire, std::string_view chunk_sizes) {
  http::RequestParser parser(kLimits);
  std::vector<std::string> requests;
  std::string waiting;
  std::size_t turn = 0;
  std::size_t idle_turns = 0;
  while (true) {
    std::size_t size = wire.size();
    if (!chunk_sizes.empty() && idle_turns <= chunk_sizes.size()) {
      size = std::min(
          size, std::size_t{static_cast<std::uint8_t>(chunk_sizes[turn++ % chunk_sizes.size()])});
    }
    idle_turns = size == 0 ? idle_turns + 1 : 0;
    waiting += wire.substr(0, size);
    wire.remove_prefix(size);
    while (!waiting.empty()) {
      const std::size_t taken = parser.feed(waiting);
      promise(taken <= waiting.size(), "no more is taken than was given");
      waiting.erase(0, taken);
      if (parser.failed()) {
        const int status = parser.refusal().status;
        promise(status >= 400 && status < 600, "a refusal has a status");
        promise(!parser.refusal().message.empty(), "a refusal says why");
        requests.push_back("no request");
        return requests;
      }
      if (!parser.complete()) break;
      const http::Request request = parser.take();
      check_request(request);
      requests.push_back(text_of(request));
    }
    promise(waiting.size() <= kLimits.header_bytes, "what waits is bounded");
    if (wire.empty()) break;
  }
  requests.push_back(parser.started() ? "no request" : "between requests");
  return requests;
}

std::string input_of(std::string_view chunk_sizes, std::string_view wire) {
  return std::string(1, static_cast<char>(chunk_sizes.size())).append(chunk_sizes).append(wire);
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string upgrade =
      "GET /dev?room=lobby HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\n"
      "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat\r\n\r\n";
  const std::string post =
      "POST /dev/@connections/BFHPhfCWIAMCKlQ%3D HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
      "Hello";
  return {
      input_of("\x07", upgrade),
      input_of("\x01\x30", post + upgrade),
      input_of("\x10\x02",
               "POST / HTTP/1.1\r\nHost: [::1]:1\r\nTransfer-Encoding: chunked\r\n"
               "Expect: 100-continue\r\n\r\n5;x=y\r\nHello\r\n0\r\nX: y\r\n\r\n"),
      input_of("\xFF", "GET http://a/b HTTP/1.0\r\nHost: a\r\nConnection: close\r\n\r\n"),
      input_of("\x03", "\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Version: 8\r\n\r\n"),
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  const std::size_t sizes = std::min<std::size_t>(data[0] % 16, size - 1);
  const std::string_view chunk_sizes = input.substr(1, sizes);
  const std::string_view wire = input.substr(1 + sizes);

  const auto whole = requests_of(wire, "");
  promise(whole == requests_of(wire, chunk_sizes), "requests do not depend on the split");
  promise(whole == requests_of(wire, "\x01"), "requests are the same byte by byte");
  return 0;
}
