// What AWS has not, and every backend builds: one call that reaches many connections. Behind a
// stage's address, with --extensions; signed and limited as @connections is.
//
//   POST   @connections                          {"connectionIds": [...], "data": "text"}
//   PUT    @groups/{group}/connections/{id}      204; 410 for a connection that is not there
//   DELETE @groups/{group}/connections/{id}      204, also when it was not in the group
//   GET    @groups/{group}                       {"connectionIds": [...]}
//   POST   @groups/{group}?except={id}           the body to all in the group; `except` may repeat
//
// Both POSTs answer 200 with {"accepted": N, "gone": [...], "limitExceeded": [...]}: how many will
// be sent the message, and the ids that were not there or read too slowly. The gateway's loop's
// thread.
#pragma once

#include "server/gateway/gateway.h"
#include "server/gateway/served_api.h"
#include "server/http/message.h"

namespace palaver::gateway {

// `destination.rest` begins with @connections or @groups.
http::Response answer_extension(Gateway& gateway, const Destination& destination,
                                const http::Request& request);

}  // namespace palaver::gateway
