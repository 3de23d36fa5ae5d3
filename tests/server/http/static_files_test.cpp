#include "server/http/static_files.h"

#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <filesystem>
#include <string>

#include "server/http/response_head.h"
#include "tests/server/support/temporary_folder.h"

using namespace palaver::http;
using namespace palaver::testing;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  Fixture() {
    folder.write("web/index.html", "<!doctype html><title>page</title>");
    folder.write("web/app.js", "script");
    folder.write("web/app.0123abcd.js", "hashed script");
    folder.write("web/icons/a.svg", "<svg/>");
    folder.write("web/.hidden", "secret");
    folder.write("web/.git/config", "secret");
    folder.write("web/name with blank.txt", "blank");
    folder.write("secret.txt", "secret");
    folder.write("web-other/secret.txt", "secret");
  }

  static Request request_of(std::string target, Headers headers = {}) {
    Request request;
    request.method = "GET";
    request.target = std::move(target);
    request.headers = std::move(headers);
    return request;
  }
  Response get(std::string target, Headers headers = {}) const {
    return files.serve(request_of(std::move(target), std::move(headers)));
  }

  static std::string header(const Response& response, std::string_view name) {
    return std::string(response.headers.find(name).value_or("(none)"));
  }

  TemporaryFolder folder;
  StaticFiles files{folder / "web"};
};

}  // namespace

TEST_CASE_METHOD(Fixture, "StaticFiles: files with their types", "[http]") {
  struct Row {
    const char* target;
    const char* body;
    const char* type;
  };
  const auto row = GENERATE(values<Row>({
      {"/", "<!doctype html><title>page</title>", "text/html; charset=utf-8"},
      {"/?room=a", "<!doctype html><title>page</title>", "text/html; charset=utf-8"},
      {"/index.html", "<!doctype html><title>page</title>", "text/html; charset=utf-8"},
      {"/app.js", "script", "text/javascript; charset=utf-8"},
      {"/app.js?v=1", "script", "text/javascript; charset=utf-8"},
      {"/%61pp.js", "script", "text/javascript; charset=utf-8"},
      {"/icons/a.svg", "<svg/>", "image/svg+xml"},
      {"/icons%2fa.svg", "<svg/>", "image/svg+xml"},
      {"/name%20with%20blank.txt", "blank", "text/plain; charset=utf-8"},
  }));
  CAPTURE(row.target);
  const auto response = get(row.target);
  CHECK(response.status == 200);
  CHECK(body_of(response) == row.body);
  CHECK(header(response, "Content-Type") == row.type);
  CHECK(header(response, "X-Content-Type-Options") == "nosniff");
}

TEST_CASE_METHOD(Fixture, "StaticFiles: nothing outside the folder, nothing hidden, no folders",
                 "[http]") {
  std::filesystem::create_symlink(folder / "secret.txt", folder / "web/link.txt");
  std::filesystem::create_directory_symlink(folder.path(), folder / "web/up");
  std::filesystem::create_symlink("nowhere", folder / "web/dangling.txt");
  std::filesystem::create_symlink("loop.txt", folder / "web/loop.txt");
  REQUIRE(::mkfifo((folder / "web/pipe.txt").c_str(), 0600) == 0);
  const std::string target = GENERATE(values<std::string>({
      "/missing.txt",
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/..%2fsecret.txt",
      "/icons/../../secret.txt",
      "/icons/../app.js",
      "/./app.js",
      "//app.js",
      "/icons//a.svg",
      "/..\\secret.txt",
      "/..%5csecret.txt",
      "/icons\\a.svg",
      "/../web-other/secret.txt",
      "/.hidden",
      "/%2ehidden",
      "/.git/config",
      "/icons",
      "/icons/",
      "/app.js/",
      "/app.js/x",
      "/link.txt",
      "/up/secret.txt",
      "/dangling.txt",
      "/loop.txt",
      "/pipe.txt",
      "/%252e%252e/secret.txt",
      "/" + std::string(5000, 'a'),
  }));
  CAPTURE(target);
  const auto response = get(target);
  CHECK(response.status == 404);
  CHECK(body_of(response) == R"({"message":"Not Found"})");
  CHECK(header(response, "X-Content-Type-Options") == "nosniff");
}

TEST_CASE_METHOD(Fixture, "StaticFiles: a link that stays inside is followed", "[http]") {
  std::filesystem::create_symlink("app.js", folder / "web/link.js");
  CHECK(body_of(get("/link.js")) == "script");
}

