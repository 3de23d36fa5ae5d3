#include "server/http/content_type.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using palaver::http::content_type;

TEST_CASE("content_type: by the name's ending", "[http]") {
  struct Row {
    const char* name;
    const char* type;
  };
  const auto row = GENERATE(values<Row>({
      {"index.html", "text/html; charset=utf-8"},
      {"palaver.wasm", "application/wasm"},
      {"palaver.0123abcd.js", "text/javascript; charset=utf-8"},
      {"MODULE.MJS", "text/javascript; charset=utf-8"},
      {"a/b.c/style.css", "text/css; charset=utf-8"},
      {"icon.svg", "image/svg+xml"},
      {"app.webmanifest", "application/manifest+json"},
      {"", "application/octet-stream"},
      {"LICENSE", "application/octet-stream"},
      {"folder.html/LICENSE", "application/octet-stream"},
      {"name.", "application/octet-stream"},
      {"palaver.js.br", "application/octet-stream"},
  }));
  CAPTURE(row.name);
  CHECK(content_type(row.name) == row.type);
}
