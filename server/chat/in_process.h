// The chat in the gateway's own process: the same callbacks and the same @connections, as calls
// instead of requests. One loop's thread for all of it.
#pragma once

#include <memory>
#include <string>

#include "server/chat/backend.h"
#include "server/chat/publisher.h"
#include "server/gateway/carrier.h"
#include "server/gateway/gateway.h"

#include "server/net/event_loop.h"

namespace palaver::chat {

// Posts straight into a gateway. A client whose queue is full is closed with 1013 (it comes back
// and resumes), so that no text is lost in silence.
class InProcessPublisher : public Publisher {
 public:
  explicit InProcessPublisher(net::EventLoop& loop) : loop_(loop) {}

  // Before the first publish(). The gateway's integration needs this publisher first, so it comes
  // later.
  void attach(gateway::Gateway& gateway) { gateway_ = &gateway; }

  void publish(const std::vector<std::string>& connection_ids,
               std::shared_ptr<const std::string> text, OnGone on_gone) override;

 private:
  net::EventLoop& loop_;
  gateway::Gateway* gateway_ = nullptr;
};

// The chat behind `palaver:chat/connect` and its siblings.
class InProcessBackend : public gateway::LocalBackend {
 public:
  // `backend` must outlive it.
  InProcessBackend(net::EventLoop& loop, Backend& backend) : loop_(loop), backend_(backend) {}

  // The backend is called at the end of the turn. 404 for what is not the chat's.
  void call(std::string path, std::string body, gateway::Carrier::Callback callback) override;

 private:
  net::EventLoop& loop_;
  Backend& backend_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // deferred calls hold it weakly
};

}  // namespace palaver::chat
