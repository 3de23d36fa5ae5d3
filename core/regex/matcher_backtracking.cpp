// The way back: what a matcher does when the way it took does not match.
#include <algorithm>
#include <cstddef>

#include "core/regex/code_points.h"
#include "core/regex/matcher.h"

namespace palaver::regex {

void Matcher::push(Entry::Kind kind, std::uint32_t at, std::uint32_t x, std::uint32_t y) {
  if (stack_.size() >= limits_.backtrack_entries) {
    out_of_memory_ = true;
    return;
  }
  stack_.push_back({at & 0xFFFFFFF, static_cast<std::uint32_t>(kind) & 0xF, x, y});
}

// With nothing to come back to, what a register held is of no use.
void Matcher::save(std::uint32_t reg) {
  registers_used_ = true;
  if (!stack_.empty()) push(Entry::Kind::restore, reg, registers_[reg]);
}

void Matcher::save_two(std::uint32_t reg) {
  registers_used_ = true;
  if (!stack_.empty()) push(Entry::Kind::restore_two, reg, registers_[reg], registers_[reg + 1]);
}

void Matcher::restore(const Entry& entry) {
  const auto kind = static_cast<Entry::Kind>(entry.kind);
  if (kind != Entry::Kind::restore && kind != Entry::Kind::restore_two) return;
  registers_[entry.at] = entry.x;
  if (kind == Entry::Kind::restore_two) registers_[entry.at + 1] = entry.y;
}

bool Matcher::go_back() {
  while (!stack_.empty()) {
    charge(1);
    if (steps_ > limits_.steps) return false;
    const Entry entry = stack_.back();
    stack_.pop_back();
    if (resume(entry)) return true;
  }
  return false;
}

// False when the entry was no other way, but something to restore, or that way does not match.
bool Matcher::resume(const Entry& entry) {
  place_ = entry.x;
  next_ = entry.at;
  switch (static_cast<Entry::Kind>(entry.kind)) {
    case Entry::Kind::go:
      return true;
    case Entry::Kind::shorten:
      place_ = entry.y - static_cast<Place>(code_point_before(text_, entry.y).bytes);
      if (place_ > entry.x) push(Entry::Kind::shorten, entry.at, entry.x, place_);
      next_ += 2;
      return true;
    case Entry::Kind::lengthen:
      if (!one(program_.code[next_ + 1], place_)) return false;
      if (entry.y > 1) push(Entry::Kind::lengthen, entry.at, place_, entry.y - 1);
      next_ += 2;
      return true;
    case Entry::Kind::begin_round:
      begin_round(program_.code[next_].a);
      return true;
    case Entry::Kind::begin_earlier:
      if (!move_back(place_, 1)) return false;
      if (entry.y + 1 < program_.looks[program_.code[next_].b].max) {
        push(Entry::Kind::begin_earlier, entry.at, place_, entry.y + 1);
      }
      ++next_;
      return true;
    case Entry::Kind::restore:
    case Entry::Kind::restore_two:
      break;
  }
  restore(entry);
  return false;
}

// What was decided since `height` stays decided: only the registers can still be restored.
void Matcher::drop_choices(std::size_t height) {
  charge((stack_.size() - height) / 4);
  const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(height);
  stack_.erase(std::remove_if(from, stack_.end(),
                              [](const Entry& entry) {
                                const auto kind = static_cast<Entry::Kind>(entry.kind);
                                return kind != Entry::Kind::restore &&
                                       kind != Entry::Kind::restore_two;
                              }),
               stack_.end());
  // At the bottom they would never be used.
  if (height == 0) stack_.clear();
}

void Matcher::undo_all(std::size_t height) {
  charge((stack_.size() - height) / 4);
  for (; stack_.size() > height; stack_.pop_back()) restore(stack_.back());
}

}  // namespace palaver::regex
