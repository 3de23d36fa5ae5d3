// What the hub says: one text for many connections. Values; whoever carries them needs no lock as
// long as one thread has them.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace palaver::chat {

// Connections that are sent the same texts, such as all of a room. It never changes: when somebody
// comes or goes, the next text has another audience. So many texts share one list, and who carries
// them may keep what it has found out about it.
struct Audience {
  explicit Audience(std::vector<std::string> ids) : connection_ids(std::move(ids)) {}

  const std::vector<std::string> connection_ids;
  // The carrier's own; empty at first.
  mutable std::shared_ptr<void> carriers_notes;
};

struct Delivery {
  std::shared_ptr<const Audience> audience;  // not null
  std::string except;                        // a connection of the audience that is left out
  std::shared_ptr<const std::string> text;

  // To one connection.
  static Delivery to_one(std::string connection_id, std::string text) {
    std::vector<std::string> ids;
    ids.push_back(std::move(connection_id));
    return {std::make_shared<const Audience>(std::move(ids)),
            {},
            std::make_shared<const std::string>(std::move(text))};
  }

  // Who is sent it: a copy of the list, without the one left out.
  std::vector<std::string> receivers() const {
    std::vector<std::string> ids = audience->connection_ids;
    ids.erase(std::remove(ids.begin(), ids.end(), except), ids.end());
    return ids;
  }
};

}  // namespace palaver::chat
