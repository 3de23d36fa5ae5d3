// TLS (RFC 5246, RFC 8446) on one accepted connection, over a non-blocking socket: handshake, bytes
// in, bytes out, close_notify. It never waits: each call does what the socket allows and says what
// it waits for. It knows no loop and does not own the socket. One thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "server/net/system_error.h"

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

  // From TlsContext::accept(). Takes `session` over; it has its socket already.
  explicit TlsSession(ssl_st* session);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // Goes on with the handshake; `done` when it is complete. `closed` does not occur: who leaves
  // before that has failed.
  Result handshake();
  bool established() const { return established_; }

  // Fills `room`, which is not empty, with what has come, over several records. What it gives may
  // be less although more has come: see holds_input(). Only after the handshake.
  Result read(std::span<char> room);
  // Whether read() may have more to give although the socket is not readable: bytes are taken from
  // the socket in greater pieces than they are asked for here. False after want_read.
  bool holds_input() const { return holds_input_; }

  // Writes the first kRecordBytes of `bytes`, or all when they are fewer, as one record; all of
  // that or nothing. After want_read and want_write the next call must begin with the same bytes,
  // wherever they lie, and may have more behind them. Only after the handshake and before
  // shutdown().
  Result write(std::string_view bytes);

  // Says close_notify: we write no more. Reading goes on. `done` also where there is nobody to tell
  // it to: before the end of the handshake and after a failure.
  Result shutdown();

  // Of the call that failed.
  const SystemError& error() const { return error_; }
  // Whether the handshake went on from an earlier session (a ticket) instead of showing the
  // certificate.
  bool resumed() const;

 private:
  struct Free {
    void operator()(ssl_st* session) const;
  };
  Result conclude(int returned, std::string_view call);

  std::unique_ptr<ssl_st, Free> session_;
  bool established_ = false;
  bool holds_input_ = true;  // the handshake may have taken more from the socket than was its own
  bool failed_ = false;
  SystemError error_;
};

}  // namespace palaver::net
