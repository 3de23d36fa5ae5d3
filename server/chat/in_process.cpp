#include "server/chat/in_process.h"

#include <utility>

#include "server/common/wall_clock.h"

namespace palaver::chat {

void InProcessPublisher::publish(const std::vector<std::string>& connection_ids,
                                 std::shared_ptr<const std::string> text, OnGone on_gone) {
  const gateway::Posts posts = gateway_->post_to_all(connection_ids, *text);
  for (const gateway::Posts::Failure& failure : posts.failures) {
    const std::string& id = failure.connection_id;
    switch (failure.why) {
      case gateway::Posted::gone:
        loop_.defer([on_gone, id] { on_gone(id); });
        break;
      case gateway::Posted::queue_full:
        gateway_->close(id, framing::CloseCode::try_again_later, "Messages are not read");
        break;
      case gateway::Posted::too_long:
      case gateway::Posted::not_text:
        // The hub keeps its texts within limits; smaller ones may be configured. The client must
        // not miss a text without knowing.
        gateway_->close(id, framing::CloseCode::internal_error, "Message cannot be sent");
        break;
      case gateway::Posted::accepted:
        break;
    }
  }
}

void InProcessBackend::call(std::string path, std::string body,
                            gateway::Carrier::Callback callback) {
  loop_.defer([this, alive = std::weak_ptr<bool>(alive_), path = std::move(path),
               body = std::move(body), callback = std::move(callback)] {
    if (alive.expired()) return;
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
    callback(std::move(answer));
  });
}

}  // namespace palaver::chat
