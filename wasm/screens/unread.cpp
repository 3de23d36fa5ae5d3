#include "wasm/screens/unread.h"

namespace palaver::screens {

namespace {

constexpr std::size_t kAnnouncedSingly = 3;

}  // namespace

void Unread::enter_room() {
  known_.clear();
  entered_ = false;
  count_ = 0;
  first_.clear();
}

std::vector<const Entry*> Unread::update(std::span<const Entry> entries, Attention attention) {
  std::vector<const Entry*> arrivals;
  std::unordered_set<std::string> present;
  bool marked = false;
  for (const Entry& entry : entries) {
    present.insert(entry.key);
    if (entry.key == first_) marked = true;
    if (entered_ && !entry.own && known_.count(entry.key) == 0) arrivals.push_back(&entry);
  }
  if (!marked) first_.clear();  // the history's bound took it
  known_ = std::move(present);
  entered_ = true;
  if (attention == Attention::watching) {
    seen();
  } else if (!arrivals.empty()) {
    if (count_ == 0) first_ = arrivals.front()->key;
    count_ += arrivals.size();
  }
  return arrivals;
}

void Unread::seen() {
  count_ = 0;
}

void Unread::spoke() {
  count_ = 0;
  first_.clear();
}

std::string announcement(std::span<const Entry* const> arrivals) {
  if (arrivals.empty()) return {};
  if (arrivals.size() > kAnnouncedSingly) {
    return std::to_string(arrivals.size()) + " new messages, the last from " +
           arrivals.back()->author;
  }
  std::string text;
  for (const Entry* entry : arrivals) {
    if (!text.empty()) text += '\n';
    text += entry->author + ": " + entry->text;
  }
  return text;
}

std::string page_title(const std::string& room, std::size_t unread) {
  std::string title;
  if (unread > 0) title = "(" + std::to_string(unread) + ") ";
  return title + "#" + room + " \xC2\xB7 palaver";
}

}  // namespace palaver::screens
