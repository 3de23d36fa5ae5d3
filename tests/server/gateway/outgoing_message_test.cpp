#include "server/gateway/outgoing_message.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "core/framing/frame_parser.h"
#include "tests/server/deflate/random_texts.h"

using namespace palaver;
using namespace palaver::gateway;
using deflate::bells;
using deflate::Codec;
using deflate::Session;
using framing::ContextTakeover;

namespace {

// A client's end of a connection.
class Reader {
 public:
  explicit Reader(const framing::DeflateParameters& agreed)
      : inflater_(agreed.server_window_bits, agreed.server) {}

  // The text of one message in `frames`.
  std::string read(const net::Bytes& frames) {
    parser_.feed(frames.view());
    const framing::Event event = parser_.next();
    const auto* message = std::get_if<framing::Message>(&event);
    REQUIRE(message != nullptr);
    if (message->compressed) ++compressed_;
    if (!message->compressed) return std::string(message->payload);
    const auto text = inflater_.inflate(message->payload, std::size_t{1} << 20, room_);
    REQUIRE(text);
    return std::string(*text);
  }

  int compressed() const { return compressed_; }

 private:
  framing::FrameParser parser_{framing::Role::client,
                               {.frame_bytes = 32 * 1024, .message_bytes = 1 << 20},
                               framing::Extension::permessage_deflate};
  deflate::Inflater inflater_;
  deflate::ByteBuffer room_;
  int compressed_ = 0;
};

// ASCII, of which an eighth can be saved.
std::string noise(std::size_t size) {
  deflate::RandomTexts random(1);
  std::string text(size, '\0');
  for (char& byte : text) byte = static_cast<char>(random.below(128));
  return text;
}

}  // namespace

TEST_CASE("Outgoing message: all who agreed on the same are given the same bytes", "[gateway]") {
  Codec codec({.threshold = 100});
  const std::string text = bells(40);
  OutgoingMessage message(text, codec);
  CHECK(message.encodings() == 0);

  std::vector<Session> sessions;
  for (int i = 0; i < 500; ++i) sessions.emplace_back(framing::DeflateParameters{}, codec);
  const net::Bytes first = message.frames_for(&sessions.front());
  CHECK(first.size() < text.size() / 2);
  CHECK(Reader({}).read(first) == text);
  for (Session& session : sessions) CHECK(message.frames_for(&session).same_as(first));
  CHECK(message.encodings() == 1);

  SECTION("who agreed on nothing is given plain ones") {
    const net::Bytes plain = message.frames_for(nullptr);
    CHECK(plain.size() == text.size() + 4);
    CHECK(message.frames_for(nullptr).same_as(plain));
    CHECK(message.encodings() == 2);
  }
  SECTION("a window that is large enough for the text is as good as a larger one") {
    Session smaller({.server_window_bits = 12}, codec);
    CHECK(message.frames_for(&smaller).same_as(first));
    Session larger({.server_window_bits = 14}, codec);
    CHECK(message.frames_for(&larger).same_as(first));
    CHECK(message.encodings() == 1);
  }
  SECTION("a smaller one is not") {
    Session small({.server_window_bits = 9}, codec);
    const net::Bytes other = message.frames_for(&small);
    CHECK_FALSE(other.same_as(first));
    CHECK(Reader(small.agreed()).read(other) == text);
    CHECK(message.frames_for(&small).same_as(other));
    CHECK(message.encodings() == 2);
  }
}

TEST_CASE("Outgoing message: a short text is sent as it is", "[gateway]") {
  Codec codec({.threshold = 100});
  Session session({}, codec);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{99}}) {
    const std::string text(size, 's');
    OutgoingMessage message(text, codec);
    CHECK(message.frames_for(&session).same_as(message.frames_for(nullptr)));
    CHECK(message.encodings() == 1);
  }
  const std::string text(100, 's');
  OutgoingMessage message(text, codec);
  CHECK_FALSE(message.frames_for(&session).same_as(message.frames_for(nullptr)));
}

TEST_CASE("Outgoing message: what becomes no smaller is sent as it is", "[gateway]") {
  Codec codec({.threshold = 0});
  Session alone({}, codec);
  Session remembering({.server = ContextTakeover::yes}, codec);
  for (const std::string_view text : {"", "q", "no two let"}) {
    CAPTURE(text);
    OutgoingMessage message(text, codec);
    const net::Bytes plain = message.frames_for(nullptr);
    CHECK(message.frames_for(&alone).same_as(plain));
    CHECK(message.frames_for(&remembering).same_as(plain));
    CHECK(message.encodings() == 1);
  }
}

TEST_CASE("Outgoing message: a long compressed one is cut into frames, the first marked",
          "[gateway]") {
  Codec codec({.threshold = 0});
  const std::string text = noise(120'000);
  OutgoingMessage message(text, codec);
  Session session({}, codec);
  const net::Bytes frames = message.frames_for(&session);
  CHECK(frames.size() > 64 * 1024);
  CHECK(frames.view().substr(0, 2) == "\x41\x7E");
  CHECK((Reader({}).read(frames) == text));
}

TEST_CASE("Outgoing message: with takeover each client has bytes of its own", "[gateway]") {
  Codec codec({.threshold = 100});
  const framing::DeflateParameters agreed{.server = ContextTakeover::yes};
  Session ann(agreed, codec);
  Session ben(agreed, codec);
  Reader ann_reads(agreed);
  Reader ben_reads(agreed);
  deflate::RandomTexts texts(5);
  for (int i = 0; i < 100; ++i) {
    const std::string text = texts.next();
    OutgoingMessage message(text, codec);
    CHECK((ann_reads.read(message.frames_for(&ann)) == text));
    // Ben misses some.
    if (i % 3 == 0) CHECK((ben_reads.read(message.frames_for(&ben)) == text));
  }
  CHECK(ann_reads.compressed() > 30);
  CHECK(ben_reads.compressed() > 10);
}
