// The API that is served when no other is defined: the three callbacks of the classic tutorial
// chat, as HTTP integrations with request templates.
//
//   $connect     POST <backend>/connect      {"Id": ..., "Domain": ..., "Stage": ...}
//   $disconnect  POST <backend>/disconnect   {"Id": ..., "Domain": ..., "Stage": ...}
//   sendMessage  POST <backend>/sendmessage  {"ConnectionId": ..., "Message": ...}
//
// A message may bring `details` beside `message`; they are passed on as `Details`, which a backend
// that does not know them leaves alone.
#pragma once

#include <string>

#include "core/gateway/api_model.h"

namespace palaver::gateway {

// Ten lower-case letters and digits, as AWS's ids are.
inline constexpr const char* kCallbackApiId = "palaverapi";

// `backend_url` is http, https, or `palaver:chat` for the chat in this process; a slash at its end
// is left out.
model::Api callback_api(std::string backend_url, std::string stage);

}  // namespace palaver::gateway
