// How the backend reaches clients: the gateway's @connections, over HTTP or in process. Texts for
// one connection arrive in the order of the calls. The backend's loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace palaver::chat {

class Publisher {
 public:
  virtual ~Publisher() = default;
  // `on_gone` is called, later and at most once, when there is no such connection (410).
  virtual void post(const std::string& connection_id, std::shared_ptr<const std::string> text,
                    std::function<void()> on_gone) = 0;
};

}  // namespace palaver::chat
