#include "wasm/app/identity.h"

#include "core/chat/protocol.h"
#include "wasm/screens/guest_name.h"

namespace palaver::app {

namespace {

using Keep = browser::Page::Keep;

constexpr const char* kNameKey = "palaver.name";
constexpr const char* kSecretKey = "palaver.key";
constexpr const char* kEndpointKey = "palaver.endpoint";
constexpr const char* kStage = "/dev";
constexpr const char* kLocalServer = "ws://localhost:8080";

std::string hex(std::uint64_t value) {
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4) {
    *digit = "0123456789abcdef"[value & 0xF];
  }
  return text;
}

std::string find_endpoint(browser::Page& page) {
  const std::string origin = page.socket_origin();
  if (std::string asked = page.query("endpoint"); !asked.empty()) {
    // A path alone is one of the page's own server, which names a stage that is not `dev` like
    // this.
    if (asked.front() == '/') return (origin.empty() ? kLocalServer : origin) + asked;
    return asked;
  }
  if (!origin.empty()) return origin + kStage;
  // A page from disk belongs to no server: it goes where it went last.
  if (std::string last = page.stored(Keep::for_good, kEndpointKey); !last.empty()) return last;
  return std::string(kLocalServer) + kStage;
}

}  // namespace

Identity find_identity(browser::Page& page) {
  Identity identity;
  identity.name = page.query("name");
  if (identity.name.empty()) identity.name = page.stored(Keep::for_good, kNameKey);
  if (identity.name.empty()) {
    identity.name = screens::guest_name(page.random());
    page.store(Keep::for_good, kNameKey, identity.name);
  }
  identity.room = page.query("room");
  if (identity.room.empty()) identity.room = std::string(chat::kDefaultRoom);
  identity.endpoint = find_endpoint(page);
  identity.key = page.stored(Keep::for_this_tab, kSecretKey);
  if (identity.key.empty()) {
    identity.key = hex(page.random()) + hex(page.random());
    page.store(Keep::for_this_tab, kSecretKey, identity.key);
  }
  identity.id_prefix = hex(page.random());
  return identity;
}

void keep_name(browser::Page& page, const std::string& name) {
  page.store(Keep::for_good, kNameKey, name);
  // Else the address would bring the old one back.
  if (!page.query("name").empty()) page.set_query("name", name);
}

void keep_room(browser::Page& page, const std::string& room) {
  page.set_query("room", room);
}

void keep_endpoint(browser::Page& page, const std::string& endpoint) {
  page.set_query("endpoint", endpoint);
  if (page.socket_origin().empty()) page.store(Keep::for_good, kEndpointKey, endpoint);
}

}  // namespace palaver::app
