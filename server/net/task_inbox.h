// Tasks that other threads hand to a loop's thread: a stack without a lock, turned round when it is
// taken, so that the tasks of one thread keep their order. Putting: any thread; taking: one.
#pragma once

#include <atomic>
#include <functional>
#include <vector>

namespace palaver::net {

class TaskInbox {
 public:
  using Task = std::function<void()>;

  TaskInbox() = default;
  ~TaskInbox();
  TaskInbox(const TaskInbox&) = delete;
  TaskInbox& operator=(const TaskInbox&) = delete;

  // Whether it was empty: then somebody has to wake the taker.
  bool put(Task task);
  // All that are there, the oldest first.
  std::vector<Task> take();

 private:
  struct Node {
    Task task;
    Node* below;
  };
  std::atomic<Node*> top_{nullptr};
};

}  // namespace palaver::net
