#include "core/gateway/mapping_template.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/gateway/template_fixture.h"

using namespace palaver::gateway;

namespace {

const TemplateFixture kRequest;

std::string rendered(std::string_view text, std::string_view body = "", RenderLimits limits = {}) {
  const auto compiled = MappingTemplate::compile(text);
  if (!compiled) return "refused: " + compiled.error().message;
  const auto result = compiled->render(kRequest.input(body), limits);
  return result ? *result : "fails: " + result.error().message;
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

bool fails_with(std::string_view result, std::string_view part) {
  return result.substr(0, 7) == "fails: " && result.find(part) != std::string_view::npos;
}

}  // namespace

// What templates print is in tests/fixtures/templates.

TEST_CASE("Mapping template: it outlives what it was compiled from, and copies share it",
          "[gateway]") {
  auto text = std::make_unique<std::string>("$context.stage #set($a = 'x')$a$input.json('$.a')");
  auto compiled = MappingTemplate::compile(*text);
  REQUIRE(compiled.has_value());
  text.reset();
  const MappingTemplate copy = *compiled;
  compiled = MappingTemplate::compile("other");
  CHECK(copy.render(kRequest.input(R"({"a":1})")).value_or("") == "devx1");
}

TEST_CASE("Mapping template: an event without handshake has no parameters", "[gateway]") {
  const auto compiled = MappingTemplate::compile("[$input.params('x')]$input.params()");
  REQUIRE(compiled.has_value());
  TemplateInput input = kRequest.input("");
  input.handshake = nullptr;
  CHECK(compiled->render(input).value_or("") == "[]{path={}, querystring={}, header={}}");
}

TEST_CASE("Mapping template: other events have other values", "[gateway]") {
  RequestContext context = kRequest.context;
  context.event_type = EventType::disconnect;
  context.disconnect_status_code = 1001;
  context.disconnect_reason = "Going away";
  context.error_message = "Forbidden";
  context.error_response_type = "ACCESS_DENIED";
  context.error_validation_string = "[x]";
  const auto compiled = MappingTemplate::compile(
      "${context.eventType}[$context.messageId]$context.disconnectStatusCode "
      "$context.disconnectReason $context.error.message $context.error.messageString "
      "$context.error.responseType $context.error.validationErrorString"
      "#if($context.disconnectStatusCode > 1000) code#end");
  REQUIRE(compiled.has_value());
  CHECK(compiled->render({context, kRequest.stage_variables, ""}).value_or("") ==
        "DISCONNECT[]1001 Going away Forbidden \"Forbidden\" ACCESS_DENIED [x] code");
}

TEST_CASE("Mapping template: without an authorizer there is no $context.authorizer", "[gateway]") {
  RequestContext context;
  const auto compiled = MappingTemplate::compile(
      "[$context.authorizer.principalId]#if($context.authorizer)a#end#if($context.identity)b#end");
  REQUIRE(compiled.has_value());
  CHECK(compiled->render({context, kRequest.stage_variables, ""}).value_or("") == "[]b");
}

TEST_CASE("Mapping template: 300 KB are taken, one byte more is not", "[gateway]") {
  CHECK(rendered(std::string(kMaxTemplateBytes, 'x')).size() == kMaxTemplateBytes);
  const auto compiled = MappingTemplate::compile(std::string(kMaxTemplateBytes + 1, 'x'));
  REQUIRE_FALSE(compiled.has_value());
  CHECK(compiled.error().line == 1);
  CHECK(compiled.error().column == 1);
}

TEST_CASE("Mapping template: places count lines, and bytes in the line", "[gateway]") {
  const auto compiled = MappingTemplate::compile("{\n  \"\xC3\xA4\": \n  \xC3\xA4 #if(\n");
  REQUIRE_FALSE(compiled.has_value());
  CHECK(compiled.error().line == 4);
  CHECK(compiled.error().column == 1);
  const auto second = MappingTemplate::compile("\xC3\xA4 ${a");
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().column == 7);
}

// --- Limits ------------------------------------------------------------------------------------

