// The callbacks over HTTP, for `palaver backend`: POST with a JSON body; the answer's body is
// empty, or
// {"message": ...} when something was wrong. The loop's thread.
#pragma once

#include "server/chat/backend.h"
#include "server/http/message.h"

namespace palaver::chat {

// 405 for methods other than POST; the rest is Backend::handle()'s.
http::Response answer_callback(Backend& backend, const http::Request& request, std::int64_t now_ms);

}  // namespace palaver::chat
