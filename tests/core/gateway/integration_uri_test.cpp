#include "core/gateway/integration_uri.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::gateway;

TEST_CASE("Integration URI: stage variables, path parameters, query", "[gateway]") {
  const StringMap variables = {{"backend", "b.example:8080/v1"}, {"url", "https://b.example"}};
  const std::vector<NamedValue> path = {
      {"op", "join"}, {"odd", "a/b c?d#e%.."}, {"dot", "."}, {"empty", ""}};
  struct Row {
    const char* uri;
    std::vector<NamedValue> query;
    const char* url;
  };
  for (const Row& row : {
           Row{"http://b.example/messages", {}, "http://b.example/messages"},
           Row{"http://${stageVariables.backend}/m", {}, "http://b.example:8080/v1/m"},
           Row{"${stageVariables.url}", {}, "https://b.example"},
           Row{"http://h/{op}/x/{op}", {}, "http://h/join/x/join"},
           Row{"http://h/{odd}", {}, "http://h/a%2Fb%20c%3Fd%23e%25.."},
           Row{"http://h/a{dot}b", {}, "http://h/a.b"},
           Row{"http://h/a/../b/{op}", {}, "http://h/a/../b/join"},  // the author's own
           Row{"http://h/{empty}", {}, "http://h/"},
           Row{"http://h/?q={odd}", {}, "http://h/?q=a%2Fb%20c%3Fd%23e%25.."},
           Row{"http://h/p", {{"a", "1"}}, "http://h/p?a=1"},
           Row{"http://h/p?x=0", {{"a", "1"}, {"a", "2"}}, "http://h/p?x=0&a=1&a=2"},
           Row{"http://h/p?", {{"a", "1"}}, "http://h/p?a=1"},
           Row{"http://h/p?x=0&", {{"a", "1"}}, "http://h/p?x=0&a=1"},
           Row{"http://h/p#part", {{"a", "1"}}, "http://h/p?a=1"},
           Row{"http://h/p", {{"a b", "&=\r\n\xC3\xA4"}}, "http://h/p?a%20b=%26%3D%0D%0A%C3%A4"},
           Row{"HTTPS://[::1]:8443", {{"a", ""}}, "HTTPS://[::1]:8443?a="},
       }) {
    CAPTURE(row.uri);
    const auto url = integration_uri(row.uri, variables, path, row.query);
    REQUIRE(url);
    CHECK(*url == row.url);
  }
}

TEST_CASE("Integration URI: what no request can be sent to", "[gateway]") {
  const StringMap variables = {{"line", "h\r\nX: y"}};
  for (const char* uri :
       {"", "b.example/x", "ftp://h/", "http://", "http:///x", "http://?x", "http://:80/",
        "http://a@:80 /", "http://h/a b", "http://${stageVariables.line}/",
        "http://${stageVariables.nobody}/", "http://h/{nobody}", "http://h/{open", "http://h/{}"}) {
    CAPTURE(uri);
    const auto url = integration_uri(uri, variables, {}, {});
    REQUIRE_FALSE(url);
    CHECK_FALSE(url.error().empty());
  }
}

TEST_CASE("Integration URI: a client cannot climb out of its segment of the path", "[gateway]") {
  struct Row {
    const char* uri;
    const char* a;
    const char* b;
  };
  for (const Row& row : {Row{"http://h/x/{a}", "..", ""}, Row{"http://h/x/{a}/y", "..", ""},
                         Row{"http://h/x/{a}/y", ".", ""}, Row{"http://h/x/{a}{b}/y", ".", "."},
                         Row{"http://h/x/.{a}", ".", ""}, Row{"http://h/x/{a}?q", "..", ""},
                         Row{"http://h/x/{a}#f", "..", ""}}) {
    CAPTURE(row.uri, row.a);
    CHECK_FALSE(integration_uri(row.uri, {}, {{"a", row.a}, {"b", row.b}}, {}));
  }
}
