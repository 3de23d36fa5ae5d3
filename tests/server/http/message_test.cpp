#include "server/http/message.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <optional>
#include <string>

using namespace palaver::http;

TEST_CASE("Headers: names compare without regard to case, and the first field counts", "[http]") {
  Headers headers{{"Content-Type", "text/plain"}, {"content-type", "text/html"}};
  headers.add("X-Empty", "");
  CHECK(headers.find("CONTENT-TYPE") == "text/plain");
  CHECK(headers.find("x-empty") == "");
  CHECK_FALSE(headers.find("Content-Typ"));
  CHECK(headers.fields().size() == 3);
}

TEST_CASE("Headers: a token is found in any list field of that name", "[http]") {
  const Headers headers{{"Connection", "keep-alive, ,\tUpgrade ,"}, {"Connection", "x-other"}};
  CHECK(headers.has_token("connection", "upgrade"));
  CHECK(headers.has_token("Connection", "X-Other"));
  CHECK(headers.has_token("Connection", "keep-alive"));
  CHECK_FALSE(headers.has_token("Connection", "keep"));
  CHECK_FALSE(headers.has_token("Connection", ""));
  CHECK_FALSE(headers.has_token("Upgrade", "upgrade"));
}

TEST_CASE("Request: the target is a path and a query", "[http]") {
  struct Row {
    const char* target;
    const char* path;
    const char* query;
  };
  const auto row = GENERATE(values<Row>({
      {"/", "/", ""},
      {"/dev?room=a%20b", "/dev", "room=a%20b"},
      {"/dev?", "/dev", ""},
      {"/dev?a?b", "/dev", "a?b"},
      {"", "", ""},
  }));
  Request request;
  request.target = row.target;
  CHECK(request.path() == row.path);
  CHECK(request.query() == row.query);
}

TEST_CASE("reason_phrase: the name of a status, or Unknown", "[http]") {
  CHECK(reason_phrase(100) == "Continue");
  CHECK(reason_phrase(404) == "Not Found");
  CHECK(reason_phrase(410) == "Gone");
  CHECK(reason_phrase(431) == "Request Header Fields Too Large");
  CHECK(reason_phrase(511) == "Network Authentication Required");
  CHECK(reason_phrase(299) == "Unknown");
  CHECK(reason_phrase(0) == "Unknown");
  CHECK(reason_phrase(999) == "Unknown");
}

TEST_CASE("percent_decode: escapes, and what is none", "[http]") {
  struct Row {
    const char* text;
    std::optional<std::string> decoded;
  };
  const auto row = GENERATE(values<Row>({
      {"", ""},
      {"plain", "plain"},
      {"a%20b", "a b"},
      {"%41%7a%C3%A9", "Az\xC3\xA9"},
      {"a+b", "a+b"},
      {"%2541", "%41"},
      {"%", std::nullopt},
      {"%4", std::nullopt},
      {"a%4", std::nullopt},
      {"%4g", std::nullopt},
      {"%g4", std::nullopt},
      {"%00", std::nullopt},
  }));
  CAPTURE(row.text);
  CHECK(percent_decode(row.text) == row.decoded);
}

TEST_CASE("percent_encode: only unreserved characters stay, and all comes back", "[http]") {
  CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encode("XDmENcnwIE0CFEQ=") == "XDmENcnwIE0CFEQ%3D");
  CHECK(percent_encode("a b/\xC3\xA9") == "a%20b%2F%C3%A9");
  std::string every_byte;
  for (int byte = 1; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  CHECK(percent_decode(percent_encode(every_byte)) == every_byte);
}

TEST_CASE("json_message: API Gateway's form of an error", "[http]") {
  const auto response = json_message(404, "Not \"Found\"");
  CHECK(response.status == 404);
  CHECK(response.headers.find("content-type") == "application/json");
  CHECK(response.body == R"({"message":"Not \"Found\""})");
  // Bytes of a request may end up in it.
  CHECK(json_message(400, "\xff").body == "{\"message\":\"\xEF\xBF\xBD\"}");
}
