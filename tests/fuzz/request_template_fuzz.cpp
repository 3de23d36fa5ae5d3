// Any template and any message: a template is understood or refused with its place, rendering never
// fails, and what is found in a message is what a parser that builds the whole tree finds.
//
// Input: the template, a zero byte, the message. The first part is read as route selection
// expression too.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/gateway/request_template.h"
#include "core/gateway/route_selection.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::gateway;
using Json = nlohmann::json;

// Comparing trees takes stack for each level; longer messages are only looked through.
constexpr std::size_t kComparedBytes = 4096;

void check_message(std::string_view message) {
  const JsonMember whole = find_member(message, {});
  promise(Json::accept(message) == whole.exists(), "JSON is what the other parser takes for it");
  const JsonMember a = find_member(message, {"a"});
  promise((a.kind == JsonKind::not_json) == !whole.exists(), "all paths agree on what is JSON");
  if (!whole.exists() || message.size() > kComparedBytes) return;

  const Json tree = Json::parse(message, nullptr, false);
  promise(Json::parse(whole.json(), nullptr, false) == tree, "the compact text says the same");
  const bool has_a = tree.is_object() && tree.contains("a");
  promise(a.exists() == has_a, "a member is found when there is one");
  promise(!has_a || Json::parse(a.json(), nullptr, false) == tree["a"], "it is the right one");
}

void check_template(std::string_view text, std::string_view message) {
  ConnectionContext connection;
  connection.connection_id = "BFHPhfCWIAMCKlQ=";
  connection.domain_name = "localhost:8080";
  RequestContext context;
  context.connection = std::make_shared<const ConnectionContext>(std::move(connection));
  const auto parsed = RequestTemplate::parse(text);
  if (!parsed) {
    const TemplateError& error = parsed.error();
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    promise(error.line >= 1 && error.line <= lines, "an error's line is in the text");
    promise(error.column >= 1 && error.column <= text.size() + 1, "its column is in the text");
    promise(!error.message.empty(), "it says what is wrong");
    return;
  }
  const std::string result = parsed->render(context, message);
  const bool plain = text.find_first_of("$#") == std::string_view::npos;
  promise(!plain || result == text, "plain text is printed as it is");
}

void check_expression(std::string_view text, std::string_view message) {
  const auto parsed = RouteSelectionExpression::parse(text);
  if (!parsed) {
    promise(parsed.error().offset <= text.size(), "an error's offset is in the text");
    return;
  }
  const std::vector<std::string> keys = {"$connect", "a", "$disconnect"};
  const std::string* route = select_route(*parsed, message, keys);
  promise(route == nullptr || route == &keys[1], "no message reaches $connect or $disconnect");
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string zero(1, '\0');
  return {
      "{\"ConnectionId\":\"$context.connectionId\",\"Message\":$input.json('$.message')"
      "#if($input.path('$.details')),\"Details\":$input.json('$.details')#end}" +
          zero + R"({"action":"sendMessage","message":"Hello","details":{"a":[1,2.5e3,null]}})",
      "${input.path( \"$.a.b\" )}$input.body $!{context.stage}-\n#{if}($input.path('$.a')) "
      "\r\n#{end}\n" +
          zero + R"({"a":{"b":"\u00e4\ud83d\udc4b"},"a":{"b":false}})",
      "${request.body.action}/$request.body.a.b\\$" + zero + R"({"action":"x","a":{"b":-0}})",
      "$request.body.a" + zero + R"({"a":"$connect"})",
      "plain" + zero + "[[[{\"a\":[]}]]]",
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = std::min(input.find('\0'), input.size());
  const std::string_view text = input.substr(0, zero);
  const std::string_view message = input.substr(std::min(zero + 1, input.size()));
  check_message(message);
  check_template(text, message);
  check_expression(text, message);
  return 0;
}
