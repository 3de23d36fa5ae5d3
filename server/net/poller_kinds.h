// The kinds of poller, each in a file of its own. For make_poller() alone.
#pragma once

#include <memory>

#include "server/net/poller.h"

namespace palaver::net {

std::unique_ptr<Poller> make_poll_poller();
#ifdef PALAVER_HAVE_EPOLL
std::unique_ptr<Poller> make_epoll_poller();
#endif

}  // namespace palaver::net
