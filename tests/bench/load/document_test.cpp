#include "tests/bench/load/document.h"

#include <catch2/catch_test_macros.hpp>

namespace palaver::load {
namespace {

constexpr std::string_view kDocument =
    "a\n<!-- load: one -->\nold\n<!-- load: end -->\nb\n"
    "<!-- load: two -->\n<!-- load: end -->\nc\n";

TEST_CASE("with_text_in_place: only what is between the marks changes", "[load]") {
  CHECK(with_text_in_place(kDocument, "one", "new\n") ==
        "a\n<!-- load: one -->\nnew\n<!-- load: end -->\nb\n"
        "<!-- load: two -->\n<!-- load: end -->\nc\n");
  CHECK(with_text_in_place(kDocument, "two", "new\n") ==
        "a\n<!-- load: one -->\nold\n<!-- load: end -->\nb\n"
        "<!-- load: two -->\nnew\n<!-- load: end -->\nc\n");
}

TEST_CASE("with_text_in_place: nothing without the place, or without its end", "[load]") {
  CHECK(!with_text_in_place(kDocument, "three", ""));
  CHECK(!with_text_in_place("<!-- load: one -->\n", "one", ""));
}

}  // namespace
}  // namespace palaver::load
