#include "core/chat/json_reader.h"

#include <cstdint>
#include <limits>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace palaver::chat {
namespace {

using nlohmann::json;

std::string nested(std::size_t levels) {
  std::string text = R"({"a":)";
  for (std::size_t i = 1; i < levels; ++i) text += '[';
  text += "1";
  for (std::size_t i = 1; i < levels; ++i) text += ']';
  return text + "}";
}

TEST_CASE("parse_json_object: says whether the text is no JSON or no object", "[chat]") {
  CHECK(parse_json_object(R"({"a":1})").has_value());
  CHECK(parse_json_object("").error().code == ProtocolErrorCode::not_json);
  CHECK(parse_json_object("{").error().code == ProtocolErrorCode::not_json);
  CHECK(parse_json_object("{} {}").error().code == ProtocolErrorCode::not_json);
  CHECK(parse_json_object("{\"a\":\"\xff\"}").error().code == ProtocolErrorCode::not_json);
  CHECK(parse_json_object(R"({"a":"\ud800"})").error().code == ProtocolErrorCode::not_json);
  CHECK(parse_json_object("[]").error().code == ProtocolErrorCode::wrong_type);
  CHECK(parse_json_object("null").error().code == ProtocolErrorCode::wrong_type);
}

TEST_CASE(
    "parse_json_object: refuses nesting that would cost stack, and counts brackets in texts not",
    "[chat]") {
  CHECK(parse_json_object(nested(kMaxJsonNesting)).has_value());
  CHECK(parse_json_object(nested(kMaxJsonNesting + 1)).error().code == ProtocolErrorCode::not_json);
  CHECK(parse_json_object(nested(200'000)).error().code == ProtocolErrorCode::not_json);
  CHECK(parse_json_object(std::string(200'000, '[')).error().code == ProtocolErrorCode::not_json);

  const std::string text = R"(\")" + std::string(1000, '[') + R"(\\)";
  CHECK(parse_json_object(R"({"a":")" + text + R"(","b":[]})").has_value());
}

TEST_CASE("JsonReader: the first error stays, with the path of its member", "[chat]") {
  const json object = json::parse(R"({"text":"x","number":-1,"flag":true,"none":null})");
  std::optional<ProtocolError> error;
  JsonReader reader(object, "outer", error);
  CHECK(reader.text("text") == "x");
  CHECK(reader.integer("number") == -1);
  CHECK(reader.boolean("flag"));
  CHECK(reader.optional_text("none").empty());
  CHECK_FALSE(error);
  CHECK(reader.count("number") == 0);
  CHECK(reader.text("flag").empty());
  REQUIRE(error);
  CHECK(error->code == ProtocolErrorCode::wrong_type);
  CHECK(error->where == "outer.number");
  CHECK(error->message == "outer.number is not a whole number from 0.");
}

TEST_CASE("JsonReader: null is as good as missing", "[chat]") {
  const json object = json::parse(R"({"none":null})");
  const std::string name = GENERATE("none", "nothing");
  std::optional<ProtocolError> error;
  JsonReader reader(object, "", error);
  CHECK(reader.find(name) == nullptr);
  CHECK(reader.object(name) == nullptr);
  REQUIRE(error);
  CHECK(error->code == ProtocolErrorCode::missing_member);
  CHECK(error->where == name);
}

TEST_CASE("JsonReader: numbers that do not fit are of the wrong type", "[chat]") {
  struct Row {
    const char* number;
    bool is_count;
    bool is_integer;
  };
  const auto row = GENERATE(values<Row>({{"0", true, true},
                                         {"-1", false, true},
                                         {"1.0", false, false},
                                         {"1e3", false, false},
                                         {"9223372036854775807", true, true},
                                         {"9223372036854775808", true, false},
                                         {"18446744073709551615", true, false},
                                         {"18446744073709551616", false, false},
                                         {"-9223372036854775808", false, true},
                                         {"\"1\"", false, false},
                                         {"true", false, false}}));
  CAPTURE(row.number);
  const json object = json::parse(std::string(R"({"n":)") + row.number + "}");
  std::optional<ProtocolError> no_count;
  JsonReader(object, "", no_count).count("n");
  CHECK(no_count.has_value() != row.is_count);
  std::optional<ProtocolError> no_integer;
  JsonReader(object, "", no_integer).integer("n");
  CHECK(no_integer.has_value() != row.is_integer);
}

TEST_CASE("JsonReader: a number that code put together counts like a parsed one", "[chat]") {
  const json object = {{"n", 7}};
  std::optional<ProtocolError> error;
  CHECK(JsonReader(object, "", error).count("n") == 7);
  CHECK_FALSE(error);
}

TEST_CASE("json_string_bytes: as many bytes as the text takes in JSON", "[chat]") {
  std::string every_ascii;
  for (int c = 0; c < 0x80; ++c) every_ascii += static_cast<char>(c);
  for (const std::string& text : {std::string(), std::string("Hello"), every_ascii,
                                  std::string("\u6f22\u5b57 \U0001f600"), std::string(100, '"')}) {
    CAPTURE(text);
    CHECK(json_string_bytes(text) == json_text(json(text)).size());
  }
}

TEST_CASE("json_text: bytes that are not UTF-8 do no harm", "[chat]") {
  CHECK(json_text(json("a\xff")) == "\"a\ufffd\"");
}

}  // namespace
}  // namespace palaver::chat
