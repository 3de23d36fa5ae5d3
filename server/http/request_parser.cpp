// The only file that includes Boost.Beast, which is slow to compile.
#include "server/http/request_parser.h"

// An assertion in Beast's parse_chunk_header (n >= 5) does not hold for a body whose first chunk is
// the last one, cut right behind its line end: a peer must not be able to end a debug build with
// that. What follows it is in bounds all the same.
#define BOOST_DISABLE_ASSERTS

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <utility>

#include "server/http/field_text.h"

namespace palaver::http {
namespace {

namespace beast = boost::beast;

// boost::string_view or boost::core::string_view, as Boost's version has it.
std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

// What is wrong with the head's lines; empty: nothing. RFC 9112 section 2.2 lets a recipient take
// LF alone for a line end, and section 5.2 lets a server put a field together that goes on on the
// next line; two recipients in a row that differ in this see different requests, so both are
// refused.
std::string_view wrong_line(std::string_view bytes) {
  for (auto at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return "Bad Request: a line ends without CR";
    const char next = at + 1 < bytes.size() ? bytes[at + 1] : '\0';
    if (next == ' ' || next == '\t') return "Bad Request: a folded field";
  }
  return {};
}

bool is_host(std::string_view host) {
  return std::all_of(host.begin(), host.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '\x7f' &&
           std::string_view("/\\?#@,\"<>^`{|}").find(c) == std::string_view::npos;
  });
}

// The origin form of an absolute-form target (RFC 9112 section 3.2.2: a server must accept it), the
// target itself otherwise.
std::string origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const auto path = target.find_first_of("/?", scheme.size());
    if (path == std::string_view::npos) return "/";
    return (target[path] == '?' ? "/" : "") + std::string(target.substr(path));
  }
  return std::string(target);
}

}  // namespace

class RequestParser::Message final : public beast::http::basic_parser<true> {
 public:
  explicit Message(RequestLimits limits) : limits_(limits) {
    // Beast counts each call anew; the whole head is counted in feed().
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(limits.body_bytes);
    eager(false);
  }

  std::size_t feed(std::string_view bytes) {
    std::size_t taken = 0;
    while (!failed && !is_done() && taken < bytes.size()) {
      const auto rest = bytes.substr(taken);
      const auto wrong = is_header_done() ? std::string_view() : wrong_line(head_part(rest));
      if (!wrong.empty()) {
        refuse(400, std::string(wrong));
        break;
      }
      const bool in_head = !is_header_done();
      beast::error_code error;
      const auto step = put({rest.data(), rest.size()}, error);
      taken += step;
      if (in_head) head_bytes_ += step;
      check(error, rest.size() - step, in_head);
      // Without progress there is nothing to do until more bytes come.
      if (error == beast::http::error::need_more || step == 0) break;
    }
    return taken;
  }

  bool take_expectation() {
    return std::exchange(expects_continue_, false) && !is_done() && !failed;
  }

  int version() const { return version_; }

  Request request;
  Refusal refusal;
  bool failed = false;

 private:
  // As much of the bytes as surely belongs to the head: a body may hold any line ends.
  static std::string_view head_part(std::string_view bytes) {
    // The lines before were taken: this one is empty and ends the head.
    if (bytes.substr(0, 2) == "\r\n") return {};
    const auto end = bytes.find("\r\n\r\n");
    return end == std::string_view::npos ? bytes : bytes.substr(0, end);
  }

  void refuse(int status, std::string message) {
    failed = true;
    refusal = {status, std::move(message)};
  }

  void check(const beast::error_code& error, std::size_t left, bool in_head) {
    if (failed) return;
    const bool incomplete = error == beast::http::error::need_more;
    if (error == beast::http::error::body_limit) {
      return refuse(413, "Request body too large");
    }
    if (error && !incomplete) return refuse(400, "Bad Request: " + error.message());
    // What is left untaken is a line of the head, of a chunk or of the trailer that has no end yet.
    const auto unfinished = incomplete ? left : 0;
    if (in_head ? head_bytes_ + unfinished > limits_.header_bytes
                : unfinished > limits_.header_bytes) {
      return refuse(431, "Request header fields too large");
    }
    if (in_head && is_header_done()) {
      request.keep_alive = keep_alive();
      request.http_1_0 = version_ < 11;
      check_head();
    }
  }

