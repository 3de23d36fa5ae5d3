// The fonts of the painted labels: Dear ImGui asks for a character when it first needs it, the
// browser draws it with the page's own font. For fixed texts only: characters are drawn one by one.
#pragma once

#include "wasm/screens/chat_screen.h"

namespace palaver::browser {

// Adds both weights to the fonts of the current Dear ImGui context.
screens::LabelFonts add_label_fonts();

}  // namespace palaver::browser
