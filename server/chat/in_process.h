// The chat in the gateway's own process: the same callbacks and the same @connections, as calls
// instead of requests.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "server/chat/backend.h"
#include "server/chat/publisher.h"
#include "server/gateway/carrier.h"
#include "server/gateway/switchboard.h"
#include "server/net/event_loop.h"

namespace palaver::chat {

// Posts straight into the gateways. A client whose queue is full is closed with 1013 (it comes back
// and resumes), so that no text is lost in silence. The backend's loop's thread.
class InProcessPublisher : public Publisher {
 public:
  // `home` is the backend's seat. Both must outlive the publisher. The gateways need the backend
  // first: they may take their seats later, before the first publish().
  InProcessPublisher(net::EventLoop& loop, gateway::Switchboard& switchboard, std::size_t home)
      : loop_(loop), switchboard_(switchboard), home_(home) {}

  void publish(const Delivery& delivery, OnGone on_gone) override;

 private:
  std::shared_ptr<gateway::Recipients> recipients_of(const Audience& audience) const;
  // Of one that could not be sent a text.
  void give_up(const std::string& id, gateway::Posted why, const OnGone& on_gone);

  net::EventLoop& loop_;
  gateway::Switchboard& switchboard_;
  std::size_t home_;
};

// The chat behind `palaver:chat/connect` and its siblings, for the gateway of one seat. There is
// one backend, on its own loop: calls from there are answered from inside, those of other seats
// when they have been there and back. The calling gateway's loop's thread.
class InProcessBackend : public gateway::LocalBackend {
 public:
  // The references must outlive the last call on either loop.
  InProcessBackend(net::EventLoop& loop, net::EventLoop& backend_loop, Backend& backend)
      : loop_(loop), backend_loop_(backend_loop), backend_(backend) {}

  // 404 for what is not the chat's.
  void call(std::string path, std::string body, gateway::Carrier::Callback callback) override;

 private:
  gateway::IntegrationAnswer ask(const std::string& path, const std::string& body);

  net::EventLoop& loop_;
  net::EventLoop& backend_loop_;
  Backend& backend_;
};

}  // namespace palaver::chat
