#include "server/net/tls_bio.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace palaver::net {
namespace {

bool would_block(int number) {
  return number == EAGAIN || number == EWOULDBLOCK;
}

int descriptor_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

int send_bytes(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  while (true) {
    const auto sent =
        ::send(descriptor_of(bio), data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent >= 0) return static_cast<int>(sent);
    if (errno == EINTR) continue;
    if (would_block(errno)) BIO_set_retry_write(bio);
    return -1;
  }
}

int receive_bytes(BIO* bio, char* data, int size) {
  BIO_clear_retry_flags(bio);
  while (true) {
    const auto count = ::recv(descriptor_of(bio), data, static_cast<std::size_t>(size), 0);
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

long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
  switch (command) {
    case BIO_CTRL_FLUSH:  // nothing is held back
      return 1;
    case BIO_CTRL_EOF:
      return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    default:
      return 0;
  }
}

const BIO_METHOD* method() {
  static const auto instance = [] {
    OpensslPtr<BIO_METHOD, BIO_meth_free> made(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "palaver socket"));
    if (made) {
      BIO_meth_set_write(made.get(), send_bytes);
      BIO_meth_set_read(made.get(), receive_bytes);
      BIO_meth_set_ctrl(made.get(), control);
    }
    return made;
  }();
  return instance.get();
}

}  // namespace

BioPtr make_socket_bio(int fd) {
  if (method() == nullptr) return nullptr;
  BioPtr bio(BIO_new(method()));
  if (!bio) return nullptr;
  BIO_set_data(bio.get(), reinterpret_cast<void*>(static_cast<std::intptr_t>(fd)));
  BIO_set_init(bio.get(), 1);
  return bio;
}

}  // namespace palaver::net
