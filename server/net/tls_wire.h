// The way between a TLS session and its socket, as a BIO of OpenSSL's. It takes every record whole:
// what the socket has no room for waits here, so that OpenSSL never stands in the middle of a
// record. (Where it does, new keys that the peer asks for meanwhile break the connection: its
// answer to them cannot be written.) It sends with MSG_NOSIGNAL, unlike OpenSSL's own, whose
// write(2) to a peer that has gone raises SIGPIPE. One thread at a time.
#pragma once

#include <cstddef>
#include <string>

struct bio_st;

namespace palaver::net {

class TlsWire {
 public:
  // Does not own `fd`, a non-blocking socket.
  explicit TlsWire(int fd) : fd_(fd) {}
  TlsWire(const TlsWire&) = delete;
  TlsWire& operator=(const TlsWire&) = delete;

  // A BIO over this wire, which must outlive it. Null when out of memory.
  bio_st* make_bio();

  // Sends what waits, as far as the socket takes it. False with errno when the connection is
  // broken.
  bool flush();
  // Bytes that wait: at most a record, and what the protocol says by itself meanwhile.
  std::size_t unsent() const { return unsent_.size(); }

 private:
  friend struct TlsWireMethods;
  int fd_;
  std::string unsent_;
};

}  // namespace palaver::net
