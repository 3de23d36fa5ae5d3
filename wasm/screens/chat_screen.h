// Paints the chat with Dear ImGui: a function of the view, its layout and what the page laid out.
// Knows no browser; drawn headless in tests/wasm. To be called between ImGui::NewFrame() and
// ImGui::Render().
#pragma once

#include <imgui.h>

#include "wasm/screens/chat_view.h"
#include "wasm/screens/palette.h"
#include "wasm/text/laid_out.h"
#include "wasm/text/line_images.h"

namespace palaver::screens {

// The fonts of the fixed labels; what people wrote comes as line images.
struct LabelFonts {
  ImFont* plain = nullptr;
  ImFont* strong = nullptr;
};

// What the page has laid out, by the element that holds it.
struct PageRegions {
  text::Region log;
  text::Region people;
  text::Region self;   // the initials on our own avatar
  text::Region state;  // the connection state
  text::Region alert;
  text::Region settings;
};

struct ChatPaint {
  const ChatView& view;
  const ChatLayout& layout;
  const PageRegions& page;
  const Palette& palette;
  LabelFonts fonts;
  float scale;  // device pixels per CSS pixel
};

void paint_chat(const ChatPaint& paint, text::LineImages& images);

}  // namespace palaver::screens
