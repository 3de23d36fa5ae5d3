#include "wasm/screens/region_painter.h"

#include <cmath>

#include "wasm/screens/shapes.h"

namespace palaver::screens {

namespace {

using text::Box;
using text::BoxKind;
using text::Rect;

constexpr float kBubbleRadius = 16;
constexpr float kJoinedRadius = 5;

// Others' bubbles hang at the left, our own at the right: that side's corners are small where
// another bubble of the group continues.
Corners bubble_corners(const Box& box, bool own) {
  const bool above = (box.shape & text::kJoinsAbove) != 0;
  const bool below = (box.shape & text::kJoinsBelow) != 0;
  Corners corners{kBubbleRadius, kBubbleRadius, kBubbleRadius, kBubbleRadius};
  (own ? corners.top_right : corners.top_left) = above ? kJoinedRadius : kBubbleRadius;
  (own ? corners.bottom_right : corners.bottom_left) = below ? kJoinedRadius : kBubbleRadius;
  return corners;
}

Rect on_device_pixels(const Box& box, float scale) {
  const auto round = [&](float at) { return std::round(at * scale) / scale; };
  const float x = round(box.x);
  const float y = round(box.y);
  return {x, y, round(box.x + box.w) - x, round(box.y + box.h) - y};
}

void paint_box(ImDrawList& list, const Box& box, const Palette& p, float scale) {
  const Rect rect = on_device_pixels(box, scale);
  const Rgb tint = p.tints[static_cast<std::size_t>(box.tint) % kTints];
  const float middle = std::round(box.y + box.h / 2);
  switch (box.kind) {
    case BoxKind::day:
      fill(list, rect, colour(p[Ink::line], 0.75F), rect.h / 2);
      break;
    case BoxKind::unread:
      fill(list, {rect.x, middle, rect.w - 44, 1}, colour(p[Ink::danger], 0.55F));
      break;
    case BoxKind::avatar:
      fill(list, rect, colour(tint), rect.w / 2);
      break;
    case BoxKind::bubble:
      if (!p.dark) {
        Rect below = rect;
        below.y += 1;
        fill(list, below, colour(p[Ink::shadow], 0.10F), bubble_corners(box, false));
      }
      fill(list, rect, colour(p[Ink::raised]), bubble_corners(box, false));
      break;
    case BoxKind::own:
      fill(list, rect, colour(p[Ink::accent]), bubble_corners(box, true));
      break;
    case BoxKind::waiting:
      fill(list, rect, colour(p[Ink::waiting]), bubble_corners(box, true));
      break;
    case BoxKind::refused:
      fill(list, rect, colour(p[Ink::danger_ground]), bubble_corners(box, true));
      break;
    case BoxKind::pill:
      break;  // the screen paints it: its look depends on the connection
    case BoxKind::alert:
      fill(list, rect, colour(p[Ink::danger_ground]), 12);
      outline(list, rect, colour(p[Ink::danger], 0.30F), 12);
      break;
    case BoxKind::field:
      fill(list, rect, colour(p[Ink::room]), 8);
      outline(list, rect, colour(p[Ink::line]), 8);
      break;
    case BoxKind::accent:
      fill(list, rect, colour(p[Ink::accent]), 8);
      break;
    case BoxKind::quiet:
      fill(list, rect, colour(p[Ink::hovered]), 8);
      break;
  }
}

}  // namespace

void paint_region(ImDrawList& list, const text::Region& region, const Palette& palette, float scale,
                  text::LineImages& images) {
  if (region.clip.empty()) return;
  list.PushClipRect(ImVec2(region.clip.x, region.clip.y),
                    ImVec2(region.clip.right(), region.clip.bottom()), true);
  for (const Box& box : region.boxes) paint_box(list, box, palette, scale);
  for (const text::Line& line : region.lines) {
    const auto image = images.get(line);
    if (!image) continue;
    const Rect& place = image->place;
    list.AddImage(static_cast<ImTextureID>(image->texture), ImVec2(place.x, place.y),
                  ImVec2(place.right(), place.bottom()), ImVec2(image->u0, image->v0),
                  ImVec2(image->u1, image->v1));
  }
  list.PopClipRect();
}

}  // namespace palaver::screens