TEST_CASE("Mapping template: steps end loops in loops", "[gateway]") {
  constexpr std::string_view kLoops =
      "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])#end#end#end";
  CHECK(fails_with(rendered(kLoops), "steps"));
  const std::string nested = "#foreach($a in [1..100])#foreach($b in [1..100])x#end#end";
  CHECK(rendered(nested).size() == 10'000);
  CHECK(fails_with(rendered(nested, "", {1000, 1'000'000}), "more than 1000 steps"));
}

TEST_CASE("Mapping template: text does not grow beyond the limit, in variables neither",
          "[gateway]") {
  const RenderLimits limits{1'000'000, 1000};
  CHECK(rendered(std::string(1000, 'x'), "", limits).size() == 1000);
  CHECK(fails_with(rendered(std::string(1001, 'x'), "", limits), "1000 bytes"));
  constexpr std::string_view kDouble = "#set($a = 'x')#foreach($i in [1..64])";
  for (const char* step :
       {"#set($a = $a + $a)", "#set($a = \"$a$a\")", "#set($a = $a.concat($a))",
        "#set($a = $a.replace('x', 'xx'))", "#set($a = $a.replaceAll('x', 'xx'))",
        "#set($a = $util.urlEncode(\"%$a\"))", "#set($a = $util.escapeJavaScript(\"/$a\"))",
        "$a#set($a = \"$a$a\")",
        "#set($a = [$a, $a].toString())#set($b = [$a, $a])#set($a = \"$b\")"}) {
    CAPTURE(step);
    const std::string result = rendered(std::string(kDouble) + step + "#end", "", limits);
    CHECK((fails_with(result, "1000 bytes") || result.substr(0, 7) == "refused" ||
           fails_with(result, "result")));
  }
  // Each text within the limit, all of them together too many.
  CHECK(fails_with(rendered("#set($a = $input.body)#set($l = [])#foreach($i in [1..1000])"
                            "#foreach($j in [1..1000])#set($x = $l.add(\"$a$a\"))#end#end",
                            std::string(100'000, 'x')),
                   "steps"));
}

TEST_CASE("Mapping template: values that hold one another are printed within the limits",
          "[gateway]") {
  // A list that has a list twice that has a list twice ...
  CHECK(fails_with(rendered("#set($l = [1])#foreach($i in [1..100])#set($l = [$l, $l])#end$l"),
                   "steps"));
  CHECK(fails_with(rendered("#set($m = {})#foreach($i in [1..100])#set($m = {'a': $m, 'b': $m})"
                            "#end$m"),
                   ""));
  CHECK(fails_with(rendered("#set($l = $input.path('$'))#foreach($i in [1..100])"
                            "#set($x = $l.addAll($l))#end",
                            "[1]"),
                   "steps"));
  // Lists that hold themselves.
  CHECK(rendered("#set($l = [])#set($x = $l.add($l))#set($y = $l.add($l))$l.size()") == "2");
  CHECK(fails_with(rendered("#set($l = [])#set($x = $l.add($l))#set($x = $l.add($l))$l"), ""));
  CHECK(rendered("#set($l = [])#set($x = $l.add($l))#set($k = [])#set($x = $k.add($k))"
                 "#if($l == $k)a#end#if($l == $l)b#end") == "b");
  // Deep ones are destroyed without stack, compared and printed as far as it goes.
  CHECK(rendered("#set($l = [])#foreach($i in [1..1000])#foreach($j in [1..100])#set($l = [$l])"
                 "#end#end$l.size()") == "1");
}

TEST_CASE("Mapping template: deep nesting is refused, long rows are not", "[gateway]") {
  const auto nested = [](std::string_view open, std::string_view middle, std::string_view close,
                         std::size_t depth) {
    return rendered(repeated(open, depth) + std::string(middle) + repeated(close, depth));
  };
  CHECK(nested("#if(true)", "x", "#end", 50) == "x");
  CHECK(nested("#if(true)", "x", "#end", 100'000 / 13).find("levels of nesting") !=
        std::string::npos);
  CHECK(rendered("#set($a = " + repeated("(", 50) + "1" + repeated(")", 50) + ")$a") == "1");
  for (const char* open : {"(", "[", "{'a': ", "!("}) {
    CAPTURE(open);
    CHECK(rendered("#set($a = " + repeated(open, 20'000)).find("levels of nesting") !=
          std::string::npos);
  }
  CHECK(rendered(repeated("$a.b(", 20'000)).find("levels of nesting") != std::string::npos);
  CHECK(rendered(repeated("$a[", 20'000)).find("levels of nesting") != std::string::npos);
  CHECK(rendered("#set($a = 1" + repeated(" + 1", 20'000) + ")$a") == "20001");
  CHECK(rendered("#if(true" + repeated(" && true", 20'000) + ")x#end") == "x");
  CHECK(rendered("#if(" + repeated("!", 50'001) + "true)x#{else}y#end") == "y");
  CHECK(rendered("#if(false)" + repeated("#elseif(false)", 10'000) + "#{else}x#end") == "x");
  CHECK(rendered(repeated("$a", 20'000)).empty());
  CHECK(rendered("$a" + repeated(".b", 20'000) + repeated("[0]", 20'000)).empty());
}

TEST_CASE("Mapping template: macros that call each other in deep blocks end in an error",
          "[gateway]") {
  const std::string deep = repeated("#if(true)", 90) + "#m()" + repeated("#end", 90);
  CHECK(fails_with(rendered("#macro(m)" + deep + "#end#m()"), "levels of nesting"));
  CHECK(fails_with(rendered("#macro(m $a)#m(\"$a$a\")$a#end#m('x')"), "deep"));
  CHECK(fails_with(rendered("#set($s = '#evaluate($s)#evaluate($s)')#evaluate($s)"), "deep"));
  // Twenty levels of an argument that uses the one before twice.
  CHECK(fails_with(rendered("#macro(m $a)#set($n = $n + 1)#if($n < 20)#m(\"$a$a$a\")#else$a#end#end"
                            "#set($n = 0)#m('x')"),
                   "steps"));
}

TEST_CASE("Mapping template: numbers do not grow without end", "[gateway]") {
  CHECK(fails_with(rendered("#set($a = 10)#foreach($i in [1..64])#set($a = $a * $a)#end$a"),
                   "digits"));
  CHECK(
      fails_with(rendered("#set($a = $input.path('$') * 2)$a", std::string(5000, '9')), "digits"));
  CHECK(rendered("#set($a = -9223372036854775807 - 1)#set($b = $a / -1)$b#set($b = $a % -1) $b") ==
        "9223372036854775808 0");
}

TEST_CASE("Mapping template: expensive regular expressions end in an error", "[gateway]") {
  CHECK(fails_with(rendered("$input.body.matches('(a+)+b')", std::string(100, 'a')), ""));
}

TEST_CASE("Mapping template: a message of 128 KiB is no burden", "[gateway]") {
  std::string message = R"({"list":[)";
  for (int i = 0; message.size() < 127 * 1024; ++i) {
    message += (i > 0 ? "," : "") + std::string(R"({"id":)") + std::to_string(i) + "}";
  }
  message += R"(],"name":"x"})";
  CHECK(rendered("$input.json('$.name')$input.path('$.list').size()", message).substr(0, 3) ==
        "\"x\"");
  CHECK(rendered("#foreach($e in $input.path('$.list'))$e.id,#end", message).size() == 3890);
  CHECK(rendered("$input.json('$')", message) == message);
  CHECK(rendered("$input.path('$')", message).size() > message.size() / 2);
}

TEST_CASE("Mapping template: a message that is nested 100,000 deep renders", "[gateway]") {
  const std::string message =
      "{\"a\":1,\"b\":" + repeated("[", 100'000) + repeated("]", 100'000) + "}";
  CHECK(rendered("$input.json('$.a')", message) == "1");
  CHECK(rendered("$input.path('$.a')", message) == "1");
  CHECK(rendered("#if($input.path('$.b'))x#end", message) == "x");
  CHECK(rendered("[$input.path('$.b')]", message) == "[]");
}

TEST_CASE("Mapping template: bytes that are not UTF-8 and zeros come through", "[gateway]") {
  const std::string odd("a\xFF\0z", 4);
  CHECK(rendered(odd) == odd);
  CHECK(rendered("#set($a = '" + odd + "')$a") == odd);
  CHECK(rendered("$input.body", odd) == odd);
  CHECK(rendered("$input.body.length()", odd) == "4");
  CHECK(rendered("$util.escapeJavaScript($input.body)", odd) == "a\\uFFFD\\u0000z");
  CHECK(rendered("$input.json('$.a')", "{\"a\":\"\xFF\"}") == "\"\"");
}
