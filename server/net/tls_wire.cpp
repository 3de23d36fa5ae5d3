#include "server/net/tls_wire.h"

#include <sys/socket.h>

#include <cerrno>
#include <string_view>

#include "server/net/openssl_ptr.h"

namespace palaver::net {
namespace {

// A record with what belongs to it, and a good many answers to a peer that asks for new keys and
// reads none of them: one that goes on is cut off.
constexpr std::size_t kUnsentBytes = std::size_t{64} * 1024;

bool would_block(int number) {
  return number == EAGAIN || number == EWOULDBLOCK;
}

// How much of `bytes` the socket took: 0 when it is full, -1 with errno when it is broken.
ssize_t send_some(int fd, std::string_view bytes) {
  while (true) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    if (errno == EINTR) continue;
    return would_block(errno) ? 0 : -1;
  }
}

}  // namespace

// What OpenSSL calls.
struct TlsWireMethods {
  static TlsWire& wire_of(BIO* bio) { return *static_cast<TlsWire*>(BIO_get_data(bio)); }

  static int write(BIO* bio, const char* data, int size) {
    BIO_clear_retry_flags(bio);
    TlsWire& wire = wire_of(bio);
    std::string_view left(data, static_cast<std::size_t>(size));
    if (wire.unsent_.empty()) {
      const auto sent = send_some(wire.fd_, left);
      if (sent < 0) return -1;
      left.remove_prefix(static_cast<std::size_t>(sent));
    } else if (wire.unsent_.size() + left.size() > kUnsentBytes) {
      errno = ENOBUFS;
      return -1;
    }
    wire.unsent_ += left;
    return size;
  }

  static int read(BIO* bio, char* data, int size) {
    BIO_clear_retry_flags(bio);
    while (true) {
      const auto count = ::recv(wire_of(bio).fd_, data, static_cast<std::size_t>(size), 0);
      if (count > 0) return static_cast<int>(count);
      if (count == 0) {
        // Asked for by BIO_CTRL_EOF: an end without a word is told from an error.
        BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
        return 0;
      }
      if (errno == EINTR) continue;
      if (would_block(errno)) BIO_set_retry_read(bio);
      return -1;
    }
  }

  static long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
    switch (command) {
      case BIO_CTRL_FLUSH:  // what waits is flushed by flush()
        return 1;
      case BIO_CTRL_EOF:
        return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
      default:
        return 0;
    }
  }

  // Made once, never changed.
  static const BIO_METHOD* get() {
    static const auto instance = [] {
      OpensslPtr<BIO_METHOD, BIO_meth_free> made(
          BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "palaver socket"));
      if (made) {
        BIO_meth_set_write(made.get(), write);
        BIO_meth_set_read(made.get(), read);
        BIO_meth_set_ctrl(made.get(), control);
      }
      return made;
    }();
    return instance.get();
  }
};

bio_st* TlsWire::make_bio() {
  if (TlsWireMethods::get() == nullptr) return nullptr;
  BIO* const bio = BIO_new(TlsWireMethods::get());
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  return bio;
}

bool TlsWire::flush() {
  while (!unsent_.empty()) {
    const auto sent = send_some(fd_, unsent_);
    if (sent < 0) return false;
    if (sent == 0) return true;
    unsent_.erase(0, static_cast<std::size_t>(sent));
  }
  // Its memory, too: most connections are idle.
  unsent_ = {};
  return true;
}

}  // namespace palaver::net
