#include "core/regex/unicode_data.h"

#include <catch2/catch_test_macros.hpp>

#include "core/regex/code_points.h"

using namespace palaver::regex;
using namespace palaver::regex::unicode;

TEST_CASE("Unicode: every code point has one category, and both ways of asking agree", "[regex]") {
  std::size_t wrong = 0;
  std::vector<Categories> categories;
  std::vector<CharSet> sets;
  for (const char* name :
       {"Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp",
        "Cc", "Cf", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"}) {
    categories.push_back(categories_of_name(name));
    sets.push_back(set_of(categories.back()));
  }
  for (char32_t value = 0; value <= 0x1FFFF; ++value) {
    int found = 0;
    for (std::size_t i = 0; i < sets.size(); ++i) {
      const bool has = has_category(value, categories[i]);
      if (has != sets[i].contains(value)) ++wrong;
      if (has) ++found;
    }
    if (found != 1) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("Unicode: categories of some characters", "[regex]") {
  struct Row {
    char32_t value;
    const char* category;
  };
  for (const Row& row : {
           Row{'A', "Lu"},     Row{'z', "Ll"},    Row{'5', "Nd"},    Row{'_', "Pc"},
           Row{' ', "Zs"},     Row{'\n', "Cc"},   Row{'$', "Sc"},    Row{0xE4, "Ll"},
           Row{0x100, "Lu"},   Row{0x101, "Ll"},  Row{0x1C5, "Lt"},  Row{0x300, "Mn"},
           Row{0x4E2D, "Lo"},  Row{0xAC00, "Lo"}, Row{0x2028, "Zl"}, Row{0xFEFF, "Cf"},
           Row{0x1F44B, "So"}, Row{0xE000, "Co"}, Row{0x378, "Cn"},  Row{0x10FFFF, "Cn"},
       }) {
    CAPTURE(static_cast<std::uint32_t>(row.value));
    CHECK(has_category(row.value, categories_of_name(row.category)));
  }
  CHECK(categories_of_name("L") == kLetter);
  CHECK(categories_of_name("M") == kMark);
  CHECK(categories_of_name("Mn") == kNonspacingMark);
  CHECK(categories_of_name("Nd") == kDigit);
  CHECK(categories_of_name("Nl") == kLetterNumber);
  CHECK(categories_of_name("Pc") == kConnector);
  CHECK(categories_of_name("LC") ==
        (categories_of_name("Lu") | categories_of_name("Ll") | categories_of_name("Lt")));
  CHECK(categories_of_name("Xx") == 0);
  CHECK(categories_of_name("") == 0);
}

TEST_CASE("Unicode: cases", "[regex]") {
  CHECK(to_upper('a') == 'A');
  CHECK(to_lower('A') == 'a');
  CHECK(to_upper(0xE4) == 0xC4);
  CHECK(to_upper(0xDF) == 0xDF);  // one sharp s has no capital one of its own
  CHECK(to_upper(0xFF) == 0x178);
  CHECK(to_upper(0x101) == 0x100);
  CHECK(to_lower(0x3A9) == 0x3C9);
  CHECK(to_upper(0x3C2) == 0x3A3);
  CHECK(to_lower(0x10400) == 0x10428);
  CHECK(to_lower(0x4E2D) == 0x4E2D);
  CHECK(folded(0x3C2) == folded(0x3C3));
  CHECK(folded(0x212A) == 'k');
}
