#include "wasm/screens/chat_screen.h"

#include <cmath>
#include <string>

#include "wasm/screens/region_painter.h"
#include "wasm/screens/shapes.h"

namespace palaver::screens {

namespace {

using text::Rect;

const Rect& place(const ChatPaint& paint, Twin twin) {
  return paint.layout.twins[static_cast<std::size_t>(twin)];
}

bool hovered(const ChatPaint& paint, Twin twin) {
  return paint.view.hovered == twin;
}
bool pressed(const ChatPaint& paint, Twin twin) {
  return paint.view.pressed == twin && hovered(paint, twin);
}
bool focused(const ChatPaint& paint, Twin twin) {
  return paint.view.focused == twin;
}

// At a whole device pixel, or the glyphs blur.
void label(ImDrawList& list, const ChatPaint& paint, ImFont* font, float size, float x,
           float middle, ImU32 ink, const std::string& text) {
  const auto on_pixel = [&](float at) { return std::round(at * paint.scale) / paint.scale; };
  list.AddText(font, size, ImVec2(on_pixel(x), on_pixel(middle - size / 2)), ink, text.c_str());
}

// A text field that looks like text until it is pointed at or used.
void quiet_field(ImDrawList& list, const ChatPaint& paint, const Rect& frame, Twin twin) {
  const Palette& p = paint.palette;
  if (focused(paint, twin)) {
    fill(list, frame, colour(p[Ink::raised]), 8);
    outline(list, frame, colour(p[Ink::link]), 8, 2);
  } else if (hovered(paint, twin)) {
    fill(list, frame, colour(p[Ink::hovered]), 8);
  }
}

Rgb state_colour(const ChatPaint& paint) {
  switch (paint.view.connection) {
    case chat::ConnectionState::connected:
      return paint.palette[Ink::online];
    case chat::ConnectionState::connecting:
      return paint.palette[Ink::pending];
    case chat::ConnectionState::offline:
      return paint.palette[Ink::offline];
  }
  return paint.palette[Ink::offline];
}

void paint_header(ImDrawList& list, const ChatPaint& paint, text::LineImages& images) {
  const Palette& p = paint.palette;
  const Rect& header = paint.layout.header;
  fill(list, {header.x, header.bottom() - 1, header.w, 1}, colour(p[Ink::line]));

  if (const Rect& toggle = place(paint, Twin::people_toggle); !toggle.empty()) {
    if (hovered(paint, Twin::people_toggle)) fill(list, toggle, colour(p[Ink::hovered]), 8);
    icon(list, Icon::people, toggle.x + toggle.w / 2, toggle.y + toggle.h / 2, 20,
         colour(p[Ink::text]));
  }

  quiet_field(list, paint, paint.layout.room_frame, Twin::room);
  icon(list, Icon::number, paint.layout.room_frame.x + 16, paint.layout.room_frame.y + 18, 16,
       colour(p[Ink::muted]));

  if (const Rect& retry = place(paint, Twin::retry); !retry.empty()) {
    fill(list, retry, colour(hovered(paint, Twin::retry) ? p[Ink::hovered] : p[Ink::raised]), 8);
    outline(list, retry, colour(p[Ink::line]), 8);
    if (paint.layout.narrow) {
      icon(list, Icon::retry, retry.x + retry.w / 2, retry.y + retry.h / 2, 16,
           colour(p[Ink::text]));
    } else {
      label(list, paint, paint.fonts.strong, 17, retry.x + 17, retry.y + retry.h / 2,
            colour(p[Ink::text]), "Try again");
    }
  }

  // The pill's text is the page's; its dot is in front of the text.
  for (const text::Box& box : paint.page.state.boxes) {
    const Rect pill{box.x, box.y, box.w, box.h};
    const bool lit = hovered(paint, Twin::connection) || paint.view.settings_open;
    fill(list, pill, colour(lit ? p[Ink::hovered] : p[Ink::raised]), pill.h / 2);
    outline(list, pill, colour(p[Ink::line]), pill.h / 2);
    const ImVec2 dot(pill.x + 16, pill.y + pill.h / 2);
    list.AddCircleFilled(dot, 7, colour(state_colour(paint), 0.20F));
    list.AddCircleFilled(dot, 4, colour(state_colour(paint)));
  }
  paint_region(list, paint.page.state, p, paint.scale, images);
}

void paint_composer(ImDrawList& list, const ChatPaint& paint) {
  const Palette& p = paint.palette;
  const Rect& frame = paint.layout.composer_frame;
  const bool lit = focused(paint, Twin::composer);
  constexpr float kRadius = 24;
  shadow(list, frame, p[Ink::shadow], kRadius, 8, p.dark ? 0.30F : 0.07F);
  fill(list, frame, colour(p[Ink::raised]), kRadius);
  outline(list, frame, colour(lit ? mix(p[Ink::line], p[Ink::link], 0.75F) : p[Ink::line]), kRadius,
          lit ? 2.0F : 1.0F);

  const Rect& send = place(paint, Twin::send);
  const bool ready = paint.view.composer_has_text;
  Rgb ground = ready ? p[Ink::accent] : p[Ink::hovered];
  if (ready && hovered(paint, Twin::send)) ground = mix(ground, p[Ink::text], 0.12F);
  if (ready && pressed(paint, Twin::send)) ground = mix(ground, p[Ink::text], 0.24F);
  fill(list, send, colour(ground), send.w / 2);
  icon(list, Icon::send, send.x + send.w / 2, send.y + send.h / 2, 18,
       colour(ready ? p[Ink::on_accent] : p[Ink::muted]));
}

void paint_jump(ImDrawList& list, const ChatPaint& paint) {
  const Palette& p = paint.palette;
  const Rect& jump = place(paint, Twin::jump);
  if (jump.empty()) return;
  const std::size_t unread = paint.view.unread;
  std::string text = "Jump to newest";
  if (unread == 1) text = "1 new message";
  if (unread > 1) text = std::to_string(unread) + " new messages";
  const bool lit = unread > 0;
  Rgb ground = lit ? p[Ink::accent] : p[Ink::raised];
  if (hovered(paint, Twin::jump)) ground = mix(ground, p[Ink::text], 0.10F);
  const ImU32 ink = colour(lit ? p[Ink::on_accent] : p[Ink::text]);
  shadow(list, jump, p[Ink::shadow], jump.h / 2, 8, p.dark ? 0.45F : 0.14F);
  fill(list, jump, colour(ground), jump.h / 2);
  if (!lit) outline(list, jump, colour(p[Ink::line]), jump.h / 2);
  constexpr float kSize = 17;
  const float width = paint.fonts.strong->CalcTextSizeA(kSize, 1000, 0, text.c_str()).x;
  const float left = std::round(jump.x + (jump.w - width - 22) / 2);
  icon(list, Icon::down, left + 8, jump.y + jump.h / 2, 16, ink);
  label(list, paint, paint.fonts.strong, kSize, left + 22, jump.y + jump.h / 2, ink, text);
}

void paint_side(ImDrawList& list, const ChatPaint& paint, text::LineImages& images) {
  if (!paint.layout.side_shown) return;
  const Palette& p = paint.palette;
  const Rect& side = paint.layout.side;
  if (paint.layout.narrow) {
    fill(list, {0, 0, paint.view.width, paint.view.height}, colour(0x000000, 0.40F));
    shadow(list, side, p[Ink::shadow], 0, 16, 0.30F);
  }
  fill(list, side, colour(p[Ink::side]));
  fill(list, {side.right() - 1, 0, 1, side.h}, colour(p[Ink::line]));

  const float middle = paint.layout.header.h / 2;
  icon(list, Icon::logo, 30, middle, 24, colour(p[Ink::link]));
  label(list, paint, paint.fonts.strong, 23, 52, middle, colour(p[Ink::text]), "palaver");

  const float heading = paint.layout.header.h + 24;
  label(list, paint, paint.fonts.strong, 17, 20, heading, colour(p[Ink::muted]), "People");
  if (paint.view.people > 0) {
    const std::string count = std::to_string(paint.view.people);
    const float width = paint.fonts.strong->CalcTextSizeA(16, 1000, 0, count.c_str()).x;
    const Rect badge{side.right() - 20 - width - 14, heading - 10, width + 14, 20};
    fill(list, badge, colour(p[Ink::line]), 10);
    label(list, paint, paint.fonts.strong, 16, badge.x + 7, heading, colour(p[Ink::muted]), count);
  }
  paint_region(list, paint.page.people, p, paint.scale, images);

  const Rect& card = paint.layout.self_card;
  fill(list, {card.x, card.y, card.w - 1, 1}, colour(p[Ink::line]));
  quiet_field(list, paint, paint.layout.name_frame, Twin::name);
  fill(list, paint.layout.self_avatar,
       colour(p.tints[static_cast<std::size_t>(paint.view.self_tint) % kTints]),
       paint.layout.self_avatar.w / 2);
  paint_region(list, paint.page.self, p, paint.scale, images);
}

void paint_settings(ImDrawList& list, const ChatPaint& paint, text::LineImages& images) {
  const Palette& p = paint.palette;
  const Rect& settings = paint.layout.settings;
  if (settings.empty()) return;
  shadow(list, settings, p[Ink::shadow], 12, 18, p.dark ? 0.6F : 0.18F);
  fill(list, settings, colour(p[Ink::raised]), 12);
  outline(list, settings, colour(p[Ink::line]), 12);
  paint_region(list, paint.page.settings, p, paint.scale, images);
}

}  // namespace

void paint_chat(const ChatPaint& paint, text::LineImages& images) {
  ImGui::SetNextWindowPos(ImVec2(0, 0));
  ImGui::SetNextWindowSize(ImVec2(paint.view.width, paint.view.height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0F);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0F);
  ImGui::Begin("chat", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoInputs);
  // Dear ImGui does this for the font that is pushed; these are named in every call.
  for (ImFont* font : {paint.fonts.plain, paint.fonts.strong}) {
    font->CurrentRasterizerDensity = paint.scale;
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  // Edges are softened over one device pixel, not over one CSS pixel.
  list._FringeScale = 1.0F / paint.scale;

  fill(list, {0, 0, paint.view.width, paint.view.height}, colour(paint.palette[Ink::room]));
  paint_region(list, paint.page.log, paint.palette, paint.scale, images);
  paint_header(list, paint, images);
  paint_region(list, paint.page.alert, paint.palette, paint.scale, images);
  paint_composer(list, paint);
  paint_jump(list, paint);
  paint_side(list, paint, images);
  paint_settings(list, paint, images);

  ImGui::End();
  ImGui::PopStyleVar(3);
}

}  // namespace palaver::screens
