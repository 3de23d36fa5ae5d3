#include "core/chat/room.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/chat/json_reader.h"

namespace palaver::chat {
namespace {

// Upper bounds of what JSON adds to the texts: names of members, punctuation, numbers.
constexpr std::size_t kAnswerOverheadBytes = 256;
constexpr std::size_t kMemberOverheadBytes = 20;
constexpr std::size_t kMessageOverheadBytes = 128;

std::size_t json_bytes_of(const Member& member) {
  return kMemberOverheadBytes + json_string_bytes(member.id) + json_string_bytes(member.name);
}

std::size_t json_bytes_of(const ChatMessage& message) {
  return kMessageOverheadBytes + json_string_bytes(message.id) + json_string_bytes(message.text) +
         json_bytes_of(message.author);
}

// What is left of a number of bytes.
class Budget {
 public:
  explicit Budget(std::size_t bytes) : left_(bytes) {}
  bool take(std::size_t bytes) {
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }
  std::size_t left() const { return left_; }

 private:
  std::size_t left_;
};

}  // namespace

std::uint64_t sequence_of(const RoomEvent& event) {
  struct Sequence {
    std::uint64_t operator()(const NewMessage& e) const { return e.message.sequence; }
    std::uint64_t operator()(const MemberJoined& e) const { return e.sequence; }
    std::uint64_t operator()(const MemberLeft& e) const { return e.sequence; }
    std::uint64_t operator()(const MemberRenamed& e) const { return e.sequence; }
  };
  return std::visit(Sequence{}, event);
}

Room::Room(std::string name, HistoryLimits limits) : name_(std::move(name)), limits_(limits) {}

const Member* Room::find_member(std::string_view id) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const Member& member) { return member.id == id; });
  return found == members_.end() ? nullptr : &*found;
}

std::string Room::key(std::string_view author_id, std::string_view id) {
  std::string key;
  key.reserve(author_id.size() + 1 + id.size());
  key += author_id;
  key += '\n';
  key += id;
  return key;
}

const ChatMessage* Room::find_message(std::string_view author_id, std::string_view id) const {
  const auto found = number_of_.find(key(author_id, id));
  return found == number_of_.end()
             ? nullptr
             : &messages_[static_cast<std::size_t>(found->second - first_number_)];
}

bool Room::add(ChatMessage message) {
  const std::uint64_t number = first_number_ + messages_.size();
  if (!number_of_.try_emplace(key(message.author.id, message.id), number).second) return false;
  text_bytes_ += message.text.size();
  messages_.push_back(std::move(message));
  while (messages_.size() > limits_.messages || text_bytes_ > limits_.text_bytes) {
    const ChatMessage& oldest = messages_.front();
    forgotten_sequence_ = std::max(forgotten_sequence_, oldest.sequence);
    text_bytes_ -= oldest.text.size();
    number_of_.erase(key(oldest.author.id, oldest.id));
    messages_.pop_front();
    ++first_number_;
  }
  return true;
}

void Room::reset(std::string epoch) {
  position_ = {std::move(epoch), 0};
  forgotten_sequence_ = 0;
  members_.clear();
  messages_.clear();
  number_of_.clear();
  text_bytes_ = 0;
}

bool Room::restore(const Joined& joined) {
  const bool same_epoch = joined.position.epoch == position_.epoch;
  if (joined.resumed) {
    if (!same_epoch) return false;
    for (const ChatMessage& message : joined.messages) {
      if (message.sequence > position_.sequence) add(message);
    }
    // An answer that was overtaken by events knows less than we do, and one to which nothing was
    // missing names no members.
    if (joined.position.sequence > position_.sequence) {
      position_ = joined.position;
      members_ = joined.members;
    }
    return true;
  }
  std::unordered_set<std::string> answered;
  for (const ChatMessage& m : joined.messages) answered.insert(key(m.author.id, m.id));
  std::deque<ChatMessage> earlier = std::move(messages_);
  reset(joined.position.epoch);
  for (ChatMessage& message : earlier) {
    if (same_epoch && message.sequence != 0) continue;
    // What was sent again has its place where the server put it.
    if (answered.contains(key(message.author.id, message.id))) continue;
    message.sequence = 0;
    add(std::move(message));
  }
  position_ = joined.position;
  members_ = joined.members;
  // The answer holds the newest messages without holes: what it does not begin with is unknown
  // here.
  const std::uint64_t oldest =
      joined.messages.empty() ? next_sequence() : joined.messages.front().sequence;
  forgotten_sequence_ = std::max<std::uint64_t>(oldest, 1) - 1;
  for (const ChatMessage& message : joined.messages) add(message);
  return true;
}

