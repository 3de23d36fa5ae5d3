#include "core/gateway/token_bucket.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

using namespace palaver::gateway;
using namespace std::chrono_literals;

namespace {

int taken_at(TokenBucket& bucket, TokenBucket::Time now, int tries) {
  int taken = 0;
  for (int i = 0; i < tries; ++i) taken += bucket.take(now) ? 1 : 0;
  return taken;
}

int taken_at(Throttle& throttle, const char* route, TokenBucket::Time now, int tries) {
  int taken = 0;
  for (int i = 0; i < tries; ++i) taken += throttle.take(route, now) ? 1 : 0;
  return taken;
}

constexpr ThrottleLimit kAccount = {10000, 5000};

}  // namespace

TEST_CASE("Token bucket: the burst at first, then the rate", "[gateway]") {
  TokenBucket bucket({10, 5}, 100s);
  CHECK(taken_at(bucket, 100s, 20) == 5);
  CHECK(taken_at(bucket, 100s + 99ms, 5) == 0);
  CHECK(taken_at(bucket, 100s + 101ms, 5) == 1);
  CHECK(taken_at(bucket, 100s + 350ms, 5) == 2);
  CHECK(taken_at(bucket, 1000s, 20) == 5);  // no more than the burst
}

TEST_CASE("Token bucket: over time no more than the rate passes", "[gateway]") {
  TokenBucket bucket({50.5, 1});
  int passed = 0;
  for (auto now = 0ns; now < 10s; now += 3ms) passed += bucket.take(now) ? 1 : 0;
  CHECK(passed <= 506);
  CHECK(passed >= 450);
}

TEST_CASE("Token bucket: zero blocks everything", "[gateway]") {
  for (const ThrottleLimit& limit :
       {ThrottleLimit{0, 0}, ThrottleLimit{0, 10}, ThrottleLimit{10, 0}, ThrottleLimit{-1, 10},
        ThrottleLimit{10, -1}, ThrottleLimit{std::numeric_limits<double>::quiet_NaN(), 10}}) {
    CAPTURE(limit.rate, limit.burst);
    TokenBucket bucket(limit);
    CHECK(taken_at(bucket, 0s, 3) == 0);
    CHECK(taken_at(bucket, 24h, 3) == 0);
  }
}

TEST_CASE("Token bucket: a clock that goes back gives nothing away", "[gateway]") {
  TokenBucket bucket({1, 1}, 10s);
  CHECK(bucket.take(10s));
  CHECK_FALSE(bucket.take(5s));
  CHECK_FALSE(bucket.take(10s + 500ms));
  CHECK(bucket.take(11s));
}

TEST_CASE("Token bucket: from all or from none", "[gateway]") {
  TokenBucket rich({1, 3});
  TokenBucket poor({1, 1});
  CHECK(take_from_all({&rich, nullptr, &poor}, 0s));
  for (int i = 0; i < 5; ++i) CHECK_FALSE(take_from_all({&rich, &poor}, 0s));
  CHECK(taken_at(rich, 0s, 5) == 2);
  CHECK(take_from_all({}, 0s));
  CHECK(take_from_all({nullptr}, 0s));
}

TEST_CASE("Throttle: a stage without settings is only limited by the account", "[gateway]") {
  Throttle throttle(kAccount, {}, {});
  CHECK(taken_at(throttle, "a", 0s, 6000) == 6000);
  TokenBucket account({10, 3});
  int passed = 0;
  for (int i = 0; i < 10; ++i) passed += throttle.take("a", 0s, {&account}) ? 1 : 0;
  CHECK(passed == 3);
}

TEST_CASE("Throttle: the routes share the stage's bucket, save those with their own", "[gateway]") {
  Throttle throttle(kAccount, {5.0, 4}, {{"own", {1.0, 2}}, {"inherits", {}}});
  CHECK(taken_at(throttle, "own", 0s, 10) == 2);
  CHECK(taken_at(throttle, "a", 0s, 3) == 3);
  CHECK(taken_at(throttle, "inherits", 0s, 10) == 1);
  CHECK(taken_at(throttle, "own", 1s, 10) == 1);
  CHECK(taken_at(throttle, "b", 1s, 10) == 4);
}

TEST_CASE("Throttle: absent is inherited, zero blocks", "[gateway]") {
  Throttle throttle(
      kAccount, {std::nullopt, 7},
      {{"zero", {0.0, 0}}, {"burst", {std::nullopt, 3}}, {"rate", {1.0, std::nullopt}}});
  CHECK(taken_at(throttle, "zero", 24h, 5) == 0);
  CHECK(taken_at(throttle, "burst", 0s, 10) == 3);
  CHECK(taken_at(throttle, "burst", 1ms, 10) == 3);  // at the account's rate
  CHECK(taken_at(throttle, "rate", 0s, 10) == 7);    // with the stage's burst
  CHECK(taken_at(throttle, "rate", 1s, 10) == 1);

  // A stage of a template that writes zeros: every connect is refused.
  Throttle blocked(kAccount, {0.0, 0}, {});
  CHECK(taken_at(blocked, "$connect", 24h, 5) == 0);
}

TEST_CASE("Throttle: refused by one level, a request costs the others nothing", "[gateway]") {
  TokenBucket account({1, 5});
  TokenBucket plan({1, 2});
  Throttle throttle(kAccount, {1.0, 3}, {});
  int passed = 0;
  for (int i = 0; i < 10; ++i) passed += throttle.take("a", 0s, {&account, &plan}) ? 1 : 0;
  CHECK(passed == 2);
  CHECK(taken_at(throttle, "a", 0s, 10) == 1);
  CHECK(taken_at(account, 0s, 10) == 3);
}
