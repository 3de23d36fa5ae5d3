// The @connections management API over HTTP: POST, GET and DELETE for one connection. API Gateway
// Developer Guide, "Use @connections commands in your backend service". Requests are taken unsigned
// and with any credentials. The gateway's loop's thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/gateway/gateway.h"
#include "server/http/message.h"

namespace palaver::gateway {

// `connection_id` is decoded. SDKs tell errors apart by x-amzn-ErrorType, which is set on each.
//
//   POST    200 | 413 PayloadTooLarge | 429 LimitExceeded | 400 for what is not UTF-8
//   GET     200 with JSON
//   DELETE  204; the client sees close code 1000
//   all     400 BadRequest for an id of the wrong shape, 410 Gone (empty body) for an unknown one
http::Response answer_management(Gateway& gateway, const http::Request& request,
                                 const std::string& connection_id);

// An empty answer, and 410 for a connection that is not there, with x-amzn-RequestId.
http::Response management_success(int status);
http::Response management_gone();

// 403 for a path or method that the management API has not, in AWS's words.
http::Response missing_authentication_token();

// An error answer: {"message": ...} with x-amzn-ErrorType and x-amzn-RequestId.
http::Response management_error(int status, std::string_view type, std::string_view message);

// 2020-04-30T20:10:33.236Z
std::string iso_time(std::int64_t unix_ms);

}  // namespace palaver::gateway
