// Runs a Program over one text: backtracking, with the places to come back to on a stack of its
// own, so that no text makes it recurse. One matcher, one text, one thread; both must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "core/common/expected.h"
#include "core/regex/program.h"
#include "core/regex/regex.h"

namespace palaver::regex {

class Matcher {
 public:
  // `limits` hold for all calls together.
  Matcher(const Program& program, std::string_view text, const Limits& limits);

  expected<bool, MatchError> matches();
  // The first match that begins at `from` or behind it; `last_end` is where \G is. After true,
  // match() says what it was.
  expected<bool, MatchError> find(std::size_t from, std::size_t last_end);
  Match match() const;
  // Taken by all calls so far.
  std::size_t steps() const { return steps_; }

 private:
  using Place = std::uint32_t;
  static constexpr Place kNowhere = std::numeric_limits<Place>::max();

  enum class Outcome : std::uint8_t { matched, failed, given_up };
  enum class Ending : std::uint8_t { anywhere, at_text_end };

  // Which characters words are made of: \w of JavaScript, of Java with its \b, of (?U).
  enum class Words : std::uint8_t { ascii, letters_and_digits, unicode };

  // What to do on the way back.
  struct Entry {
    enum class Kind : std::uint8_t {
      go,             // to instruction `at`, place x
      shorten,        // the run at `at`, from x on, now to y: one less
      lengthen,       // the run at `at`, now to x, y more may follow: one more
      begin_round,    // of the loop at `at`, from x on
      begin_earlier,  // the lookbehind at `at`: it began at x, y code points back
      restore,        // register `at` to x
      restore_two,    // registers `at` and the next one to x and y
    };
    std::uint32_t at : 28;
    std::uint32_t kind : 4;
    std::uint32_t x;
    std::uint32_t y;
  };
  static_assert(sizeof(Entry) == 12);

  Outcome run(Place begin, Ending ending);
  // One instruction. False when it does not match here.
  bool step(const Instruction& instruction);
  // To the latest place from which there is another way. False when there is none.
  bool go_back();
  bool resume(const Entry& entry);

  bool text(const Instruction& instruction);
  bool run_of_one(const Instruction& instruction);
  bool loop_next(const Instruction& instruction);
  void begin_round(Place loop_registers);
  bool back_reference(const Instruction& instruction);
  bool look_begin(const Instruction& instruction);
  bool look_end(const Instruction& instruction);
  bool one(const Instruction& instruction, Place& place) const;
  bool move_back(Place& place, std::uint32_t code_points);

  bool assertion(Assertion what);
  bool at_line_begin() const;
  bool at_line_end() const;
  bool at_last_line_end() const;
  bool at_word_edge(Words words);
  bool is_word(char32_t value, Words words) const;
  bool has_base(Place end);
  bool word_before(Words words);
  bool word_after(Words words);

  void push(Entry::Kind kind, std::uint32_t at, std::uint32_t x, std::uint32_t y = 0);
  void save(std::uint32_t reg);
  void save_two(std::uint32_t reg);
  void restore(const Entry& entry);
  void drop_choices(std::size_t height);
  void undo_all(std::size_t height);
  void charge(std::size_t steps) { steps_ += steps; }

  bool may_begin(Place& from);
  Place behind_failed_begin(Place begin);
  char byte(Place place) const { return text_[place]; }
  Place size() const { return static_cast<Place>(text_.size()); }
  MatchError error() const;

  const Program& program_;
  std::string_view text_;
  Limits limits_;
  std::vector<std::uint32_t> registers_;
  std::vector<Entry> stack_;
  std::size_t steps_ = 0;
  bool out_of_memory_ = false;
  bool registers_used_ = false;
  Ending ending_ = Ending::anywhere;
  std::uint32_t next_ = 0;  // the instruction
  Place place_ = 0;
  Place begin_ = 0;
  Place last_end_ = 0;
};

}  // namespace palaver::regex
