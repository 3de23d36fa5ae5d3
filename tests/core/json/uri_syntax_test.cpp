#include "core/json/uri_syntax.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::json;

// The rows are what Java 17 says.
TEST_CASE("Schema: what is a URI", "[json]") {
  for (const char* text : {
           "",
           "a",
           "http://x",
           "http://x/y?z#w",
           "a:b",
           "/a%20",
           "//h",
           "///p",
           "http:///p",
           "?q",
           "#f",
           "?q[]",
           "#f[]",
           "http://[::1]/",
           "http://[::1]:80/",
           "http://h:80",
           "http://h:",
           "http://h:x",
           "http://h:99999",
           "http://u@h",
           "http://u:p@h:1",
           "http://a_b/",
           "mailto:a@b",
           "urn:isbn:1",
           "/\xC3\xA4",
           "http://\xC3\xA4/",
           "http://h?",
           "a:?x",
           "file:///c:/x",
           "x:/",
           "http://1.2.3.4",
           "http://1.2.3.400",
           "http://-a",
           "http://h%20x/",
           "//h:p:q",
           "a//b",
           ".",
           "..",
           "a:[",
           "a:x[",
           "http:////x",
           "http://@h",
           "http://@",
           "?",
           "#",
           "a?b#c?d",
           "a%20b",
           "a+b.c-d:x",
           "//\xC3\xA4:1",
           "//[fe80::1%25a]/",
           "//[fe80::1%eth0]/",
           "http://h/;a=b,c!$&'()*+~_-:@",
       }) {
    CAPTURE(text);
    CHECK(is_uri(text));
  }
}

TEST_CASE("Schema: what is none", "[json]") {
  for (const char* text : {
           "http://",     "http:",       "a:",
           ":a",          "1:a",         "/a b",
           "/a%2",        "/a%zz",       "//",
           "#f#g",        "/p[]",        "http://[::1",
           "http://[x]/", "http://a b/", "a:b c",
           "/\xC2\xA0",   "/\x01",       "/<",
           "/\"",         "/{",          "/|",
           "/\\",         "/^",          "/`",
           "a:#x",        "c:\\x",       "a:/[x",
           "%",           "a b",         "+:x",
           "a_b:c",       "\xC3\xA4:b",  "http://user[x]@h/",
       }) {
    CAPTURE(text);
    CHECK_FALSE(is_uri(text));
  }
}
