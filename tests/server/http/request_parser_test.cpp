#include "server/http/request_parser.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace palaver::http;

namespace {

constexpr RequestLimits kLimits{1024, 64};

// What came of some bytes: the whole requests, then the refusal if there was one.
struct Outcome {
  std::vector<Request> requests;
  std::optional<Refusal> refusal;
  std::size_t most_left = 0;  // bytes that waited outside of the parser
};

// Feeds `wire` in pieces that end at `cuts`, as a connection does.
Outcome parse(std::string_view wire, const std::vector<std::size_t>& cuts,
              RequestLimits limits = kLimits) {
  Outcome outcome;
  RequestParser parser(limits);
  std::string waiting;
  std::size_t begin = 0;
  auto ends = cuts;
  ends.push_back(wire.size());
  for (const auto end : ends) {
    waiting += wire.substr(begin, end - begin);
    begin = end;
    while (!waiting.empty()) {
      waiting.erase(0, parser.feed(waiting));
      if (parser.failed()) {
        outcome.refusal = parser.refusal();
        return outcome;
      }
      if (!parser.complete()) break;
      outcome.requests.push_back(parser.take());
    }
    outcome.most_left = std::max(outcome.most_left, waiting.size());
  }
  return outcome;
}

std::vector<std::size_t> every_byte(std::string_view wire) {
  std::vector<std::size_t> cuts;
  for (std::size_t at = 1; at < wire.size(); ++at) cuts.push_back(at);
  return cuts;
}

// A request as one line of text, to compare.
std::string text(const Request& request) {
  std::string line = request.method + ' ' + request.target;
  for (const auto& [name, value] : request.headers.fields())
    line += " [" + name + '=' + value + ']';
  line += " (" + request.body + ')';
  if (!request.keep_alive) line += " close";
  return line;
}

std::string text(const Outcome& outcome) {
  std::string lines;
  for (const auto& request : outcome.requests) lines += text(request) + '\n';
  if (outcome.refusal) lines += std::to_string(outcome.refusal->status) + '\n';
  return lines;
}

}  // namespace

TEST_CASE("RequestParser: requests are the same wherever their bytes are cut", "[http]") {
  struct Row {
    const char* what;
    std::string wire;
    std::string expected;
  };
  const auto row = GENERATE(values<Row>({
      {"GET", "GET /dev?a=b HTTP/1.1\r\nHost: x\r\nX-One:  1 \r\n\r\n",
       "GET /dev?a=b [Host=x] [X-One=1] ()\n"},
      {"body by length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
       "POST / [Host=x] [Content-Length=5] (hello)\n"},
      {"empty body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
       "POST / [Host=x] [Content-Length=0] ()\n"},
      {"line ends of every kind in a body",
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n\r\n\r\n\n\n\n\n",
       "POST / [Host=x] [Content-Length=8] (\r\n\r\n\n\n\n\n)\n"},
      {"a line feed in a body, which is no line of the head",
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na\nb",
       "POST / [Host=x] [Content-Length=3] (a\nb)\n"},
      {"body in chunks, with extension and trailer",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
       "3;ext=1\r\nhel\r\n2\r\nlo\r\n0\r\nX-Trailer: late\r\n\r\n",
       "POST / [Host=x] [Transfer-Encoding=chunked] (hello)\n"},
      {"no body in chunks",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n",
       "POST / [Host=x] [Transfer-Encoding=chunked] ()\n"},
      {"three in a row",
       "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: "
       "2\r\n\r\nhi"
       "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n",
       "GET /1 [Host=x] ()\nPOST /2 [Host=x] [Content-Length=2] (hi)\nGET /3 [Host=x] ()\n"},
      {"RFC 9112 2.2: empty lines before a request",
       "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
       "GET / [Host=x] ()\nGET / [Host=x] ()\n"},
      {"RFC 9112 9.3: the last request", "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
       "GET / [Host=x] [Connection=close] () close\n"},
      {"HTTP/1.0 ends by default", "GET / HTTP/1.0\r\n\r\n", "GET / () close\n"},
      {"HTTP/1.0 that asks to stay", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
       "GET / [Connection=keep-alive] ()\n"},
      {"RFC 9112 3.2.2: absolute form", "GET http://x:80/dev?a HTTP/1.1\r\nHost: x\r\n\r\n",
       "GET /dev?a [Host=x] ()\n"},
      {"absolute form without path", "GET HTTP://x?a HTTP/1.1\r\nHost: x\r\n\r\n",
       "GET /?a [Host=x] ()\n"},
      {"RFC 9112 3.2.4: asterisk form", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
       "OPTIONS * [Host=x] ()\n"},
      {"a method of nobody's", "BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n", "BREW /pot [Host=x] ()\n"},
      {"an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / [Host=] ()\n"},
  }));
  CAPTURE(row.what);
  CHECK(text(parse(row.wire, {})) == row.expected);
  CHECK(text(parse(row.wire, every_byte(row.wire))) == row.expected);
  bool same_everywhere = true;
  for (std::size_t cut = 0; cut <= row.wire.size(); ++cut) {
    const auto outcome = text(parse(row.wire, {cut}));
    if (outcome != row.expected) {
      same_everywhere = false;
      UNSCOPED_INFO("cut at " << cut << ": " << outcome);
    }
  }
  CHECK(same_everywhere);
}

