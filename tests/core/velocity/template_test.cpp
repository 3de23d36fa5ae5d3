#include "core/velocity/template.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <memory>

#include "core/velocity/values.h"

using namespace palaver::velocity;
using palaver::json::Value;

// What templates print is in tests/fixtures/templates. Here: how a program offers names to them.
namespace {

// $counter: counts how often it is asked.
class Counter : public HostObject {
 public:
  std::string text() const override { return "counter"; }
  Value property(std::string_view name, Runtime& /*runtime*/) const override {
    return name == "count" ? Value::integer(count_) : Value();
  }
  Outcome call(std::string_view method, std::span<const Value> arguments,
               Runtime& /*runtime*/) override {
    if (method == "fail") return palaver::unexpected<std::string>("as asked");
    if (method != "up" || arguments.size() > 1) return Value::null();
    count_ += arguments.empty() ? 1 : *arguments[0].as_integer();
    return Value::integer(count_);
  }
  bool assign(std::string_view name, const Value& value, Runtime& /*runtime*/) override {
    if (name != "count") return false;
    count_ = *value.as_integer();
    return true;
  }

 private:
  std::int64_t count_ = 0;
};

class TestHost : public Host {
 public:
  Value global(std::size_t index, Runtime& /*runtime*/) override {
    ++asked;
    if (index == 0) return Value::object(counter);
    return Value::string("global");
  }

  std::shared_ptr<Counter> counter = std::make_shared<Counter>();
  int asked = 0;
};

class Constant : public BoundReference {
 public:
  explicit Constant(std::string text) : text_(std::move(text)) {}
  Outcome value(Host& /*host*/, Runtime& /*runtime*/) const override {
    if (text_ == "fail") return palaver::unexpected<std::string>("as asked");
    return Value::string(text_);
  }

 private:
  std::string text_;
};

class TestVocabulary : public Vocabulary {
 public:
  std::span<const std::string_view> globals() const override {
    static constexpr std::array<std::string_view, 2> kNames = {"counter", "bound"};
    return kNames;
  }
  palaver::expected<Binding, std::string> bind(std::size_t global,
                                               std::span<const StepView> steps) const override {
    if (global != 1 || steps.empty()) return Binding();
    if (steps[0].name == "refused") return palaver::unexpected<std::string>("refused, as asked");
    std::string text(steps[0].name);
    if (steps[0].text) text += ":" + std::string(*steps[0].text);
    text += "/" + std::to_string(steps[0].arguments);
    if (steps[0].name == "fail") text = "fail";
    return Binding{std::make_shared<Constant>(std::move(text)), 1};
  }
};

const TestVocabulary kVocabulary;

std::string rendered(std::string_view text) {
  const auto compiled = Template::compile(text, &kVocabulary);
  if (!compiled) return "refused: " + compiled.error().message;
  TestHost host;
  const auto result = compiled->render(&host);
  return result ? *result : "fails: " + result.error().message;
}

}  // namespace

TEST_CASE("Velocity: a template needs neither vocabulary nor host", "[velocity]") {
  const auto compiled = Template::compile("#set($a = 1)$a$b|", nullptr);
  REQUIRE(compiled.has_value());
  CHECK(compiled->render(nullptr).value_or("") == "1|");
}

TEST_CASE("Velocity: objects of the program have properties and methods", "[velocity]") {
  CHECK(rendered("$counter $counter.count $counter.up() $counter.up(5) $counter.count") ==
        "counter 0 1 6 6");
  CHECK(rendered("[$counter.nope][$counter.nope()][$counter.up(1, 2)]") == "[][][]");
  CHECK(rendered("$counter['count'] $counter.toString() #if($counter == 'counter')same#end") ==
        "0 counter same");
  CHECK(rendered("#set($counter.count = 7)#set($counter['count'] = $counter.up())$counter.count") ==
        "8");
  CHECK(rendered("#set($counter.nope = 7)#set($l = [$counter])$l") == "[counter]");
  CHECK(rendered("$counter.fail()") == "fails: as asked");
}

