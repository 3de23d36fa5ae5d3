#include "server/net/unique_fd.h"

#include <unistd.h>

namespace palaver::net {

void UniqueFd::reset(int fd) {
  // EINTR is not retried: on Linux the descriptor is gone by then, and its number may be another's.
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

}  // namespace palaver::net
