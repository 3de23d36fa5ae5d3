#include "core/gateway/lambda_response.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

namespace {

std::string text_of(const ProxyResponse& response) {
  std::string text = std::to_string(response.status) + "|";
  for (const NamedValue& header : response.headers) {
    text += header.name + ": " + header.value + "|";
  }
  return text + response.body;
}

}  // namespace

TEST_CASE("Lambda response: what a proxy response may be", "[gateway]") {
  struct Row {
    const char* result;
    const char* text;  // status|name: value|...|body
  };
  for (
      const Row& row : {
          // Nothing: a handler that returns nothing.
          Row{"", "200|"},
          Row{" \r\n", "200|"},
          Row{"null", "200|"},
          Row{" null ", "200|"},
          Row{"{}", "200|"},
          // statusCode
          Row{R"({"statusCode":200})", "200|"},
          Row{R"({"statusCode":"403"})", "403|"},
          Row{R"({"statusCode":500,"body":"still delivered"})", "500|still delivered"},
          Row{R"({"statusCode":100})", "100|"},
          Row{R"({"statusCode":599})", "599|"},
          Row{R"({"statusCode":null})", "200|"},
          Row{R"({"statusCode":404,"statusCode":201})", "201|"},
          // body
          Row{R"({"body":"text"})", "200|text"},
          Row{R"({"body":""})", "200|"},
          Row{R"({"body":null})", "200|"},
          Row{R"({"body":"{\"a\":\"\u00e4\\\"}"})", "200|{\"a\":\"\xC3\xA4\\\"}"},
          // headers
          Row{R"({"headers":{"Sec-WebSocket-Protocol":"chat.v2"}})",
              "200|Sec-WebSocket-Protocol: chat.v2|"},
          Row{R"({"headers":{"a":"x","b":1.50,"c":true,"d":false,"e":-2e3}})",
              "200|a: x|b: 1.50|c: true|d: false|e: -2e3|"},
          Row{R"({"headers":{}})", "200|"},
          Row{R"({"headers":null,"multiValueHeaders":null})", "200|"},
          Row{R"({"multiValueHeaders":{"k":["v1","v2",3]}})", "200|k: v1|k: v2|k: 3|"},
          Row{R"({"multiValueHeaders":{"k":[]}})", "200|"},
          Row{R"({"headers":{"k":"v1","other":"o"},"multiValueHeaders":{"K":["v1","v2"]}})",
              "200|other: o|K: v1|K: v2|"},
          Row{R"({"headers":{"k":"v0"},"multiValueHeaders":{"K":["v1"]}})", "200|k: v0|K: v1|"},
          // isBase64Encoded
          Row{R"({"body":"aGk=","isBase64Encoded":true})", "200|hi"},
          Row{R"({"isBase64Encoded":true,"body":"/+8="})", "200|\xFF\xEF"},
          Row{R"({"body":"aGk=","isBase64Encoded":false})", "200|aGk="},
          Row{R"({"body":"aGk=","isBase64Encoded":null})", "200|aGk="},
          Row{R"({"isBase64Encoded":true})", "200|"},
          // All of them
          Row{R"({"statusCode": 200, "headers": {"k": "v"}, "multiValueHeaders": {"k": ["v1","v2"]},
                 "body": "text", "isBase64Encoded": false})",
              "200|k: v|k: v1|k: v2|text"},
      }) {
    CAPTURE(row.result);
    const auto response = lambda_response(row.result);
    CAPTURE(response ? "" : response.error().text);
    REQUIRE(response);
    CHECK(text_of(*response) == row.text);
  }
}

