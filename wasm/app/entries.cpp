#include "wasm/app/entries.h"

#include <unordered_set>

namespace palaver::app {

namespace {

// Ids are unique among one author's messages. Our own member id may change with a server's life, so
// our messages are keyed without it; no member id has a blank in it.
constexpr std::string_view kOwn = "me ";

}  // namespace

std::vector<screens::Entry> entries_of(const chat::ClientSession& session) {
  std::vector<screens::Entry> entries;
  std::unordered_set<std::string> keys;
  const auto add = [&](screens::Entry entry) {
    // What a backend sends is not ours to trust: a second one of a key gets another.
    const std::string key = entry.key;
    for (int again = 2; !keys.insert(entry.key).second; ++again) {
      entry.key = key + " " + std::to_string(again);
    }
    entries.push_back(std::move(entry));
  };

  for (const chat::ChatMessage& message : session.room().messages()) {
    screens::Entry entry;
    entry.own = session.is_own(message);
    entry.key = (entry.own ? std::string(kOwn) : message.author.id + "/") + message.id;
    entry.author_id = message.author.id;
    entry.author = message.author.name.empty() ? "Guest" : message.author.name;
    entry.text = message.text;
    entry.time_ms = message.time_ms;
    add(std::move(entry));
  }
  for (const chat::OutgoingMessage& message : session.outbox()) {
    if (message.room != session.room().name()) continue;
    screens::Entry entry;
    entry.own = true;
    entry.key = std::string(kOwn) + message.id;
    entry.author_id = session.self_id();
    entry.author = session.name();
    entry.text = message.text;
    entry.time_ms = message.composed_ms;
    entry.problem = message.problem;
    // One that is on its way looks like one that has arrived: that is a matter of milliseconds.
    entry.waiting = !message.in_flight && message.problem.empty();
    add(std::move(entry));
  }
  return entries;
}

std::string own_message_id(std::string_view key) {
  if (key.substr(0, kOwn.size()) != kOwn) return {};
  return std::string(key.substr(kOwn.size()));
}

std::string_view state_text(const chat::ClientSession& session) {
  switch (session.state()) {
    case chat::ConnectionState::connected:
      return "Connected";
    case chat::ConnectionState::connecting:
      return "Connecting";
    case chat::ConnectionState::offline:
      return "Offline";
  }
  return "Offline";
}

}  // namespace palaver::app
