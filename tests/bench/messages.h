// Messages as the benchmarks send them.
#pragma once

#include <string_view>

namespace palaver::bench {

// A chat message of 200 bytes, the size that the targets in docs/testing.md speak of.
inline constexpr std::string_view kChatMessage =
    R"({"action":"sendMessage","message":"Good morning, does anybody know when the shop opens?",)"
    R"("details":{"id":"3kTMd0vGZ2eYa","room":"lounge","type":"text","sent":1732440000123,"tags":["a",true,null,1.5]}})";
static_assert(kChatMessage.size() == 200);

}  // namespace palaver::bench
