#include "core/gateway/json_children.h"

namespace palaver::gateway {

using json::Token;

bool JsonChildren::fail() {
  ended_ = true;
  problem_ = scanner_.problem();
  return false;
}

bool JsonChildren::end() {
  ended_ = true;
  return scanner_.next() == Token::end ? false : fail();
}

bool JsonChildren::next() {
  if (ended_) return false;
  if (opening_ == Token::error) return fail();
  if (!is_object() && !is_array()) return end();
  Token token = scanner_.next();
  if (token == Token::end_object || token == Token::end_array) return end();
  if (token == Token::key) {
    name_.clear();
    json::append_unescaped(name_, scanner_.raw());
    token = scanner_.next();
  }
  kind_ = token;
  if (token == Token::error || !scanner_.skip()) return fail();
  raw_ = scanner_.raw();
  return true;
}

std::string JsonChildren::text() const {
  if (!is_string()) return std::string(raw_);
  std::string text;
  json::append_unescaped(text, raw_);
  return text;
}

}  // namespace palaver::gateway