  // What Beast does not look at.
  void check_head() {
    std::size_t hosts = 0;
    std::size_t codings = 0;
    for (const auto& [name, value] : request.headers.fields()) {
      if (equals_ignoring_case(name, "Host")) {
        ++hosts;
        if (!is_host(value)) return refuse(400, "Bad Request: bad Host");
      } else if (equals_ignoring_case(name, "Transfer-Encoding")) {
        ++codings;
        if (!equals_ignoring_case(value, "chunked")) {
          return refuse(501, "Transfer codings other than chunked are not supported");
        }
      } else if (equals_ignoring_case(name, "Expect")) {
        if (!equals_ignoring_case(value, "100-continue")) return refuse(417, "Expectation Failed");
        // An HTTP/1.0 client does not know the interim answer.
        expects_continue_ = version_ >= 11;
      }
    }
    // RFC 9112 section 3.2: 400 for any HTTP/1.1 request that lacks Host, and for any with more
    // than one.
    if (hosts > 1 || (hosts == 0 && version_ >= 11)) {
      return refuse(400, "Bad Request: exactly one Host is needed");
    }
    // Section 6.1: HTTP/1.0 has no transfer codings; the framing of such a message is faulty.
    if (codings > 1 || (codings == 1 && version_ < 11)) {
      return refuse(400, "Bad Request: bad Transfer-Encoding");
    }
    const bool asterisk = request.target == "*" && request.method == "OPTIONS";
    if (!asterisk && (request.target.empty() || request.target.front() != '/')) {
      return refuse(400, "Bad Request: bad target");
    }
  }

  void on_request_impl(beast::http::verb /*method*/, beast::string_view method,
                       beast::string_view target, int version, beast::error_code& /*ec*/) override {
    request.method = view(method);
    request.target = origin_form(view(target));
    version_ = version;
  }
  void on_response_impl(int /*code*/, beast::string_view /*reason*/, int /*version*/,
                        beast::error_code& /*ec*/) override {}
  void on_field_impl(beast::http::field /*field*/, beast::string_view name,
                     beast::string_view value, beast::error_code& /*ec*/) override {
    // RFC 9112 section 7.1.2: trailer fields must not be merged into the head without knowing them.
    if (!head_done_) request.headers.add(std::string(view(name)), std::string(view(value)));
  }
  void on_header_impl(beast::error_code& /*ec*/) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                         beast::error_code& /*ec*/) override {}
  std::size_t on_body_impl(beast::string_view body, beast::error_code& /*ec*/) override {
    request.body += view(body);
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t /*size*/, beast::string_view /*extensions*/,
                            beast::error_code& /*ec*/) override {}
  std::size_t on_chunk_body_impl(std::uint64_t /*remaining*/, beast::string_view body,
                                 beast::error_code& /*ec*/) override {
    request.body += view(body);
    return body.size();
  }
  void on_finish_impl(beast::error_code& /*ec*/) override {}

  RequestLimits limits_;
  std::size_t head_bytes_ = 0;
  int version_ = 11;
  bool head_done_ = false;
  bool expects_continue_ = false;
};

RequestParser::RequestParser(RequestLimits limits) : limits_(limits) {}
RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
  std::size_t skipped = 0;
  if (!message_) {
    // RFC 9112 section 2.2: a server should ignore at least one empty line before the request line.
    while (bytes.substr(skipped, 2) == "\r\n") skipped += 2;
    bytes.remove_prefix(skipped);
    if (bytes.empty() || bytes == "\r") return skipped;
    message_ = std::make_unique<Message>(limits_);
  }
  return skipped + message_->feed(bytes);
}

bool RequestParser::started() const {
  return message_ && !complete();
}
bool RequestParser::head_complete() const {
  return message_ && message_->is_header_done();
}
bool RequestParser::complete() const {
  return message_ && !message_->failed && message_->is_done();
}
bool RequestParser::failed() const {
  return message_ && message_->failed;
}
const Refusal& RequestParser::refusal() const {
  return message_->refusal;
}
bool RequestParser::take_expectation() {
  return message_ && message_->take_expectation();
}

bool RequestParser::http_1_0() const {
  return message_ && message_->version() < 11;
}

Request RequestParser::take() {
  Request request = std::move(message_->request);
  message_.reset();
  return request;
}

}  // namespace palaver::http
