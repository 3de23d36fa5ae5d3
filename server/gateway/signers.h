// Whose signatures are right, and what they may do: access keys with their IAM policies. Read once
// at start; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/gateway/policy.h"
#include "server/aws/credentials.h"
#include "server/aws/sigv4_verifier.h"
#include "server/http/message.h"

namespace palaver::gateway {

class Signers {
 public:
  // Nobody's signature is right.
  Signers() = default;
  // Reads a file of credentials and the policies that it names; keys that name no account are of
  // `account_id`. The error names file and line.
  static expected<Signers, std::string> read(const std::string& path,
                                             const std::string& account_id);

  bool empty() const { return store_.empty(); }

  // Who signed `request`, and may do what `question` says: whoever has no policy may do all. A
  // user's policy that does not allow it gives AccessDeniedException in IAM's words.
  expected<aws::Identity, aws::SignatureError> check(const http::Request& request,
                                                     const PolicyQuestion& question) const;

 private:
  aws::CredentialStore store_;
  std::map<std::string, Policy, std::less<>> policies_;  // by path
};

}  // namespace palaver::gateway
