// Named sets of connections, a stage each its own: palaver's extension for what every backend
// builds out of a table and a loop. Pure bookkeeping; the gateway's loop's thread.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace palaver::gateway {

class Groups {
 public:
  // Groups that one connection may be in at once; a name's longest size in bytes.
  static constexpr std::size_t kGroupsOfConnection = 100;
  static constexpr std::size_t kNameBytes = 256;

  // False when the connection is in kGroupsOfConnection groups already. Joining again is well.
  bool join(std::string_view group, const std::string& connection_id);
  void leave(std::string_view group, const std::string& connection_id);
  // Out of all groups: the connection has gone.
  void forget(const std::string& connection_id);
  // In the order of their ids; empty for a group that nobody is in.
  std::vector<std::string> members(std::string_view group) const;

  std::size_t count() const { return groups_.size(); }

 private:
  std::map<std::string, std::set<std::string>, std::less<>> groups_;
  std::unordered_map<std::string, std::set<std::string, std::less<>>> of_connection_;
};

}  // namespace palaver::gateway
