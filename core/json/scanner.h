// JSON text as a sequence of tokens. RFC 8259. For those who need a few values of a long text:
// nothing is copied, unescaped or converted, and nothing is allocated up to kInlineDepth levels.
// Strict: one value, nothing behind it but blanks, and strings are valid UTF-8. Nesting, however
// deep, takes no stack. One scanner, one thread; the text must outlive it.
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

  explicit Scanner(std::string_view text);

  Token next();

  // Of the latest token: where it begins, and its text as it stands (strings and keys with their
  // quotes).
  std::size_t offset() const;
  std::string_view raw() const;
  // Containers that are open now.
  std::size_t depth() const;

  // After begin_object or begin_array: moves behind its end, so that the next token is what
  // follows. raw() is then the whole container. After any other token: does nothing. False when the
  // text breaks in there.
  bool skip();

  // After error: what is wrong, for people ("a comma or the end of the object was expected").
  const char* problem() const;

 private:
  // Implementation's own.
};

// The text of a string token or key, unescaped: `raw` with its quotes, from a Scanner. Appends.
void append_unescaped(std::string& out, std::string_view raw);
// Whether `raw`, from a Scanner, means `text`; allocates nothing.
bool equals_unescaped(std::string_view raw, std::string_view text);

// `text` in quotes, escaped as JSON demands; what is not ASCII stays as it is, and bytes that are
// not UTF-8 become U+FFFD.
void append_quoted(std::string& out, std::string_view text);

}  // namespace palaver::json
