// Which messages the person has not seen, and what to say about them. No clock. One thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "wasm/screens/timeline.h"

namespace palaver::screens {

class Unread {
 public:
  // Another room: everything that comes with the next update is known already.
  void enter_room();

  // What the person is doing while messages come.
  enum class Attention {
    watching,   // the page is visible and shows the newest message
    elsewhere,  // hidden, or scrolled up
  };

  // The room's messages as they are now. Gives the messages of others that came since the last
  // call, for announcing. The first call after enter_room() only takes note of what there is
  // already: it is to be made when the room's history has come.
  std::vector<const Entry*> update(std::span<const Entry> entries, Attention attention);

  // The person looks at the newest message: nothing is unread any more. The line stays where it is
  // until the next message is missed.
  void seen();
  // The person wrote something: the line goes.
  void spoke();

  std::size_t count() const { return count_; }
  // Key of the message that the line stands above; empty for none.
  const std::string& first() const { return first_; }

 private:
  std::unordered_set<std::string> known_;
  bool entered_ = false;
  std::size_t count_ = 0;
  std::string first_;
};

// "Ada: hello" for a few, "5 new messages, the last from Ada" for many; empty for none.
std::string announcement(std::span<const Entry* const> arrivals);

// "(3) #general · palaver"
std::string page_title(const std::string& room, std::size_t unread);

}  // namespace palaver::screens
