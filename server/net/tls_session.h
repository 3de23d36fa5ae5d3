// TLS (RFC 5246, RFC 8446) on one accepted connection, over a non-blocking socket: handshake, bytes
// in, bytes out, close_notify. It never waits: each call does what the socket allows. It knows no
// loop and does not own the socket. One thread at a time.
//
// Reading and writing do not wait for each other: what any call has to send and the socket has no
// room for is kept, and counted by unsent(), until flush().
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "server/net/system_error.h"
#include "server/net/tls_wire.h"

struct ssl_st;

namespace palaver::net {

class TlsSession {
 public:
  enum class Outcome {
    done,        // as far as was asked
    want_read,   // call again when the socket is readable
    want_write,  // call again when the socket is writable
    closed,      // the peer has ended its side: close_notify, or the socket's end without one
    failed,      // for good; error() says why, and the peer has been sent its alert
  };
  struct Result {
    Outcome outcome;
    std::size_t bytes = 0;  // read or written; more than 0 only with `done`
  };
  // The longest text of a record, RFC 8446 section 5.1.
  static constexpr std::size_t kRecordBytes = std::size_t{16} * 1024;

  // For TlsContext::accept(). Takes `session` over, not `fd`, which must stay open for the
  // session's life. Null when out of memory.
  static std::unique_ptr<TlsSession> create(ssl_st* session, int fd);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // Goes on with the handshake: done, want_read or failed.
  Result handshake();
  bool established() const { return established_; }

  // Fills `room`, which is not empty, with what has come, over several records: done, want_read,
  // closed or failed. Only after the handshake.
  Result read(std::span<char> room);
  // Whether read() may have more to give although the socket is not readable: bytes are taken from
  // the socket in greater pieces than they are asked for here. False once read() found no more.
  bool holds_input() const { return holds_input_; }

  // Writes the first kRecordBytes of `bytes`, or all when they are fewer, as one record: done,
  // want_write when what was to be sent before has not gone yet (nothing is taken then), or failed.
  // Only after the handshake and before shutdown().
  Result write(std::string_view bytes);
  // Says close_notify, once: we write no more. Reading goes on. Nothing where there is nobody to
  // tell it to: before the end of the handshake and after a failure.
  void shutdown();

  // Sends what waits: done, want_write or failed.
  Result flush();
  // Bytes of records that wait for room in the socket.
  std::size_t unsent() const { return wire_.unsent(); }

  // Of the call that failed.
  const SystemError& error() const { return error_; }
  // Whether the handshake went on from an earlier session (a ticket) instead of showing the
  // certificate.
  bool resumed() const;

 private:
  TlsSession(ssl_st* session, int fd);
  struct Free {
    void operator()(ssl_st* session) const;
  };
  Result conclude(int returned, std::string_view call);
  Result fail(int number, std::string_view call);

  TlsWire wire_;
  std::unique_ptr<ssl_st, Free> session_;
  bool established_ = false;
  bool holds_input_ = true;  // the handshake may have taken more from the socket than was its own
  bool failed_ = false;
  SystemError error_;
};

}  // namespace palaver::net
