#include "server/net/send_batch.h"

#include <catch2/catch_test_macros.hpp>
#include <random>
#include <string>
#include <vector>

using palaver::net::Bytes;
using palaver::net::OutQueue;
using palaver::net::SendBatch;

namespace {

std::string text_of(SendBatch& batch) {
  std::string text;
  for (std::size_t i = 0; i < batch.count(); ++i) {
    text.append(static_cast<const char*>(batch.elements()[i].iov_base),
                batch.elements()[i].iov_len);
  }
  return text;
}

// Lays out and consumes until nothing waits: what a socket that takes everything is sent.
std::string send_all(OutQueue& queue, SendBatch& batch) {
  std::string sent;
  while (!queue.empty()) {
    batch.lay_out(queue);
    REQUIRE(batch.bytes() > 0);
    REQUIRE(batch.count() <= SendBatch::kElements);
    REQUIRE(text_of(batch).size() == batch.bytes());
    sent += text_of(batch);
    queue.consume(batch.bytes());
  }
  return sent;
}

}  // namespace

TEST_CASE("SendBatch: small pieces are one element, large ones stay where they are", "[net]") {
  SendBatch batch;
  OutQueue queue;
  const Bytes large = Bytes::of(std::string(SendBatch::kJoinedPiece + 1, 'L'));
  queue.push(Bytes::of("one "));
  queue.push(Bytes::of("two "));
  queue.push(large);
  queue.push(Bytes::of("three"));
  batch.lay_out(queue);
  REQUIRE(batch.count() == 3);
  CHECK(batch.elements()[1].iov_base == large.view().data());
  CHECK(text_of(batch) == "one two " + std::string(large.view()) + "three");
}

TEST_CASE("SendBatch: a piece alone is not copied", "[net]") {
  SendBatch batch;
  OutQueue queue;
  const Bytes piece = Bytes::of("alone");
  queue.push(piece);
  queue.consume(2);
  batch.lay_out(queue);
  REQUIRE(batch.count() == 1);
  CHECK(batch.elements()[0].iov_base == piece.view().data() + 2);
  CHECK(text_of(batch) == "one");
}

TEST_CASE("SendBatch: queues of the same pieces share one layout; others do not", "[net]") {
  SendBatch batch;
  const Bytes a = Bytes::of("aaa");
  const Bytes b = Bytes::of("bbb");
  const Bytes c = Bytes::of("ccc");
  const auto laid_out = [&batch](const std::vector<Bytes>& pieces, std::size_t gone = 0) {
    OutQueue queue;
    for (const Bytes& piece : pieces) queue.push(piece);
    queue.consume(gone);
    batch.lay_out(queue);
    return text_of(batch);
  };
  CHECK(laid_out({a, b}) == "aaabbb");
  CHECK(laid_out({a, b}) == "aaabbb");
  CHECK(laid_out({a, c}) == "aaaccc");
  CHECK(laid_out({a, b, c}) == "aaabbbccc");
  CHECK(laid_out({a, b}) == "aaabbb");
  CHECK(laid_out({a, b}, 1) == "aabbb");
  CHECK(laid_out({a, b}) == "aaabbb");
  // Other bytes in the very place of bytes that have gone are other pieces.
  OutQueue queue;
  queue.push(Bytes::of("x"));
  queue.push(Bytes::of("yyyyy"));
  batch.lay_out(queue);
  queue.clear();
  queue.push(Bytes::of("z"));
  queue.push(Bytes::of("wwwww"));
  batch.lay_out(queue);
  CHECK(text_of(batch) == "zwwwww");
}

TEST_CASE("SendBatch: once told to forget, it holds no piece", "[net]") {
  SendBatch batch;
  const auto text = std::make_shared<const std::string>("kept");
  {
    OutQueue queue;
    queue.push(Bytes::of_shared(text));
    queue.push(Bytes::of("more"));
    batch.lay_out(queue);
  }
  batch.forget();
  CHECK(text.use_count() == 1);
}

TEST_CASE("SendBatch: what is laid out, call by call, is the queue", "[net]") {
  std::mt19937 random(11);
  SendBatch batch;
  for (int run = 0; run < 20; ++run) {
    OutQueue queue;
    std::string expected;
    for (int i = 0; i < 300; ++i) {
      const std::size_t size = random() % 8 == 0 ? 1 + random() % 40000 : 1 + random() % 200;
      const std::string piece(size, static_cast<char>('a' + i % 26));
      expected += piece;
      queue.push(Bytes::of(piece));
    }
    if (run % 2 == 1) {
      queue.consume(50);
      expected.erase(0, 50);
    }
    CHECK(send_all(queue, batch) == expected);
  }
}
