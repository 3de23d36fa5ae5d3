// What stands for a person: a colour and initials. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace palaver::screens {

// The number of the person's colour, below kTints. The same id has the same colour everywhere.
int tint_of(std::string_view member_id);

// The first letters of the first and the last word of a name, or of its only one. Letters are whole
// code points with the marks that follow them; "?" for a name without any. Case is left alone: not
// every script has it.
std::string initials_of(std::string_view name);

}  // namespace palaver::screens