TEST_CASE("RequestParser: what a server refuses, wherever the bytes are cut", "[http]") {
  struct Row {
    const char* what;
    std::string wire;
    int status;
  };
  const auto row = GENERATE(values<Row>({
      {"not HTTP", "\x16\x03\x01\x02\x01\r\n\r\n", 400},
      {"no version", "GET /\r\n\r\n", 400},
      {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"version of nobody's", "GET / HTTP/1.2\r\nHost: x\r\n\r\n", 400},
      {"a blank in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"9112 2.2: line feeds alone", "GET / HTTP/1.1\nHost: x\n\n", 400},
      {"9112 2.2: one line feed alone", "GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400},
      {"9112 3.2: no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"9112 3.2: two Hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400},
      {"9112 3.2: two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n", 400},
      {"9112 3.2: a Host that is none", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400},
      {"9112 3.2.3: authority form", "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"9112 3.2: target without slash", "GET dev HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"9112 3.2.4: asterisk for GET", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"9112 5.1: blank before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400},
      {"9112 5.1: no colon", "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n", 400},
      {"9112 5.2: a folded field", "GET / HTTP/1.1\r\nHost: x\r\nX-Long: one\r\n  two\r\n\r\n",
       400},
      {"9112 5.2: a field folded by a tab", "GET / HTTP/1.1\r\nHost: x\r\nX: one\r\n\ttwo\r\n\r\n",
       400},
      {"9110 5.5: NUL in a value", std::string("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 36),
       400},
      {"9112 6.1: length and coding",
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: "
       "chunked\r\n\r\n0\r\n\r\n",
       400},
      {"9112 6.1: coding and length",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: "
       "5\r\n\r\n0\r\n\r\n",
       400},
      {"9112 6.1: coding in HTTP/1.0",
       "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"9112 6.1: coding twice",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
       "chunked\r\n\r\n0\r\n\r\n",
       400},
      {"9112 6.1: unknown coding", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
       501},
      {"9112 6.1: unknown coding and a length",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\nhi",
       501},
      {"9112 6.1: two codings",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
      {"9112 6.3: two lengths",
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
      {"9110 8.6: negative length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
       400},
      {"9110 8.6: signed length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\nx", 400},
      {"9110 8.6: a length beyond 64 bits",
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
      {"9112 7.1: chunk size that is none",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n", 400},
      {"9112 7.1: chunk size beyond 64 bits",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\nx",
       400},
      {"9112 7.1: no line end behind a chunk",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n0\r\n\r\n",
       400},
      {"body over the limit", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 65\r\n\r\n", 413},
      {"chunk over the limit",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n", 413},
      {"chunks over the limit together",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n40\r\n", 413},
      {"9110 10.1.1: unknown expectation",
       "POST / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nContent-Length: 1\r\n\r\n", 417},
      {"a head over the limit",
       "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(1024, 'a') + "\r\n\r\n", 431},
      {"a head over the limit in many fields",
       [] {
         std::string wire = "GET / HTTP/1.1\r\nHost: x\r\n";
         for (int i = 0; i < 150; ++i) wire += "A: bcd\r\n";
         return wire + "\r\n";
       }(),
       431},
      {"a target over the limit", "GET /" + std::string(1024, 'a'), 431},
      {"a chunk extension over the limit",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
           std::string(1200, 'a'),
       431},
      {"a trailer over the limit",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: " +
           std::string(1200, 'a'),
       431},
  }));
  CAPTURE(row.what);
  const auto whole = parse(row.wire, {});
  CHECK(whole.requests.empty());
  REQUIRE(whole.refusal);
  CHECK(whole.refusal->status == row.status);
  CHECK_FALSE(whole.refusal->message.empty());
  const auto by_bytes = parse(row.wire, every_byte(row.wire));
  CHECK(text(by_bytes) == std::to_string(row.status) + '\n');
  CHECK(by_bytes.most_left <= kLimits.header_bytes);
  bool same_everywhere = true;
  for (std::size_t cut = 0; cut <= row.wire.size(); ++cut) {
    const auto outcome = text(parse(row.wire, {cut}));
    if (outcome != std::to_string(row.status) + '\n') {
      same_everywhere = false;
      UNSCOPED_INFO("cut at " << cut << ": " << outcome);
    }
  }
  CHECK(same_everywhere);
}

TEST_CASE("RequestParser: the head's limit is met to the byte", "[http]") {
  const std::string start = "GET / HTTP/1.1\r\nHost: x\r\nA: ";
  const std::string end = "\r\n\r\n";
  const auto filler = kLimits.header_bytes - start.size() - end.size();
  const auto fits = start + std::string(filler, 'a') + end;
  const auto over = start + std::string(filler + 1, 'a') + end;
  CHECK(parse(fits, {}).requests.size() == 1);
  CHECK(parse(fits, every_byte(fits)).requests.size() == 1);
  // What lies behind the head is not counted to it.
  CHECK(parse(fits + fits, {}).requests.size() == 2);
  REQUIRE(parse(over, {}).refusal);
  CHECK(parse(over, {}).refusal->status == 431);
  CHECK(parse(over, every_byte(over)).refusal->status == 431);
}

TEST_CASE("RequestParser: the body's limit is met to the byte", "[http]") {
  const std::string start = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ";
  CHECK(parse(start + "64\r\n\r\n" + std::string(64, 'x'), {}).requests.size() == 1);
  CHECK(parse(start + "65\r\n\r\n" + std::string(65, 'x'), {}).refusal->status == 413);
}

TEST_CASE("RequestParser: an announced body takes no memory before it comes", "[http]") {
  RequestParser parser({1024, 1024UL * 1024 * 1024});
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nx";
  CHECK(parser.feed(head) == head.size());
  CHECK(parser.started());
  CHECK_FALSE(parser.complete());
  CHECK(parser.take().body.capacity() < 1024);
}

TEST_CASE("RequestParser: a client that expects 100 Continue is told of once, in time", "[http]") {
  RequestParser parser(kLimits);
  const std::string head =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";
  SECTION("before the body has come") {
    CHECK_FALSE(parser.take_expectation());
    const auto taken = parser.feed(head.substr(0, 20));
    CHECK_FALSE(parser.take_expectation());
    parser.feed(head.substr(taken));
    CHECK(parser.take_expectation());
    CHECK_FALSE(parser.take_expectation());
    parser.feed("hi");
    CHECK(parser.complete());
  }
  SECTION("not when the body came along") {
    parser.feed(head + "hi");
    CHECK(parser.complete());
    CHECK_FALSE(parser.take_expectation());
  }
  SECTION("not in HTTP/1.0") {
    parser.feed("POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK(parser.started());
    CHECK_FALSE(parser.take_expectation());
  }
  SECTION("not when the body is refused") {
    parser.feed("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 65\r\nExpect: 100-continue\r\n\r\n");
    CHECK(parser.failed());
    CHECK_FALSE(parser.take_expectation());
  }
}

TEST_CASE("RequestParser: says whether a request has begun", "[http]") {
  RequestParser parser(kLimits);
  CHECK_FALSE(parser.started());
  CHECK(parser.feed("\r\n\r\n") == 4);
  CHECK_FALSE(parser.started());
  CHECK(parser.feed("\r") == 0);
  CHECK_FALSE(parser.started());
  parser.feed("G");
  CHECK(parser.started());
  parser.feed("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(parser.complete());
  CHECK_FALSE(parser.started());
  CHECK_FALSE(parser.http_1_0());
  CHECK(parser.take().target == "/");
  CHECK_FALSE(parser.complete());
}

TEST_CASE("RequestParser: a message that two readers would cut differently is refused", "[http]") {
  // What request smuggling is made of: each row has been read in two ways by some pair of servers
  // and proxies. The second request must never be seen.
  struct Row {
    const char* what;
    std::string fields;
    std::string body;
  };
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string last_chunk = "0\r\n\r\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"CL.TE", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", last_chunk},
      {"TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", last_chunk},
      {"two lengths", "Content-Length: 0\r\nContent-Length: 5\r\n", "hello"},
      {"two lengths in one field", "Content-Length: 0, 5\r\n", "hello"},
      {"two lengths under other letters", "Content-Length: 0\r\ncontent-LENGTH: 5\r\n", "hello"},
      {"a length with a sign", "Content-Length: +0\r\n", ""},
      {"a length in hexadecimal", "Content-Length: 0x0\r\n", ""},
      {"a length with a blank inside", "Content-Length: 0 5\r\n", "hello"},
      {"a length with an underscore", "Content-Length: 0_5\r\n", "hello"},
      {"an empty length", "Content-Length:\r\n", ""},
      {"a length beyond 64 bits", "Content-Length: 18446744073709551616\r\n", ""},
      {"blank before the colon", "Content-Length : 5\r\n", "hello"},
      {"tab before the colon", "Transfer-Encoding\t: chunked\r\n", last_chunk},
      {"blank before the name", " Content-Length: 5\r\n", "hello"},
      {"a vertical tab around the coding", "Transfer-Encoding: \vchunked\r\n", last_chunk},
      {"a coding in quotes", "Transfer-Encoding: \"chunked\"\r\n", last_chunk},
      {"chunked, but not the last", "Transfer-Encoding: chunked, identity\r\n", last_chunk},
      {"identity", "Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "hello"},
      {"no coding", "Transfer-Encoding:\r\nContent-Length: 5\r\n", "hello"},
      {"two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", last_chunk},
      {"CR alone inside a value", "X: a\rTransfer-Encoding: chunked\r\n", last_chunk},
      {"LF alone ends a field", "X: a\nContent-Length: 5\r\n", "hello"},
      {"NUL in a name", std::string("Content-Length\0: 5\r\n", 20), "hello"},
      {"a folded length", "Content-Length:\r\n 5\r\n", "hello"},
      {"a folded coding", "Transfer-Encoding:\r\n chunked\r\n", last_chunk},
      {"a folded field", "X: a\r\n Content-Length: 5\r\n", ""},
      {"chunk size with a sign", "Transfer-Encoding: chunked\r\n", "+1\r\nx\r\n0\r\n\r\n"},
      {"chunk size with 0x", "Transfer-Encoding: chunked\r\n", "0x1\r\nx\r\n0\r\n\r\n"},
      {"chunk size with a blank before", "Transfer-Encoding: chunked\r\n", " 1\r\nx\r\n0\r\n\r\n"},
      {"no chunk size", "Transfer-Encoding: chunked\r\n", "\r\nx\r\n0\r\n\r\n"},
      {"LF alone behind a chunk size", "Transfer-Encoding: chunked\r\n", "1\nx\r\n0\r\n\r\n"},
      {"LF alone behind a chunk", "Transfer-Encoding: chunked\r\n", "1\r\nx\n0\r\n\r\n"},
      {"LF alone inside an extension", "Transfer-Encoding: chunked\r\n",
       "1;a\nx\r\nx\r\n0\r\n\r\n"},
      {"CR alone inside an extension", "Transfer-Encoding: chunked\r\n",
       "1;a\rb\r\nx\r\n0\r\n\r\n"},
      {"more behind a chunk", "Transfer-Encoding: chunked\r\n", "1\r\nxy\r\n0\r\n\r\n"},
  }));
  CAPTURE(row.what);
  const std::string wire =
      "POST / HTTP/1.1\r\nHost: x\r\n" + row.fields + "\r\n" + row.body + hidden;
  for (const auto& outcome : {parse(wire, {}), parse(wire, every_byte(wire))}) {
    CHECK(text(outcome).find("/hidden") == std::string::npos);
    CHECK(outcome.requests.empty());
    REQUIRE(outcome.refusal);
    CHECK((outcome.refusal->status == 400 || outcome.refusal->status == 501));
  }
}
