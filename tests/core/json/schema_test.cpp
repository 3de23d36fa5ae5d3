#include "core/json/schema.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/core/json/schema_rows.h"

using namespace palaver::json;

TEST_CASE("Schema: a message of a chat against its model, in the words that AWS uses", "[json]") {
  constexpr const char* kModel = R"({
    "$schema": "http://json-schema.org/draft-04/schema#", "title": "sendmessage", "type": "object",
    "required": ["action", "message"], "additionalProperties": false,
    "properties": {
      "action": {"type": "string", "enum": ["sendmessage"]},
      "message": {"type": "string", "minLength": 1, "maxLength": 10},
      "room": {"$ref": "#/definitions/id"},
      "urgent": {"type": ["boolean", "null"]}
    },
    "definitions": {"id": {"type": "integer", "minimum": 1}}
  })";
  check({
      {kModel, R"({"action":"sendmessage","message":"hi"})", "[]"},
      {kModel, R"({"action":"sendmessage","message":"hi","room":1,"urgent":null})", "[]"},
      {kModel, R"({"message":"hi"})", R"([object has missing required properties (["action"])])"},
      {kModel, "{}", R"([object has missing required properties (["action","message"])])"},
      {kModel, R"({"action":"sendmessage","message":7})",
       R"([instance type (integer) does not match any allowed primitive type (allowed: ["string"])])"},
      {kModel, R"("hi")",
       R"([instance type (string) does not match any allowed primitive type (allowed: ["object"])])"},
      {kModel, R"({"action":"x","message":"hi"})",
       R"([instance value ("x") not found in enum (possible values: ["sendmessage"])])"},
      {kModel, R"({"action":"sendmessage","message":""})",
       R"([string "" is too short (length: 0, required minimum: 1)])"},
      {kModel, R"({"action":"sendmessage","message":"hi","room":0})",
       "[numeric instance is lower than the required minimum (minimum: 1, found: 0)]"},
      {kModel, R"({"action":"sendmessage","message":"hi","b":1,"a":1})",
       R"([object instance has properties which are not allowed by the schema: ["a","b"]])"},
      // Several mistakes: of members in the order of their names...
      {kModel, R"({"urgent":1,"message":"","action":"sendmessage"})",
       R"([string "" is too short (length: 0, required minimum: 1), )"
       R"(instance type (integer) does not match any allowed primitive type (allowed: ["boolean","null"])])"},
      // ... of keywords in the order of theirs, and nothing about the inside of what is wrong.
      {kModel, R"({"extra":1,"action":"x"})",
       R"([object instance has properties which are not allowed by the schema: ["extra"], )"
       R"(object has missing required properties (["message"])])"},
  });
}

