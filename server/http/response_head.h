// The status line and header fields of a response as bytes. RFC 9112 sections 4 and 5. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "server/http/message.h"

namespace palaver::http {

enum class Persistence {
  keep,           // HTTP/1.1's default: said by silence
  keep_http_1_0,  // has to be said
  close,
};

// With the empty line at the end. Content-Length, Connection, Date and Transfer-Encoding of
// `response` are replaced by what is true of this connection; fields whose name or value would
// break the message are left out.
std::string response_head(const Response& response, std::string_view date, Persistence persistence);

// The head of a 101: `headers`, guarded likewise, and Date. The caller names Upgrade and
// Connection.
std::string upgrade_head(const Headers& headers, std::string_view date);

// The response's body, wherever it is kept.
std::string_view body_of(const Response& response);
// Whether an answer of this status has a body at all: not 1xx, 204, 304 (RFC 9110 section 6.4.1).
bool has_body(int status);

}  // namespace palaver::http
