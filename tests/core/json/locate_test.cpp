#include "core/json/locate.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace palaver::json;

namespace {

std::string text_of(const std::optional<Place>& place) {
  if (!place) return "nowhere";
  return std::to_string(place->line) + ":" + std::to_string(place->column);
}

constexpr std::string_view kFile =
    "{\n"
    "  \"name\": \"chat\",\n"
    "  \"routes\": [\n"
    "    {\"routeKey\": \"a\"},\n"
    "    {\r\n"
    "      \"routeKey\":\n"
    "        \"b\",\n"
    "      \"a\\/b\": [true, [ ]]\n"
    "    }\n"
    "  ]\n"
    "}\n";

}  // namespace

TEST_CASE("JSON locate: where a value and its name stand", "[json]") {
  struct Row {
    MemberPath path;
    const char* value;
    const char* key;
  };
  for (const Row& row : {
           Row{{}, "1:1", "1:1"},
           Row{{"name"}, "2:11", "2:3"},
           Row{{"routes"}, "3:13", "3:3"},
           Row{{"routes", 0}, "4:5", "4:5"},
           Row{{"routes", 0, "routeKey"}, "4:18", "4:6"},
           Row{{"routes", 1}, "5:5", "5:5"},
           Row{{"routes", -1, "routeKey"}, "7:9", "6:7"},
           Row{{"routes", 1, "a/b"}, "8:15", "8:7"},
           Row{{"routes", 1, "a/b", 1}, "8:22", "8:22"},
           Row{{"routes", 2}, "nowhere", "nowhere"},
           Row{{"routes", "0"}, "nowhere", "nowhere"},
           Row{{"stages"}, "nowhere", "nowhere"},
           Row{{"name", "x"}, "nowhere", "nowhere"},
       }) {
    CAPTURE(row.value);
    CHECK(text_of(locate_value(kFile, row.path)) == row.value);
    CHECK(text_of(locate_key(kFile, row.path)) == row.key);
  }
}

TEST_CASE("JSON locate: of the same name the last counts, as for who reads the file", "[json]") {
  CHECK(text_of(locate_value("{\"a\":1,\n\"a\":2}", {"a"})) == "2:5");
}

TEST_CASE("JSON locate: what is missing is looked for where it would be", "[json]") {
  CHECK(text_of(locate_nearest(kFile, {"routes", 1, "target", "x"})) == "5:5");
  CHECK(text_of(locate_nearest(kFile, {"name", "x"})) == "2:3");
  CHECK(text_of(locate_nearest(kFile, {"stages", 0})) == "1:1");
  CHECK(text_of(locate_nearest("\n  {", {"a"})) == "2:3");
  CHECK(text_of(locate_nearest(" \n ", {"a"})) == "2:2");
}

TEST_CASE("JSON locate: nothing is found in a text that is not JSON", "[json]") {
  CHECK(text_of(locate_value("{\"a\":1", {"a"})) == "nowhere");
  CHECK(text_of(locate_key("", {})) == "nowhere");
}

TEST_CASE("JSON locate: lines and columns of offsets", "[json]") {
  constexpr std::string_view kText = "ab\nc\r\n\rd\xC3\xA4z";
  struct Row {
    std::size_t offset;
    const char* place;
  };
  for (const Row& row :
       {Row{0, "1:1"}, Row{1, "1:2"}, Row{2, "1:3"}, Row{3, "2:1"}, Row{4, "2:2"}, Row{6, "3:1"},
        Row{7, "4:1"}, Row{8, "4:2"}, Row{10, "4:4"}, Row{11, "4:5"}, Row{99, "4:5"}}) {
    CAPTURE(row.offset);
    CHECK(text_of(place_of_offset(kText, row.offset)) == row.place);
  }
}
