// A session, a manual clock, and what the session asked for. The test plays the server.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "core/chat/client_session.h"

namespace palaver::chat {

using nlohmann::json;
using Texts = std::vector<std::string>;

inline const Member kSelf{"m1", "Ada"};
inline const Member kBob{"m2", "Bob"};

// Joins are repeated so seldom that most tests are over before.
inline SessionOptions patient() {
  SessionOptions options;
  options.refresh_every = std::chrono::milliseconds{240'000};
  return options;
}

class Client {
 public:
  explicit Client(SessionOptions options = patient())
      : session(
            "ws://localhost/dev", "general", "Ada", "key", "p", [this] { return random; },
            options) {}

  void take(std::vector<SessionAction> actions) {
    for (SessionAction& action : actions) {
      if (const auto* open = std::get_if<OpenSocket>(&action)) opened.push_back(open->url);
      if (std::holds_alternative<CloseSocket>(action)) ++closed;
      if (auto* text = std::get_if<SendText>(&action)) sent.push_back(json::parse(text->text));
    }
  }
  void connect() {
    take(session.start(now));
    take(session.retry_now(now));
    take(session.socket_opened(now));
  }
  void hear(const ServerEvent& event) { hear_text(to_json(event)); }
  void hear_text(const std::string& text) { take(session.socket_text(text, now)); }
  // The usual start: connected, known in the room, nothing said yet.
  void join() {
    connect();
    hear(Joined{session.room().name(), {"e1", 1}, false, kSelf, {kSelf}, {}});
    sent.clear();
  }
  void fail() { hear(GatewayError{"Internal server error"}); }
  void plain(const std::string& text) { hear_text(json{{"payload", text}}.dump()); }
  void send(const std::string& text) {
    auto actions = session.send(text, 1'700'000'000'000, now);
    REQUIRE(actions);
    take(std::move(*actions));
  }
  void lose_connection(std::uint16_t code = 1006) { take(session.socket_closed(code, "", now)); }
  void advance(SteadyMs ms) {
    const SteadyMs end = now + ms;
    while (session.next_deadline() && *session.next_deadline() <= end) {
      now = std::max(now, *session.next_deadline());
      take(session.tick(now));
    }
    now = end;
  }
  // Lets the next deadline pass.
  void pass_deadline() {
    REQUIRE(session.next_deadline());
    advance(*session.next_deadline() - now);
  }

  Texts room_texts() const {
    Texts texts;
    for (const ChatMessage& m : session.room().messages()) texts.push_back(m.text);
    return texts;
  }
  // What was sent since the last call: texts as they are, others by their type.
  Texts take_sent() {
    Texts texts;
    for (const json& frame : sent) {
      const json& message = frame.at("message");
      texts.push_back(message.is_string() ? message.get<std::string>()
                                          : "(" + message.at("type").get<std::string>() + ")");
    }
    sent.clear();
    return texts;
  }
  const OutgoingMessage& waiting(std::size_t i = 0) const { return session.outbox().at(i); }

  std::uint64_t random = 500;
  SteadyMs now = 1000;
  ClientSession session;
  Texts opened;
  int closed = 0;
  std::vector<json> sent;
};

inline NewMessage said(std::uint64_t sequence, std::string text, Member author = kBob) {
  return {"general",
          {"id" + std::to_string(sequence), sequence, 1, std::move(author), std::move(text)}};
}

}  // namespace palaver::chat
