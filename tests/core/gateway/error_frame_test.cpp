#include "core/gateway/error_frame.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

TEST_CASE("Error frame: API Gateway's spelling, byte for byte", "[gateway]") {
  CHECK(
      error_frame(kForbidden, "XDmENcnwIE0CFEQ=", "XDmGEE2RoE0FRdQ=") ==
      R"({"message": "Forbidden", "connectionId":"XDmENcnwIE0CFEQ=", "requestId":"XDmGEE2RoE0FRdQ="})");
  CHECK(
      error_frame(kInternalServerError, "ZmDx-dJ4FiACFkQ=", "ZmDyDGyFliAFhVQ=") ==
      R"({"message": "Internal server error", "connectionId":"ZmDx-dJ4FiACFkQ=", "requestId":"ZmDyDGyFliAFhVQ="})");
  CHECK(error_frame(kEndpointTimedOut, "a=", "b=") ==
        R"({"message": "Endpoint request timed out", "connectionId":"a=", "requestId":"b="})");
  CHECK(error_frame(kTooManyRequests, "a=", "b=") ==
        R"({"message": "Too Many Requests", "connectionId":"a=", "requestId":"b="})");
  CHECK(error_frame(kUnsupportedMediaType, "a=", "b=") ==
        R"({"message": "Unsupported Media Type", "connectionId":"a=", "requestId":"b="})");
  CHECK(bad_request_body_frame("Zma=", "Zmb=") ==
        R"({"message" : "Bad request body", "connectionId": "Zma=", "messageId": "Zmb="})");
}

TEST_CASE("Error frame: nothing breaks out of its quotes", "[gateway]") {
  CHECK(error_frame("say \"no\"\n", "\\", "\xFF") ==
        "{\"message\": \"say \\\"no\\\"\\n\", \"connectionId\":\"\\\\\", "
        "\"requestId\":\"\xEF\xBF\xBD\"}");
}
