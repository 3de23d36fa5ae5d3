#include "core/gateway/request_template.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

namespace {

RequestContext context() {
  ConnectionContext connection;
  connection.connection_id = "BFHPhfCWIAMCKlQ=";
  connection.domain_name = "localhost:8080";
  connection.stage = "dev";
  connection.identity.source_ip = "192.0.2.7";
  connection.identity.user_agent = "a \"browser\"";
  RequestContext context;
  context.connection = std::make_shared<const ConnectionContext>(std::move(connection));
  context.route_key = "sendMessage";
  return context;
}

std::string rendered(std::string_view text, std::string_view message = "") {
  const auto parsed = RequestTemplate::parse(text);
  if (!parsed) return "line " + std::to_string(parsed.error().line) + ": " + parsed.error().message;
  return parsed->render(context(), message);
}

}  // namespace

TEST_CASE("Template: references", "[gateway]") {
  constexpr std::string_view kMessage =
      R"({"bigger":{"to":"test","with":"separators"},"list":[{"nested":"bar"}],"foo":"bar","n":null,
          "e":[],"yes":true,"no":false,"zero":0,"half":0.5,"empty":"","quoted":"\"\u00e4\""})";
  struct Row {
    const char* text;
    const char* result;
  };
  for (const Row& row : {
           Row{"$context.connectionId", "BFHPhfCWIAMCKlQ="},
           Row{"$context.identity.sourceIp", "192.0.2.7"},
           Row{"$context.stage/$context.routeKey.", "dev/sendMessage."},
           Row{"$context.unknown|$context.identity.nobody|", "||"},
           Row{"$context.stage.x|", "|"},  // a longer name, which has no value
           Row{"$context.stage-x|", "|"},  // Velocity's names have hyphens
           Row{"${context.stage}-x", "dev-x"},
           Row{"$!context.stage$!{context.stage}", "devdev"},
           Row{"$context.identity.userAgent", "a \"browser\""},  // as it is, as on AWS
           Row{"$input.json('$.foo')", "\"bar\""},
           Row{"$input.path('$.foo')", "bar"},
           Row{"$input.json('$.missing')", "\"\""},
           Row{"$input.path('$.missing')|", "|"},
           Row{"$input.json('$.n')", "null"},
           Row{"$input.path('$.n')|", "|"},
           Row{"$input.json('$.bigger')", R"({"to":"test","with":"separators"})"},
           Row{"$input.json('$.bigger.to')", "\"test\""},
           Row{"$input.json('$.list')", R"([{"nested":"bar"}])"},
           Row{"$input.path('$.list')", R"([{"nested":"bar"}])"},
           Row{"$input.path('$.half') $input.json('$.zero')", "0.5 0"},
           Row{"$input.path('$.yes') $input.json('$.no')", "true false"},
           Row{"$input.json('$.quoted')", "\"\\\"\xC3\xA4\\\"\""},
           Row{"$input.path('$.quoted')", "\"\xC3\xA4\""},
           Row{"$input.json( \"$.foo\" )(x)", "\"bar\"(x)"},
           Row{"${input.json('$.foo')}s", "\"bar\"s"},
           Row{"[$input.path('$.foo').]", "[bar.]"},
       }) {
    CAPTURE(row.text);
    CHECK(rendered(row.text, kMessage) == row.result);
  }
}

TEST_CASE("Template: the whole message", "[gateway]") {
  constexpr std::string_view kMessage = R"({ "b" : 1, "a" : "x" })";
  CHECK(rendered("$input.body", kMessage) == kMessage);
  CHECK(rendered("${input.body}x", kMessage) == std::string(kMessage) + "x");
  CHECK(rendered("$input.json('$')", kMessage) == R"({"b":1,"a":"x"})");
  CHECK(rendered("$input.path('$')", kMessage) == R"({"b":1,"a":"x"})");
  CHECK(rendered("$input.path('$')", "\"text\"") == "text");
}

TEST_CASE("Template: an empty message counts as an empty object", "[gateway]") {
  CHECK(rendered("$input.body") == "{}");
  CHECK(rendered("$input.json('$')") == "{}");
  CHECK(rendered("$input.json('$.a')") == "\"\"");
  CHECK(rendered("$input.path('$.a')|") == "|");
}

TEST_CASE("Template: a message that is not JSON has no members", "[gateway]") {
  CHECK(rendered("$input.body", "some raw data") == "some raw data");
  CHECK(rendered("$input.json('$.x')", "some raw data") == "\"\"");
  CHECK(rendered("$input.json('$')", "some raw data") == "\"\"");
  CHECK(rendered("$input.path('$.x')|", "some raw data") == "|");
  CHECK(rendered("#if($input.path('$.x'))there#end|", "some raw data") == "|");
}

