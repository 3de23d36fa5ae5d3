#include "wasm/app/painter.h"

#include <imgui.h>

#include "wasm/browser/label_font.h"

namespace palaver::app {

Painter::Painter() {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  // Labels take a corner of this; it never needs the size that a whole script would.
  io.Fonts->TexMaxWidth = 2048;
  io.Fonts->TexMaxHeight = 2048;
  io.Fonts->Flags |= ImFontAtlasFlags_NoBakedLines;
  ImGui::GetStyle().AntiAliasedLinesUseTex = false;
}

bool Painter::create() {
  if (!renderer_.create()) return false;
  fonts_ = browser::add_label_fonts();
  regions_.log = collector_.add_region("log", "messages");
  regions_.people = collector_.add_region("people", "people");
  regions_.self = collector_.add_region("self", "");
  regions_.state = collector_.add_region("state-bar", "");
  regions_.alert = collector_.add_region("alert", "");
  regions_.settings = collector_.add_region("settings", "");
  return true;
}

void Painter::restore() {
  renderer_.create_objects();
  drawer_.lose_textures();
  images_.forget();
}

void Painter::paint(const screens::ChatView& view, const screens::ChatLayout& layout,
                    const screens::Palette& palette, const CanvasSize& size) {
  const float scale = size.scale();
  if (scale != scale_) {
    scale_ = scale;
    collector_.forget();
  }
  collector_.collect(scale);
  images_.begin_frame(scale);

  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = ImVec2(size.width, size.height);
  io.DisplayFramebufferScale = ImVec2(scale, scale);
  io.DeltaTime = 1.0F / 60.0F;  // nothing moves by itself
  ImGui::GetStyle().CircleTessellationMaxError = 0.3F / scale;
  ImGui::NewFrame();
  const screens::PageRegions page{
      collector_.region(regions_.log),   collector_.region(regions_.people),
      collector_.region(regions_.self),  collector_.region(regions_.state),
      collector_.region(regions_.alert), collector_.region(regions_.settings)};
  screens::paint_chat({view, layout, page, palette, fonts_, scale}, images_);
  ImGui::Render();
  renderer_.render(*ImGui::GetDrawData(), size.device_width, size.device_height);
}

}  // namespace palaver::app
