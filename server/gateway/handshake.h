// The server's half of the opening handshake, as far as it needs no connection. RFC 6455
// section 4.2. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/framing/extensions.h"
#include "core/gateway/request_context.h"
#include "server/http/message.h"

namespace palaver::gateway {

// Whether `request` asks to become a WebSocket, well-formed or not.
bool asks_for_websocket(const http::Request& request);

// The value of Sec-WebSocket-Accept for a Sec-WebSocket-Key. Section 4.2.2, step 5.4.
std::string accept_key(std::string_view key);

// The accept key for a request that keeps section 4.2.1; otherwise the answer to send: 426 with
// Sec-WebSocket-Version for another version (section 4.2.2), 400 saying what is wrong for the rest.
// Any subprotocol may be offered; the origin is another matter (origin_policy.h).
expected<std::string, http::Response> check_handshake(const http::Request& request);

// What is agreed on of the compression that `request` offers (API Gateway agrees on none); 400 when
// Sec-WebSocket-Extensions breaks its grammar.
expected<std::optional<framing::DeflateAnswer>, http::Response> agree_on_compression(
    const http::Request& request, const framing::DeflatePolicy& policy);

// A refusal of a well-formed handshake, with a body like an error frame's. API Gateway documents
// none; this has the shape of its other errors.
http::Response refuse_handshake(int status, std::string_view message,
                                std::string_view connection_id, const std::string& request_id);

// The headers of the 101. A subprotocol is sent as the $connect integration gave it; empty: none.
// So is Sec-WebSocket-Extensions.
http::Headers accept_headers(const std::string& accept, const std::string& subprotocol,
                             const std::string& extensions = {});

// What a $connect integration and an authorizer see of the request: its headers, the forwarding
// ones that AWS adds (X-Forwarded-For, -Port, -Proto, X-Amzn-Trace-Id) and the decoded query.
HandshakeRequest handshake_request(const http::Request& request, const std::string& trace_id);

}  // namespace palaver::gateway
