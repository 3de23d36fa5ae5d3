#include "server/net/poller.h"

#include "server/net/poller_kinds.h"

namespace palaver::net {

std::unique_ptr<Poller> make_poller(PollerKind kind) {
  switch (kind) {
    case PollerKind::poll:
      return make_poll_poller();
    case PollerKind::epoll:
#ifdef PALAVER_HAVE_EPOLL
      return make_epoll_poller();
#else
      return nullptr;
#endif
    case PollerKind::automatic:
      break;
  }
#ifdef PALAVER_HAVE_EPOLL
  return make_epoll_poller();
#else
  return make_poll_poller();
#endif
}

}  // namespace palaver::net