TEST_CASE("Lambda response: what is malformed", "[gateway]") {
  struct Row {
    const char* result;
    const char* text;
  };
  for (const Row& row : {
           Row{R"({"statusCode":200,"extra":1})", "the member extra is not allowed"},
           Row{R"({"statuscode":200})", "the member statuscode is not allowed"},
           Row{R"({"cookies":[]})", "the member cookies is not allowed"},
           Row{R"("text")", "the result is not an object"},
           Row{"3", "the result is not an object"},
           Row{"true", "the result is not an object"},
           Row{"[]", "the result is not an object"},
           Row{R"([{"statusCode":200}])", "the result is not an object"},
           Row{R"({"statusCode":200.5})", "statusCode must be an integer from 100 to 599"},
           Row{R"({"statusCode":2e2})", "statusCode must be an integer from 100 to 599"},
           Row{R"({"statusCode":"OK"})", "statusCode must be an integer from 100 to 599"},
           Row{R"({"statusCode":""})", "statusCode must be an integer from 100 to 599"},
           Row{R"({"statusCode":" 200"})", "statusCode must be an integer from 100 to 599"},
           Row{R"({"statusCode":true})", "statusCode must be an integer from 100 to 599"},
           Row{R"({"statusCode":[200]})", "statusCode must be an integer from 100 to 599"},
           Row{R"({"statusCode":99})", "statusCode must be an integer from 100 to 599"},
           Row{R"({"statusCode":600})", "statusCode must be an integer from 100 to 599"},
           Row{R"({"statusCode":99999999999999999999})",
               "statusCode must be an integer from 100 to 599"},
           Row{R"({"body":{"a":1}})", "body must be a string"},
           Row{R"({"body":["a"]})", "body must be a string"},
           Row{R"({"body":3})", "body must be a string"},
           Row{R"({"headers":"k: v"})", "headers must be an object"},
           Row{R"({"headers":[]})", "headers must be an object"},
           Row{R"({"headers":{"k":null}})",
               "the value of the header k must be a string, a number or a boolean"},
           Row{R"({"headers":{"k":["v"]}})",
               "the value of the header k must be a string, a number or a boolean"},
           Row{R"({"headers":{"k":{}}})",
               "the value of the header k must be a string, a number or a boolean"},
           Row{R"({"headers":{"k":"a\r\nSet-Cookie: x"}})",
               "the header k is none that HTTP can carry"},
           Row{R"({"headers":{"k":"a\u0000"}})", "the header k is none that HTTP can carry"},
           Row{R"({"headers":{"a b":"v"}})", "the header a b is none that HTTP can carry"},
           Row{R"({"headers":{"":"v"}})", "the header  is none that HTTP can carry"},
           Row{R"({"multiValueHeaders":{"k":"v"}})", "the values of the header k must be a list"},
           Row{R"({"multiValueHeaders":{"k":[null]}})",
               "the value of the header k must be a string, a number or a boolean"},
           Row{R"({"multiValueHeaders":{"k":["a\nb"]}})",
               "the header k is none that HTTP can carry"},
           Row{R"({"multiValueHeaders":3})", "multiValueHeaders must be an object"},
           Row{R"({"isBase64Encoded":"true"})", "isBase64Encoded must be true or false"},
           Row{R"({"isBase64Encoded":1})", "isBase64Encoded must be true or false"},
           Row{R"({"isBase64Encoded":true,"body":"a*"})", "the body is not base64"},
           Row{R"({"a\nb":1})", "the member a b is not allowed"},
       }) {
    CAPTURE(row.result);
    const auto response = lambda_response(row.result);
    REQUIRE_FALSE(response);
    CHECK(response.error().failure == LambdaFailure::malformed);
    CHECK(response.error().text == "Malformed Lambda proxy response: " + std::string(row.text));
  }
}

TEST_CASE("Lambda response: text that is not JSON, cut anywhere, is malformed", "[gateway]") {
  const std::string whole =
      R"({"statusCode":200,"headers":{"a":"b"},"multiValueHeaders":{"k":["v"]},"body":"x"})";
  REQUIRE(lambda_response(whole));
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    CAPTURE(cut);
    CHECK_FALSE(lambda_response(whole.substr(0, cut)));
  }
  for (const char* result : {"{} x", "null null", "nul", "<html>", "{\"body\":\"\xFF\"}"}) {
    CAPTURE(result);
    CHECK_FALSE(lambda_response(result));
  }
}

TEST_CASE("Lambda response: nesting and thousands of headers do no harm", "[gateway]") {
  const std::size_t depth = 100000;
  const std::string deep = std::string(depth, '[') + std::string(depth, ']');
  CHECK_FALSE(lambda_response("{\"body\":" + deep + "}"));
  CHECK_FALSE(lambda_response(deep));
  std::string many = R"({"headers":{"k":"v")";
  for (int i = 0; i < 50000; ++i) many += ",\"h" + std::to_string(i) + "\":\"v\"";
  many += R"(},"multiValueHeaders":{"H1":["v")";
  for (int i = 0; i < 50000; ++i) many += ",\"v" + std::to_string(i) + "\"";
  const auto response = lambda_response(many + "]}}");
  REQUIRE(response);
  CHECK(response->headers.size() == 100001);
}

TEST_CASE("Lambda response: of the whole answer of the Invoke API", "[gateway]") {
  CHECK(text_of(*lambda_response(InvokeAnswer{200, "", R"({"statusCode":201})"})) == "201|");
  CHECK(lambda_response(InvokeAnswer{200, "Unhandled", R"({"statusCode":201})"}).error().failure ==
        LambdaFailure::function_error);
  CHECK(lambda_response(InvokeAnswer{200, "", R"({"errorMessage":"x"})"}).error().failure ==
        LambdaFailure::malformed);
}