TEST_CASE_METHOD(Fixture, "StaticFiles: a path that does not decode is a bad request", "[http]") {
  const std::string target =
      GENERATE(values<std::string>({"/%", "/%4", "/%zz", "/app.js%00", "", "app.js", "*"}));
  CAPTURE(target);
  CHECK(get(target).status == 400);
}

TEST_CASE_METHOD(Fixture, "StaticFiles: only GET and HEAD", "[http]") {
  auto request = request_of("/app.js");
  request.method = GENERATE(values<std::string>({"POST", "PUT", "DELETE", "OPTIONS", "get"}));
  const auto response = files.serve(request);
  CHECK(response.status == 405);
  CHECK(header(response, "Allow") == "GET, HEAD");
  // HEAD has the body, so that the server knows the length it leaves out.
  request.method = "HEAD";
  CHECK(body_of(files.serve(request)) == "script");
}

TEST_CASE_METHOD(Fixture, "StaticFiles: a known file is not sent again", "[http]") {
  const auto etag = header(get("/app.js"), "ETag");
  REQUIRE(etag.size() == 34);
  CHECK(etag.front() == '"');
  CHECK(etag.back() == '"');
  const auto condition =
      GENERATE_COPY(values<std::string>({etag, "W/" + etag, "\"other\", " + etag, "*"}));
  CAPTURE(condition);
  const auto response = get("/app.js", {{"If-None-Match", condition}});
  CHECK(response.status == 304);
  CHECK(body_of(response).empty());
  // RFC 9110 section 15.4.5: what a 200 would have said about it.
  CHECK(header(response, "ETag") == etag);
  CHECK(header(response, "Cache-Control") == "no-cache");
  CHECK(header(response, "Vary") == "Accept-Encoding");
  CHECK(get("/app.js", {{"If-None-Match", "\"other\""}}).status == 200);
}

TEST_CASE_METHOD(Fixture, "StaticFiles: a changed file is sent anew, under another tag", "[http]") {
  const auto etag = header(get("/app.js"), "ETag");
  folder.write("web/app.js", "SCRIPT");  // as long as before
  folder.age("web/app.js", -10s);
  const auto changed = get("/app.js", {{"If-None-Match", etag}});
  CHECK(changed.status == 200);
  CHECK(body_of(changed) == "SCRIPT");
  CHECK(header(changed, "ETag") != etag);
  // The content decides, not the time: what is built again the same needs no second download.
  folder.write("web/app.js", "script");
  folder.age("web/app.js", -20s);
  CHECK(get("/app.js", {{"If-None-Match", etag}}).status == 304);
  std::filesystem::remove(folder / "web/app.js");
  CHECK(get("/app.js").status == 404);
}

TEST_CASE_METHOD(Fixture, "StaticFiles: only names with a content hash are kept unasked",
                 "[http]") {
  struct Row {
    const char* name;
    bool kept;
  };
  const auto row = GENERATE(values<Row>({
      {"app.0123abcd.js", true},
      {"a.0123456789ABCDEF.wasm", true},
      {"icons/a.b.0123abcd.svg", true},
      {"app.js", false},
      {"app.0123abc.js", false},
      {"app.0123abcg.js", false},
      {"0123abcd.js", false},
      {"app.0123abcd", false},
      {"deadbeef.d/app.js", false},
  }));
  CAPTURE(row.name);
  folder.write("web/" + std::string(row.name), "content");
  CHECK(header(get("/" + std::string(row.name)), "Cache-Control") ==
        (row.kept ? "public, max-age=31536000, immutable" : "no-cache"));
  CHECK(header(get("/"), "Cache-Control") == "no-cache");
}

