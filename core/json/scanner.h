// JSON text as a sequence of tokens. RFC 8259. For those who need a few values of a long text:
// nothing is copied, unescaped or converted, and nothing is allocated up to kInlineDepth levels.
// Strict: one value, nothing behind it but blanks; strings are valid UTF-8, and a surrogate stands
// in a pair. Numbers have any size, so 1e999 is one. Nesting, however deep, takes no stack and a
// bit of memory a level. One scanner, one thread; the text must outlive it. A copy goes on by
// itself.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace palaver::json {

enum class Token {
  begin_object,
  end_object,
  begin_array,
  end_array,
  key,     // a member's name; its colon has been taken
  string,  // a value
  number,
  true_value,
  false_value,
  null_value,
  end,    // the text was one whole value; said again if asked again
  error,  // the text is not JSON; for good
};

class Scanner {
 public:
  static constexpr std::size_t kInlineDepth = 512;

  explicit Scanner(std::string_view text)
      : text_(text.data()),
        at_(text.data()),
        token_(text.data()),
        token_end_(text.data()),
        end_(text.data() + text.size()) {}

  Token next();

  // Of the latest token: where it begins, and its text as it stands (strings and keys with their
  // quotes). After error: where the text breaks, and nothing.
  std::size_t offset() const { return static_cast<std::size_t>(token_ - text_); }
  std::string_view raw() const { return {token_, static_cast<std::size_t>(token_end_ - token_)}; }
  // Containers that are open now.
  std::size_t depth() const { return depth_; }

  // After begin_object or begin_array: moves behind its end, so that the next token is what
  // follows. raw() is then the whole container. After any other token: does nothing. False when the
  // text breaks in there, or did before.
  bool skip();

  // After error: what is wrong, for people ("a comma or the end of the object was expected").
  const char* problem() const { return problem_; }

 private:
  // What may come next.
  enum class State : std::uint8_t {
    value,
    first_member,   // or the object's end
    first_element,  // or the array's end
    behind_value,   // a comma or the container's end; the text's end outside of all
    failed,
  };

  Token take_value();
  Token take_key();
  Token take_number();
  Token take_word(std::string_view word, Token token);
  bool take_string();
  bool take_escape();
  bool take_unit(std::uint32_t* unit);
  Token open(bool array);
  Token close();
  Token fail(const char* at, const char* problem);
  void skip_blanks();
  std::uint64_t& level_bits(std::size_t level);

  // The places that move are kept apart: gcc loads neighbours as one word of two, which must then
  // wait for both to be written. It costs a third of all time.
  const char* text_;
  const char* at_;  // what has not been looked at
  const char* problem_ = "";
  const char* token_;
  std::size_t depth_ = 0;
  const char* token_end_;
  const char* end_;
  State state_ = State::value;
  bool in_array_ = false;  // the innermost open container is one
  // One bit a level: whether the container is an array.
  std::array<std::uint64_t, kInlineDepth / 64> inline_levels_{};
  std::vector<std::uint64_t> more_levels_;
};

// The text of a string token or key, unescaped, piece by piece: runs that stand in the text as they
// are, and single characters that were escaped. `raw` comes from a Scanner, with its quotes, and
// outlives this.
class Unescaper {
 public:
  explicit Unescaper(std::string_view raw) : rest_(raw.substr(1, raw.size() - 2)) {}

  // False when there is no more. `piece` is never empty, and good until the next call.
  bool next(std::string_view* piece);
  // Whether the latest piece was escaped.
  bool was_escaped() const { return was_escaped_; }

 private:
  std::string_view rest_;
  bool was_escaped_ = false;
  std::array<char, 4> character_{};
};

// Appends the text of a string token or key, `raw` with its quotes, from a Scanner.
void append_unescaped(std::string& out, std::string_view raw);
// Whether `raw`, from a Scanner, means `text`; allocates nothing.
bool equals_unescaped(std::string_view raw, std::string_view text);

// How an ASCII character stands inside a JSON string: itself, or its escape. The result is good
// for as long as the program.
std::string_view quoted_character(char c);
// `text` in quotes, escaped as JSON demands; what is not ASCII stays as it is, and bytes that are
// not UTF-8 become U+FFFD.
void append_quoted(std::string& out, std::string_view text);

}  // namespace palaver::json
