#include "core/common/expected.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>

using palaver::expected;
using palaver::unexpected;

namespace {

expected<int, std::string> half(int number) {
  if (number % 2 != 0) return unexpected(std::string("odd"));
  return number / 2;
}

expected<void, std::string> must_be_even(int number) {
  if (number % 2 != 0) return unexpected(std::string("odd"));
  return {};
}

}  // namespace

TEST_CASE("expected: holds a value or the reason why not", "[common]") {
  auto good = half(4);
  REQUIRE(good);
  CHECK(good.has_value());
  CHECK(good.value() == 2);
  CHECK(*good == 2);
  CHECK(good.value_or(7) == 2);
  *good = 9;
  CHECK(good.value() == 9);

  const auto bad = half(3);
  CHECK_FALSE(bad);
  CHECK_FALSE(bad.has_value());
  CHECK(bad.error() == "odd");
  CHECK(bad.value_or(7) == 7);
}

TEST_CASE("expected: success may carry nothing", "[common]") {
  CHECK(must_be_even(2).has_value());
  const auto bad = must_be_even(1);
  CHECK_FALSE(bad);
  CHECK(bad.error() == "odd");
}

TEST_CASE("expected: a value of the error's type is still a value", "[common]") {
  const expected<std::string, std::string> value(std::string("text"));
  CHECK(value.has_value());
  const expected<std::string, std::string> error(unexpected(std::string("text")));
  CHECK_FALSE(error.has_value());
}

TEST_CASE("expected: a value that cannot be copied is moved in and out", "[common]") {
  expected<std::unique_ptr<int>, std::string> owner(std::make_unique<int>(5));
  REQUIRE(owner);
  CHECK(**owner == 5);
  CHECK(owner->get() != nullptr);
  const std::unique_ptr<int> taken = std::move(owner).value();
  CHECK(*taken == 5);
}
