// Any template and any message: a template is compiled or refused with its place; rendering ends
// within its limits, with an output or with the place where it failed; and it is the same each
// time.
//
// Input: the template, a zero byte, the message.

#include <algorithm>
#include <string>
#include <string_view>

#include "core/gateway/mapping_template.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::gateway;

// Small, so that many inputs are tried.
constexpr RenderLimits kLimits{20'000, 20'000};

void check_place(std::string_view text, std::size_t line, std::size_t column) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  promise(line >= 1 && line <= lines, "an error's line is in the text");
  promise(column >= 1 && column <= text.size() + 1, "its column is in the text");
}

void check(std::string_view text, std::string_view message) {
  const auto compiled = MappingTemplate::compile(text);
  if (!compiled) {
    check_place(text, compiled.error().line, compiled.error().column);
    promise(!compiled.error().message.empty(), "it says what is wrong");
    return;
  }
  ConnectionContext connection;
  connection.connection_id = "BFHPhfCWIAMCKlQ=";
  RequestContext context;
  context.connection = std::make_shared<const ConnectionContext>(std::move(connection));
  const StringMap stage_variables = {{"a", "b"}};
  const HandshakeRequest handshake = {{{"Host", "localhost"}}, {{"a", "1"}}};
  const TemplateInput input = {context, stage_variables, message, &handshake};

  const auto rendered = compiled->render(input, kLimits);
  const auto again = compiled->render(input, kLimits);
  promise(rendered.has_value() == again.has_value(), "it renders each time or never");
  if (!rendered) {
    check_place(text, rendered.error().line, rendered.error().column);
    promise(!rendered.error().message.empty(), "it says what went wrong");
    promise(rendered.error().message == again.error().message, "it fails the same way each time");
    return;
  }
  promise(*rendered == *again, "it renders the same each time");
  promise(rendered->size() <= kLimits.output_bytes, "the output is within its limit");
  const bool plain = text.find_first_of("$#\\") == std::string_view::npos;
  promise(!plain || *rendered == text, "plain text is printed as it is");
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string zero(1, '\0');
  return {
      "{\"ConnectionId\":\"$context.connectionId\",\"Message\":$input.json('$.message')"
      "#if($input.path('$.details')),\"Details\":$input.json('$.details')#end}" +
          zero + R"({"action":"sendMessage","message":"Hello","details":{"a":[1,2.5e3,null]}})",
      "#set($r = $input.path('$'))[#foreach($u in $r.users)\"$util.escapeJavaScript($u.name)"
      ".replaceAll(\"\\\\'\",\"'\")\"#if($foreach.hasNext), #end#end\n]" +
          zero + R"({"users":[{"name":"Ann"},{"name":"O'Neil"}]})",
      "#macro(m $a $b)[$a|$b$bodyContent]#end#@m('x' [1..3])body#end#m({\"k\": \"$x\"} 2)" + zero,
      "#set($l = [])#foreach($i in [5..1])#if($i == 2)#break#elseif($i % 2 == 1)$i#{else}"
      "#set($x = $l.add($i))#end#end$l $l[-1] $l.get(0) ${l.size()}## end\n#* c *##[[ $t ]]#" +
          zero,
      "#define($d)$context.stage#end#evaluate(\"$d#set($q = '\\$')$q\")\\$d \\\\$d \\#if "
      "$!{u.v()}" +
          zero,
      "#set($m = {\"a\": 1, 'b': [true, -1.5, $u]})#set($m.c = $m.b)#set($m['d'] = \"\\u00e4\"\"\")"
      "$m $m.keySet() #foreach($e in $m.entrySet())$e.key=$e.value #end" +
          zero,
      "#if((1 + 2 * 3 - 4 / 2 % 5 >= 1.5 && !false) || 'a' eq \"b\" and not $u)x#end #stop" + zero,
      "#set($a = 9223372036854775807 * 9223372036854775807)#set($b = $a / 3)$b $a" + zero,
      "$util.parseJson($input.body).a.b[0] $util.urlEncode($input.path('$..b')) "
      "$util.base64Decode($util.base64Encode('x')) $stageVariables.a $input.params().header.Host" +
          zero + R"({"a":{"b":["\u00e4\ud83d\udc4b"]}})",
      "#set($s = 'a1b2')$s.split('\\d') $s.substring(1, 3) $s.replaceAll('([a-z])', '<$1>') "
      "$s.toUpperCase().indexOf('B') $s.matches('.*')" +
          zero,
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Bytes as characters: the one cast that this needs.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = std::min(input.find('\0'), input.size());
  palaver::fuzz::check(input.substr(0, zero), input.substr(std::min(zero + 1, input.size())));
  return 0;
}
