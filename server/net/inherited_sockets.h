// Listening sockets that a service manager has opened before the program's start and hands over:
// systemd's socket activation, sd_listen_fds(3). They outlive each process that serves them, so
// that a new one takes over without a connection being refused. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "server/net/unique_fd.h"

namespace palaver::net {

// Handed-over descriptors are numbered from here on (SD_LISTEN_FDS_START).
inline constexpr int kFirstInheritedFd = 3;

// Takes over the sockets that LISTEN_PID and LISTEN_FDS in the environment tell of, and removes the
// variables, which are not meant for our children. None when there are no such variables, or they
// are meant for another process. The error is a line for people: LISTEN_FDS is no number, or one of
// the descriptors is not a listening TCP socket. At the program's start, before it has threads.
expected<std::vector<UniqueFd>, std::string> take_inherited_sockets();

// The same with the variables' values; an empty one is none.
expected<std::vector<UniqueFd>, std::string> inherited_sockets(std::string_view listen_pid,
                                                               std::string_view listen_fds,
                                                               int first = kFirstInheritedFd);

}  // namespace palaver::net
