// What a session knows, as the screens show it. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/chat/client_session.h"
#include "wasm/screens/timeline.h"

namespace palaver::app {

// The room's messages, then those that are not in it yet. A message has one key before and after it
// was sent; keys are unique.
std::vector<screens::Entry> entries_of(const chat::ClientSession& session);

// The id of our own message with this key; empty when it is another's.
std::string own_message_id(std::string_view key);

// "Connected", "Connecting", "Offline".
std::string_view state_text(const chat::ClientSession& session);

}  // namespace palaver::app
