#include "wasm/screens/palette.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>
#include <string>

namespace palaver::screens {

TEST_CASE("Palette: contrast is measured as WCAG 2.2 says", "[screens]") {
  CHECK(contrast(0x000000, 0xFFFFFF) == Catch::Approx(21.0));
  CHECK(contrast(0xFFFFFF, 0xFFFFFF) == Catch::Approx(1.0));
  CHECK(contrast(0x777777, 0xFFFFFF) == Catch::Approx(4.48).margin(0.01));
}

TEST_CASE("Palette: every text can be read on every ground it stands on", "[screens]") {
  const Palette& palette = GENERATE(false, true) ? dark_palette() : light_palette();
  CAPTURE(palette.dark);
  struct Pair {
    Ink text;
    Ink ground;
  };
  const Pair pairs[] = {
      {Ink::text, Ink::room},
      {Ink::text, Ink::side},
      {Ink::text, Ink::raised},
      {Ink::text, Ink::hovered},
      {Ink::muted, Ink::room},
      {Ink::muted, Ink::side},
      {Ink::muted, Ink::raised},
      {Ink::muted, Ink::line},
      {Ink::on_accent, Ink::accent},
      {Ink::on_waiting, Ink::waiting},
      {Ink::danger, Ink::danger_ground},
      {Ink::danger, Ink::room},
  };
  for (const Pair& pair : pairs) {
    CAPTURE(css_name(pair.text), css_name(pair.ground));
    CHECK(contrast(palette[pair.text], palette[pair.ground]) >= 4.5);
  }
  for (const Rgb tint : palette.tints) {
    CAPTURE(tint);
    CHECK(contrast(tint, palette[Ink::room]) >= 4.5);
    CHECK(contrast(palette.on_tint, tint) >= 4.5);
  }
  // What is not text but must be seen: WCAG 2.2, 1.4.11.
  for (const Ink mark : {Ink::link, Ink::online, Ink::offline}) {
    CAPTURE(css_name(mark));
    CHECK(contrast(palette[mark], palette[Ink::raised]) >= 3.0);
  }
}

TEST_CASE("Palette: each colour has a CSS name of its own", "[screens]") {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kInks; ++i) {
    const std::string name(css_name(static_cast<Ink>(i)));
    CHECK(name.substr(0, 2) == "--");
    names.insert(name);
  }
  CHECK(names.size() == kInks);
}

}  // namespace palaver::screens
