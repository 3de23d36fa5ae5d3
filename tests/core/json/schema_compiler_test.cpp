#include "core/json/schema_compiler.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/core/json/schema_rows.h"

using namespace palaver::json;

TEST_CASE("Schema: references", "[json]") {
  constexpr const char* kTree =
      R"({"type":"object","properties":{"left":{"$ref":"#"},"right":{"$ref":"#"},"n":{"type":"integer"}}})";
  check({
      {kTree, R"({"left":{"left":{},"n":1},"right":{"n":2}})", "[]"},
      {kTree, R"({"left":{"left":{"n":"x"}}})",
       R"([instance type (string) does not match any allowed primitive type (allowed: ["integer"])])"},
      {R"({"definitions":{"a/b":{"type":"null"}},"$ref":"#/definitions/a~1b"})", "null", "[]"},
      {R"({"definitions":{"a~b":{"type":"null"}},"items":{"$ref":"#/definitions/a~0b"}})", "[1]",
       R"([instance type (integer) does not match any allowed primitive type (allowed: ["null"])])"},
      {R"({"definitions":{"a b%":{"type":"null"}},"items":{"$ref":"#/definitions/a%20b%25"}})",
       "[null]", "[]"},
      {R"({"items":[{"type":"null"},{"$ref":"#/items/0"}]})", "[null,1]",
       R"([instance type (integer) does not match any allowed primitive type (allowed: ["null"])])"},
      // What stands beside a reference means nothing.
      {R"({"definitions":{"a":{}},"items":{"$ref":"#/definitions/a","type":"null"}})", "[1]", "[]"},
      {R"({"definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/c"},"c":{"minimum":1}},
           "items":{"$ref":"#/definitions/a"}})",
       "[0]", "[numeric instance is lower than the required minimum (minimum: 1, found: 0)]"},
      // A schema may lead back to itself, as long as the value gets smaller.
      {R"({"anyOf":[{"type":"string"},{"type":"array","items":{"$ref":"#"}}]})", R"([["a"],"b"])",
       "[]"},
      {R"({"anyOf":[{"type":"string"},{"$ref":"#"}]})", "1",
       "[validation loop: a schema leads back to itself for the same value]"},
      {R"({"not":{"$ref":"#"}})", "1",
       "[validation loop: a schema leads back to itself for the same value]"},
  });
}

TEST_CASE("Schema: models refer to each other by API Gateway's addresses", "[json]") {
  const ModelResolver resolver = [](std::string_view api_id,
                                    std::string_view name) -> std::optional<Value> {
    if (api_id != "a1b2c3") return std::nullopt;
    if (name == "Text") return value_of(R"({"type":"string"})");
    if (name == "Message") {
      return value_of(
          R"({"properties":{"text":{"$ref":"https://apigateway.amazonaws.com/restapis/a1b2c3/models/Text"},
              "to":{"$ref":"#/definitions/id"},
              "answers":{"type":"array","items":{"$ref":"#"}}},
              "definitions":{"id":{"type":"integer"}}})");
    }
    return std::nullopt;
  };
  const Schema schema = schema_of(
      R"({"items":{"$ref":"https://apigateway.amazonaws.com/restapis/a1b2c3/models/Message"},
          "definitions":{"id":{"type":"null"}}})",
      resolver);
  const auto verdict_of = [&](std::string_view value) {
    return validation_error_string(schema.validate(value_of(value)));
  };
  CHECK(verdict_of(R"([{"text":"x","to":1,"answers":[{"text":"y","to":2}]}])") == "[]");
  CHECK(
      verdict_of(R"([{"answers":[{"to":null}]}])") ==
      R"([instance type (null) does not match any allowed primitive type (allowed: ["integer"])])");
  CHECK(
      verdict_of(R"([{"text":1}])") ==
      R"([instance type (integer) does not match any allowed primitive type (allowed: ["string"])])");

  const auto refusal = [&](std::string_view reference) {
    const auto compiled =
        Schema::compile(value_of("{\"$ref\":\"" + std::string(reference) + "\"}"), resolver);
    return compiled ? std::string("compiled") : compiled.error().message;
  };
  const std::string models = "https://apigateway.amazonaws.com/restapis/a1b2c3/models/";
  CHECK(refusal(models + "Message#/definitions/id") == "compiled");
  CHECK(refusal(models + "Nobody").find("nor to a known model") != std::string::npos);
  CHECK(refusal(models + "Message#/nothing").find("does not lead to a schema") !=
        std::string::npos);
  CHECK(refusal("https://example.com/x").find("nor to a known model") != std::string::npos);
}

