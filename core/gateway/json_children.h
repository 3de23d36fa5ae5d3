// The members of one object, or the elements of one array, of a JSON text: one level, without
// building anything of the levels below. For answers of functions, of which a few members count.
// Lives as long as its text.
#pragma once

#include <string>
#include <string_view>

#include "core/json/scanner.h"

namespace palaver::gateway {

class JsonChildren {
 public:
  // `text` is one whole JSON value; a container, or it has no children.
  explicit JsonChildren(std::string_view text) : scanner_(text), opening_(scanner_.next()) {}

  bool is_object() const { return opening_ == json::Token::begin_object; }
  bool is_array() const { return opening_ == json::Token::begin_array; }
  bool is_null() const { return opening_ == json::Token::null_value; }

  // Moves to the next child. False at the end, and where the text breaks; then see problem().
  bool next();

  // Of the current child: its name, without escapes (of a member); what it begins with; and its
  // text as it stands.
  const std::string& name() const { return name_; }
  json::Token kind() const { return kind_; }
  std::string_view raw() const { return raw_; }

  bool is_scalar() const {
    return kind_ != json::Token::begin_object && kind_ != json::Token::begin_array;
  }
  bool is_string() const { return kind_ == json::Token::string; }
  bool child_is_null() const { return kind_ == json::Token::null_value; }
  // Of a string its text, of another scalar its JSON.
  std::string text() const;

  // After next() has been false: whether the text was not JSON after all, and why.
  bool failed() const { return problem_ != nullptr; }
  const char* problem() const { return problem_; }

 private:
  bool end();
  bool fail();

  json::Scanner scanner_;
  json::Token opening_;
  bool ended_ = false;
  std::string name_;
  json::Token kind_ = json::Token::null_value;
  std::string_view raw_;
  const char* problem_ = nullptr;
};

}  // namespace palaver::gateway
