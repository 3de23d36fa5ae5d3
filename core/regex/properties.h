// The character classes that have names: \d, \p{Alpha}, \p{Lu}, \p{IsGreek}, \p{javaLowerCase}.
// java.util.regex.Pattern, "Classes for Unicode scripts, blocks, categories and binary properties".
#pragma once

#include <optional>
#include <string_view>

#include "core/regex/char_set.h"
#include "core/regex/regex.h"

namespace palaver::regex {

// What `letter` means behind a backslash, one of d, h, s, v, w; the capital letters are their
// negations.
CharSet predefined_class(char letter, const Flags& flags);

// What \p{name} means; nothing when the name is not known.
std::optional<CharSet> property(std::string_view name, const Flags& flags);

// What ends a line, and so what the dot does not match.
CharSet line_terminators(const Flags& flags);

// `set` with the other cases of its letters, as far as `flags` ask for it.
CharSet with_other_cases(const CharSet& set, const Flags& flags);

}  // namespace palaver::regex
