#include "server/net/tls_session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace palaver::net {
namespace {

// The thread's oldest error of OpenSSL's as an error of ours; all of them are taken.
SystemError openssl_error(std::string_view call) {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  SystemError error;
  error.number = EPROTO;
  error.call = call;
  error.message = std::string(call) + ": " + (reason == nullptr ? "TLS failed" : reason);
  return error;
}

}  // namespace

void TlsSession::Free::operator()(ssl_st* session) const {
  SSL_free(session);
}

TlsSession::TlsSession(ssl_st* session, int fd) : wire_(fd), session_(session) {}

TlsSession::~TlsSession() = default;

std::unique_ptr<TlsSession> TlsSession::create(ssl_st* session, int fd) {
  std::unique_ptr<TlsSession> made(new TlsSession(session, fd));
  BIO* const bio = session == nullptr ? nullptr : made->wire_.make_bio();
  if (bio == nullptr) return nullptr;
  // Takes the one reference for both directions.
  SSL_set_bio(session, bio, bio);
  SSL_set_accept_state(session);
  return made;
}

TlsSession::Result TlsSession::fail(int number, std::string_view call) {
  failed_ = true;
  errno = number;
  error_ = last_error(call);
  return {Outcome::failed};
}

TlsSession::Result TlsSession::conclude(int returned, std::string_view call) {
  // Before anything else may touch it.
  const int number = errno;
  switch (SSL_get_error(session_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      return {Outcome::want_read};
    case SSL_ERROR_ZERO_RETURN:
      return {Outcome::closed};
    case SSL_ERROR_SYSCALL:
      ERR_clear_error();
      return fail(number == 0 ? ECONNRESET : number, call);
    default:
      failed_ = true;
      error_ = openssl_error(call);
      return {Outcome::failed};
  }
}

TlsSession::Result TlsSession::handshake() {
  if (established_) return {Outcome::done};
  if (failed_) return {Outcome::failed};
  ERR_clear_error();
  errno = 0;
  const int returned = SSL_accept(session_.get());
  if (returned == 1) {
    established_ = true;
    return {Outcome::done};
  }
  const auto result = conclude(returned, "TLS handshake");
  // Who leaves now leaves nothing behind.
  return result.outcome == Outcome::closed ? fail(ECONNRESET, "TLS handshake") : result;
}

TlsSession::Result TlsSession::read(std::span<char> room) {
  std::size_t filled = 0;
  while (filled < room.size()) {
    if (failed_) return {Outcome::failed};
    ERR_clear_error();
    errno = 0;
    std::size_t count = 0;
    const int returned =
        SSL_read_ex(session_.get(), room.data() + filled, room.size() - filled, &count);
    if (returned == 1) {
      filled += count;
      holds_input_ = true;
      continue;
    }
    const auto result = conclude(returned, "TLS read");
    // Whatever else it is, the next call says it again.
    holds_input_ = result.outcome != Outcome::want_read;
    if (filled == 0) return result;
    break;
  }
  return {Outcome::done, filled};
}

TlsSession::Result TlsSession::write(std::string_view bytes) {
  if (const auto flushed = flush(); flushed.outcome != Outcome::done) return flushed;
  ERR_clear_error();
  errno = 0;
  std::size_t count = 0;
  const int returned =
      SSL_write_ex(session_.get(), bytes.data(), std::min(bytes.size(), kRecordBytes), &count);
  if (returned == 1) return {Outcome::done, count};
  return conclude(returned, "TLS write");
}

void TlsSession::shutdown() {
  // A second call would wait for the peer's.
  const bool said = (SSL_get_shutdown(session_.get()) & SSL_SENT_SHUTDOWN) != 0;
  if (!established_ || failed_ || said) return;
  ERR_clear_error();
  // Whether it can be said makes no difference any more.
  SSL_shutdown(session_.get());
  ERR_clear_error();
}

TlsSession::Result TlsSession::flush() {
  if (failed_) return {Outcome::failed};
  if (wire_.unsent() == 0) return {Outcome::done};
  if (!wire_.flush()) return fail(errno, "TLS write");
  return {wire_.unsent() == 0 ? Outcome::done : Outcome::want_write};
}

bool TlsSession::resumed() const {
  return SSL_session_reused(session_.get()) == 1;
}

}  // namespace palaver::net
