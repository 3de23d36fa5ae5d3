#include "server/net/tls_context.h"

#include <openssl/err.h>

#include <array>
#include <string_view>
#include <utility>

namespace palaver::net {
namespace {

constexpr const char* kCiphersOfTls12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kCiphersOfTls13 =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* kGroups = "X25519:P-256:P-384";

// RFC 7301 section 3.1: names with their length before them.
constexpr std::string_view kProtocols = "\x08http/1.1";

// Browsers open one WebSocket, and each full handshake brings a new ticket: one is enough.
constexpr std::size_t kTicketsPerHandshake = 1;

// RFC 7301 section 3.2: no protocol in common is "no_application_protocol". Clients that offer none
// speak HTTP/1.1, as before there was ALPN; this is not called for them.
int choose_protocol(SSL* /*session*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void* /*argument*/) {
  unsigned char* selected = nullptr;
  const int outcome = SSL_select_next_proto(
      &selected, chosen_size, reinterpret_cast<const unsigned char*>(kProtocols.data()),
      static_cast<unsigned int>(kProtocols.size()), offered, offered_size);
  if (outcome != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = selected;
  return SSL_TLSEXT_ERR_OK;
}

std::string last_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "OpenSSL refuses it" : reason;
}

// Apart from who the server is: the same for all.
bool set_up(SSL_CTX* context) {
  // A client that leaves without close_notify is no error: HTTP and WebSocket say themselves where
  // a message ends.
  SSL_CTX_set_options(
      context, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_COMPRESSION);
  // An idle connection holds no buffers.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  // One recv for a record with its header, and for the next ones.
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, kCiphersOfTls12) == 1 &&
         SSL_CTX_set_ciphersuites(context, kCiphersOfTls13) == 1 &&
         SSL_CTX_set1_groups_list(context, kGroups) == 1 &&
         SSL_CTX_set_num_tickets(context, kTicketsPerHandshake) == 1;
}

expected<SslContextPtr, std::string> make_context(const TlsFiles& files) {
  auto identity = read_tls_identity(files);
  if (!identity) return unexpected(std::move(identity.error()));
  ERR_clear_error();
  SslContextPtr context(SSL_CTX_new(TLS_server_method()));
  if (!context || !set_up(context.get())) return unexpected("TLS: " + last_reason());
  // Refused here: a key that is too short, a signature with a broken digest.
  if (SSL_CTX_use_certificate(context.get(), identity->certificate.get()) != 1) {
    return unexpected("--tls-cert: " + files.certificate.string() + ": " + last_reason());
  }
  for (const auto& authority : identity->chain) {
    if (SSL_CTX_add1_chain_cert(context.get(), authority.get()) != 1) {
      return unexpected("--tls-cert: " + files.certificate.string() + ": " + last_reason());
    }
  }
  if (SSL_CTX_use_PrivateKey(context.get(), identity->key.get()) != 1) {
    return unexpected("--tls-key: " + files.key.string() + ": " + last_reason());
  }
  return context;
}

}  // namespace

expected<std::unique_ptr<TlsContext>, std::string> TlsContext::create(TlsFiles files) {
  std::unique_ptr<TlsContext> context(new TlsContext(std::move(files)));
  const auto loaded = context->reload();
  if (!loaded) return unexpected(loaded.error());
  return context;
}

expected<void, std::string> TlsContext::reload() {
  auto made = make_context(files_);
  if (!made) return unexpected(std::move(made.error()));
  const std::lock_guard lock(mutex_);
  context_ = std::move(*made);
  return {};
}

std::unique_ptr<TlsSession> TlsContext::accept(int fd) const {
  SslPtr session;
  {
    const std::lock_guard lock(mutex_);
    session.reset(SSL_new(context_.get()));
  }
  auto made = TlsSession::create(session.release(), fd);
  if (!made) ERR_clear_error();
  return made;
}

std::int64_t TlsContext::valid_from() const {
  const std::lock_guard lock(mutex_);
  return net::valid_from(*SSL_CTX_get0_certificate(context_.get()));
}

std::int64_t TlsContext::valid_until() const {
  const std::lock_guard lock(mutex_);
  return net::valid_until(*SSL_CTX_get0_certificate(context_.get()));
}

}  // namespace palaver::net