TEST_CASE_METHOD(Fixture, "StaticFiles: precompressed twins for those who take them", "[http]") {
  folder.write("web/app.js.br", "br bytes");
  folder.write("web/app.js.gz", "gz bytes");
  struct Row {
    const char* accepted;
    const char* body;
    const char* coding;
  };
  const auto row = GENERATE(values<Row>({
      {"gzip, deflate, br", "br bytes", "br"},
      {"gzip", "gz bytes", "gzip"},
      {"br;q=0, gzip", "gz bytes", "gzip"},
      {"identity", "script", "(none)"},
      {"", "script", "(none)"},
  }));
  CAPTURE(row.accepted);
  const auto response = get("/app.js", {{"Accept-Encoding", row.accepted}});
  CHECK(response.status == 200);
  CHECK(body_of(response) == row.body);
  CHECK(header(response, "Content-Encoding") == row.coding);
  CHECK(header(response, "Content-Type") == "text/javascript; charset=utf-8");
  CHECK(header(response, "Vary") == "Accept-Encoding");
  // The tag of one coding is not another's.
  const auto etag = header(response, "ETag");
  CHECK(get("/app.js", {{"Accept-Encoding", row.accepted}, {"If-None-Match", etag}}).status == 304);
  const bool plain = std::string(row.coding) == "(none)";
  CHECK(get("/app.js", {{"If-None-Match", etag}}).status == (plain ? 304 : 200));
}

TEST_CASE_METHOD(Fixture, "StaticFiles: tags differ by coding even where the bytes do not",
                 "[http]") {
  folder.write("web/app.js.br", "script");
  const auto plain = header(get("/app.js"), "ETag");
  const auto encoded = header(get("/app.js", {{"Accept-Encoding", "br"}}), "ETag");
  CHECK(plain != encoded);
}

TEST_CASE_METHOD(Fixture, "StaticFiles: a twin left over from an older build is not sent",
                 "[http]") {
  folder.write("web/app.js.br", "old br bytes");
  folder.write("web/app.js.gz", "gz bytes");
  folder.age("web/app.js.br", 60s);
  folder.age("web/app.js.gz", 1s);  // written by the same build, in some order
  const auto response = get("/app.js", {{"Accept-Encoding", "br, gzip"}});
  CHECK(body_of(response) == "gz bytes");
  CHECK(header(response, "Content-Encoding") == "gzip");
}

TEST_CASE_METHOD(Fixture, "StaticFiles: a twin alone is no file", "[http]") {
  folder.write("web/gone.js.br", "br bytes");
  CHECK(get("/gone.js", {{"Accept-Encoding", "br"}}).status == 404);
}

TEST_CASE_METHOD(Fixture, "StaticFiles: a page says what it may load", "[http]") {
  const auto page = get("/");
  const auto policy = header(page, "Content-Security-Policy");
  CHECK(policy.find("script-src 'self' 'wasm-unsafe-eval';") != std::string::npos);
  CHECK(policy.find("connect-src 'self' ws: wss:;") != std::string::npos);
  CHECK(header(page, "Referrer-Policy") == "no-referrer");
  CHECK(header(get("/app.js"), "Content-Security-Policy") == "(none)");
}

TEST_CASE_METHOD(Fixture, "StaticFiles: the folder may come later, and be a link", "[http]") {
  const StaticFiles later(folder / "later");
  CHECK(later.serve(request_of("/")).status == 404);
  std::filesystem::create_directory_symlink("web", folder / "later");
  CHECK(later.serve(request_of("/")).status == 200);
  CHECK(later.serve(request_of("/../secret.txt")).status == 404);
}

TEST_CASE_METHOD(Fixture, "StaticFiles: empty and large files", "[http]") {
  folder.write("web/empty.txt", "");
  CHECK(get("/empty.txt").status == 200);
  CHECK(body_of(get("/empty.txt")).empty());
  const std::string large(3'000'000, 'x');
  folder.write("web/large.bin", large);
  const auto first = get("/large.bin");
  CHECK(body_of(first) == large);
  // Kept, not read and copied for each client.
  CHECK(get("/large.bin").shared_body == first.shared_body);
  // Beyond what is held in memory.
  folder.write("web/huge.bin", "");
  std::filesystem::resize_file(folder / "web/huge.bin", 65UL * 1024 * 1024);
  CHECK(get("/huge.bin").status == 500);
}

TEST_CASE_METHOD(Fixture, "StaticFiles: what it keeps is bounded", "[http]") {
  for (int i = 0; i < 4; ++i) {
    const auto name = "web/large" + std::to_string(i) + ".bin";
    folder.write(name, "");
    std::filesystem::resize_file(folder / name, 40UL * 1024 * 1024);
  }
  const auto first = get("/large0.bin");
  for (int i = 1; i < 4; ++i) CHECK(get("/large" + std::to_string(i) + ".bin").status == 200);
  // Dropped in between and read anew; whoever still sends the first copy keeps it.
  CHECK(get("/large0.bin").shared_body != first.shared_body);
  CHECK(body_of(first).size() == 40UL * 1024 * 1024);
}
