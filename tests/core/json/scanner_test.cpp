#include "core/json/scanner.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace palaver::json;

namespace {

// The tokens of a text, with what they stand on: `{ k"a" 1 }`. The last is `end` or the problem.
std::string tokens_of(std::string_view text) {
  Scanner scanner(text);
  std::string out;
  while (true) {
    const Token token = scanner.next();
    if (!out.empty()) out += ' ';
    switch (token) {
      case Token::key:
        out += 'k';
        [[fallthrough]];
      default:
        out += scanner.raw();
        break;
      case Token::end:
        return out + "end";
      case Token::error:
        return out + std::to_string(scanner.offset()) + ": " + scanner.problem();
    }
  }
}

bool accepts(std::string_view text) {
  Scanner scanner(text);
  Token token = scanner.next();
  while (token != Token::end && token != Token::error) token = scanner.next();
  CHECK(scanner.next() == token);
  return token == Token::end;
}

std::string unescaped(std::string_view raw) {
  std::string out;
  append_unescaped(out, raw);
  return out;
}

std::string in_quotes(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

}  // namespace

TEST_CASE("JSON scanner: the tokens of a text", "[json]") {
  struct Row {
    const char* text;
    const char* tokens;
  };
  for (const Row& row : {
           Row{"null", "null end"},
           Row{" true ", "true end"},
           Row{"\t\r\nfalse", "false end"},
           Row{R"("a \" b")", R"("a \" b" end)"},
           Row{"-1.50e+10", "-1.50e+10 end"},
           Row{"[]", "[ ] end"},
           Row{"{}", "{ } end"},
           Row{R"([1, [ ] ,{ }])", "[ 1 [ ] { } ] end"},
           Row{R"({"a":1 , "b" : { "c" : [true] } })", R"({ k"a" 1 k"b" { k"c" [ true ] } } end)"},
           Row{R"([{"a":[]},{"b":{}}])", R"([ { k"a" [ ] } { k"b" { } } ] end)"},
       }) {
    CAPTURE(row.text);
    CHECK(tokens_of(row.text) == row.tokens);
  }
}

TEST_CASE("JSON scanner: what is wrong with a text, and where", "[json]") {
  struct Row {
    const char* text;
    const char* tokens;
  };
  for (const Row& row : {
           Row{"", "0: a value was expected, and the text ends"},
           Row{"  ", "2: a value was expected, and the text ends"},
           Row{"nul", "0: a value was expected"},
           Row{"nulll", "null 4: nothing may follow the value"},
           Row{"{} {}", "{ } 3: nothing may follow the value"},
           Row{"'a'", "0: a value was expected"},
           Row{"\xEF\xBB\xBF{}", "0: a value was expected"},
           Row{"[1 2]", "[ 1 3: a comma or the end of the array was expected"},
           Row{"[1,]", "[ 1 3: a value was expected"},
           Row{"[1}", "[ 1 2: a comma or the end of the array was expected"},
           Row{"[1", "[ 1 2: a comma or the end of the array was expected"},
           Row{"]", "0: a value was expected"},
           Row{R"({"a":1,})", R"({ k"a" 1 7: a member's name in quotes was expected)"},
           Row{R"({"a":1 "b":2})", R"({ k"a" 1 7: a comma or the end of the object was expected)"},
           Row{R"({"a" 1})", "{ 5: a colon was expected"},
           Row{R"({"a":})", R"({ k"a" 5: a value was expected)"},
           Row{"{a:1}", "{ 1: a member's name in quotes was expected"},
           Row{"{1:1}", "{ 1: a member's name in quotes was expected"},
           Row{"[\"a\nb\"]", "[ 3: a control character in a string must be escaped"},
           Row{"\"abcdefgh\x1F", "9: a control character in a string must be escaped"},
           Row{R"("abc)", "4: the text ends inside a string"},
           Row{R"("abc\)", "5: the text ends inside a string"},
           Row{R"("a\x")", "2: a backslash begins no escape that JSON has"},
           Row{R"("\u12g4")", "5: four hexadecimal digits were expected"},
           Row{R"("\u12)", "5: four hexadecimal digits were expected"},
           Row{R"("a\ud800")", "2: half of a surrogate pair stands alone"},
           Row{R"("a\ud800\n")", "2: half of a surrogate pair stands alone"},
           Row{R"("a\ud800\ud800")", "2: half of a surrogate pair stands alone"},
           Row{R"("a\udc00")", "2: half of a surrogate pair stands alone"},
           Row{"\"ab\xFF\"", "3: a string must be UTF-8"},
           Row{"\"\xC3\xA4\xC0\x80\"", "3: a string must be UTF-8"},
           Row{"\"\xED\xA0\x80 12345678\"", "2: a string must be UTF-8"},
           Row{"\"12345678 \xE2\x82\"", "12: a string must be UTF-8"},
           Row{"{\"\xFF\":1}", "{ 2: a string must be UTF-8"},
           Row{"01", "1: a number has no zero in front"},
           Row{"-", "1: a digit was expected"},
           Row{"-a", "1: a digit was expected"},
           Row{"+1", "0: a value was expected"},
           Row{".5", "0: a value was expected"},
           Row{"1.", "2: a digit was expected"},
           Row{"1.e5", "2: a digit was expected"},
           Row{"1e", "2: a digit was expected"},
           Row{"1e+", "3: a digit was expected"},
           Row{"0x10", "0 1: nothing may follow the value"},
           Row{"NaN", "0: a value was expected"},
           Row{"\x0B 1", "0: a value was expected"},
       }) {
    CAPTURE(row.text);
    CHECK(tokens_of(row.text) == row.tokens);
  }
}

TEST_CASE("JSON scanner: a NUL is no blank and no end", "[json]") {
  using namespace std::string_view_literals;
  CHECK_FALSE(accepts("\0"sv));
  CHECK_FALSE(accepts("1\0"sv));
  CHECK_FALSE(accepts("[\0]"sv));
  CHECK_FALSE(accepts("\"\0\""sv));
  CHECK_FALSE(accepts("\"12345678\0\""sv));
  CHECK(accepts(R"("\u0000")"));
}

TEST_CASE("JSON scanner: a text cut anywhere is not JSON", "[json]") {
  constexpr std::string_view kWhole =
      "{\"a\\u00e4\\ud83d\\udc4b\":[-1.5e-3,true,false,null,\"\xC3\xA4\xF0\x9F\x91\x8B long "
      "enough\"],\"b\":{\"c\":{}}}";
  REQUIRE(accepts(kWhole));
  for (std::size_t cut = 0; cut < kWhole.size(); ++cut) {
    CAPTURE(cut);
    // A piece of memory of its own: reading behind the end is seen by the sanitizers.
    const std::vector<char> piece(kWhole.begin(),
                                  kWhole.begin() + static_cast<std::ptrdiff_t>(cut));
    CHECK_FALSE(accepts({piece.data(), piece.size()}));
  }
}

TEST_CASE("JSON scanner: skipping a container leads behind it, and checks it", "[json]") {
  constexpr std::string_view kText = R"({"a":[1,{"b":[]}],"c":{},"d":[]})";
  Scanner scanner(kText);
  REQUIRE(scanner.next() == Token::begin_object);
  REQUIRE(scanner.next() == Token::key);
  CHECK(scanner.skip());  // nothing to skip
  CHECK(scanner.raw() == "\"a\"");
  REQUIRE(scanner.next() == Token::begin_array);
  REQUIRE(scanner.depth() == 2);
  CHECK(scanner.skip());
  CHECK(scanner.raw() == R"([1,{"b":[]}])");
  CHECK(scanner.offset() == 5);
  CHECK(scanner.depth() == 1);
  CHECK(scanner.skip());
  REQUIRE(scanner.next() == Token::key);
  REQUIRE(scanner.next() == Token::begin_object);
  CHECK(scanner.skip());
  CHECK(scanner.raw() == "{}");
  REQUIRE(scanner.next() == Token::key);
  REQUIRE(scanner.next() == Token::begin_array);
  CHECK(scanner.next() == Token::end_array);
  CHECK(scanner.skip());
  CHECK(scanner.next() == Token::end_object);
  CHECK(scanner.next() == Token::end);

  for (const char* broken : {"[[1,]", "[{\"a\" 1}", "[[1", "[\"\\x\"]", "[[]"}) {
    CAPTURE(broken);
    Scanner other(broken);
    REQUIRE(other.next() == Token::begin_array);
    CHECK_FALSE(other.skip());
    CHECK(other.next() == Token::error);
    CHECK_FALSE(other.skip());
    CHECK(other.problem() != std::string_view());
  }
}

TEST_CASE("JSON scanner: brackets are matched at every depth", "[json]") {
  // Around the depth at which the scanner takes memory, and far beyond.
  for (const std::size_t depth :
       {1u, 63u, 64u, 65u, 511u, 512u, 513u, 575u, 576u, 577u, 100'000u}) {
    CAPTURE(depth);
    std::string opened;
    std::string closed;
    for (std::size_t i = 0; i < depth; ++i) {
      const bool array = i % 3 != 0;
      opened += array ? "[" : "{\"\":";
      closed += array ? ']' : '}';
    }
    const std::string text = opened + "1" + std::string(closed.rbegin(), closed.rend());
    CHECK(accepts(text));
    std::string wrong = text;
    wrong.back() = ']';
    CHECK_FALSE(accepts(wrong));
    CHECK_FALSE(accepts(opened));
    CHECK_FALSE(accepts(text + "]"));
  }
}

TEST_CASE("JSON scanner: it takes what another parser takes", "[json]") {
  // All texts of up to five pieces. The other parser alone refuses numbers that are too large for
  // it; none are here.
  const std::vector<std::string> pieces = {"{", "}", "[", "]", ",", ":", "\"a\"", "1", " ", "-0.5"};
  std::size_t accepted = 0;
  std::vector<std::string> texts = {""};
  for (int length = 0; length < 5; ++length) {
    std::vector<std::string> longer;
    for (const std::string& text : texts) {
      for (const std::string& piece : pieces) longer.push_back(text + piece);
    }
    for (const std::string& text : longer) {
      Scanner scanner(text);
      Token token = scanner.next();
      while (token != Token::end && token != Token::error) token = scanner.next();
      if ((token == Token::end) != nlohmann::json::accept(text)) FAIL(text);
      accepted += token == Token::end ? 1u : 0u;
    }
    texts = std::move(longer);
  }
  CHECK(accepted == 209);
}

TEST_CASE("JSON scanner: each byte at each place of a string", "[json]") {
  // The string is read eight bytes at a time: each byte is tried at each place of such a word.
  for (std::size_t place = 0; place < 20; ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = "\"" + std::string(20, 'x') + "\"";
      text[1 + place] = static_cast<char>(byte);
      const bool expected = nlohmann::json::accept(text);
      if (accepts(text) != expected) FAIL(place << " " << byte);
    }
  }
}

TEST_CASE("JSON scanner: strings without their escapes", "[json]") {
  struct Row {
    const char* raw;
    std::string text;
  };
  for (const Row& row : {
           Row{R"("")", ""},
           Row{R"("plain")", "plain"},
           Row{R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
           Row{R"("a\u0041\u00e4\u20AC\ud83d\udc4bz")", "aA\xC3\xA4\xE2\x82\xAC\xF0\x9F\x91\x8Bz"},
           Row{R"("\u0000")", std::string(1, '\0')},
           Row{R"("\uffff\udbff\udfff")", "\xEF\xBF\xBF\xF4\x8F\xBF\xBF"},
       }) {
    CAPTURE(row.raw);
    REQUIRE(accepts(row.raw));
    CHECK(unescaped(row.raw) == row.text);
    CHECK(equals_unescaped(row.raw, row.text));
    CHECK_FALSE(equals_unescaped(row.raw, row.text + "x"));
    CHECK_FALSE(equals_unescaped(row.raw, "x" + row.text));
    if (!row.text.empty()) {
      CHECK_FALSE(equals_unescaped(row.raw, std::string_view(row.text).substr(1)));
    }
  }
  CHECK_FALSE(equals_unescaped(R"("\n")", "\\n"));
  CHECK_FALSE(equals_unescaped(R"("\\n")", "\n"));
}

TEST_CASE("JSON scanner: text in quotes", "[json]") {
  CHECK(in_quotes("") == R"("")");
  CHECK(in_quotes("a\"b\\c/") == R"("a\"b\\c/")");
  CHECK(in_quotes("\xC3\xA4\xF0\x9F\x91\x8B") == "\"\xC3\xA4\xF0\x9F\x91\x8B\"");
  for (int c = 0; c < 0x80; ++c) {
    const std::string text = "a" + std::string(1, static_cast<char>(c)) + "b";
    CHECK(in_quotes(text) == nlohmann::json(text).dump());
  }
}

TEST_CASE("JSON scanner: what is not UTF-8 is replaced in quotes", "[json]") {
  struct Row {
    std::string_view text;
    std::string_view quoted;
  };
  // The Unicode standard, section 3.9, tables 3-8 to 3-11.
  for (const Row& row : {
           Row{"a\xFF", "a?"},
           Row{"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", "????????A"},
           Row{"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", "????????A"},
           Row{"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", "?????A??B"},
           Row{"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", "????A"},
           Row{"\xC3\xA4\xC3", "\xC3\xA4?"},
           Row{"\xC3\n\xA4", "?\\n?"},
       }) {
    std::string expected = "\"";
    for (const char c : row.quoted) expected += c == '?' ? "\xEF\xBF\xBD" : std::string(1, c);
    CHECK(in_quotes(row.text) == expected + "\"");
  }
}
