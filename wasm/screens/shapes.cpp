#include "wasm/screens/shapes.h"

#include <algorithm>
#include <cmath>

namespace palaver::screens {

namespace {

using text::Rect;

constexpr float kPi = 3.14159265F;

bool same(const ImVec2& a, const ImVec2& b) {
  return std::abs(a.x - b.x) < 0.01F && std::abs(a.y - b.y) < 0.01F;
}

void corner_path(ImDrawList& list, const Rect& r, const Corners& c) {
  const auto arc = [&](float x, float y, float radius, float from) {
    // Where one arc ends in the next one's start, two points in one place would have no direction
    // between them, and the edge there a spike.
    const int before = list._Path.Size;
    if (radius < 0.5F) {
      list.PathLineTo(ImVec2(x, y));
    } else {
      list.PathArcTo(ImVec2(x, y), radius, from, from + kPi / 2);
    }
    if (before > 0 && same(list._Path[before - 1], list._Path[before])) {
      list._Path.erase(&list._Path[before]);
    }
  };
  arc(r.x + c.top_left, r.y + c.top_left, c.top_left, kPi);
  arc(r.right() - c.top_right, r.y + c.top_right, c.top_right, kPi * 1.5F);
  arc(r.right() - c.bottom_right, r.bottom() - c.bottom_right, c.bottom_right, 0);
  arc(r.x + c.bottom_left, r.bottom() - c.bottom_left, c.bottom_left, kPi / 2);
  if (same(list._Path.front(), list._Path.back())) list._Path.pop_back();
}

Corners all(const Rect& rect, float radius) {
  const float r = std::max(0.0F, std::min({radius, rect.w / 2, rect.h / 2}));
  return {r, r, r, r};
}

}  // namespace

ImU32 colour(Rgb rgb, float alpha) {
  return IM_COL32((rgb >> 16) & 0xFF, (rgb >> 8) & 0xFF, rgb & 0xFF,
                  static_cast<ImU32>(std::lround(std::clamp(alpha, 0.0F, 1.0F) * 255.0F)));
}

Rgb mix(Rgb a, Rgb b, float share) {
  Rgb mixed = 0;
  for (const unsigned shift : {16U, 8U, 0U}) {
    const auto from = static_cast<float>((a >> shift) & 0xFF);
    const auto to = static_cast<float>((b >> shift) & 0xFF);
    mixed |= static_cast<Rgb>(std::lround(from + (to - from) * share)) << shift;
  }
  return mixed;
}

void fill(ImDrawList& list, const Rect& rect, ImU32 colour, const Corners& corners) {
  if (rect.empty()) return;
  corner_path(list, rect, corners);
  list.PathFillConvex(colour);
}

void fill(ImDrawList& list, const Rect& rect, ImU32 colour, float radius) {
  if (radius <= 0) {
    list.AddRectFilled(ImVec2(rect.x, rect.y), ImVec2(rect.right(), rect.bottom()), colour);
  } else {
    fill(list, rect, colour, all(rect, radius));
  }
}

void outline(ImDrawList& list, const Rect& rect, ImU32 colour, float radius, float width) {
  if (rect.empty()) return;
  const Rect inner = rect.inset(width / 2);
  corner_path(list, inner, all(inner, radius - width / 2));
  list.PathStroke(colour, ImDrawFlags_Closed, width);
}

void shadow(ImDrawList& list, const Rect& rect, Rgb rgb, float radius, float size, float alpha) {
  // Rings of falling weight add up to a soft edge.
  constexpr int kRings = 6;
  for (int ring = 1; ring <= kRings; ++ring) {
    const float grow = size * static_cast<float>(ring) / kRings;
    Rect around = rect.inset(-grow);
    around.y += size / 3;
    fill(list, around, colour(rgb, alpha / kRings), radius + grow);
  }
}

void icon(ImDrawList& list, Icon which, float x, float y, float size, ImU32 colour) {
  const float u = size / 16;  // icons are drawn on a 16 by 16 grid
  const auto at = [&](float gx, float gy) { return ImVec2(x + (gx - 8) * u, y + (gy - 8) * u); };
  const float pen = 1.6F * u;
  switch (which) {
    case Icon::send:
      list.PathLineTo(at(8, 13.5F));
      list.PathLineTo(at(8, 3));
      list.PathStroke(colour, 0, 2 * u);
      list.PathLineTo(at(3.6F, 7.2F));
      list.PathLineTo(at(8, 2.8F));
      list.PathLineTo(at(12.4F, 7.2F));
      list.PathStroke(colour, 0, 2 * u);
      break;
    case Icon::down:
      list.PathLineTo(at(4, 6));
      list.PathLineTo(at(8, 10));
      list.PathLineTo(at(12, 6));
      list.PathStroke(colour, 0, pen);
      break;
    case Icon::people:
      list.AddCircle(at(6, 5), 2.6F * u, colour, 0, pen);
      list.PathArcTo(at(6, 14), 4.6F * u, kPi, kPi * 2);
      list.PathStroke(colour, 0, pen);
      list.PathArcTo(at(10.6F, 5), 2.4F * u, -kPi / 2, kPi / 2);
      list.PathStroke(colour, 0, pen);
      list.PathArcTo(at(10.4F, 14), 4.6F * u, kPi * 1.6F, kPi * 2);
      list.PathStroke(colour, 0, pen);
      break;
    case Icon::number:
      list.AddLine(at(6.4F, 2.5F), at(4.9F, 13.5F), colour, pen);
      list.AddLine(at(11.1F, 2.5F), at(9.6F, 13.5F), colour, pen);
      list.AddLine(at(3, 5.8F), at(13.6F, 5.8F), colour, pen);
      list.AddLine(at(2.4F, 10.2F), at(13, 10.2F), colour, pen);
      break;
    case Icon::retry:
      list.PathArcTo(at(8, 8), 5 * u, -kPi * 0.25F, kPi * 1.4F);
      list.PathStroke(colour, 0, pen);
      list.AddTriangleFilled(at(9.4F, 5.6F), at(13.4F, 5.6F), at(13.2F, 1.6F), colour);
      break;
    case Icon::logo:
      // Two speech bubbles, one answering the other.
      fill(list, {x - 8 * u, y - 7 * u, 12 * u, 9 * u}, colour,
           Corners{3.5F * u, 3.5F * u, 3.5F * u, 1 * u});
      outline(list, {x - 3 * u, y - 1 * u, 11 * u, 8 * u}, colour, 3 * u, 1.6F * u);
      break;
  }
}

}  // namespace palaver::screens
