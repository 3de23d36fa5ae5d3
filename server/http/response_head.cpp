#include "server/http/response_head.h"

#include <algorithm>

#include "server/http/field_text.h"

namespace palaver::http {
namespace {

bool is_ours(std::string_view name) {
  constexpr std::string_view ours[] = {"Content-Length", "Connection", "Date", "Transfer-Encoding"};
  return std::any_of(std::begin(ours), std::end(ours),
                     [&](std::string_view own) { return equals_ignoring_case(own, name); });
}

void append_status_line(std::string& head, int status) {
  head += "HTTP/1.1 ";
  head += std::to_string(status);
  head += ' ';
  head += reason_phrase(status);
  head += "\r\n";
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
  // Values may come from a backend or a query. One with a line end in it would write fields, or a
  // whole response, of its own.
  if (!is_token(name) || !is_field_value(value)) return;
  head += name;
  head += ": ";
  head += value;
  head += "\r\n";
}

void append_connection(std::string& head, Persistence persistence, bool offers_upgrade) {
  std::string options;
  if (persistence == Persistence::close) options = "close";
  if (persistence == Persistence::keep_http_1_0) options = "keep-alive";
  // RFC 9110 section 7.8: "A sender of Upgrade MUST also send an "Upgrade" connection option".
  if (offers_upgrade) options += options.empty() ? "Upgrade" : ", Upgrade";
  if (!options.empty()) append_field(head, "Connection", options);
}

}  // namespace

std::string_view body_of(const Response& response) {
  return response.shared_body ? *response.shared_body : response.body;
}

bool has_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

std::string response_head(const Response& response, std::string_view date,
                          Persistence persistence) {
  std::string head;
  head.reserve(256);
  append_status_line(head, response.status);
  for (const auto& [name, value] : response.headers.fields()) {
    if (!is_ours(name)) append_field(head, name, value);
  }
  append_field(head, "Date", date);
  // RFC 9110 section 8.6: none with 204. With 304 it would be that of the body which is not sent.
  if (has_body(response.status)) {
    append_field(head, "Content-Length", std::to_string(body_of(response).size()));
  }
  append_connection(head, persistence, response.headers.find("Upgrade").has_value());
  head += "\r\n";
  return head;
}

std::string upgrade_head(const Headers& headers, std::string_view date) {
  std::string head;
  append_status_line(head, 101);
  append_field(head, "Date", date);
  for (const auto& [name, value] : headers.fields()) append_field(head, name, value);
  head += "\r\n";
  return head;
}

}  // namespace palaver::http
