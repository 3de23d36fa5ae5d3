#include "server/gateway/signers.h"

#include <chrono>
#include <utility>

#include "server/common/file_text.h"

namespace palaver::gateway {
expected<Signers, std::string> Signers::read(const std::string& path,
                                             const std::string& account_id) {
  auto store = aws::CredentialStore::read(path, account_id);
  if (!store) return unexpected("--credentials: " + store.error().message);
  Signers signers;
  signers.store_ = std::move(*store);
  for (const auto& [key, credentials] : signers.store_.by_key()) {
    const std::string& policy_path = credentials.identity.policy_path;
    if (policy_path.empty() || signers.policies_.count(policy_path) > 0) continue;
    const auto text = text_of_file(policy_path);
    if (!text) return unexpected("--credentials: the policy " + policy_path + " cannot be read");
    auto policy = Policy::parse(*text);
    if (!policy) return unexpected("--credentials: " + policy_path + ": " + policy.error());
    signers.policies_.emplace(policy_path, std::move(*policy));
  }
  return signers;
}

expected<aws::Identity, aws::SignatureError> Signers::check(const http::Request& request,
                                                            const PolicyQuestion& question) const {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  auto identity = aws::verify_signature(
      {request.method, request.target, request.headers, request.body}, store_, now);
  if (!identity) return identity;
  const auto policy = policies_.find(identity->policy_path);
  if (policy != policies_.end() && policy->second.evaluate(question) != PolicyDecision::allow) {
    return unexpected(aws::SignatureError{"AccessDeniedException",
                                          "User: " + identity->user_arn() +
                                              " is not authorized to perform: " + question.action +
                                              " on resource: " + question.resource});
  }
  return identity;
}

}  // namespace palaver::gateway