TEST_CASE("Schema: keywords for any value", "[json]") {
  check({
      {"{}", "[1,{\"a\":null}]", "[]"},
      {R"({"type":"null"})", "null", "[]"},
      {R"({"type":"boolean"})", "false", "[]"},
      {R"({"type":"boolean"})", "0",
       R"([instance type (integer) does not match any allowed primitive type (allowed: ["boolean"])])"},
      {R"({"type":"integer"})", "12", "[]"},
      {R"({"type":"integer"})", "123456789012345678901234567890", "[]"},
      {R"({"type":"integer"})", "1.5",
       R"([instance type (number) does not match any allowed primitive type (allowed: ["integer"])])"},
      {R"({"type":"integer"})", "1.0",
       R"([instance type (number) does not match any allowed primitive type (allowed: ["integer"])])"},
      {R"({"type":"number"})", "1", "[]"},
      {R"({"type":"number"})", "1.5", "[]"},
      {R"({"type":"number"})", "\"1\"",
       R"([instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])])"},
      {R"({"type":"array"})", "[]", "[]"},
      {R"({"type":"array"})", "{}",
       R"([instance type (object) does not match any allowed primitive type (allowed: ["array"])])"},
      {R"({"type":["string","array"]})", "null",
       R"([instance type (null) does not match any allowed primitive type (allowed: ["array","string"])])"},
      {R"({"type":["string","null"]})", "null", "[]"},
      {R"({"enum":["a",1,null,[1],{"a":1}]})", "\"a\"", "[]"},
      {R"({"enum":[1]})", "1.0", "[]"},
      {R"({"enum":[1e2]})", "100", "[]"},
      {R"({"enum":[{"a":1,"b":[2]}]})", R"({"b":[2.0],"a":1})", "[]"},
      {R"({"enum":[[1,2]]})", "[2,1]",
       "[instance value ([2,1]) not found in enum (possible values: [[1,2]])]"},
      {R"({"enum":["1"]})", "1",
       R"([instance value (1) not found in enum (possible values: ["1"])])"},
      {R"({"enum":[true]})", "\"true\"",
       R"([instance value ("true") not found in enum (possible values: [true])])"},
      {R"({"allOf":[{"type":"string"},{"minLength":2}]})", "\"ab\"", "[]"},
      {R"({"allOf":[{"type":"string"},{"minLength":2}]})", "\"a\"",
       "[instance failed to match all required schemas (matched only 1 out of 2)]"},
      {R"({"anyOf":[{"type":"string"},{"minimum":2}]})", "3", "[]"},
      {R"({"anyOf":[{"type":"string"},{"minimum":2}]})", "1",
       "[instance failed to match at least one required schema among 2]"},
      {R"({"oneOf":[{"type":"string"},{"minimum":2}]})", "1",
       "[instance failed to match exactly one schema (matched 0 out of 2)]"},
      {R"({"oneOf":[{"type":"integer"},{"minimum":2}]})", "1", "[]"},
      {R"({"oneOf":[{"type":"integer"},{"minimum":2}]})", "2",
       "[instance failed to match exactly one schema (matched 2 out of 2)]"},
      {R"({"not":{"type":"string"}})", "1", "[]"},
      {R"({"not":{"type":"string"}})", "\"\"",
       "[instance matched a schema which it should not have]"},
      {R"({"not":{"not":{"type":"string"}}})", "\"\"", "[]"},
      {R"({"anyOf":[{"properties":{"a":{"type":"null"}}},{"required":["b"]}]})", R"({"a":1})",
       "[instance failed to match at least one required schema among 2]"},
      {R"({"title":"t","description":"d","default":1,"id":"x","example":[]})", "1", "[]"},
  });
}

TEST_CASE("Schema: keywords for numbers", "[json]") {
  check({
      {R"({"minimum":1})", "1", "[]"},
      {R"({"minimum":1})", "0.99",
       "[numeric instance is lower than the required minimum (minimum: 1, found: 0.99)]"},
      {R"({"minimum":1.0})", "0",
       "[numeric instance is lower than the required minimum (minimum: 1, found: 0)]"},
      {R"({"minimum":-1.5})", "-2",
       "[numeric instance is lower than the required minimum (minimum: -1.5, found: -2)]"},
      {R"({"minimum":1,"exclusiveMinimum":true})", "1",
       "[numeric instance is not strictly greater than the required minimum 1]"},
      {R"({"minimum":1,"exclusiveMinimum":true})", "1.0",
       "[numeric instance is not strictly greater than the required minimum 1]"},
      {R"({"minimum":1,"exclusiveMinimum":true})", "1.01", "[]"},
      {R"({"minimum":1,"exclusiveMinimum":false})", "1", "[]"},
      {R"({"maximum":100})", "100", "[]"},
      {R"({"maximum":100})", "101",
       "[numeric instance is greater than the required maximum (maximum: 100, found: 101)]"},
      {R"({"maximum":100,"exclusiveMaximum":true})", "100",
       "[numeric instance is not strictly lower than the required maximum 100]"},
      {R"({"maximum":9007199254740993})", "9007199254740993", "[]"},
      {R"({"maximum":9007199254740992})", "9007199254740993",
       "[numeric instance is greater than the required maximum "
       "(maximum: 9007199254740992, found: 9007199254740993)]"},
      {R"({"maximum":18446744073709551615})", "18446744073709551616",
       "[numeric instance is greater than the required maximum "
       "(maximum: 18446744073709551615, found: 18446744073709551616)]"},
      {R"({"maximum":1})", "\"2\"", "[]"},  // about numbers only
      {R"({"multipleOf":3})", "9", "[]"},
      {R"({"multipleOf":3})", "0", "[]"},
      {R"({"multipleOf":3})", "-9", "[]"},
      {R"({"multipleOf":3})", "10", "[remainder of division is not zero (10 / 3)]"},
      {R"({"multipleOf":0.01})", "19.99", "[]"},  // exact, as decimals are
      {R"({"multipleOf":0.1})", "0.3", "[]"},
      {R"({"multipleOf":0.1})", "0.35", "[remainder of division is not zero (0.35 / 0.1)]"},
      {R"({"multipleOf":10})", "1e3", "[]"},
      {R"({"multipleOf":1000})", "100", "[remainder of division is not zero (100 / 1000)]"},
      {R"({"multipleOf":7})", "123456789012345678901234567890", "[]"},
      {R"({"multipleOf":7})", "123456789012345678901234567894",
       "[remainder of division is not zero (123456789012345678901234567894 / 7)]"},
      {R"({"multipleOf":1e-300})", "1e300", "[]"},
  });
}