TEST_CASE("Velocity: what the vocabulary binds is not looked up", "[velocity]") {
  CHECK(rendered("$bound.a $bound.m() $bound.m('x') $bound.m('x', 'y') $bound['k'].length()") ==
        "a/0 m/0 m:x/1 m/2 4");
  CHECK(rendered("$bound.m($x)$bound.m(\"$x\")${bound.a}\\$bound.a") == "m/1m/1a/0$bound.a");
  CHECK(rendered("$bound $bound.a.nope|") == "global |");
  CHECK(rendered("#if($bound.a)yes#end#if($bound.a == 'a/0')yes#end") == "yesyes");
  CHECK(rendered("$bound.refused") == "refused: refused, as asked");
  CHECK(rendered("#if(false)$bound.refused#end") == "refused: refused, as asked");
  CHECK(rendered("$bound.fail") == "fails: as asked");
  CHECK(rendered("#if($bound.fail)#end") == "fails: as asked");
  CHECK(rendered("#if(false)$bound.fail#end|") == "|");

  const auto compiled = Template::compile("$bound.a$bound.b", &kVocabulary);
  REQUIRE(compiled.has_value());
  TestHost host;
  CHECK(compiled->render(&host).value_or("") == "a/0b/0");
  CHECK(host.asked == 0);
}

TEST_CASE("Velocity: variables, parameters and #evaluate hide a bound name", "[velocity]") {
  CHECK(rendered("$bound.a#set($bound = {'a': 'mine'})$bound.a") == "a/0mine");
  CHECK(rendered("#macro(m $bound)$bound.a#end#m({'a': 'mine'})$bound.a") == "minea/0");
  CHECK(rendered("#foreach($bound in [{'a': 'mine'}])$bound.a#end$bound.a") == "minea/0");
  CHECK(rendered("#evaluate('$bound.a')#evaluate('#set($bound = 1)')$bound") == "a/01");
  CHECK(rendered("#define($bound)d#end$bound$!bound.a|") == "d|");
}

TEST_CASE("Velocity: an error has its place, in strings and behind them", "[velocity]") {
  const auto place = [](std::string_view text) {
    const auto compiled = Template::compile(text, &kVocabulary);
    REQUIRE(compiled.has_value());
    TestHost host;
    const auto result = compiled->render(&host);
    REQUIRE_FALSE(result.has_value());
    return std::pair(result.error().line, result.error().column);
  };
  using Place = std::pair<std::size_t, std::size_t>;
  CHECK(place("$counter.fail()") == Place(1, 9));
  CHECK(place("\n  $bound.fail") == Place(2, 3));
  CHECK(place("#set($a = \"b\nc$counter.fail()\")") == Place(2, 10));
  CHECK(place("#macro(m $x)$x#end\n#m($counter.fail())") == Place(2, 12));
  CHECK(place("#evaluate('\n\n$counter.fail()')") == Place(1, 11));
}

TEST_CASE("Velocity: a template ends within its limits wherever they are", "[velocity]") {
  const auto compiled = Template::compile(
      "#macro(m $x)$x.k#end#set($l = [1..5])#foreach($i in $l)#set($m = {'k': \"<$i>\"})#m($m)"
      "#if($i > 2 && $m.k.length() == 3)$l.subList(0, 2)$m#end#end#evaluate('$l.size()')",
      &kVocabulary);
  REQUIRE(compiled.has_value());
  TestHost host;
  const std::string whole = compiled->render(&host).value_or("");
  REQUIRE(whole == "<1><2><3>[1, 2]{k=<3>}<4>[1, 2]{k=<4>}<5>[1, 2]{k=<5>}5");
  std::size_t steps = 0;
  for (bool rendered = false; !rendered; ++steps) {
    CAPTURE(steps);
    REQUIRE(steps < 10'000);
    const auto result = compiled->render(&host, {steps, 1'000'000});
    rendered = result.has_value();
    if (rendered) {
      CHECK(*result == whole);
    } else {
      CHECK(result.error().message == "more than " + std::to_string(steps) + " steps");
      CHECK(result.error().line == 1);
    }
  }
  CHECK(steps > 100);
  for (std::size_t bytes = 0; bytes <= whole.size(); ++bytes) {
    CAPTURE(bytes);
    const auto result = compiled->render(&host, {1'000'000, bytes});
    CHECK(result.has_value() == (bytes == whole.size()));
  }
}
