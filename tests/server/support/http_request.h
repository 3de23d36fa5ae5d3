// One HTTP request on a connection of its own, and its answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/net/event_loop.h"
#include "tests/server/support/http_text.h"
#include "tests/server/support/raw_client.h"

namespace palaver::testing {

// `run_until(what, happened)` turns the loops that the answer needs, and fails the test when it
// does not come.
template <class RunUntil>
HttpText http_request(net::EventLoop& loop, std::uint16_t port, RunUntil run_until,
                      std::string_view method, const std::string& target,
                      std::string_view body = {}) {
  RawClient raw(loop, port);
  raw.send(std::string(method) + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  std::optional<HttpText> answer;
  run_until("an answer to " + std::string(method) + " " + target, [&] {
    if (!answer) answer = take_response(raw.received());
    return answer.has_value();
  });
  return *answer;
}

}  // namespace palaver::testing
