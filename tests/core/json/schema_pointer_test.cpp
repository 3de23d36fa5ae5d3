#include "core/json/schema_pointer.h"

#include <catch2/catch_test_macros.hpp>

using namespace palaver::json::schema;

TEST_CASE("Schema: JSON pointers as fragments", "[json]") {
  struct Row {
    const char* fragment;
    std::vector<std::string> steps;
  };
  // RFC 6901 sections 5 and 6.
  for (const Row& row : {
           Row{"", {}},
           Row{"/foo", {"foo"}},
           Row{"/foo/0", {"foo", "0"}},
           Row{"/", {""}},
           Row{"/a~1b", {"a/b"}},
           Row{"/c%25d", {"c%d"}},
           Row{"/%20", {" "}},
           Row{"/m~0n", {"m~n"}},
           Row{"/~01", {"~1"}},
           Row{"//x", {"", "x"}},
       }) {
    CAPTURE(row.fragment);
    CHECK(parse_pointer(row.fragment) == row.steps);
  }
  for (const char* wrong : {"foo", "/~", "/~2", "/%", "/%2", "/%zz"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_pointer(wrong).has_value());
  }
  CHECK(pointer_step("a/b~c") == "/a~1b~0c");
  CHECK(parse_index("0") == 0);
  CHECK(parse_index("12") == 12);
  for (const char* wrong : {"", "-", "-1", "01", "1x", "99999999999999999999"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_index(wrong).has_value());
  }
}

TEST_CASE("Schema: references to models", "[json]") {
  const auto reference =
      parse_model_reference("https://apigateway.amazonaws.com/restapis/a1b2c3/models/Message");
  REQUIRE(reference);
  CHECK(reference->api_id == "a1b2c3");
  CHECK(reference->name == "Message");
  for (const char* wrong : {
           "",
           "Message",
           "https://apigateway.amazonaws.com/restapis/a1b2c3/models/",
           "https://apigateway.amazonaws.com/restapis//models/Message",
           "https://apigateway.amazonaws.com/restapis/a1b2c3/models/Message/x",
           "https://apigateway.amazonaws.com/restapis/a1b2c3",
           "https://apigateway.amazonaws.com/restapis/a1b2c3/routes/Message",
           "https://example.com/restapis/a1b2c3/models/Message",
       }) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_model_reference(wrong).has_value());
  }
}
