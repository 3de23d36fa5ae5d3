// What all TLS connections of a server share: certificate, key, versions, ciphers. Made from two
// files, and made anew from them while connections are open. Any thread.
//
// TLS 1.2 and 1.3 with the ciphers of Mozilla's intermediate configuration, without DHE (no browser
// needs it, and each of its handshakes costs many of the others). Sessions resume by ticket (RFC
// 5077; RFC 8446 section 4.6.1), so that nothing is kept here for clients that are gone. ALPN (RFC
// 7301): http/1.1.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "core/common/expected.h"
#include "server/net/tls_identity.h"
#include "server/net/tls_session.h"

namespace palaver::net {

class TlsContext {
 public:
  // The error is a line for people that names flags and files.
  static expected<std::unique_ptr<TlsContext>, std::string> create(TlsFiles files);

  // Reads the files again. Connections accepted from now on use what they hold; those that are open
  // keep what they have. On an error nothing changes. The tickets given out before are of no use
  // any more: their clients make a full handshake and see the new certificate.
  expected<void, std::string> reload();

  // A session for a connection accepted as `fd`, which must stay open for the session's life. Null
  // when out of memory.
  std::unique_ptr<TlsSession> accept(int fd) const;

  const TlsFiles& files() const { return files_; }
  // When the present certificate is valid: Unix time in seconds.
  std::int64_t valid_from() const;
  std::int64_t valid_until() const;

 private:
  explicit TlsContext(TlsFiles files) : files_(std::move(files)) {}

  const TlsFiles files_;
  mutable std::mutex mutex_;  // held to look at or replace `context_`
  SslContextPtr context_;     // its sessions hold it, too
};

}  // namespace palaver::net
