#include "server/chat/in_process.h"

#include <string_view>
#include <utility>

#include "server/common/wall_clock.h"

namespace palaver::chat {

std::shared_ptr<gateway::Recipients> InProcessPublisher::recipients_of(
    const Audience& audience) const {
  if (audience.carriers_notes == nullptr) {
    audience.carriers_notes =
        std::make_shared<gateway::Recipients>(audience.connection_ids, switchboard_.seats());
  }
  return std::static_pointer_cast<gateway::Recipients>(audience.carriers_notes);
}

void InProcessPublisher::publish(const Delivery& delivery, OnGone on_gone) {
  switchboard_.post_to(
      home_, recipients_of(*delivery.audience), delivery.text, delivery.except,
      [this, on_gone = std::move(on_gone)](const std::string& id, gateway::Posted why) {
        // Later: the hub may be in the middle of what it said, and a close may tell it at once that
        // somebody has left. That must not overtake the rest.
        loop_.defer([this, on_gone, id, why] { give_up(id, why, on_gone); });
      });
}

void InProcessPublisher::give_up(const std::string& id, gateway::Posted why,
                                 const OnGone& on_gone) {
  switch (why) {
    case gateway::Posted::gone:
      on_gone(id);
      break;
    case gateway::Posted::queue_full:
      switchboard_.close(home_, id, framing::CloseCode::try_again_later, "Messages are not read");
      break;
    case gateway::Posted::too_long:
    case gateway::Posted::not_text:
      // The hub keeps its texts within limits; smaller ones may be configured. The client must not
      // miss a text without knowing.
      switchboard_.close(home_, id, framing::CloseCode::internal_error, "Message cannot be sent");
      break;
    case gateway::Posted::accepted:
      break;
  }
}

gateway::IntegrationAnswer InProcessBackend::ask(const std::string& path, const std::string& body) {
  constexpr std::string_view kChat = "chat";
  gateway::IntegrationAnswer answer;
  if (path.rfind(kChat, 0) == 0) {
    CallbackAnswer said =
        backend_.handle(std::string_view(path).substr(kChat.size()), body, unix_time_ms());
    answer.status = said.status;
    answer.body = std::move(said.message);
  } else {
    answer.status = 404;
  }
  return answer;
}

void InProcessBackend::call(std::string path, std::string body,
                            gateway::Carrier::Callback callback) {
  if (&loop_ == &backend_loop_) {
    callback(ask(path, body));
    return;
  }
  backend_loop_.post([this, path = std::move(path), body = std::move(body),
                      callback = std::move(callback)]() mutable {
    loop_.post([callback = std::move(callback), answer = ask(path, body)] { callback(answer); });
  });
}

}  // namespace palaver::chat
