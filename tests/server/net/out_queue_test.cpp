#include "server/net/out_queue.h"

#include <catch2/catch_test_macros.hpp>
#include <deque>
#include <random>
#include <string>

using palaver::net::Bytes;
using palaver::net::OutQueue;

namespace {

// All that waits, from the byte that goes next.
std::string waiting(const OutQueue& queue) {
  std::string text;
  queue.each([&text](const Bytes& piece) {
    text += piece.view();
    return true;
  });
  return text.substr(queue.offset());
}

}  // namespace

TEST_CASE("OutQueue: a piece is shared, not copied, and goes with its last reference", "[net]") {
  const auto text = std::make_shared<const std::string>("shared");
  OutQueue a;
  OutQueue b;
  {
    const Bytes piece = Bytes::of_shared(text);
    a.push(piece);
    b.push(piece);
    a.each([&](const Bytes& queued) {
      CHECK(queued.same_as(piece));
      CHECK(queued.view().data() == text->data());
      return true;
    });
  }
  CHECK(text.use_count() == 2);  // ours, and that of the one block of all pieces
  a.consume(6);
  CHECK(text.use_count() == 2);
  b.clear();
  CHECK(text.use_count() == 1);
}

TEST_CASE("OutQueue: each() stops when it is told to", "[net]") {
  OutQueue queue;
  for (int i = 0; i < 100; ++i) queue.push(Bytes::of("x"));
  int seen = 0;
  queue.each([&seen](const Bytes&) { return ++seen < 40; });
  CHECK(seen == 40);
}

TEST_CASE("OutQueue: whatever is pushed and consumed, the order and the sum are right", "[net]") {
  std::mt19937 random(7);
  for (int run = 0; run < 50; ++run) {
    OutQueue queue;
    std::string expected;
    int next = 0;
    for (int step = 0; step < 400; ++step) {
      if (random() % 3 != 0) {
        const std::string piece(1 + random() % 40, static_cast<char>('a' + next++ % 26));
        expected += piece;
        queue.push(Bytes::of(piece));
      } else if (!expected.empty()) {
        const std::size_t count = 1 + random() % expected.size();
        expected.erase(0, count);
        queue.consume(count);
      }
      REQUIRE(queue.pending() == expected.size());
      REQUIRE(queue.empty() == expected.empty());
    }
    REQUIRE(waiting(queue) == expected);
  }
}

TEST_CASE("OutQueue: what has begun is kept when the rest is dropped", "[net]") {
  OutQueue queue;
  queue.drop_unbegun();
  CHECK(queue.empty());
  for (int i = 0; i < 40; ++i) queue.push(Bytes::of("0123456789"));
  queue.consume(53);
  queue.drop_unbegun();
  CHECK(waiting(queue) == "3456789");
  CHECK(queue.pending() == 7);
  queue.push(Bytes::of("ab"));
  CHECK(waiting(queue) == "3456789ab");
  queue.consume(7);
  queue.drop_unbegun();
  CHECK(queue.empty());
}
