#include "core/chat/member_id.h"

#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace palaver::chat {
namespace {

std::string hex(const std::array<std::uint8_t, 32>& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

TEST_CASE("sha256: the examples of NIST", "[chat]") {
  struct Row {
    std::string text;
    const char* digest;
  };
  const auto row = GENERATE(values<Row>({
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  }));
  CAPTURE(row.text.size());
  CHECK(hex(sha256(row.text)) == row.digest);
}

TEST_CASE("sha256: texts of every length around a block are told apart", "[chat]") {
  std::set<std::string> seen;
  for (std::size_t bytes = 0; bytes <= 200; ++bytes)
    seen.insert(hex(sha256(std::string(bytes, 'x'))));
  CHECK(seen.size() == 201);
}

TEST_CASE("member_id_for_key: the same key is the same member, and the id does not tell the key",
          "[chat]") {
  CHECK(member_id_for_key("secret") == member_id_for_key("secret"));
  CHECK(member_id_for_key("secret") != member_id_for_key("Secret"));
  CHECK(member_id_for_key("secret").size() == 24);
  CHECK(member_id_for_key("secret").find("secret") == std::string::npos);
  // Others may store ids: this one must not change.
  CHECK(member_id_for_key("secret") == hex(sha256("palaver member:secret")).substr(0, 24));
}

}  // namespace
}  // namespace palaver::chat
