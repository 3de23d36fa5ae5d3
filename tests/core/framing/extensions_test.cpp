#include "core/framing/extensions.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <string_view>

using namespace palaver::framing;

namespace {

constexpr DeflatePolicy kBoth{.server = ContextTakeover::yes, .client = ContextTakeover::yes};

// The header of the answer; "none" when nothing is agreed on, "malformed" for a broken grammar.
std::string answer_to(std::string_view offers, const DeflatePolicy& policy = {}) {
  const auto answer = negotiate_deflate(offers, policy);
  if (!answer) return "malformed";
  return *answer ? (*answer)->header : "none";
}

DeflateParameters agreed_on(std::string_view offers, const DeflatePolicy& policy = {}) {
  const auto answer = negotiate_deflate(offers, policy);
  REQUIRE((answer && *answer));
  return (*answer)->parameters;
}

constexpr const char* kNoTakeover =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

}  // namespace

TEST_CASE("Extensions: what browsers and libraries offer is taken", "[framing]") {
  const auto offers = GENERATE(
      as<std::string>(), "permessage-deflate", "permessage-deflate; client_max_window_bits",
      "permessage-deflate;client_max_window_bits", " permessage-deflate ; client_max_window_bits ",
      "permessage-deflate; client_no_context_takeover",
      "permessage-deflate; server_no_context_takeover",
      "x-webkit-deflate-frame, permessage-deflate", "permessage-bzip2; level=9, permessage-deflate",
      "permessage-deflate, permessage-deflate; client_max_window_bits",
      ", ,permessage-deflate,\t,");
  CAPTURE(offers);
  CHECK(answer_to(offers) == kNoTakeover);
  CHECK(agreed_on(offers) == DeflateParameters{});
}

TEST_CASE("Extensions: takeover is agreed on where policy and offer allow it (RFC 7692 7.1.1)",
          "[framing]") {
  struct Row {
    const char* offers;
    DeflatePolicy policy;
    const char* answer;
    ContextTakeover server;
    ContextTakeover client;
  };
  using enum ContextTakeover;
  const auto row = GENERATE(values<Row>({
      {"permessage-deflate", kBoth, "permessage-deflate", yes, yes},
      {"permessage-deflate; server_no_context_takeover", kBoth,
       "permessage-deflate; server_no_context_takeover", no, yes},
      {"permessage-deflate; client_no_context_takeover", kBoth,
       "permessage-deflate; client_no_context_takeover", yes, no},
      {"permessage-deflate",
       {.server = no, .client = yes},
       "permessage-deflate; server_no_context_takeover",
       no,
       yes},
      {"permessage-deflate",
       {.server = yes, .client = no},
       "permessage-deflate; client_no_context_takeover",
       yes,
       no},
      {"permessage-deflate", {}, kNoTakeover, no, no},
  }));
  CAPTURE(row.offers, row.answer);
  CHECK(answer_to(row.offers, row.policy) == row.answer);
  CHECK(agreed_on(row.offers, row.policy).server == row.server);
  CHECK(agreed_on(row.offers, row.policy).client == row.client);
}

TEST_CASE("Extensions: windows are as small as the client wants them (RFC 7692 7.1.2)",
          "[framing]") {
  struct Row {
    const char* parameters;
    const char* answer;
    int server_bits;
    int client_bits;
  };
  const auto row = GENERATE(values<Row>({
      {"server_max_window_bits=8", "server_max_window_bits=8", 8, 15},
      {"server_max_window_bits=10", "server_max_window_bits=10", 10, 15},
      {"server_max_window_bits=15", "server_max_window_bits=15", 15, 15},
      {"server_max_window_bits=\"12\"", "server_max_window_bits=12", 12, 15},
      {"server_max_window_bits = \"1\\2\"", "server_max_window_bits=12", 12, 15},
      {"client_max_window_bits=9", "client_max_window_bits=9", 15, 9},
      {"client_max_window_bits=15; server_max_window_bits=9",
       "server_max_window_bits=9; client_max_window_bits=15", 9, 15},
  }));
  const std::string offer = std::string("permessage-deflate; ") + row.parameters;
  CAPTURE(offer);
  CHECK(answer_to(offer, kBoth) == std::string("permessage-deflate; ") + row.answer);
  CHECK(agreed_on(offer).server_window_bits == row.server_bits);
  CHECK(agreed_on(offer).client_window_bits == row.client_bits);
}

