// A pattern as a row of characters: \Q...\E is undone, and in the mode of (?x) blanks and comments
// are passed over. One reader, one parser.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace palaver::regex {

class PatternReader {
 public:
  // What is read behind the end; no code point.
  static constexpr char32_t kEnd = 0xFFFFFFFF;

  enum class Quoting { as_written, everything };

  PatternReader(std::string_view pattern, Quoting quoting);

  // With these, the calls below pass over blanks and over # to the end of its line.
  void set_comments(bool on) { comments_ = on; }
  bool comments() const { return comments_; }
  void set_unix_lines(bool on) { unix_lines_ = on; }

  // The next character when it means what it means in patterns, kEnd otherwise: at the end, and
  // when it was quoted.
  char32_t peek();
  // The same, with nothing passed over, `ahead` characters behind the next one.
  char32_t peek_raw(std::size_t ahead = 0) const;
  bool at_end();
  // Whether the next character was quoted, so that it is itself.
  bool at_quoted();

  // Takes the next character, quoted or not; kEnd at the end.
  char32_t take();
  // The same, blanks and all.
  char32_t take_raw();
  // Takes the next character when peek() gives it.
  bool take_if(char32_t wanted);
  bool take_if_raw(char32_t wanted);
  // After a take, back to the character that was taken.
  void put_back() { --next_; }

  // Where the next character is in the pattern, in bytes.
  std::size_t offset() const;
  // To the end: the parser has failed, and its loops end.
  void give_up() { next_ = characters_.size(); }

 private:
  struct Character {
    char32_t value;
    bool quoted;
    std::size_t offset;
  };

  void pass_over();
  bool is_line_end(char32_t value) const;

  std::vector<Character> characters_;
  std::size_t next_ = 0;
  std::size_t size_in_bytes_;
  bool comments_ = false;
  bool unix_lines_ = false;
};

}  // namespace palaver::regex
