// Who a TLS server is: a certificate with those that vouch for it, and its private key, out of two
// files in PEM. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/common/expected.h"
#include "server/net/openssl_ptr.h"

namespace palaver::net {

struct TlsFiles {
  std::filesystem::path certificate;  // the server's own first, then the chain; without the root
  std::filesystem::path key;          // not encrypted; may be the same file
};

struct TlsIdentity {
  CertificatePtr certificate;
  std::vector<CertificatePtr> chain;
  KeyPtr key;
};

// The error is a line for people that names the flag (--tls-cert, --tls-key) and the file: one that
// cannot be read, holds nothing of the kind, is encrypted, or a pair that does not belong together.
expected<TlsIdentity, std::string> read_tls_identity(const TlsFiles& files);

// Unix time in seconds.
std::int64_t valid_from(const X509& certificate);
std::int64_t valid_until(const X509& certificate);

}  // namespace palaver::net
