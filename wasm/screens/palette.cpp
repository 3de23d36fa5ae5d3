#include "wasm/screens/palette.h"

#include <cmath>

namespace palaver::screens {

namespace {

struct Row {
  Ink ink;
  std::string_view css_name;
  Rgb light;
  Rgb dark;
};

constexpr std::array<Row, kInks> kRows = {{
    {Ink::room, "--room", 0xF5F6F9, 0x15171C},
    {Ink::side, "--side", 0xECEEF3, 0x101216},
    {Ink::raised, "--raised", 0xFFFFFF, 0x22262F},
    {Ink::hovered, "--hovered", 0xE3E6ED, 0x2B303B},
    {Ink::line, "--line", 0xDDE1E8, 0x2A2E38},
    {Ink::text, "--text", 0x1A1E27, 0xE9ECF2},
    {Ink::muted, "--muted", 0x596273, 0x9BA4B4},
    {Ink::accent, "--accent", 0x4353D4, 0x4F5FD8},
    {Ink::on_accent, "--on-accent", 0xFFFFFF, 0xFFFFFF},
    {Ink::link, "--link", 0x3B4AC6, 0x9AA6FF},
    {Ink::waiting, "--waiting", 0xDCE0FA, 0x2B3157},
    {Ink::on_waiting, "--on-waiting", 0x2D398F, 0xC9D0FF},
    {Ink::danger, "--danger", 0xA81F14, 0xFF9A8C},
    {Ink::danger_ground, "--danger-ground", 0xFDEBE9, 0x3B1E1C},
    {Ink::online, "--online", 0x1E9E62, 0x3CCB87},
    {Ink::pending, "--pending", 0xC98A00, 0xE8B63F},
    {Ink::offline, "--offline", 0xC2362B, 0xFF7A6B},
    {Ink::shadow, "--shadow", 0x1A2140, 0x000000},
}};

constexpr Palette make(bool dark) {
  Palette palette{};
  palette.dark = dark;
  for (const Row& row : kRows) {
    palette.inks[static_cast<std::size_t>(row.ink)] = dark ? row.dark : row.light;
  }
  if (dark) {
    palette.tints = {0xF58BB0, 0xF7A56B, 0xE0C04A, 0x9BD473,
                     0x5FD3C0, 0x7CBBF7, 0xA9A1FA, 0xD79BF0};
    palette.on_tint = 0x15171C;
  } else {
    palette.tints = {0xB4235A, 0xAD4209, 0x7E5A00, 0x3A7019,
                     0x0A7264, 0x1564B0, 0x5646CF, 0x8A2DAA};
    palette.on_tint = 0xFFFFFF;
  }
  return palette;
}

double linear(Rgb channel) {
  const double value = static_cast<double>(channel & 0xFF) / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(Rgb colour) {
  return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
}

}  // namespace

const Palette& light_palette() {
  static constexpr Palette palette = make(false);
  return palette;
}

const Palette& dark_palette() {
  static constexpr Palette palette = make(true);
  return palette;
}

std::string_view css_name(Ink ink) {
  return kRows[static_cast<std::size_t>(ink)].css_name;
}

double contrast(Rgb a, Rgb b) {
  const double first = luminance(a);
  const double second = luminance(b);
  const double lighter = first > second ? first : second;
  const double darker = first > second ? second : first;
  return (lighter + 0.05) / (darker + 0.05);
}

}  // namespace palaver::screens
