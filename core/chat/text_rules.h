// What names, rooms and messages may consist of. The server refuses what breaks these rules; a
// client uses the same to keep it from happening. Pure; any thread. Blanks are Unicode's
// White_Space and the characters without width that are no part of any spelling.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace palaver::chat {

// Without blanks at both ends. `text` must be UTF-8; the result points into it.
std::string_view trim_blanks(std::string_view text);

// Why `trimmed` cannot be a name or a room, for people; nothing when it can: 1 to `max_bytes` bytes
// of UTF-8 without control characters, line separators, and marks that change the direction of the
// text around them.
std::optional<std::string> name_problem(std::string_view trimmed, std::size_t max_bytes);

// Why `text` cannot be a message; nothing when it can: UTF-8 without U+0000, and not only blanks.
std::optional<std::string> message_problem(std::string_view text);

// The nearest text to what a person typed that has no name_problem(): forbidden characters become
// blanks, too long ones are cut between characters. Empty when nothing is left.
std::string fit_name(std::string_view typed, std::size_t max_bytes);

}  // namespace palaver::chat