Applied Room::apply(const RoomEvent& event) {
  const std::uint64_t sequence = sequence_of(event);
  if (sequence <= position_.sequence) return Applied::duplicate;
  if (sequence > next_sequence()) return Applied::gap;
  position_.sequence = sequence;

  const auto find = [&](const Member& member) {
    return std::find_if(members_.begin(), members_.end(),
                        [&](const Member& other) { return other.id == member.id; });
  };
  if (const auto* said = std::get_if<NewMessage>(&event)) {
    add(said->message);
  } else if (const auto* joined = std::get_if<MemberJoined>(&event)) {
    if (const auto at = find(joined->member); at != members_.end()) {
      at->name = joined->member.name;
    } else {
      members_.push_back(joined->member);
    }
  } else if (const auto* left = std::get_if<MemberLeft>(&event)) {
    if (const auto at = find(left->member); at != members_.end()) members_.erase(at);
  } else if (const auto* renamed = std::get_if<MemberRenamed>(&event)) {
    // A replica's list may be without those that came last to a crowd.
    if (const auto at = find(renamed->member); at != members_.end()) {
      at->name = renamed->member.name;
    }
  }
  return Applied::applied;
}

bool Room::add_unsequenced(ChatMessage message) {
  message.sequence = 0;
  // The blank keeps it apart from ids that clients give.
  while (message.id.empty() || find_message(message.author.id, message.id) != nullptr) {
    if (!message.id.empty() && message.id.front() != ' ') return false;
    message.id = " " + std::to_string(next_made_up_id_++);
  }
  return add(std::move(message));
}

bool Room::remembers_all_after(const StreamPosition& position) const {
  return position.epoch == position_.epoch && position.sequence <= position_.sequence &&
         position.sequence >= forgotten_sequence_;
}

Joined Room::snapshot(const Member& self, const std::optional<StreamPosition>& since,
                      std::size_t json_bytes) const {
  Joined answer;
  answer.room = name_;
  answer.position = position_;
  answer.self = self;
  if (since == position_) {
    // The usual answer to the joins that only keep a connection alive: in a crowd, thousands of
    // them a minute.
    answer.resumed = true;
    return answer;
  }

  // `self` is told twice: by itself and among the members.
  const std::size_t fixed = kAnswerOverheadBytes + json_string_bytes(name_) +
                            json_string_bytes(position_.epoch) + 2 * json_bytes_of(self);
  Budget budget(json_bytes - std::min(json_bytes, fixed));
  // The newest message always has its place; members get half of what it leaves.
  const std::size_t newest = messages_.empty() ? 0 : json_bytes_of(messages_.back());
  Budget members_budget((budget.left() - std::min(newest, budget.left())) / 2);
  for (const Member& member : members_) {
    const std::size_t bytes = json_bytes_of(member);
    if (member.id != self.id && (!members_budget.take(bytes) || !budget.take(bytes))) continue;
    answer.members.push_back(member);
  }

  const bool resumable = since.has_value() && remembers_all_after(*since);
  auto first = messages_.end();
  while (first != messages_.begin()) {
    const ChatMessage& message = *std::prev(first);
    if (resumable && message.sequence <= since->sequence) break;
    if (!budget.take(json_bytes_of(message))) break;
    --first;
  }
  answer.resumed =
      resumable && (first == messages_.begin() || std::prev(first)->sequence <= since->sequence);
  answer.messages.assign(first, messages_.end());
  return answer;
}

}  // namespace palaver::chat
