#include "server/common/logger.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <sstream>

namespace palaver::log {

TEST_CASE("A log line says what happened, then its fields", "[common]") {
  CHECK(line("stopped", {}) == "stopped");
  CHECK(
      line("callback failed", {{"route", "$connect"}, {"status", 502}, {"connection", "aB-_9="}}) ==
      R"(callback failed route=$connect status=502 connection="aB-_9=")");
}

TEST_CASE("Whatever a value holds, it stays one field on one line", "[common]") {
  struct Row {
    std::string value;
    std::string shown;
  };
  const auto row = GENERATE(values<Row>({{"plain", "plain"},
                                         {"", R"("")"},
                                         {"two words", R"("two words")"},
                                         {"a=b", R"("a=b")"},
                                         {"say \"hi\"", R"("say \"hi\"")"},
                                         {"back\\slash", R"("back\\slash")"},
                                         {"line\nlevel=error", R"("line\nlevel=error")"},
                                         {"\x1b[31mred", R"("\x1b[31mred")"},
                                         {"caf\xc3\xa9", "caf\xc3\xa9"},
                                         {"not utf-8 \xff", R"("not utf-8 \xff")"}}));
  CAPTURE(row.value);
  CHECK(line("e", {{"k", row.value}}) == "e k=" + row.shown);
}

TEST_CASE("The level decides what is written, and braces are only text", "[common]") {
  std::ostringstream out;
  const auto logger = Logger::to_stream(out, Level::warning);
  logger.info("quiet");
  logger.warning("loud {}", {{"k", "{0}"}});
  CHECK(out.str().find("quiet") == std::string::npos);
  CHECK(out.str().find("Z warning loud {} k={0}\n") != std::string::npos);
  CHECK_FALSE(logger.enabled(Level::info));
  CHECK(logger.enabled(Level::error));
}

TEST_CASE("Levels are known by name", "[common]") {
  CHECK(level_named("debug") == Level::debug);
  CHECK(level_named("off") == Level::off);
  CHECK_FALSE(level_named("loud"));
}

}  // namespace palaver::log
