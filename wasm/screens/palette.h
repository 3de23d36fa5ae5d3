// Every colour of the client, once: the canvas paints with them, and the page gets them as CSS
// custom properties of the same names. tests/wasm/palette_test.cpp holds their contrast. Any
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace palaver::screens {

// 0xRRGGBB.
using Rgb = std::uint32_t;

enum class Ink : std::uint8_t {
  room,           // ground of the message log
  side,           // ground of the side panel
  raised,         // bubbles of others, fields, popovers
  hovered,        // what the pointer is over
  line,           // hairlines and frames
  text,           // what is to be read
  muted,          // times, labels
  accent,         // own bubbles, the main button, focus
  on_accent,      // text on accent
  link,           // accent as text colour on the grounds
  waiting,        // own bubbles that wait to be sent
  on_waiting,     // text on waiting
  danger,         // text of complaints
  danger_ground,  // ground of complaints
  online,         // state dots
  pending,
  offline,
  shadow,
  count,
};

inline constexpr std::size_t kInks = static_cast<std::size_t>(Ink::count);
// People's colours: their names on the log's ground, and their avatars.
inline constexpr std::size_t kTints = 8;

struct Palette {
  std::array<Rgb, kInks> inks;
  std::array<Rgb, kTints> tints;
  Rgb on_tint;  // initials on an avatar
  bool dark;

  Rgb operator[](Ink ink) const { return inks[static_cast<std::size_t>(ink)]; }
};

const Palette& light_palette();
const Palette& dark_palette();

// "--text" and so on; the tints are "--tint-0" to "--tint-7", the initials "--on-tint".
std::string_view css_name(Ink ink);

// WCAG 2.2 contrast ratio, 1 to 21.
double contrast(Rgb a, Rgb b);

}  // namespace palaver::screens
