// How the backend reaches clients: the gateway's @connections, over HTTP or in process. Texts for
// one connection arrive in the order of the calls. The backend's loop's thread.
#pragma once

#include <functional>
#include <string>

#include "core/chat/delivery.h"

namespace palaver::chat {

class Publisher {
 public:
  using OnGone = std::function<void(const std::string& connection_id)>;
  virtual ~Publisher() = default;
  // `on_gone` is called, later and once for each, for the connections that are not there (410).
  virtual void publish(const Delivery& delivery, OnGone on_gone) = 0;
};

}  // namespace palaver::chat