TEST_CASE("Extensions: an offer that cannot be taken is declined (RFC 7692 7.1)", "[framing]") {
  const auto parameters = GENERATE(
      as<std::string>(), "unknown", "unknown=1", "Server_no_context_takeover",
      "server_no_context_takeover=1", "client_no_context_takeover=true",
      "server_no_context_takeover; server_no_context_takeover",
      "client_no_context_takeover; client_no_context_takeover", "server_max_window_bits",
      "server_max_window_bits=7", "server_max_window_bits=16", "server_max_window_bits=08",
      "server_max_window_bits=010", "server_max_window_bits=100", "server_max_window_bits=1x",
      "server_max_window_bits=x", "server_max_window_bits=10; server_max_window_bits=10",
      "client_max_window_bits=0", "client_max_window_bits=-9", "client_max_window_bits=99999999999",
      "client_max_window_bits; client_max_window_bits",
      "client_max_window_bits=10; client_max_window_bits", "client_max_window_bits; unknown");
  CAPTURE(parameters);
  const std::string bad = "permessage-deflate; " + parameters;
  CHECK(answer_to(bad) == "none");
  // "the next one is looked at", whatever stands before and behind it.
  CHECK(answer_to(bad + ", permessage-deflate") == kNoTakeover);
  CHECK(answer_to("other, " + bad + "," + bad + ", permessage-deflate; server_max_window_bits=9") ==
        std::string(kNoTakeover) + "; server_max_window_bits=9");
}

TEST_CASE("Extensions: the first offer that can be taken is taken", "[framing]") {
  CHECK(answer_to("permessage-deflate; server_max_window_bits=10, permessage-deflate") ==
        std::string(kNoTakeover) + "; server_max_window_bits=10");
  CHECK(answer_to("permessage-deflate, permessage-deflate; server_max_window_bits=10") ==
        kNoTakeover);
}

TEST_CASE("Extensions: where no compression is offered there is none", "[framing]") {
  const auto offers = GENERATE(as<std::string>(), "", " ", ",", "permessage-bzip2",
                               "permessage-deflate2", "Permessage-Deflate",
                               "other; permessage-deflate", "other; p=\"permessage-deflate\"");
  CAPTURE(offers);
  CHECK(answer_to(offers) == "none");
}

TEST_CASE("Extensions: what breaks the grammar is refused (RFC 6455 9.1)", "[framing]") {
  const auto offers = GENERATE(
      as<std::string>(), ";", "=", "permessage-deflate;", "permessage-deflate; ;",
      "permessage-deflate; =10",
      "permessage-deflate; client_max_window_bits=", "permessage-deflate client_max_window_bits",
      "permessage-deflate; a b", "permessage-deflate; a=\"", "permessage-deflate; a=\"b",
      "permessage-deflate; a=\"\"", "permessage-deflate; a=\"b c\"", "permessage-deflate; a=\"b\\",
      "permessage-deflate; a=\"b\"c", "permessage-deflate; a=b=c", "per(message",
      "\"permessage-deflate\"", "permessage-deflate/1", "perm\xC3\xA4ssage", "a\r\nb",
      "permessage-deflate, ;", "permessage-deflate, @");
  CAPTURE(offers);
  CHECK(answer_to(offers) == "malformed");
  CHECK(answer_to("permessage-deflate, " + offers) == "malformed");
}
