// Shapes that Dear ImGui's draw list does not have: soft shadows, corners of different radius,
// icons. To be called while a frame is drawn.
#pragma once

#include <imgui.h>

#include "wasm/screens/palette.h"
#include "wasm/text/geometry.h"

namespace palaver::screens {

ImU32 colour(Rgb rgb, float alpha = 1.0F);
// `share` of b in a, 0 to 1.
Rgb mix(Rgb a, Rgb b, float share);

struct Corners {
  float top_left = 0, top_right = 0, bottom_right = 0, bottom_left = 0;
};

void fill(ImDrawList& list, const text::Rect& rect, ImU32 colour, const Corners& corners);
void fill(ImDrawList& list, const text::Rect& rect, ImU32 colour, float radius = 0);
void outline(ImDrawList& list, const text::Rect& rect, ImU32 colour, float radius, float width = 1);
// A blurred shadow below the rectangle, reaching `size` beyond it.
void shadow(ImDrawList& list, const text::Rect& rect, Rgb rgb, float radius, float size,
            float alpha);

enum class Icon { send, down, people, number, retry, logo };

// In a square of `size` around (x, y).
void icon(ImDrawList& list, Icon icon, float x, float y, float size, ImU32 colour);

}  // namespace palaver::screens
