// Content codings a client takes: RFC 9110 section 12.5.3. Any thread.
#pragma once

#include <string_view>

#include "server/http/message.h"

namespace palaver::http {

// Whether `coding` ("br", "gzip") may be sent: named, or covered by "*", with a weight above 0.
// Without the field nothing but the file itself is sent, although the RFC would allow any coding:
// such clients seldom decode one.
bool accepts_encoding(const Headers& headers, std::string_view coding);

}  // namespace palaver::http
