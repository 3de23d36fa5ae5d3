#include "core/gateway/policy.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/gateway/event_fixture.h"

using namespace palaver::gateway;

namespace {

constexpr const char* kArn = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/dev/$connect";

std::string statement(const std::string& members) {
  return R"({"Version":"2012-10-17","Statement":[{)" + members + "}]}";
}

std::string allow(const std::string& resource) {
  return statement(R"("Action":"execute-api:Invoke","Effect":"Allow","Resource":")" + resource +
                   "\"");
}

PolicyDecision decide(const std::string& json) {
  const auto policy = Policy::parse(json);
  CAPTURE(json);
  REQUIRE(policy);
  return policy->evaluate(connect_question(example_connect(), kArn));
}

}  // namespace

TEST_CASE("Policy: which resources $connect is among", "[gateway]") {
  const std::string api = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5";
  struct Row {
    std::string resource;
    bool allows;
  };
  for (const Row& row : {
           Row{kArn, true},
           Row{"*", true},
           Row{api + "/*", true},
           Row{api + "/dev/*", true},
           Row{api + "/dev/*/*", false},  // the form of REST APIs
           Row{api + "/*/$connect", true},
           Row{api + "/dev/$conn?ct", true},
           Row{api + "/dev/$conn??ct", false},
           Row{api + "/prod/*", false},
           Row{api + "/dev/$Connect", false},
           Row{api + "/dev/sendmessage", false},
           Row{api, false},
           Row{"arn:aws:execute-api:*:*:*/dev/$connect", true},
           Row{"arn:aws:execute-api:us-east-1:111122223333:*", false},
           Row{"", false},
           Row{"arn:aws:execute-api:${aws:Region}:111122223333:*", false},
       }) {
    CAPTURE(row.resource);
    CHECK(decide(allow(row.resource)) ==
          (row.allows ? PolicyDecision::allow : PolicyDecision::implicit_deny));
  }
}

TEST_CASE("Policy: effects, actions and conditions", "[gateway]") {
  using enum PolicyDecision;
  struct Row {
    const char* what;
    std::string json;
    PolicyDecision decision;
  };
  const std::string yes = R"({"Effect":"Allow","Action":"*","Resource":"*"})";
  const std::string no = R"({"Effect":"Deny","Action":"*","Resource":"*"})";
  const auto list = [](const std::string& statements) {
    return R"({"Statement":[)" + statements + "]}";
  };
  const Row rows[] = {
      {"no statement", list(""), implicit_deny},
      {"one statement without a list", R"({"Statement":)" + yes + "}", allow},
      {"deny wins behind", list(yes + "," + no), explicit_deny},
      {"deny wins before", list(no + "," + yes), explicit_deny},
      {"deny of something else",
       list(yes + R"(,{"Effect":"Deny","Action":"*","Resource":"arn:other"})"), allow},
      {"actions in any letter case",
       statement(R"("Effect":"Allow","Action":"EXECUTE-API:invoke","Resource":"*")"), allow},
      {"a list of actions",
       statement(R"("Effect":"Allow","Action":["s3:*","execute-api:*"],"Resource":["x","*"])"),
       allow},
      {"another action",
       statement(R"("Effect":"Allow","Action":"execute-api:ManageConnections","Resource":"*")"),
       implicit_deny},
      {"NotAction of another", statement(R"("Effect":"Allow","NotAction":"s3:*","Resource":"*")"),
       allow},
      {"NotAction of this",
       statement(R"("Effect":"Allow","NotAction":["s3:*","execute-api:*"],"Resource":"*")"),
       implicit_deny},
      {"NotResource of another",
       statement(R"("Effect":"Allow","Action":"*","NotResource":"arn:other")"), allow},
      {"NotResource of this", statement(R"("Effect":"Deny","Action":"*","NotResource":"*")"),
       implicit_deny},
      {"a condition that holds",
       statement(
           R"("Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}})"),
       allow},
      {"a condition that does not",
       statement(
           R"("Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})"),
       implicit_deny},
      {"a time",
       statement(
           R"("Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2024-11-11T11:35:25Z"},"NumericGreaterThan":{"aws:EpochTime":"1731324923"}})"),
       allow},
      {"an unknown condition does not allow",
       statement(
           R"("Effect":"Allow","Action":"*","Resource":"*","Condition":{"Mood":{"aws:x":"good"}})"),
       implicit_deny},
      {"an unknown condition denies",
       list(
           yes +
           R"(,{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Mood":{"aws:x":"bad"}}})"),
       explicit_deny},
      {"a policy variable denies",
       list(yes + R"(,{"Effect":"Deny","Action":"*","Resource":"arn:${aws:x}"})"), explicit_deny},
      {"a policy variable of another action does not",
       list(yes + R"(,{"Effect":"Deny","Action":"s3:*","Resource":"arn:${aws:x}"})"), allow},
      {"elements that are not looked at",
       R"({"Id":"i","Version":3,"Statement":{"Sid":"s","Principal":"*","Effect":"Allow","Action":"*","Resource":"*"}})",
       allow},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(decide(row.json) == row.decision);
  }
}

TEST_CASE("Policy: what is none", "[gateway]") {
  for (const std::string& json :
       {std::string(),
        std::string("3"),
        std::string("[]"),
        std::string("{}"),
        std::string(R"({"Statement":"x"})"),
        std::string(R"({"Statement":[3]})"),
        std::string(R"({"statement":[]})"),
        std::string(R"({"Statement":[]} x)"),
        statement(R"("Action":"*","Resource":"*")"),
        statement(R"("Effect":"allow","Action":"*","Resource":"*")"),
        statement(R"("Effect":3,"Action":"*","Resource":"*")"),
        statement(R"("Effect":"Allow","Resource":"*")"),
        statement(R"("Effect":"Allow","Action":"*")"),
        statement(R"("Effect":"Allow","Action":[],"Resource":"*")"),
        statement(R"("Effect":"Allow","Action":["*",3],"Resource":"*")"),
        statement(R"("Effect":"Allow","Action":{},"Resource":"*")"),
        statement(R"("Effect":"Allow","Action":"*","NotAction":"*","Resource":"*")"),
        statement(R"("Effect":"Allow","Action":"*","Resource":"*","Conditions":{})"),
        statement(R"("Effect":"Allow","Action":"*","Resource":"*","Condition":[])"),
        allow(std::string(513, 'x'))}) {
    CAPTURE(json);
    const auto policy = Policy::parse(json);
    REQUIRE_FALSE(policy);
    CHECK_FALSE(policy.error().empty());
  }
  CHECK(Policy::parse(allow(std::string(512, 'x'))));
  const std::string whole = allow("*");
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    CAPTURE(cut);
    CHECK_FALSE(Policy::parse(whole.substr(0, cut)));
  }
}
