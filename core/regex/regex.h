// Java's regular expressions (java.util.regex.Pattern), because that is what API Gateway's users
// write: keys of integration responses (`/2\d\d/`), Velocity's split(), replaceAll(),
// replaceFirst() and matches(), JSONPath's `=~`, and `pattern` in models.
//
// Text is UTF-8 and matched by code points; a byte that is not UTF-8 counts as one U+FFFD. Offsets
// are in bytes. Patterns and texts may come from anybody: compiling takes bounded memory, and
// matching ends with an error when it takes more than Limits says. Matching uses no recursion.
//
// Not understood, and refused when compiled: \X, \N{name}, \b{g}, blocks and scripts other than
// those of properties.cpp, and CANON_EQ. A Regex is immutable and cheap to copy; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/common/expected.h"

namespace palaver::regex {

// Longer patterns are not compiled.
inline constexpr std::size_t kMaxPatternBytes = std::size_t{64} * 1024;
// Of groups and classes in each other.
inline constexpr std::size_t kMaxNesting = 200;

struct RegexError {
  std::size_t offset = 0;  // in the pattern, in bytes
  std::string message;
};

// Each is what the letter in `(?letter)` turns on.
struct Flags {
  bool case_insensitive = false;         // i; ASCII letters only, unless unicode_case
  bool multiline = false;                // m; ^ and $ at each line
  bool dot_all = false;                  // s; . is any character
  bool comments = false;                 // x; blanks and `# ...` mean nothing
  bool unicode_case = false;             // u
  bool unix_lines = false;               // d; only \n ends a line
  bool unicode_character_class = false;  // U; \w, \d, \s, \b and the POSIX classes beyond ASCII
  bool literal = false;                  // the pattern is plain text
  // Where Java and ECMA 262 (JavaScript) give the same text another meaning, JavaScript's: $ is
  // only the very end; [ and && in a class are characters, and so is a { that begins no count; [^]
  // is anything; \s is every blank and \b knows only ASCII; a letter without a meaning is itself.
  // What only Java has stays.
  bool ecma_262 = false;
};

struct Limits {
  // Instructions run and characters looked at in one call, of all its matches together. Five
  // millions are some tens of milliseconds; ordinary patterns take a few steps per character.
  std::size_t steps = 5'000'000;
  // Places to come back to, of 12 bytes each.
  std::size_t backtrack_entries = std::size_t{1} << 20;
  // Of the texts that replace_all() and replace_first() make.
  std::size_t result_bytes = std::size_t{8} << 20;
};

struct MatchError {
  enum class Kind {
    too_many_steps,   // Limits::steps; as good as never ending, mostly a nested quantifier
    too_much_memory,  // Limits::backtrack_entries or result_bytes
    text_too_long,    // 4 GiB or more
    bad_replacement,  // a reference to a group that does not exist, `$` or `\` with nothing behind
  };
  Kind kind = Kind::too_many_steps;
  std::string message;  // for people
};

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
  friend bool operator==(const Span&, const Span&) = default;
};

struct Match {
  // The whole match, then the capturing groups in the order of their opening brackets; a group that
  // took no part has none.
  std::vector<std::optional<Span>> groups;

  const Span& whole() const { return *groups.front(); }
  std::size_t begin() const { return whole().begin; }
  std::size_t end() const { return whole().end; }
};

struct Program;

class Regex {
 public:
  // The error's texts are Java's where Java has one.
  static expected<Regex, RegexError> compile(std::string_view pattern, Flags flags = {},
                                             Limits limits = {});

  // Whether the whole text matches: String.matches().
  expected<bool, MatchError> matches(std::string_view whole_text) const;

  // The first match that begins at `from` or behind it; what is before `from` is seen by
  // lookbehind, \b and ^. Nothing when there is none, or when `from` is behind the text.
  expected<std::optional<Match>, MatchError> find(std::string_view text,
                                                  std::size_t from = 0) const;

  // Whether there is a match. What looking for it took is taken from `steps`, which stands in for
  // Limits::steps, so that many calls can share what they may take.
  expected<bool, MatchError> contains(std::string_view text, std::size_t& steps) const;

  // `replacement` as in Matcher.replaceAll(): $1 and ${name} are groups, \ takes the next character
  // literally. As in Java, a replacement is read only when there is a match.
  expected<std::string, MatchError> replace_all(std::string_view text,
                                                std::string_view replacement) const;
  expected<std::string, MatchError> replace_first(std::string_view text,
                                                  std::string_view replacement) const;

  // String.split(): no empty text in front of an empty match at the beginning; the last of `limit`
  // texts is all the rest; without limit (0) empty texts at the end are left out, with a negative
  // one they stay.
  expected<std::vector<std::string>, MatchError> split(std::string_view text, int limit = 0) const;

  std::size_t group_count() const;  // without the whole match
  // The group's number in Match::groups.
  std::optional<std::size_t> group_number(std::string_view name) const;

 private:
  Regex(std::shared_ptr<const Program> program, Limits limits);
  expected<std::string, MatchError> replace(std::string_view text, std::string_view replacement,
                                            std::size_t count) const;

  std::shared_ptr<const Program> program_;
  Limits limits_;
};

}  // namespace palaver::regex
