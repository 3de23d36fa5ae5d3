#include "server/net/task_inbox.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace palaver::net {

TaskInbox::~TaskInbox() {
  take();
}

bool TaskInbox::put(Task task) {
  Node* below = top_.load(std::memory_order_relaxed);
  auto* const node = new Node{std::move(task), below};
  // `below` may become stale between two tries only; take() empties the whole stack, so no node
  // comes back while somebody still looks at it. Once it is in, the node is the taker's.
  while (!top_.compare_exchange_weak(below, node, std::memory_order_release,
                                     std::memory_order_relaxed)) {
    node->below = below;
  }
  return below == nullptr;
}

std::vector<TaskInbox::Task> TaskInbox::take() {
  std::vector<Task> tasks;
  Node* node = top_.exchange(nullptr, std::memory_order_acquire);
  while (node != nullptr) {
    const std::unique_ptr<Node> taken(node);
    tasks.push_back(std::move(taken->task));
    node = taken->below;
  }
  std::reverse(tasks.begin(), tasks.end());
  return tasks;
}

}  // namespace palaver::net
