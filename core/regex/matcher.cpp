#include "core/regex/matcher.h"

#include <algorithm>

#include "core/regex/code_points.h"
#include "core/regex/unicode_data.h"

namespace palaver::regex {
namespace {

bool same(char32_t a, char32_t b, Fold fold) {
  if (a == b) return true;
  if (fold == Fold::none) return false;
  if (fold == Fold::unicode) return unicode::folded(a) == unicode::folded(b);
  return a < 128 && b < 128 && unicode::to_lower(a) == unicode::to_lower(b);
}

}  // namespace

Matcher::Matcher(const Program& program, std::string_view text, const Limits& limits)
    : program_(program), text_(text), limits_(limits), registers_(program.registers, kNowhere) {}

expected<bool, MatchError> Matcher::matches() {
  const Outcome outcome = run(0, Ending::at_text_end);
  if (outcome == Outcome::given_up) return unexpected(error());
  return outcome == Outcome::matched;
}

Match Matcher::match() const {
  Match found;
  found.groups.reserve(program_.groups);
  found.groups.emplace_back(Span{begin_, place_});
  for (std::uint32_t group = 1; group < program_.groups; ++group) {
    const Place begin = registers_[2 * std::size_t{group}];
    const Place end = registers_[2 * std::size_t{group} + 1];
    if (begin == kNowhere) {
      found.groups.emplace_back();
    } else {
      found.groups.emplace_back(Span{begin, end});
    }
  }
  return found;
}

MatchError Matcher::error() const {
  if (out_of_memory_) {
    return {MatchError::Kind::too_much_memory,
            "The regular expression has too many ways to match this text"};
  }
  return {MatchError::Kind::too_many_steps,
          "The regular expression takes too many steps for this text"};
}

// --- Where to begin ----------------------------------------------------------------------------

expected<bool, MatchError> Matcher::find(std::size_t from, std::size_t last_end) {
  if (from > text_.size()) return false;
  last_end_ = static_cast<Place>(last_end);
  auto begin = static_cast<Place>(from);
  while (splits_code_point(text_, begin)) ++begin;
  while (may_begin(begin)) {
    const Outcome outcome = run(begin, Ending::anywhere);
    if (outcome == Outcome::given_up) return unexpected(error());
    if (outcome == Outcome::matched) return true;
    begin = behind_failed_begin(begin);
    if (begin == kNowhere) break;
  }
  if (steps_ > limits_.steps) return unexpected(error());
  return false;
}

// Moves `from` to where a match may begin. False when there is no such place.
bool Matcher::may_begin(Place& from) {
  const Beginning& beginning = program_.beginning;
  switch (beginning.kind) {
    case Beginning::Kind::anything:
    case Beginning::Kind::whole_run:
      return true;
    case Beginning::Kind::text_begin:
      return from == 0;
    case Beginning::Kind::text: {
      const std::string_view wanted =
          std::string_view(program_.text).substr(beginning.a, beginning.b);
      const std::size_t found = text_.find(wanted, from);
      if (found == std::string_view::npos) return false;
      charge((found - from) / 16);
      from = static_cast<Place>(found);
      return true;
    }
    case Beginning::Kind::character: {
      const Instruction& instruction = program_.code[beginning.a];
      while (from < size()) {
        Place behind = from;
        charge(1);
        if (one(instruction, behind)) return steps_ <= limits_.steps;
        from += static_cast<Place>(code_point_at(text_, from).bytes);
      }
      return false;
    }
  }
  return true;
}

// The next place to try when nothing began at `begin`.
Matcher::Place Matcher::behind_failed_begin(Place begin) {
  if (program_.beginning.kind == Beginning::Kind::whole_run) {
    while (one(program_.code[program_.beginning.a], begin)) charge(1);
  }
  if (begin >= size()) return kNowhere;
  return begin + static_cast<Place>(code_point_at(text_, begin).bytes);
}

// --- Running -----------------------------------------------------------------------------------

Matcher::Outcome Matcher::run(Place begin, Ending ending) {
  if (registers_used_) {
    charge(registers_.size() / 16);
    std::fill(registers_.begin(), registers_.end(), kNowhere);
    registers_used_ = false;
  }
  stack_.clear();
  ending_ = ending;
  begin_ = begin;
  place_ = begin;
  next_ = 0;
  while (true) {
    charge(1);
    if (steps_ > limits_.steps || out_of_memory_) return Outcome::given_up;
    const Instruction& instruction = program_.code[next_];
    const bool at_end = instruction.op == Op::match;
    if (at_end && (ending_ == Ending::anywhere || place_ == size())) return Outcome::matched;
    if ((at_end || !step(instruction)) && !go_back()) {
      return out_of_memory_ || steps_ > limits_.steps ? Outcome::given_up : Outcome::failed;
    }
  }
}

bool Matcher::step(const Instruction& instruction) {
  switch (instruction.op) {
    case Op::character:
    case Op::set:
      ++next_;
      return one(instruction, place_);
    case Op::text:
      ++next_;
      return text(instruction);
    case Op::run:
      return run_of_one(instruction);
    case Op::jump:
      next_ = instruction.a;
      return true;
    case Op::split:
      push(Entry::Kind::go, instruction.b, place_);
      next_ = instruction.a;
      return true;
    case Op::group_begin:
      save(instruction.a);
      registers_[instruction.a] = place_;
      ++next_;
      return true;
    case Op::group_end:
      save_two(instruction.a);
      registers_[instruction.a] = registers_[instruction.b];
      registers_[instruction.a + 1] = place_;
      ++next_;
      return true;
    case Op::loop_begin:
      save_two(instruction.a);
      registers_[instruction.a] = 0;
      ++next_;
      return true;
    case Op::loop_next:
      return loop_next(instruction);
    case Op::assertion:
      ++next_;
      return assertion(static_cast<Assertion>(instruction.a));
    case Op::back_reference:
      ++next_;
      return back_reference(instruction);
    case Op::atomic_begin:
      registers_[instruction.a] = static_cast<std::uint32_t>(stack_.size());
      ++next_;
      return true;
    case Op::atomic_end:
      drop_choices(registers_[instruction.a]);
      ++next_;
      return true;
    case Op::look_begin:
      return look_begin(instruction);
    case Op::look_end:
      return look_end(instruction);
    case Op::match:
      break;
  }
  return false;
}

// One character that `instruction` matches; moves behind it.
bool Matcher::one(const Instruction& instruction, Place& place) const {
  if (place >= size()) return false;
  const CodePoint next = code_point_at(text_, place);
  const bool matches = instruction.op == Op::set
                           ? program_.sets[instruction.a].contains(next.value)
                           : same(next.value, instruction.a, instruction.fold);
  if (matches) place += static_cast<Place>(next.bytes);
  return matches;
}

bool Matcher::text(const Instruction& instruction) {
  const std::string_view wanted =
      std::string_view(program_.text).substr(instruction.a, instruction.b);
  if (text_.compare(place_, wanted.size(), wanted) != 0) return false;
  place_ += instruction.b;
  charge(wanted.size() / 16);
  return true;
}

// The whole run is one entry on the way back, however long it is.
bool Matcher::run_of_one(const Instruction& instruction) {
  const Instruction& what = program_.code[next_ + 1];
  std::uint32_t count = 0;
  while (count < instruction.a && one(what, place_)) ++count;
  charge(count);
  if (count < instruction.a) return false;
  if (instruction.greed == Greed::lazy) {
    if (instruction.b > count) push(Entry::Kind::lengthen, next_, place_, instruction.b - count);
  } else {
    const Place least = place_;
    while (count < instruction.b && one(what, place_)) ++count;
    charge(count);
    const bool can_be_shorter = instruction.greed == Greed::greedy && place_ > least;
    if (can_be_shorter) push(Entry::Kind::shorten, next_, least, place_);
  }
  next_ += 2;
  return true;
}

bool Matcher::loop_next(const Instruction& instruction) {
  const Loop& loop = program_.loops[instruction.b];
  const std::uint32_t rounds = registers_[instruction.a];
  // A round that matched nothing is the last one, so that loops end.
  const bool no_progress = rounds > 0 && registers_[instruction.a + 1] == place_;
  if (no_progress || rounds >= loop.max) {
    next_ = loop.exit;
  } else if (rounds < loop.min) {
    begin_round(instruction.a);
  } else if (loop.greed == Greed::lazy) {
    push(Entry::Kind::begin_round, next_, place_);
    next_ = loop.exit;
  } else {
    push(Entry::Kind::go, loop.exit, place_);
    begin_round(instruction.a);
  }
  return true;
}

void Matcher::begin_round(Place loop_registers) {
  save_two(loop_registers);
  ++registers_[loop_registers];
  registers_[loop_registers + 1] = place_;
  ++next_;
}

bool Matcher::back_reference(const Instruction& instruction) {
  // A reference to a group that does not exist never matches.
  if (instruction.a >= 2 * program_.groups) return false;
  const Place begin = registers_[instruction.a];
  const Place end = registers_[instruction.a + 1];
  if (begin == kNowhere) return false;
  charge((end - begin) / 16);
  if (instruction.fold == Fold::none) {
    const std::string_view wanted = text_.substr(begin, end - begin);
    if (text_.compare(place_, wanted.size(), wanted) != 0) return false;
    place_ += end - begin;
    return true;
  }
  for (Place at = begin; at < end;) {
    if (place_ >= size()) return false;
    const CodePoint wanted = code_point_at(text_, at);
    const CodePoint next = code_point_at(text_, place_);
    if (!same(wanted.value, next.value, instruction.fold)) return false;
    at += static_cast<Place>(wanted.bytes);
    place_ += static_cast<Place>(next.bytes);
  }
  return true;
}

// --- Looking around ----------------------------------------------------------------------------

bool Matcher::look_begin(const Instruction& instruction) {
  const Look& look = program_.looks[instruction.b];
  registers_[instruction.a] = static_cast<std::uint32_t>(stack_.size());
  registers_[instruction.a + 1] = place_;
  registers_used_ = true;
  // When nothing in here matches, this is where a negative one goes on.
  if (look.negative) push(Entry::Kind::go, look.exit, place_);
  if (look.behind) {
    if (!move_back(place_, look.min)) return false;
    if (look.max > look.min) push(Entry::Kind::begin_earlier, next_, place_, look.min);
  }
  ++next_;
  return true;
}

bool Matcher::look_end(const Instruction& instruction) {
  const Look& look = program_.looks[instruction.b];
  const std::uint32_t height = registers_[instruction.a];
  const Place begin = registers_[instruction.a + 1];
  if (look.behind && place_ != begin) return false;
  if (look.negative) {
    undo_all(height);
    return false;
  }
  drop_choices(height);
  place_ = begin;
  next_ = look.exit;
  return true;
}

bool Matcher::move_back(Place& place, std::uint32_t code_points) {
  if (code_points > place) return false;
  charge(code_points);
  for (std::uint32_t i = 0; i < code_points; ++i) {
    if (place == 0) return false;
    place -= static_cast<Place>(code_point_before(text_, place).bytes);
  }
  return true;
}

}  // namespace palaver::regex
