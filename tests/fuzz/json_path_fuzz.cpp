// Any path and any JSON: a path is understood or refused with its place, evaluating it ends within
// its steps and the same way every time, and what a plain path finds is what is found without
// building a value. JSON that is parsed and printed says the same.
//
// Input: the path, a zero byte, the JSON.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/json/json_path.h"
#include "core/json/member.h"
#include "core/json/parse.h"
#include "core/json/print.h"
#include "tests/fuzz/fuzz_target.h"

namespace palaver::fuzz {
namespace {

using namespace palaver::json;

constexpr std::size_t kSteps = 20'000;
constexpr const char* kNothing = "(nothing)";

std::string found(const JsonPath& path, const Value& root, std::size_t& steps) {
  const std::size_t before = steps;
  const auto result = path.evaluate(root, steps);
  promise(steps < before, "evaluation takes steps, and no more than there are");
  if (!result) {
    promise(!result.error().message.empty(), "an error says what is wrong");
    return result.error().message;
  }
  promise(path.definite() || (*result && (*result)->as_list() != nullptr),
          "an indefinite path yields a list");
  return *result ? to_json(**result) : kNothing;
}

void check_path(std::string_view text, std::string_view json, const Value& root) {
  const auto path = JsonPath::compile(text);
  if (!path) {
    promise(path.error().offset <= text.size(), "an error's offset is in the path");
    promise(!path.error().message.empty(), "it says what is wrong");
    return;
  }
  const std::string before = to_json(root);
  std::size_t steps = kSteps;
  const std::string result = found(*path, root, steps);
  std::size_t steps_again = kSteps;
  promise(found(*path, root, steps_again) == result && steps_again == steps,
          "a path finds the same every time");
  promise(to_json(root) == before, "a path leaves alone what it looks at");
  std::size_t few_steps = 3;
  found(*path, root, few_steps);

  const auto way = path->member_path();
  promise(!path->member_names() || way || path->member_names()->size() > kMaxSteps,
          "names are a way to a member");
  if (!way) return;
  const JsonMember member = find_member(json, *way);
  promise(member.exists() == (result != kNothing), "a member is found when there is one");
  if (!member.exists()) return;
  const auto again = parse(member.json());
  promise(again && to_json(*again) == result, "it is the right one");
}

void check_json(std::string_view json) {
  const auto value = parse(json);
  if (!value) {
    promise(value.error().offset <= json.size(), "an error's offset is in the text");
    promise(!value.error().message.empty(), "it says what is wrong");
    return;
  }
  // Decimals may change their look, once.
  const std::string printed = to_json(*value);
  promise(nlohmann::json::accept(printed), "what is printed is JSON");
  const auto again = parse(printed);
  promise(again && to_json(*again) == printed, "and says the same");
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string shop =
      std::string(1, '\0') +
      R"({"shop":{"goods":[{"name":"Tea","price":4,"tags":["hot","leaf"]},{"name":"Mug",)"
      R"("price":12.5,"tags":[]},{"name":null,"price":"3"}],"open":true},"n":[3,-1,2.5e3,)"
      R"(12345678901234567890],"":{"a":[[1,[2]],{"a":"\u00e4\ud83d\udc4b"}]}})";
  return {
      "$.shop.goods[-1]['name']" + shop,
      "$['shop'].goods[0,2].price" + shop,
      "shop.goods[1:][*]" + shop,
      "$..a[-2:1]" + shop,
      "$.shop['goods','open'].*" + shop,
      "$..[?(@.price > 3 && !(@.name == 'Mug') || @.tags contains \"hot\")].name" + shop,
      "$.shop.goods[?(@.price in [4, '3', {x:[1]}] || @.tags size 2)]['name','price']" + shop,
      "$.shop.goods[?(@.name =~ /t(e|x)a.*/i || @.tags[?(@ != $.n[0])] empty false)]" + shop,
      "$..price.sum($.n.max(), 1.5)" + shop,
      "$.n.append({\"a\":[1]}, \"x\").concat($..name).length($..tags)" + shop,
      "$[?($.n anyof [3,-1] && @.shop.open === true)]..[0].index(-1)" + shop,
      "$.a" + std::string(1, '\0') + R"([1,{"a":01}])",
  };
}

}  // namespace palaver::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace palaver::fuzz;
  // Bytes as characters: the one cast that this needs.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = std::min(input.find('\0'), input.size());
  const std::string_view path = input.substr(0, zero);
  const std::string_view json = input.substr(std::min(zero + 1, input.size()));
  check_json(json);
  const auto root = palaver::json::parse(json);
  check_path(path, root ? json : "{}", root.value_or(palaver::json::Value::map()));
  return 0;
}