TEST_CASE("Schema: keywords for strings", "[json]") {
  check({
      {R"({"minLength":2})", R"("ab")", "[]"},
      {R"({"minLength":2})", R"("a")",
       R"([string "a" is too short (length: 1, required minimum: 2)])"},
      {R"({"maxLength":2})", R"("ab")", "[]"},
      {R"({"maxLength":2})", R"("abc")",
       R"([string "abc" is too long (length: 3, maximum allowed: 2)])"},
      // Code points, neither bytes nor UTF-16.
      {R"({"maxLength":1})", R"("\ud83d\udc4b")", "[]"},
      {R"({"minLength":2})", "\"\xC3\xA4\"",
       "[string \"\xC3\xA4\" is too short (length: 1, required minimum: 2)]"},
      {R"({"minLength":2})", "1", "[]"},
      {R"({"pattern":"b+"})", R"("abbc")", "[]"},  // anywhere
      {R"({"pattern":"^b+$"})", R"("abbc")",
       R"([ECMA 262 regex "^b+$" does not match input string "abbc"])"},
      {R"({"pattern":"^[A-Z]{3}-\\d+$"})", R"("ABC-12")", "[]"},
      {R"({"pattern":"^\\w+$"})", R"("a b")",
       R"([ECMA 262 regex "^\w+$" does not match input string "a b"])"},
      {R"({"pattern":"a"})", "1", "[]"},
      // JavaScript's patterns, not Java's.
      {R"({"pattern":"^[^[]+$"})", R"("a\n")", "[]"},
      {R"({"pattern":"^a$"})", R"("a\n")",
       "[ECMA 262 regex \"^a$\" does not match input string \"a\n\"]"},
      {R"({"format":"date-time"})", R"("2024-11-11T12:35:24Z")", "[]"},
      {R"({"format":"date-time"})", R"("2024-11-11")",
       "[string \"2024-11-11\" is invalid against requested date format(s) "
       "[yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z]]"},
      {R"({"format":"email"})", R"("me")", R"([string "me" is not a valid email address])"},
      {R"({"format":"hostname"})", R"("-")", R"([string "-" is not a valid hostname])"},
      {R"({"format":"ipv4"})", R"("1.2.3")", R"([string "1.2.3" is not a valid IPv4 address])"},
      {R"({"format":"ipv6"})", R"("1")", R"([string "1" is not a valid IPv6 address])"},
      {R"({"format":"uri"})", R"("a b")", R"([string "a b" is not a valid URI])"},
      {R"({"format":"regex"})", R"("(")",
       R"([string "(" is not a valid ECMA 262 regular expression])"},
      {R"({"format":"uuid"})", R"("1")", R"([input string "1" is not a valid UUID])"},
      {R"({"format":"whatever"})", R"("x")", "[]"},
      {R"({"format":"email"})", "1", "[]"},
      {R"({"minLength":9,"format":"ipv4","pattern":"x"})", R"("y")",
       R"([string "y" is too short (length: 1, required minimum: 9), )"
       R"(ECMA 262 regex "x" does not match input string "y", string "y" is not a valid IPv4 address])"},
  });
}

TEST_CASE("Schema: keywords for arrays", "[json]") {
  check({
      {R"({"items":{"type":"integer"}})", "[1,2]", "[]"},
      {R"({"items":{"type":"integer"}})", "[]", "[]"},
      {R"({"items":{"type":"integer"}})", R"([1,"a",null])",
       R"([instance type (string) does not match any allowed primitive type (allowed: ["integer"]), )"
       R"(instance type (null) does not match any allowed primitive type (allowed: ["integer"])])"},
      {R"({"items":[{"type":"integer"},{"type":"string"}]})", R"([1,"a",null])", "[]"},
      {R"({"items":[{"type":"integer"},{"type":"string"}]})", "[1]", "[]"},
      {R"({"items":[{"type":"integer"}],"additionalItems":false})", "[1]", "[]"},
      {R"({"items":[{"type":"integer"}],"additionalItems":false})", "[1,2,3]",
       "[schema only allows 1 elements in array but instance has 3 elements]"},
      {R"({"items":[{}],"additionalItems":{"type":"null"}})", "[1,null,2]",
       R"([instance type (integer) does not match any allowed primitive type (allowed: ["null"])])"},
      {R"({"items":{},"additionalItems":false})", "[1,2]", "[]"},
      {R"({"additionalItems":false})", "[1,2]", "[]"},
      {R"({"minItems":1})", "[]",
       "[array is too short: must have at least 1 elements but instance has 0 elements]"},
      {R"({"maxItems":1})", "[1,2]",
       "[array is too long: must have at most 1 elements but instance has 2 elements]"},
      {R"({"minItems":1,"maxItems":2})", "[1,2]", "[]"},
      {R"({"minItems":1})", "{}", "[]"},
      {R"({"uniqueItems":true})", "[1,2,\"1\",true,null,[1],{\"a\":1}]", "[]"},
      {R"({"uniqueItems":true})", "[1,2,1.0]", "[array must not contain duplicate elements]"},
      {R"({"uniqueItems":true})", R"([{"a":1,"b":2},{"b":2,"a":1}])",
       "[array must not contain duplicate elements]"},
      {R"({"uniqueItems":true})", R"([["ab"],["a","b"]])", "[]"},
      {R"({"uniqueItems":false})", "[1,1]", "[]"},
  });
}

TEST_CASE("Schema: keywords for objects", "[json]") {
  check({
      {R"({"required":["a","b"]})", R"({"a":null,"b":1})", "[]"},
      {R"({"required":["b","a"]})", "{}",
       R"([object has missing required properties (["a","b"])])"},
      {R"({"required":["a"]})", "[]", "[]"},
      {R"({"properties":{"a":{"type":"null"}}})", R"({"b":1})", "[]"},
      {R"({"properties":{"a":{"properties":{"b":{"type":"null"}}}}})", R"({"a":{"b":1}})",
       R"([instance type (integer) does not match any allowed primitive type (allowed: ["null"])])"},
      {R"({"properties":{"$ref":{"type":"null"}}})", R"({"$ref":null})", "[]"},
      {R"({"minProperties":1})", "{}",
       "[object has too few properties (found 0 but schema requires at least 1)]"},
      {R"({"maxProperties":1})", R"({"a":1,"b":2})",
       "[object has too many properties (found 2 but schema requires at most 1)]"},
      {R"({"patternProperties":{"^x-":{"type":"string"}}})", R"({"x-a":"1","b":2})", "[]"},
      {R"({"patternProperties":{"^x-":{"type":"string"}}})", R"({"x-a":1})",
       R"([instance type (integer) does not match any allowed primitive type (allowed: ["string"])])"},
      {R"({"properties":{"x-a":{"minimum":5}},"patternProperties":{"^x":{"maximum":3}}})",
       R"({"x-a":4})",
       "[numeric instance is lower than the required minimum (minimum: 5, found: 4), "
       "numeric instance is greater than the required maximum (maximum: 3, found: 4)]"},
      {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1})", "[]"},
      {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"b":1})",
       R"([object instance has properties which are not allowed by the schema: ["b"]])"},
      {R"({"patternProperties":{"^x":{}},"additionalProperties":false})", R"({"x1":1,"y":2})",
       R"([object instance has properties which are not allowed by the schema: ["y"]])"},
      {R"({"properties":{"a":{}},"additionalProperties":{"type":"string"}})",
       R"({"a":1,"b":"2","c":3})",
       R"([instance type (integer) does not match any allowed primitive type (allowed: ["string"])])"},
      {R"({"additionalProperties":true})", R"({"a":1})", "[]"},
      {R"({"dependencies":{"card":["street","city"]}})", R"({"card":1,"city":"x","street":"y"})",
       "[]"},
      {R"({"dependencies":{"card":["street","city"]}})", R"({"card":1,"city":"x"})",
       R"([property "card" of object has missing property dependencies )"
       R"((schema requires ["city","street"]; missing: ["street"])])"},
      {R"({"dependencies":{"card":["street"]}})", R"({"city":"x"})", "[]"},
      {R"({"dependencies":{"card":{"required":["street"]}}})", R"({"card":1})",
       R"([object has missing required properties (["street"])])"},
      {R"({"dependencies":{"card":{"required":["street"]}}})", "{}", "[]"},
  });
}

