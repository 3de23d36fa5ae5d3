// The chat's three callbacks, however they arrive: over HTTP (backend_http.h) or from the gateway
// in the same process (in_process.h). It reads their bodies, asks the hub, and hands what the hub
// says to a publisher. One loop's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/chat/hub.h"
#include "server/chat/publisher.h"
#include "server/common/logger.h"

namespace palaver::chat {

// What the caller is told, as HTTP status and a text for people (empty with 200).
struct CallbackAnswer {
  int status = 200;
  std::string message;
};

class Backend {
 public:
  // `publisher` must outlive the backend. `epoch` is a text that no other life of this backend has
  // had.
  Backend(Publisher& publisher, log::Logger logger, std::string epoch, HubLimits limits = {});

  // `path` is /connect, /disconnect or /sendmessage, in any letter case, with or without a slash at
  // its end. 404 for others, 400 for a body that is not understood, 503 for a connection too many.
  CallbackAnswer handle(std::string_view path, std::string_view body, std::int64_t now_ms);

  const Hub& hub() const { return hub_; }

 private:
  CallbackAnswer connect(std::string_view body);
  CallbackAnswer disconnect(std::string_view body);
  CallbackAnswer send_message(std::string_view body, std::int64_t now_ms);
  void publish(const std::vector<Delivery>& deliveries);

  Publisher& publisher_;
  log::Logger logger_;
  Hub hub_;
  std::shared_ptr<bool> alive_ =
      std::make_shared<bool>(true);  // the publisher's answers hold it weakly
};

}  // namespace palaver::chat
