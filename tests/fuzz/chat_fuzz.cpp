// Any callbacks' bodies to the chat: what it tells each connection is JSON of the protocol, within
// the limit, and numbered without a gap for those that joined.
//
// Input: lines. The first character of a line is the connection, of four; `-` behind it ends the
// connection, and anything else is the body of a sendMessage callback.

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/chat/callbacks.h"
#include "core/chat/hub.h"
#include "core/framing/utf8.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::chat;

// What each connection has heard of its room.
class Replica {
 public:
  void hear(const std::string& text, std::size_t limit) {
    promise(framing::is_valid_utf8(text), "what is told is UTF-8");
    promise(text.size() <= limit, "what is told is within the limit");
    const auto event = parse_server_event(text);
    promise(event.has_value(), "what is told is of the protocol");
    if (const auto* joined = std::get_if<Joined>(&*event)) {
      joined_ = true;
      last_ = joined->position.sequence;
      return;
    }
    if (!joined_) return;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    const auto sequence = json.find("sequence");
    if (sequence == json.end()) return;
    // A message that is sent again is accepted again, at the place it has.
    const auto number = sequence->get<std::uint64_t>();
    const bool again = json.at("action") == "messageAccepted" && number <= last_;
    promise(again || number == last_ + 1, "a room's events come one after the other");
    if (!again) last_ = number;
  }
  void leave() { joined_ = false; }

 private:
  bool joined_ = false;
  std::uint64_t last_ = 0;
};

}  // namespace

std::vector<std::string> seeds() {
  const std::string join =
      R"("Message":{"type":"join","room":"r","name":"Ada","key":"k","since":{"epoch":"e-1","sequence":1}}})";
  return {
      R"(0{"Id":"0","Message":"Hello"})"
      "\n"
      R"(1{"Id":"1","Message":"Hi","Details":{"id":"x","room":"general"}})",
      R"(0{"Id":"0",)" + join + "\n" + R"(1{"Id":"1",)" + join + "\n" +
          R"(1{"Id":"1","Message":"text","Details":{"id":"m-1"}})" + "\n0-\n" +
          R"(1{"Id":"1","Message":{"type":"rename","name":"B"}})",
      R"(0{"Id":"0",)" + join + "\n" + R"(0{"Id":"0","Message":"a","Details":{"id":"m"}})" + "\n" +
          R"(0{"Id":"0","Message":"a","Details":{"id":"m"}})",
      R"(2{"Id":"2","Message":{"type":7},"Details":[]})",
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  std::string_view input(reinterpret_cast<const char*>(data), size);
  HubLimits limits;
  limits.rooms = 3;
  limits.connections = 4;
  limits.message_bytes = 600;
  limits.answer_bytes = 1024;
  Hub hub("e", limits);
  std::map<std::string, Replica> replicas;
  const auto tell = [&](const std::vector<Delivery>& deliveries) {
    for (const Delivery& delivery : deliveries) {
      for (const std::string& id : delivery.receivers()) {
        replicas[id].hear(*delivery.text, limits.answer_bytes);
      }
    }
  };
  std::int64_t now_ms = 0;
  while (!input.empty()) {
    const auto end = input.find('\n');
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    if (line.empty()) continue;
    const std::string id(1, static_cast<char>('0' + static_cast<unsigned char>(line[0]) % 4));
    const std::string_view body = line.substr(1);
    static_cast<void>(parse_connect_callback(body));
    static_cast<void>(parse_disconnect_callback(body));
    static_cast<void>(parse_server_event(body));
    if (body == "-") {
      tell(hub.disconnect(id));
      replicas[id].leave();
      continue;
    }
    const auto callback = parse_send_message_callback(body);
    if (!callback) {
      promise(!callback.error().message.empty(), "a mistake is told");
      continue;
    }
    const auto deliveries = hub.message(id, callback->message, callback->details, ++now_ms);
    if (deliveries) tell(*deliveries);
  }
  return 0;
}
