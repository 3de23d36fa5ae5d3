// HTTP responses out of received bytes, for tests with a RawClient: slow and plain on purpose, so
// that it shares nothing with the parser under test.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace palaver::testing {

struct HttpText {
  int status = 0;
  std::string reason;
  std::map<std::string, std::string> headers;  // names in lower case; the last of a name wins
  std::string body;

  bool has(const std::string& name) const { return headers.count(name) != 0; }
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

enum class HttpBody { by_length, none };  // none: the answer to HEAD, a 101

// Takes the first response off the front of `bytes` once it is whole.
inline std::optional<HttpText> take_response(std::string& bytes,
                                             HttpBody kind = HttpBody::by_length) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string::npos) return std::nullopt;
  HttpText response;
  std::size_t line = 0;
  while (line <= head_end) {
    const auto line_end = bytes.find("\r\n", line);
    const std::string text = bytes.substr(line, line_end - line);
    if (line == 0) {
      response.status = std::atoi(text.substr(9, 3).c_str());
      response.reason = text.size() > 13 ? text.substr(13) : "";
    } else if (const auto colon = text.find(": "); colon != std::string::npos) {
      std::string name = text.substr(0, colon);
      for (auto& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      }
      response.headers[name] = text.substr(colon + 2);
    }
    line = line_end + 2;
  }
  std::size_t length = 0;
  if (kind == HttpBody::by_length && response.has("content-length")) {
    length = std::strtoul(response.header("content-length").c_str(), nullptr, 10);
  }
  const auto body = head_end + 4;
  if (bytes.size() - body < length) return std::nullopt;
  response.body = bytes.substr(body, length);
  bytes.erase(0, body + length);
  return response;
}

}  // namespace palaver::testing
