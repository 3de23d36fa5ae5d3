#include "server/chat/backend_http.h"

namespace palaver::chat {

http::Response answer_callback(Backend& backend, const http::Request& request,
                               std::int64_t now_ms) {
  if (request.method != "POST") {
    http::Response response = http::json_message(405, "Callbacks are sent with POST");
    response.headers.add("Allow", "POST");
    return response;
  }
  const CallbackAnswer answer = backend.handle(request.path(), request.body, now_ms);
  if (answer.status != 200) return http::json_message(answer.status, answer.message);
  return {};
}

}  // namespace palaver::chat
