// Who has signed a request with AWS Signature Version 4, in its fields (Authorization) or in its
// query (a presigned URL). Answers with AWS's exceptions and texts. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "core/common/expected.h"
#include "server/aws/canonical_request.h"
#include "server/aws/credentials.h"
#include "server/aws/sigv4.h"

namespace palaver::aws {

// What the request is refused with: status kStatus, x-amzn-ErrorType and {"message": ...}.
struct SignatureError {
  static constexpr int kStatus = 403;
  std::string exception;  // "InvalidSignatureException"
  std::string message;    // no secret, nor the signature that would have been right
};

struct VerifierOptions {
  std::string service = "execute-api";
  std::string region = {};  // empty: any
  // How far the two clocks may be apart. More: a request overheard can be repeated for longer.
  std::chrono::minutes clock_skew{15};
};

// The identity of the key whose secret the signature was made with. The request's path and query
// must be those that the client sent, its headers must still have Host.
//
// Errors: MissingAuthenticationTokenException for a request that is not signed;
// IncompleteSignatureException for a signature that cannot be read; UnrecognizedClientException for
// an unknown key or a session token that is not the key's; InvalidSignatureException for the rest:
// another service, region or day, expired, not yet valid, or simply wrong. The signature is
// compared in constant time.
//
// The body's hash counts, whatever X-Amz-Content-Sha256 says of it, unless that is UNSIGNED-PAYLOAD
// (JavaScript SDKs for bodies that are streams): then only the fields are verified.
expected<Identity, SignatureError> verify_signature(const RequestView& request,
                                                    const CredentialStore& store, UnixTime now,
                                                    const VerifierOptions& options = {});

}  // namespace palaver::aws