TEST_CASE("Schema: what is wrong has its place in the value", "[json]") {
  const Schema schema = schema_of(
      R"({"properties":{"a/b":{"items":{"properties":{"~":{"type":"null"}}}},"c":{"type":"null"}}})");
  const auto violations = schema.validate(value_of(R"({"c":1,"a/b":[{},{"~":1}]})"));
  REQUIRE(violations.size() == 2);
  CHECK(violations[0].pointer == "/a~1b/1/~0");
  CHECK(violations[1].pointer == "/c");
  CHECK(schema_of(R"({"type":"null"})").validate(value_of("1"))[0].pointer.empty());
}

TEST_CASE("Schema: neither schema nor value makes it work for long", "[json]") {
  const auto repeated = [](std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
  };
  // Twice the work with each level.
  const Schema doubling =
      schema_of(R"({"anyOf":[{"properties":{"a":{"$ref":"#"}},"required":["a"]},)"
                R"({"properties":{"a":{"$ref":"#"}},"required":["b"]}]})");
  const auto too_long =
      doubling.validate(value_of(repeated("{\"b\":1,\"a\":", 100) + "{}" + repeated("}", 100)));
  REQUIRE(too_long.size() == 1);
  CHECK(too_long[0].message == "the value takes too many steps to validate");

  const Schema pattern = schema_of(R"({"items":{"pattern":"^(a+)+$"}})");
  const auto stuck = pattern.validate(value_of("[\"" + std::string(50, 'a') + "b\"]"));
  REQUIRE(stuck.size() == 1);
  CHECK(stuck[0].pointer == "/0");
  CHECK(stuck[0].message == "a regular expression takes too long for the value");

  const Schema deep = schema_of(R"({"items":{"allOf":[{"allOf":[{"allOf":[{"$ref":"#"}]}]}]}})");
  const auto nested = deep.validate(value_of(repeated("[", 500) + repeated("]", 500)));
  REQUIRE(nested.size() == 1);
  CHECK(nested[0].message == "the value is nested too deeply to be validated");

  // A list in itself.
  Value loop = Value::list();
  Heap heap;
  heap.hold(loop);
  loop.as_list()->push_back(loop);
  const auto endless = schema_of(R"({"items":{"$ref":"#"}})").validate(loop);
  REQUIRE(endless.size() == 1);
  CHECK(endless[0].message == "the value is nested too deeply to be validated");
  CHECK_FALSE(schema_of(R"({"uniqueItems":true})").validate(loop).empty());
  CHECK_FALSE(schema_of(R"({"enum":[1]})").validate(loop).empty());

  const auto many = schema_of(R"({"items":{"type":"null"}})")
                        .validate(value_of("[" + repeated("1,", 10'000) + "1]"));
  CHECK(many.size() == kMaxViolations);

  const auto quoted = schema_of(R"({"maxLength":1})")
                          .validate(value_of("\"" + repeated("\xC3\xA4", 50'000) + "\""));
  REQUIRE(quoted.size() == 1);
  CHECK(quoted[0].message == "string \"" + repeated("\xC3\xA4", kMaxQuotedBytes / 2) +
                                 "...\" is too long (length: 50000, maximum allowed: 1)");

  const std::string wide = "{\"anyOf\":[{}" + repeated(",{}", kMaxSchemas) + "]}";
  CHECK_FALSE(Schema::compile(value_of(wide)));
  const std::string tall = repeated("{\"not\":", 490) + "{}" + repeated("}", 490);
  CHECK(schema_of(tall).validate(value_of("1")).empty());
}