TEST_CASE("Schema: documents that are no schemas are refused with their place", "[json]") {
  struct Refused {
    const char* schema;
    const char* path;
    const char* message;
  };
  for (const Refused& row : {
           Refused{"1", "", "a schema is an object"},
           Refused{R"({"type":"text"})", "/type",
                   "is none of the types array, boolean, integer, null, number, object and string"},
           Refused{R"({"type":[]})", "/type", "must have at least one type"},
           Refused{R"({"properties":{"a":{"items":{"type":1}}}})", "/properties/a/items/type",
                   "is none of the types array, boolean, integer, null, number, object and string"},
           Refused{R"({"enum":[]})", "/enum", "an array of at least one value is needed"},
           Refused{R"({"enum":"a"})", "/enum", "an array of at least one value is needed"},
           Refused{R"({"required":true})", "/required",
                   "an array of at least one string is needed"},
           Refused{R"({"required":[]})", "/required", "an array of at least one string is needed"},
           Refused{R"({"required":["a",1]})", "/required", "an array of strings is needed"},
           Refused{R"({"required":["a","a"]})", "/required", "has a name twice"},
           Refused{R"({"properties":[]})", "/properties", "an object of schemas is needed"},
           Refused{R"({"properties":{"a/b":1}})", "/properties/a~1b", "a schema is an object"},
           Refused{R"({"items":1})", "/items", "a schema is an object"},
           Refused{R"({"items":[{},1]})", "/items/1", "a schema is an object"},
           Refused{R"({"additionalProperties":1})", "/additionalProperties",
                   "a schema is an object"},
           Refused{R"({"additionalItems":"no"})", "/additionalItems", "a schema is an object"},
           Refused{R"({"minLength":-1})", "/minLength", "a whole number of at least 0 is needed"},
           Refused{R"({"maxItems":1.5})", "/maxItems", "a whole number of at least 0 is needed"},
           Refused{R"({"maxProperties":"1"})", "/maxProperties",
                   "a whole number of at least 0 is needed"},
           Refused{R"({"minimum":"1"})", "/minimum", "a number is needed"},
           Refused{R"({"exclusiveMinimum":true})", "/exclusiveMinimum",
                   "means nothing without minimum"},
           Refused{R"({"maximum":1,"exclusiveMaximum":1})", "/exclusiveMaximum",
                   "true or false is needed"},
           Refused{R"({"multipleOf":0})", "/multipleOf", "a number greater than 0 is needed"},
           Refused{R"({"multipleOf":-2})", "/multipleOf", "a number greater than 0 is needed"},
           Refused{R"({"multipleOf":12345678901234567891})", "/multipleOf",
                   "the number is too long"},
           Refused{R"({"pattern":"("})", "/pattern",
                   "is no regular expression: Unclosed group near index 1"},
           Refused{R"({"pattern":1})", "/pattern", "a string is needed"},
           Refused{R"({"patternProperties":{"[":{}}})", "/patternProperties/[",
                   "is no regular expression: Unclosed character class near index 1"},
           Refused{R"({"format":1})", "/format", "a string is needed"},
           Refused{R"({"uniqueItems":1})", "/uniqueItems", "true or false is needed"},
           Refused{R"({"allOf":[]})", "/allOf", "an array of at least one schema is needed"},
           Refused{R"({"anyOf":{}})", "/anyOf", "an array of at least one schema is needed"},
           Refused{R"({"oneOf":[1]})", "/oneOf/0", "a schema is an object"},
           Refused{R"({"not":[]})", "/not", "a schema is an object"},
           Refused{R"({"dependencies":{"a":[]}})", "/dependencies/a",
                   "an array of at least one string is needed"},
           Refused{R"({"dependencies":{"a":1}})", "/dependencies/a", "a schema is an object"},
           Refused{R"({"definitions":{"a":{"type":"x"}}})", "/definitions/a/type",
                   "is none of the types array, boolean, integer, null, number, object and string"},
           Refused{R"({"title":1})", "/title", "a string is needed"},
           Refused{R"({"$ref":1})", "/$ref", "a reference is a string"},
           Refused{R"({"$ref":"#"})", "/$ref", "the reference leads only to itself"},
           Refused{R"({"items":{"$ref":"#/a"},"a":{"$ref":"#/items"}})", "/items/$ref",
                   "the reference leads only to itself"},
           Refused{R"({"$ref":"#/a"})", "/$ref", "reference \"#/a\" does not lead to a schema"},
           Refused{R"({"a":[1],"$ref":"#/a/0"})", "/$ref",
                   "reference \"#/a/0\" does not lead to a schema"},
           Refused{R"({"$ref":"#a"})", "/$ref", "reference \"#a\" does not lead to a schema"},
           Refused{R"({"$ref":"other.json"})", "/$ref",
                   "reference \"other.json\" is neither to this document nor to a known model"},
       }) {
    CAPTURE(row.schema);
    const auto compiled = Schema::compile(value_of(row.schema));
    REQUIRE_FALSE(compiled);
    CHECK(compiled.error().path == row.path);
    CHECK(compiled.error().message == row.message);
  }
}
