// HTTP/1.1 requests and responses as values. RFC 9110, RFC 9112. Any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace palaver::http {

// Fields in the order they came. Names compare without regard to case (RFC 9110 section 5.1).
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }
  // The first field of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  // Whether a comma-separated list field holds `token` (case-insensitive), over all its fields.
  bool has_token(std::string_view name, std::string_view token) const;
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method;  // as sent: methods are case-sensitive
  std::string target;  // as sent: path and query, not decoded
  Headers headers;
  std::string body;
  std::string peer_address;
  bool secure = false;  // it came over TLS
  bool keep_alive = true;
  bool http_1_0 = false;  // the older version, which has no upgrades

  // The target up to its '?', not decoded.
  std::string_view path() const;
  // The target after its '?', without it; empty when there is none.
  std::string_view query() const;
};

struct Response {
  int status = 200;
  Headers headers;  // Content-Length, Date and Connection are added when it is sent
  std::string body;
  std::shared_ptr<const std::string> shared_body = {};  // instead of `body`, never copied
};

// "Not Found" for 404; "Unknown" for codes without a name.
std::string_view reason_phrase(int status);

// %41 -> A. Nothing for a cut or malformed escape, or one that gives a NUL.
std::optional<std::string> percent_decode(std::string_view text);
// Everything but unreserved characters (RFC 3986 section 2.3) as %XX.
std::string percent_encode(std::string_view text);

// {"message": "..."} with application/json: how API Gateway answers errors.
Response json_message(int status, std::string_view message);

}  // namespace palaver::http
