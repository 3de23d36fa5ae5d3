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
// be sent the message, and the ids that were not there or read too slowly. The thread of the loop
// that was asked.
#pragma once

#include <cstddef>
#include <functional>

#include "server/gateway/served_api.h"
#include "server/gateway/switchboard.h"
#include "server/http/message.h"

namespace palaver::gateway {

// `destination.rest` begins with @connections or @groups; `home` is the caller's seat. `respond` is
// called once, perhaps from inside.
using Respond = std::function<void(http::Response)>;
void answer_extension(Switchboard& switchboard, std::size_t home, const Destination& destination,
                      const http::Request& request, const Respond& respond);

}  // namespace palaver::gateway
