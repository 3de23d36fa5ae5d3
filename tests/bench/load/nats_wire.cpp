#include "tests/bench/load/nats_wire.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace palaver::load {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
// Longer than any line but INFO, which comes before the PONG that opens a connection.
constexpr std::size_t kLongestLine = 4096;

// "MSG subject sid bytes": the last word.
bool payload_bytes(std::string_view line, std::size_t& bytes) {
  const std::string_view word = line.substr(line.rfind(' ') + 1);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), bytes);
  return error == std::errc() && end == word.data() + word.size();
}

void take_line(Inbox& inbox, std::string_view line) {
  if (line.substr(0, 4) == "MSG ") {
    std::size_t bytes = 0;
    if (payload_bytes(line, bytes)) {
      inbox.to_skip = bytes + kLineEnd.size();
    } else {
      inbox.broken = true;
    }
  } else if (line == "PING") {
    inbox.reply += "PONG\r\n";
  } else if (line.substr(0, 4) == "-ERR") {
    inbox.broken = true;
  }
}

}  // namespace

std::string NatsWire::greeting() const {
  return "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":true}\r\nSUB all 1\r\nPING\r\n";
}

Entry NatsWire::entry(std::string_view bytes, std::size_t& used) const {
  constexpr std::string_view kPong = "PONG\r\n";
  if (bytes.find("-ERR") != std::string_view::npos) return Entry::refused;
  const std::size_t at = bytes.find(kPong);
  if (at == std::string_view::npos) return Entry::need_more;
  used = at + kPong.size();
  return Entry::open;
}

std::string NatsWire::message(std::string_view text) const {
  std::string bytes = "PUB all " + std::to_string(text.size()) + "\r\n";
  bytes += text;
  bytes += kLineEnd;
  return bytes;
}

void NatsWire::take(Inbox& inbox, std::string_view bytes) const {
  while (!bytes.empty() && !inbox.broken) {
    if (inbox.to_skip > 0) {
      const std::size_t here = std::min(inbox.to_skip, bytes.size());
      if (inbox.wants_stamps) {
        inbox.payload += bytes.substr(0, std::min(here, kLookedAt - inbox.payload.size()));
      }
      bytes.remove_prefix(here);
      inbox.to_skip -= here;
      if (inbox.to_skip == 0) {
        count_delivery(inbox);
        inbox.payload.clear();
      }
      continue;
    }
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (inbox.header.size() + piece.size() > kLongestLine) inbox.broken = true;
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (end == std::string_view::npos) {
      inbox.header += piece;
      return;
    }
    std::string joined;
    std::string_view line = piece;
    if (!inbox.header.empty()) {
      joined = std::exchange(inbox.header, {}) + std::string(piece);
      line = joined;
    }
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    take_line(inbox, line);
  }
}

}  // namespace palaver::load
