#include "server/gateway/groups.h"

namespace palaver::gateway {

bool Groups::join(std::string_view group, const std::string& connection_id) {
  auto& joined = of_connection_[connection_id];
  if (joined.find(group) != joined.end()) return true;
  if (joined.size() >= kGroupsOfConnection) return false;
  joined.emplace(group);
  groups_[std::string(group)].insert(connection_id);
  return true;
}

void Groups::leave(std::string_view group, const std::string& connection_id) {
  const auto found = groups_.find(group);
  if (found == groups_.end() || found->second.erase(connection_id) == 0) return;
  if (found->second.empty()) groups_.erase(found);
  const auto joined = of_connection_.find(connection_id);
  joined->second.erase(joined->second.find(group));
  if (joined->second.empty()) of_connection_.erase(joined);
}

void Groups::forget(const std::string& connection_id) {
  const auto joined = of_connection_.find(connection_id);
  if (joined == of_connection_.end()) return;
  for (const std::string& group : joined->second) {
    const auto found = groups_.find(group);
    found->second.erase(connection_id);
    if (found->second.empty()) groups_.erase(found);
  }
  of_connection_.erase(joined);
}

std::vector<std::string> Groups::members(std::string_view group) const {
  const auto found = groups_.find(group);
  if (found == groups_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

}  // namespace palaver::gateway
