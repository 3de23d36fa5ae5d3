// A certificate and its key as files, for servers that read them.
#pragma once

#include "server/net/tls_context.h"
#include "tests/server/support/certificate.h"
#include "tests/server/support/temporary_folder.h"

namespace palaver::testing {

class TlsFolder : public TemporaryFolder {
 public:
  explicit TlsFolder(const CertificateOptions& options = {}) { replace(options); }

  // Writes another certificate of another key over the files.
  void replace(const CertificateOptions& options) {
    const TestCertificate made(options);
    write("cert.pem", made.certificate_pem());
    write("key.pem", made.key_pem());
  }
  net::TlsFiles files() const { return {*this / "cert.pem", *this / "key.pem"}; }
  std::unique_ptr<net::TlsContext> context() const {
    auto made = net::TlsContext::create(files());
    if (!made) FAIL(made.error());
    return *std::move(made);
  }
};

}  // namespace palaver::testing
