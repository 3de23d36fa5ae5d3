// What the gateway adds to the headers of an opening handshake, for integrations and authorizers:
// who sent it, and how it came. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/request_context.h"

namespace palaver::gateway {

struct Arrival {
  std::string_view source_ip;
  std::string_view port;      // of the gateway, which the client used: 443
  std::string_view scheme;    // http or https; ws and wss mean the same as these
  std::string_view trace_id;  // Root=1-60351922-7cd582b44021ba371d4b975b
};

// Adds X-Amzn-Trace-Id, X-Forwarded-For, X-Forwarded-Port and X-Forwarded-Proto. Where a proxy in
// front of us sent them already, its trace id stays, so that a request keeps one name all along its
// way; our client's address is added to its list of addresses; port and scheme are replaced. (AWS
// does not say so for WebSocket APIs; it is what its REST APIs and load balancers do.)
void add_arrival_headers(std::vector<NamedValue>& headers, const Arrival& arrival);

// Puts a header where AWS, which prints headers in alphabetical order, has it: before those at the
// end that come later in the alphabet. The order of the others stays the client's.
void insert_header(std::vector<NamedValue>& headers, std::string_view name, std::string_view value);

}  // namespace palaver::gateway
