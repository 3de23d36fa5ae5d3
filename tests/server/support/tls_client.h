// A TLS client of OpenSSL's for tests, on a non-blocking socket, driven by hand: each call does
// what the socket allows. It trusts everybody and remembers the ticket it was given.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "server/net/openssl_ptr.h"
#include "server/net/unique_fd.h"

namespace palaver::testing {

using TlsTicket = net::OpensslPtr<SSL_SESSION, SSL_SESSION_free>;

struct TlsClientOptions {
  int newest = TLS1_3_VERSION;
  int oldest = TLS1_VERSION;
  std::string_view protocols = {};  // ALPN, each with its length before it
  const char* ciphers = nullptr;    // of TLS 1.2
  SSL_SESSION* ticket = nullptr;
};

class TlsClient {
 public:
  using Options = TlsClientOptions;

  explicit TlsClient(net::UniqueFd fd, const Options& options = {})
      : context_(SSL_CTX_new(TLS_client_method())), fd_(std::move(fd)) {
    REQUIRE(context_);
    // As any client that has not our BIO: a server that has gone must not end the tests.
    std::signal(SIGPIPE, SIG_IGN);
    // The system's policy may refuse what the tests offer.
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), options.oldest);
    SSL_CTX_set_max_proto_version(context_.get(), options.newest);
    SSL_CTX_set_mode(context_.get(),
                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(context_.get(), keep_ticket);
    if (options.ciphers != nullptr) {
      REQUIRE(SSL_CTX_set_cipher_list(context_.get(), options.ciphers) == 1);
    }
    session_.reset(SSL_new(context_.get()));
    REQUIRE(session_);
    SSL_set_app_data(session_.get(), this);
    if (!options.protocols.empty()) {
      SSL_set_alpn_protos(session_.get(),
                          reinterpret_cast<const unsigned char*>(options.protocols.data()),
                          static_cast<unsigned int>(options.protocols.size()));
    }
    if (options.ticket != nullptr) SSL_set_session(session_.get(), options.ticket);
    SSL_set_fd(session_.get(), fd_.get());
    SSL_set_connect_state(session_.get());
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // Whether the handshake is complete.
  bool handshake() {
    if (!done_) done_ = conclude(SSL_do_handshake(session_.get()));
    return done_;
  }
  // How much was taken.
  std::size_t send(std::string_view bytes) {
    std::size_t count = 0;
    conclude(SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count));
    return count;
  }
  // Everything that has come, at most about `most` bytes.
  std::string receive(std::size_t most = std::string::npos) {
    std::string received;
    std::array<char, 16384> buffer;
    std::size_t count = 0;
    while (received.size() < most &&
           conclude(SSL_read_ex(session_.get(), buffer.data(), buffer.size(), &count))) {
      received.append(buffer.data(), count);
    }
    return received;
  }
  void say_goodbye() { SSL_shutdown(session_.get()); }
  // TLS 1.3: new keys for both directions.
  void update_keys() {
    REQUIRE(SSL_key_update(session_.get(), SSL_KEY_UPDATE_REQUESTED) == 1);
    conclude(SSL_do_handshake(session_.get()));
  }
  void close() { fd_.reset(); }

  bool ended() const { return ended_; }  // by close_notify
  // Why it failed: OpenSSL's reason, "tlsv1 alert no application protocol".
  const std::string& failure() const { return failure_; }
  std::string version() const { return SSL_get_version(session_.get()); }
  std::string cipher() const { return SSL_get_cipher_name(session_.get()); }
  bool resumed() const { return SSL_session_reused(session_.get()) == 1; }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(session_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  long serial() const {
    const net::CertificatePtr certificate(SSL_get1_peer_certificate(session_.get()));
    return certificate ? ASN1_INTEGER_get(X509_get0_serialNumber(certificate.get())) : 0;
  }
  // TLS 1.3 sends it after the handshake: receive() takes it.
  TlsTicket take_ticket() { return std::move(ticket_); }

 private:
  static int keep_ticket(SSL* session, SSL_SESSION* ticket) {
    static_cast<TlsClient*>(SSL_get_app_data(session))->ticket_.reset(ticket);
    return 1;  // ours now
  }
  bool conclude(int returned) {
    if (returned == 1) return true;
    const int error = SSL_get_error(session_.get(), returned);
    if (error == SSL_ERROR_ZERO_RETURN) ended_ = true;
    if (error == SSL_ERROR_SYSCALL) failure_ = "the connection broke";
    if (error == SSL_ERROR_SSL) {
      const char* reason = ERR_reason_error_string(ERR_peek_error());
      failure_ = reason == nullptr ? "unknown" : reason;
    }
    ERR_clear_error();
    return false;
  }

  net::SslContextPtr context_;
  net::UniqueFd fd_;
  net::SslPtr session_;
  TlsTicket ticket_;
  std::string failure_;
  bool done_ = false;
  bool ended_ = false;
};

}  // namespace palaver::testing
