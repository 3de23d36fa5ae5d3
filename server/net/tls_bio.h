// The way between a TLS session and its socket: recv and send of a non-blocking descriptor.
// OpenSSL's own uses write(2), whose SIGPIPE would end a process that does not ignore it; this one
// sends with MSG_NOSIGNAL. Any thread.
#pragma once

#include "server/net/openssl_ptr.h"

namespace palaver::net {

// Does not own `fd`. Null when out of memory.
BioPtr make_socket_bio(int fd);

}  // namespace palaver::net
