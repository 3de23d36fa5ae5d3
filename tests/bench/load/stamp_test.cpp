#include "tests/bench/load/stamp.h"

#include <catch2/catch_test_macros.hpp>

namespace palaver::load {
namespace {

constexpr Stamp kStamp{Clock::time_point(std::chrono::nanoseconds(0x0123456789abcdef)), 0xfedc};

TEST_CASE("stamped_text: as long as asked for, and found in what a server puts around it",
          "[load]") {
  const std::string text = stamped_text(kStamp, 64);
  CHECK(text.size() == 64);
  CHECK(find_stamp(text) == kStamp);
  CHECK(find_stamp(R"({"action":"newMessage","payload":")" + text + "\"}") == kStamp);
}

TEST_CASE("stamped_text: never shorter than the stamp", "[load]") {
  const std::string text = stamped_text(kStamp, 1);
  CHECK(text.size() == kStampBytes);
  CHECK(find_stamp(text) == kStamp);
}

TEST_CASE("find_stamp: nothing in a text without one, or with half of one", "[load]") {
  CHECK(!find_stamp(""));
  CHECK(!find_stamp("{\"message\":\"Forbidden\"}"));
  CHECK(!find_stamp("@@0123"));
  CHECK(!find_stamp("@@0123456789abcdeg0001"));
  const std::string text = stamped_text(kStamp, kStampBytes);
  CHECK(!find_stamp(text.substr(0, text.size() - 1)));
}

}  // namespace
}  // namespace palaver::load
