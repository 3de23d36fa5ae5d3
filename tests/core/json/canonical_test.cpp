#include "core/json/canonical.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "core/json/parse.h"

using namespace palaver::json;

namespace {

std::string canonical_of(std::string_view text) {
  auto parsed = parse(text);
  REQUIRE(parsed);
  std::string canonical;
  REQUIRE(append_canonical(canonical, *parsed, 10'000));
  return canonical;
}

}  // namespace

TEST_CASE("Canonical: equal values have one text, others have others", "[json]") {
  // Each row holds texts of one value.
  const std::vector<std::vector<const char*>> rows = {
      {"null"},
      {"true"},
      {"false"},
      {"0", "0.0", "-0", "0e5"},
      {"1", "1.0", "10e-1", "0.1e1"},
      {"-1", "-1.00"},
      {"10"},
      {"100", "1e2"},
      {"0.1", "1e-1"},
      {"123456789012345678901"},
      {"\"\""},
      {"\"1\""},
      {"\"null\"", R"("\u006eull")"},
      {"[]"},
      {"[[]]"},
      {"[1]", "[1.0]"},
      {"[1,2]"},
      {"[2,1]"},
      {"[\"1,2\"]"},
      {"[12]"},
      {"{}"},
      {"[{}]"},
      {R"({"a":1,"b":[]})", R"({"b":[],"a":1.0})"},
      {R"({"a":[],"b":1})"},
      {R"({"a":{"b":1}})"},
      {R"({"a":"b"})"},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const char* text : rows[i]) {
      for (std::size_t j = 0; j < rows.size(); ++j) {
        CAPTURE(text, rows[j][0]);
        CHECK((canonical_of(text) == canonical_of(rows[j][0])) == (i == j));
      }
    }
  }
}

TEST_CASE("Canonical: what is too long or too deep has none", "[json]") {
  std::string out;
  CHECK_FALSE(append_canonical(out, Value::string(std::string(100, 'a')), 50));
  Value deep = Value::list();
  for (std::size_t i = 0; i < kMaxDepth; ++i) deep = Value::list({deep});
  out.clear();
  CHECK_FALSE(append_canonical(out, deep, 1'000'000));
}
