// Any expression and any message: an expression is understood or refused with its place; what it
// gives piece by piece is what it gives at once; a table of routes picks the route of that key, and
// never $connect or $disconnect.
//
// Input: the expression's kind, the expression, a zero byte, the message.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/route_table.h"
#include "core/gateway/selection_expression.h"
#include "core/json/member.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::gateway;

constexpr std::array kKinds = {ExpressionKind::route,
                               ExpressionKind::model,
                               ExpressionKind::request_template,
                               ExpressionKind::response_template,
                               ExpressionKind::integration_response,
                               ExpressionKind::route_response,
                               ExpressionKind::api_key};

// Has enough after some bytes.
class CutSink final : public json::TextSink {
 public:
  explicit CutSink(std::size_t room) : room_(room) {}
  bool add(std::string_view piece) override {
    promise(text.size() <= room_, "nothing comes after enough");
    text += piece;
    return text.size() <= room_;
  }
  std::string text;

 private:
  std::size_t room_;
};

void check_table(const SelectionExpression& expression, std::string_view message,
                 const std::optional<std::string>& key) {
  const bool is_json = json::is_json(message);
  promise(key.has_value() == (is_json || !expression.needs_request_body()),
          "a key is missing when the body is needed and is not JSON");
  std::vector<std::string> keys = {"$connect", "a", "$disconnect", "ab", "", "b/"};
  if (key && key->size() < 1000 && key->substr(0, 1) != "$") {
    keys.push_back(*key + "x");
    keys.push_back(*key);
    keys.push_back(key->substr(0, key->size() / 2));
  }
  std::optional<std::size_t> expected;
  if (key && is_json && !key->empty() && key->front() != '$') {
    const auto found = std::find(keys.begin(), keys.end(), *key);
    if (found != keys.end()) expected = static_cast<std::size_t>(found - keys.begin());
  }
  promise(RouteTable(expression, keys).select(message) == expected, "the route is that of the key");
  keys.insert(keys.begin(), "$default");
  const auto place = RouteTable(expression, keys).select(message);
  promise(place == (expected ? *expected + 1 : 0), "without a route of its own it is the default");
}

}  // namespace

std::vector<std::string> seeds() {
  const auto input = [](char kind, std::string_view expression, std::string_view message) {
    return std::string(1, kind).append(expression).append(1, '\0').append(message);
  };
  return {
      input(0, "$request.body.action", R"({"action":"sendMessage","message":"Hello"})"),
      input(0, "${request.body.a}/${request.body.b[-1]['c\\'d']}-\\$x",
            R"({"a":"ab","b":[1,{"c'd":"\u0061"}]})"),
      input(1, "$request.body[0].a$request.body[1]", R"([{"a":["x",null,[1],{"y":2}]},true])"),
      input(3,
            "$integration.response.statuscode $integration.response.header.Content-Type "
            "${integration.response.multivalueheader.X-a}",
            "text/plain"),
      input(4, "$integration.response.body.errorMessage", R"({"errorMessage":"NotFound"})"),
      input(2, "${request.body..a[?(@.b =~ /x.*/)].b}$request.body.c[*]['d','e'][1:]",
            R"({"a":[{"b":"xy"}],"c":[{"d":[1,2],"e":{"a":[]}}]})"),
      input(5, "$default", "{}"),
      input(6, "$context.authorizer.usageIdentifierKey", "key"),
      input(2, "\\$default", "not JSON"),
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  if (size == 0) return 0;
  // Bytes as characters: the one cast that this needs.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const ExpressionKind kind = kKinds[data[0] % kKinds.size()];
  const std::string_view text = input.substr(1, input.find('\0', 1) - 1);
  const std::string_view message = input.substr(std::min(size, text.size() + 2));

  const auto parsed = SelectionExpression::parse(text, kind);
  if (!parsed) {
    promise(parsed.error().offset <= text.size(), "an error's offset is in the text");
    promise(!parsed.error().message.empty(), "it says what is wrong");
    return 0;
  }
  promise(parsed->text() == text, "an expression keeps its text");
  const std::vector<NamedValue> headers = {{"Content-Type", std::string(message)}, {"x-A", "1"}};
  SelectionInput values;
  values.request_body = message;
  values.response_body = message;
  values.response_status = static_cast<int>(size);
  values.response_headers = &headers;
  const std::optional<std::string> key = parsed->evaluate(values);
  promise(!parsed->constant() || key == parsed->evaluate({}), "a constant needs nothing");
  if (key) {
    CutSink sink(data[0]);
    const auto outcome = parsed->write(values, sink);
    promise((outcome == SelectionExpression::Outcome::whole) == (key->size() <= data[0]),
            "the sink decides how much is written");
    promise(key->substr(0, sink.text.size()) == sink.text, "it is the start of the whole");
  }
  if (kind == ExpressionKind::route) check_table(*parsed, message, key);
  return 0;
}
