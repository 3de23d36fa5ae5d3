#include "server/aws/credentials.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "tests/server/support/temporary_folder.h"

using namespace palaver;
using namespace palaver::aws;
using palaver::testing::TemporaryFolder;

TEST_CASE("Credentials: the file of the AWS CLI, with our additions", "[aws]") {
  const auto store = CredentialStore::parse(
      "\xEF\xBB\xBF# a comment\r\n"
      "; another = one\r\n"
      "[default]\r\n"
      "aws_access_key_id = AKIADEFAULT\r\n"
      "aws_secret_access_key=abc/+=#;\r\n"
      "region = eu-west-1\r\n"
      "s3 =\r\n"
      "  max_concurrent_requests = 20\r\n"
      "\r\n"
      "[profile ana] # from ~/.aws/config\n"
      "AWS_Access_Key_Id = ASIAANA ; temporary\n"
      "aws_secret_access_key = def\n"
      "aws_session_token = tok=en\n"
      "palaver_account_id = 111122223333\n"
      "palaver_user_name = ana.smith\n"
      "palaver_policy = policies/ana.json\n"
      "[without keys]\n"
      "sso_session = x",
      "credentials", "/etc/palaver");
  if (!store) FAIL(store.error().message);
  CHECK(store->by_key().size() == 2);

  const auto* first = store->find("AKIADEFAULT");
  REQUIRE(first != nullptr);
  CHECK(first == store->profile("default"));
  CHECK(first->secret_access_key.reveal() == "abc/+=#;");
  CHECK(first->session_token.empty());
  CHECK(first->identity.account_id == "000000000000");
  CHECK(first->identity.user_name == "default");
  CHECK(first->identity.user_arn() == "arn:aws:iam::000000000000:user/default");
  CHECK(first->identity.policy_path.empty());

  const auto* second = store->profile("ana");
  REQUIRE(second != nullptr);
  CHECK(second->identity.access_key_id == "ASIAANA");
  CHECK(second->secret_access_key.reveal() == "def");
  CHECK(second->session_token.reveal() == "tok=en");
  CHECK(second->identity.user_arn() == "arn:aws:iam::111122223333:user/ana.smith");
  CHECK(second->identity.policy_path == "/etc/palaver/policies/ana.json");

  CHECK(store->find("AKIA") == nullptr);
  CHECK(store->profile("without keys") == nullptr);
}

TEST_CASE("Credentials: a key that names no account is of the account given", "[aws]") {
  const auto store = CredentialStore::parse(
      "[ana]\naws_access_key_id = A\naws_secret_access_key = a\n"
      "[bo]\naws_access_key_id = B\naws_secret_access_key = b\npalaver_account_id = 444455556666\n",
      "credentials", {}, "111122223333");
  if (!store) FAIL(store.error().message);
  CHECK(store->profile("ana")->identity.user_arn() == "arn:aws:iam::111122223333:user/ana");
  CHECK(store->profile("bo")->identity.account_id == "444455556666");
}

TEST_CASE("Credentials: an empty file knows nobody", "[aws]") {
  const auto store = CredentialStore::parse("", "credentials");
  REQUIRE(store);
  CHECK(store->empty());
  CHECK(store->find("") == nullptr);
}

TEST_CASE("Credentials: a mistake is told with its line, and no secret with it", "[aws]") {
  struct Row {
    const char* text;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"\naws_access_key_id = s3cret", "file:2: a setting before the first [profile]"},
      {"[a]\ns3cret\n", "file:2: neither [profile] nor name = value"},
      {"[a\n", "file:1: a [profile] that does not end"},
      {"[ ]\n", "file:1: a profile without a name"},
      {"[a]\n[b]\n[a]\n", "file:3: profile a comes twice"},
      {"#\n[a]\naws_secret_access_key = s3cret\n[b]\n",
       "file:2: profile a lacks aws_access_key_id"},
      {"[a]\naws_access_key_id = AKIA\n", "file:1: profile a lacks aws_secret_access_key"},
      {"[a]\naws_access_key_id = AKIA\naws_secret_access_key = s3cret\n"
       "[b]\naws_access_key_id = AKIA\naws_secret_access_key = s3cret",
       "file:4: the access key AKIA belongs to a profile before"},
      {"[a]\npalaver_account_id = 1234\n", "file:2: palaver_account_id has not 12 digits"},
      {"[a]\npalaver_account_id = 11112222333x\n", "file:2: palaver_account_id has not 12 digits"},
  }));
  CAPTURE(row.text);
  const auto store = CredentialStore::parse(row.text, "file");
  REQUIRE_FALSE(store);
  CHECK(store.error().message == row.message);
}

TEST_CASE("Credentials: read from a file", "[aws]") {
  TemporaryFolder folder;
  const auto path = (folder / "credentials").string();
  SECTION("policies are beside it") {
    folder.write("credentials",
                 "[a]\naws_access_key_id = A\naws_secret_access_key = s\npalaver_policy = p.json");
    const auto store = CredentialStore::read(path);
    REQUIRE(store);
    CHECK(store->find("A")->identity.policy_path == (folder / "p.json").string());
  }
  SECTION("that is empty") {
    folder.write("credentials", "");
    REQUIRE(CredentialStore::read(path));
  }
  SECTION("that is not there") {
    const auto store = CredentialStore::read(path);
    REQUIRE_FALSE(store);
    CHECK(store.error().message == path + ": cannot be read");
  }
  SECTION("that is a folder") {
    CHECK_FALSE(CredentialStore::read(folder.path().string()));
  }
  SECTION("that is too large") {
    folder.write("credentials", std::string(CredentialStore::kFileBytes + 1, '\n'));
    const auto store = CredentialStore::read(path);
    REQUIRE_FALSE(store);
    CHECK(store.error().message == path + ": larger than 1048576 bytes");
  }
}
