// Access keys, and who holds them, out of a file in the format of ~/.aws/credentials:
//
//   [ana]
//   aws_access_key_id = AKIA...
//   aws_secret_access_key = ...
//   aws_session_token = ...            for temporary keys
//   palaver_account_id = 111122223333  ours; the gateway's account when absent
//   palaver_user_name = ana            ours; the profile's name when absent
//   palaver_policy = ana.json          ours; path of an IAM policy, from the file's folder
//
// AWS: "Configuration and credential file settings". Comment lines begin with '#' or ';', a comment
// behind a value with a blank before that. Other settings are passed over, so that the file of the
// AWS CLI serves, and so are indented lines (its nested settings). Secrets are in no message. Any
// thread, once read.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"

namespace palaver::aws {

// A text that does not get into a log by accident: it has to be asked for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

// Who a key belongs to.
struct Identity {
  std::string access_key_id;
  std::string account_id;
  std::string user_name;
  std::string policy_path;  // empty: nothing restricts this user

  // arn:aws:iam::111122223333:user/ana
  std::string user_arn() const;
};

struct Credentials {
  std::string profile;
  Identity identity;
  Secret secret_access_key;
  Secret session_token;  // empty for keys that last
};

struct CredentialsError {
  std::string message;  // for people: "credentials:3: ..."
};

class CredentialStore {
 public:
  static constexpr std::string_view kNoAccount = "000000000000";

  // `name` is for messages; relative policy paths are taken from `folder`; `account_id` is that of
  // profiles that name none.
  //
  // Errors, each with file and line: what is neither a section, a setting nor a comment; a setting
  // before the first section; a profile or an access key that comes twice; a key without its
  // secret, or a secret without its key; an account id that is not 12 digits. Profiles without keys
  // are left out.
  static expected<CredentialStore, CredentialsError> parse(
      std::string_view text, const std::string& name, const std::string& folder = {},
      std::string_view account_id = kNoAccount);
  // Also refuses what cannot be read and what is larger than kFileBytes.
  static expected<CredentialStore, CredentialsError> read(const std::string& path,
                                                          std::string_view account_id = kNoAccount);
  static constexpr std::size_t kFileBytes = std::size_t{1024} * 1024;

  // Null for an unknown key or profile. Good as long as the store.
  const Credentials* find(std::string_view access_key_id) const;
  const Credentials* profile(std::string_view name) const;

  bool empty() const { return by_key_.empty(); }
  const std::map<std::string, Credentials, std::less<>>& by_key() const { return by_key_; }

 private:
  std::map<std::string, Credentials, std::less<>> by_key_;
};

}  // namespace palaver::aws
