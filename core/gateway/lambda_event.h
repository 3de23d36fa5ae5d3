// The event that an AWS_PROXY integration hands to its Lambda function. API Gateway: "Set up a
// WebSocket API integration request", event formats; the members and their order are those of
// captured events. There is no path, method or resource: those are REST's.
//
// Pure functions; any thread. Text that is not UTF-8 (headers, query) gets U+FFFD for what is not.
#pragma once

#include <string>
#include <string_view>

#include "core/gateway/request_context.h"

namespace palaver::gateway {

// What a MESSAGE event says of its body. base64: contentHandlingStrategy is CONVERT_TO_BINARY, so
// the client's text is taken for the base64 of bytes; it stands in the event as the client sent it,
// and isBase64Encoded is true.
enum class BodyEncoding { text, base64 };

// The CONNECT, MESSAGE or DISCONNECT event, by the context's event type.
//
// `handshake` is for CONNECT: its headers without Connection, Upgrade and Content-Length, with what
// add_arrival_headers() added, and its query if it has one. Null counts as one with neither. The
// other events do not look at it: MESSAGE has no headers, DISCONNECT has four fixed ones. `body` is
// for MESSAGE. `stage_variables` are left out when there are none.
std::string lambda_event(const RequestContext& context, const StringMap& stage_variables,
                         const HandshakeRequest* handshake, std::string_view body,
                         BodyEncoding encoding = BodyEncoding::text);

}  // namespace palaver::gateway
