// The gateways of a process, one on each loop, and the ways between them. A connection belongs to
// the loop that its id says; whoever wants something of it asks there, and is answered on the loop
// that asked. What is asked on the loop itself is done at once.
//
// Seats are taken before the loops run; after that, any of the loops' threads.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/gateway/gateway.h"
#include "server/gateway/recipients.h"
#include "server/gateway/seat.h"
#include "server/net/event_loop.h"

namespace palaver::gateway {

class Switchboard {
 public:
  // By the seat's index. `loop` and `gateway` must outlive the last call.
  void seat(net::EventLoop& loop, Gateway& gateway) { seats_.push_back({&loop, &gateway}); }

  std::size_t seats() const { return seats_.size(); }
  std::size_t owner_of(std::string_view connection_id) const {
    return seat_of(connection_id, seats_.size());
  }

  // Calls `asked` with the gateway of seat `index` on its loop, and `then` with what it gave on the
  // loop of seat `home`, which is the caller's: from inside when both are one.
  template <class Asked, class Then>
  void ask(std::size_t home, std::size_t index, Asked asked, Then then) {
    if (home == index) {
      then(asked(*seats_[index].gateway));
      return;
    }
    seats_[index].loop->post([this, home, index, asked = std::move(asked),
                              then = std::move(then)]() mutable {
      auto answer =
          std::make_shared<decltype(asked(*seats_[index].gateway))>(asked(*seats_[index].gateway));
      seats_[home].loop->post(
          [then = std::move(then), answer]() mutable { then(std::move(*answer)); });
    });
  }

  // The same of every seat; `then` is called once, with the answers in the order of the seats.
  template <class Asked, class Then>
  void ask_all(std::size_t home, Asked asked, Then then) {
    using Answer = decltype(asked(*seats_[home].gateway));
    struct Gathered {
      std::vector<std::optional<Answer>> answers;
      std::size_t missing;
      Then then;
    };
    auto gathered = std::make_shared<Gathered>(
        Gathered{std::vector<std::optional<Answer>>(seats()), seats(), std::move(then)});
    for (std::size_t index = 0; index < seats(); ++index) {
      ask(home, index, asked, [gathered, index](Answer answer) {
        gathered->answers[index] = std::move(answer);
        if (--gathered->missing > 0) return;
        std::vector<Answer> all;
        for (auto& each : gathered->answers) all.push_back(std::move(*each));
        gathered->then(std::move(all));
      });
    }
  }

  // Sends `text` to all recipients but `except`: encoded once, and handed to each loop once.
  // `failed` is called on the loop of seat `home` for each that cannot be sent it, perhaps from
  // inside.
  using Failed = std::function<void(const std::string& connection_id, Posted why)>;
  void post_to(std::size_t home, const std::shared_ptr<Recipients>& recipients,
               std::shared_ptr<const std::string> text, const std::string& except,
               const Failed& failed);

  // Closes a connection, if it is there.
  void close(std::size_t home, const std::string& connection_id, framing::CloseCode code,
             std::string reason);

 private:
  struct Seated {
    net::EventLoop* loop;
    Gateway* gateway;
  };
  std::vector<Seated> seats_;
};

}  // namespace palaver::gateway