TEST_CASE("Template: what a message says is never read as template", "[gateway]") {
  CHECK(rendered("$input.path('$.a')", R"({"a":"$context.stage #if"})") == "$context.stage #if");
}

TEST_CASE("Template: #if takes what is there and is neither null nor false", "[gateway]") {
  constexpr std::string_view kText = "<#if($input.path('$.a'))yes#end>";
  for (const char* value : {"true", "0", "\"\"", "[]", "{}", "\"false\"", "1.5", "[null]"}) {
    CAPTURE(value);
    CHECK(rendered(kText, "{\"a\":" + std::string(value) + "}") == "<yes>");
  }
  for (const char* message : {"{\"a\":null}", "{\"a\":false}", "{}", "[]", "", "text"}) {
    CAPTURE(message);
    CHECK(rendered(kText, message) == "<>");
  }
}

TEST_CASE("Template: #if inside #if", "[gateway]") {
  constexpr std::string_view kText =
      "1#if($input.path('$.a'))2#if($input.path('$.b'))3#{end}"
      "4#{if} ( ${input.path('$.c')} )5#{end}6#{end}7";
  CHECK(rendered(kText, R"({"a":1,"b":1,"c":1})") == "1234567");
  CHECK(rendered(kText, R"({"a":1,"b":1})") == "123467");
  CHECK(rendered(kText, R"({"a":1,"c":1})") == "124567");
  CHECK(rendered(kText, R"({"b":1,"c":1})") == "17");
}

TEST_CASE("Template: directives on lines of their own leave no empty lines", "[gateway]") {
  constexpr std::string_view kMessage = R"({"a":1})";
  CHECK(rendered("{\n#if($input.path('$.a'))\n  a\n#end\n}", kMessage) == "{\n  a\n}");
  CHECK(rendered("{\r\n#if($input.path('$.a')) \t\r\n  a\r\n#end\t\r\n}", kMessage) ==
        "{\r\n  a\r\n}");
  CHECK(rendered("#if($input.path('$.a'))\n\nx#end\n\ny", kMessage) == "\nx\ny");
  // Blanks before, and blanks that no line end follows, stay.
  CHECK(rendered("  #if($input.path('$.a')) x  #end y", kMessage) == "   x   y");
  CHECK(rendered("$input.path('$.a') \nx", kMessage) == "1 \nx");
}

TEST_CASE("Template: a dollar or number sign that begins nothing is text", "[gateway]") {
  for (const char* text :
       {"$",  "#",  "$5",  "$.x",  "a$ b# c", "$$",      "${",  "${}", "$!",  "$!{",
        "#1", "#{", "#{}", "#[x]", "100 %",   "C:\\dir", "\\n", "#-",  "$-a", ""}) {
    CAPTURE(text);
    CHECK(rendered(text) == text);
  }
  CHECK(rendered("$$context.stage#$context.stage") == "$dev#dev");
}

TEST_CASE("Template: what AWS would not print as it stands is refused, with its place",
          "[gateway]") {
  struct Row {
    const char* text;
    std::size_t column;
    const char* part;  // of the message
  };
  for (const Row& row : {
           Row{"a $foo", 3, "$foo is unknown"},
           Row{"$connect", 1, "$connect is unknown"},
           Row{"$_x", 1, "$_x is unknown"},
           Row{"${foo}", 1, "$foo is unknown"},
           Row{"$contextual.x", 1, "$contextual is unknown"},
           Row{"$util.urlEncode('x')", 1, "$util is unknown"},
           Row{"x $context", 3, "A name must follow $context"},
           Row{"$context.", 1, "A name must follow $context"},
           Row{"$context.5", 1, "A name must follow $context"},
           Row{"$context['stage']", 1, "A name must follow $context"},
           Row{"$context.stage[0]", 15, "Indexes and properties"},
           Row{"$context.stage.length()", 22, "Methods"},
           Row{"$input", 1, "$input has body, json('$.a') and path('$.a')"},
           Row{"$input.params('x')", 1, "$input has body"},
           Row{"$input.body.x", 12, "Indexes and properties"},
           Row{"$input.body()", 12, "Methods"},
           Row{"$input.json", 12, "A ( must follow"},
           Row{"$input.json ('$.a')", 12, "A ( must follow"},
           Row{"$input.json($x)", 13, "A path in quotes"},
           Row{"$input.json('a')", 14, "A path begins with $"},
           Row{"$input.json('')", 14, "A path begins with $"},
           Row{"$input.json('$.a[0]')", 17, "joined by dots"},
           Row{"$input.json('$..a')", 15, "joined by dots"},
           Row{"$input.json('$.a.')", 17, "joined by dots"},
           Row{"$input.json('$.*')", 15, "joined by dots"},
           Row{"$input.json('$[\\'a b\\']')", 15, "joined by dots"},
           Row{"$input.json('$.a\")", 17, "joined by dots"},
           Row{"$input.json('$.a'", 18, "A ) must follow"},
           Row{"$input.json('$.a', 1)", 18, "A ) must follow"},
           Row{"$input.path('$.a').size()", 19, "Indexes and properties"},
           Row{"$input.path('$.a')[0]", 19, "Indexes and properties"},
           Row{"${context.stage", 16, "A } must end"},
           Row{"${context.stage-x y}", 18, "A } must end"},
           Row{"#set($a = 1)", 1, "#set is not supported"},
           Row{"#foreach($x in $y)", 1, "#foreach is not supported"},
           Row{"#else", 1, "#else is not supported"},
           Row{"#hashtag", 1, "#hashtag is not supported"},
           Row{"#{if", 5, "A } must end"},
           Row{"#endif", 1, "#endif is not supported"},
           Row{"x#end", 2, "#end without an #if"},
           Row{"x#if($input.path('$.a'))", 2, "#if without an #end"},
           Row{"#if", 4, "A ( must follow #if"},
           Row{"#if(true)#end", 5, "The condition of #if"},
           Row{"#if(!$input.path('$.a'))#end", 5, "The condition of #if"},
           Row{"#if($context.stage)#end", 5, "The condition of #if"},
           Row{"#if($input.json('$.a'))#end", 5, "The condition of #if"},
           Row{"#if($input.path('$.a') == 1)#end", 24, "The condition of #if"},
           Row{"x ## comment", 3, "Comments"},
           Row{"#* comment *#", 1, "Comments"},
           Row{"#[[ text ]]#", 1, "Comments and unparsed text"},
           Row{"x\\$context.stage", 2, "A backslash before"},
           Row{"\\#if", 1, "A backslash before"},
       }) {
    CAPTURE(row.text);
    const auto parsed = RequestTemplate::parse(row.text);
    REQUIRE_FALSE(parsed.has_value());
    CAPTURE(parsed.error().message);
    CHECK(parsed.error().line == 1);
    CHECK(parsed.error().column == row.column);
    CHECK(parsed.error().message.find(row.part) != std::string::npos);
  }
}

TEST_CASE("Template: an error's place counts lines, and bytes in the line", "[gateway]") {
  const auto place = [](std::string_view text) {
    const auto parsed = RequestTemplate::parse(text);
    REQUIRE_FALSE(parsed.has_value());
    return std::pair(parsed.error().line, parsed.error().column);
  };
  CHECK(place("{\n  \"a\": $foo\n}") == std::pair(std::size_t{2}, std::size_t{8}));
  CHECK(place("\n\n$foo") == std::pair(std::size_t{3}, std::size_t{1}));
  CHECK(place("\xC3\xA4 $foo") == std::pair(std::size_t{1}, std::size_t{4}));
  CHECK(place("#if($input.path('$.a'))\n\n  #if($input.path('$.b'))\n#end") ==
        std::pair(std::size_t{1}, std::size_t{1}));
}

TEST_CASE("Template: cut anywhere it is understood or refused, and never printed in part",
          "[gateway]") {
  constexpr std::string_view kWhole =
      "a$context.stage b${input.json( '$.x.y' )}\n#if($input.path('$.x')) \n$input.body\n#{end}\n";
  int understood = 0;
  for (std::size_t cut = 0; cut <= kWhole.size(); ++cut) {
    CAPTURE(cut);
    const auto parsed = RequestTemplate::parse(kWhole.substr(0, cut));
    if (!parsed) {
      CHECK(parsed.error().line >= 1);
      CHECK(parsed.error().column >= 1);
      CHECK_FALSE(parsed.error().message.empty());
      continue;
    }
    ++understood;
    const std::string result = parsed->render(context(), R"({"x":{"y":1}})");
    CHECK(result.find("context") == std::string::npos);
    CHECK(result.find("input") == std::string::npos);
  }
  CHECK(understood > 10);
  CHECK(rendered(kWhole, R"({"x":{"y":1}})") == "adev b1\n{\"x\":{\"y\":1}}\n");
}
