#include "server/gateway/switchboard.h"

namespace palaver::gateway {

void Switchboard::post_to(std::size_t home, const std::shared_ptr<Recipients>& recipients,
                          std::shared_ptr<const std::string> text, const std::string& except,
                          const Failed& failed) {
  const auto message = seats_[home].gateway->encode(std::move(text));
  for (std::size_t index = 0; index < seats(); ++index) {
    if (recipients->share(index).ids.empty()) continue;
    ask(
        home, index,
        [recipients, message, except, index](Gateway& gateway) {
          return gateway.post_to_share(recipients->share(index), message, except);
        },
        [failed](const Posts& posts) {
          for (const Posts::Failure& failure : posts.failures) {
            failed(failure.connection_id, failure.why);
          }
        });
  }
}

void Switchboard::close(std::size_t home, const std::string& connection_id, framing::CloseCode code,
                        std::string reason) {
  ask(
      home, owner_of(connection_id),
      [connection_id, code, reason = std::move(reason)](Gateway& gateway) {
        return gateway.close(connection_id, code, reason);
      },
      [](bool) {});
}

}  // namespace palaver::gateway
