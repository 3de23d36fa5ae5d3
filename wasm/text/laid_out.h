// What the page has laid out and the canvas has to paint: boxes and lines of text at their places.
// The browser is the one who decides where a line breaks, so the text layer and the picture cannot
// differ.
//
// Box and Line have the memory layout that browser/collect.js writes, in 32-bit words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "wasm/text/geometry.h"

namespace palaver::text {

// The value of `data-box` in the page.
enum class BoxKind : std::int32_t {
  day = 1,      // the day's name between two messages
  unread = 2,   // the line above the first message that was not seen
  avatar = 3,   // tint: the person's colour
  bubble = 4,   // someone else's message
  own = 5,      // our message
  waiting = 6,  // our message, not yet taken by the server
  refused = 7,  // our message, refused for good
  pill = 8,     // the connection state
  alert = 9,    // a complaint above the composer
  field = 10,   // an input's frame
  accent = 11,  // a button that is the thing to do
  quiet = 12,   // a button beside it
};

// The value of `data-shape`: bits for the corners that are small because a bubble continues there.
enum BoxShape : std::int32_t {
  kPlainShape = 0,
  kJoinsAbove = 1,
  kJoinsBelow = 2,
};

struct Box {
  BoxKind kind;
  float x, y, w, h;
  std::int32_t tint;   // number of a person's colour
  std::int32_t shape;  // BoxShape bits
};
static_assert(sizeof(Box) == 7 * 4);

// A line of text, shaped by the browser. `id` names its image: the same id is the same picture.
struct Line {
  std::int32_t id;
  float x;         // left edge
  float baseline;  // y
};
static_assert(sizeof(Line) == 3 * 4);

// One part of the page that clips what is in it. The spans live until the next collection.
struct Region {
  Rect clip;
  std::span<const Box> boxes;
  std::span<const Line> lines;
};

}  // namespace palaver::text
