#include "core/gateway/request_template.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace palaver::gateway {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_word_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

// Velocity's own lexical rules (its Parser.jjt) for the part of the language that is known here.
// Every function that takes something returns whether it could; error_ is set when not.
class RequestTemplate::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  expected<RequestTemplate, TemplateError> parse() {
    while (at_ < text_.size()) {
      if (!take_next()) return unexpected(std::move(*error_));
    }
    if (!open_ifs_.empty()) {
      fail(open_ifs_.back().offset, "#if without an #end");
      return unexpected(std::move(*error_));
    }
    return std::move(template_);
  }

 private:
  struct OpenIf {
    std::size_t node;
    std::size_t offset;
  };

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  bool expect(char c, const char* message) { return take(c) || fail(at_, message); }

  bool fail(std::size_t offset, std::string message) {
    const std::string_view before = text_.substr(0, offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t line_start = lines == 0 ? 0 : before.rfind('\n') + 1;
    error_ = TemplateError{static_cast<std::size_t>(lines) + 1, offset - line_start + 1,
                           std::move(message)};
    return false;
  }

  bool take_next() {
    if (peek() == '$' && reference_begins()) {
      Node node{Kind::text, "", {}};
      if (!take_reference(node)) return false;
      template_.nodes_.push_back(std::move(node));
      return true;
    }
    if (peek() == '#') {
      if (is_letter(peek(1)) || (peek(1) == '{' && is_letter(peek(2)))) return take_directive();
      if (peek(1) == '#' || peek(1) == '*' || (peek(1) == '[' && peek(2) == '[')) {
        return fail(at_, "Comments and unparsed text are not supported");
      }
    }
    add_text(text_[at_++]);
    return true;
  }

  void add_text(char c) {
    std::vector<Node>& nodes = template_.nodes_;
    if (nodes.empty() || nodes.back().kind != Kind::text) nodes.push_back({Kind::text, "", {}});
    nodes.back().text += c;
  }

  bool reference_begins() const {
    std::size_t ahead = 1;
    if (peek(ahead) == '!') ++ahead;
    if (peek(ahead) == '{') ++ahead;
    return is_letter(peek(ahead)) || peek(ahead) == '_';
  }

  bool not_escaped() {
    if (at_ == 0 || text_[at_ - 1] != '\\') return true;
    return fail(at_ - 1, "A backslash before a reference or directive is not supported");
  }

  // The caller has seen that it begins. Letters, digits, underscore, hyphen.
  std::string_view take_identifier() {
    const std::size_t start = at_;
    while (is_word_character(peek()) || peek() == '-') ++at_;
    return text_.substr(start, at_ - start);
  }

  bool property_follows() const { return peek() == '.' && is_letter(peek(1)); }

  // The caller has seen that one begins.
  bool take_reference(Node& node) {
    if (!not_escaped()) return false;
    const std::size_t start = at_++;
    take('!');
    const bool braced = take('{');
    const std::string_view name = take_identifier();
    if (name == "context") {
      if (!take_context_name(start, node)) return false;
    } else if (name == "input") {
      if (!take_input(start, node)) return false;
    } else {
      return fail(start, "$" + std::string(name) + " is unknown: there are $context and $input");
    }
    if (peek() == '[' || property_follows()) {
      return fail(at_, "Indexes and properties of a value are not supported");
    }
    return !braced || expect('}', "A } must end the reference here");
  }

  bool take_context_name(std::size_t start, Node& node) {
    node.kind = Kind::context;
    while (property_follows()) {
      ++at_;
      if (!node.text.empty()) node.text += '.';
      node.text += take_identifier();
    }
    if (node.text.empty()) {
      return fail(start, "A name must follow $context, as in $context.connectionId");
    }
    return no_method();
  }

  bool take_input(std::size_t start, Node& node) {
    std::string_view name;
    if (property_follows()) {
      ++at_;
      name = take_identifier();
    }
    if (name == "body") {
      node.kind = Kind::body;
      return no_method();
    }
    if (name != "json" && name != "path") {
      return fail(start, "$input has body, json('$.a') and path('$.a'), nothing else");
    }
    node.kind = name == "json" ? Kind::json : Kind::path;
    return take_path_argument(node);
  }

  bool no_method() { return peek() != '(' || fail(at_, "Methods of a value are not supported"); }

  bool take_path_argument(Node& node) {
    if (!expect('(', "A ( must follow here")) return false;
    skip_white_space();
    const char quote = peek();
    if (quote != '\'' && quote != '"')
      return fail(at_, "A path in quotes must follow, as in '$.a'");
    ++at_;
    if (!expect('$', "A path begins with $")) return false;
    node.path = take_member_path(text_, &at_);
    if (!expect(quote, "A path is $ and member names joined by dots, as in $.a.b")) return false;
    skip_white_space();
    return expect(')', "A ) must follow here");
  }

  // The caller has seen that one begins.
  bool take_directive() {
    if (!not_escaped()) return false;
    const std::size_t start = at_++;
    const bool braced = take('{');
    const std::size_t word_start = at_;
    while (is_word_character(peek())) ++at_;
    const std::string_view word = text_.substr(word_start, at_ - word_start);
    if (braced && !expect('}', "A } must end the directive's name here")) return false;
    if (word == "if") return take_if(start);
    if (word == "end") return take_end(start);
    return fail(start, "#" + std::string(word) + " is not supported: there are #if and #end");
  }

  bool take_if(std::size_t start) {
    static constexpr const char* kCondition =
        "The condition of #if is one $input.path('$.a'), nothing else";
    skip_white_space();
    if (!expect('(', "A ( must follow #if")) return false;
    skip_white_space();
    const std::size_t condition = at_;
    if (peek() != '$' || !reference_begins()) return fail(condition, kCondition);
    Node node{Kind::if_path, "", {}};
    if (!take_reference(node)) return false;
    if (node.kind != Kind::path) return fail(condition, kCondition);
    node.kind = Kind::if_path;
    skip_white_space();
    if (!expect(')', kCondition)) return false;
    swallow_line_end();
    open_ifs_.push_back({template_.nodes_.size(), start});
    template_.nodes_.push_back(std::move(node));
    return true;
  }

  bool take_end(std::size_t start) {
    if (open_ifs_.empty()) return fail(start, "#end without an #if");
    template_.nodes_[open_ifs_.back().node].end = template_.nodes_.size();
    template_.nodes_.push_back({Kind::end, "", {}});
    open_ifs_.pop_back();
    swallow_line_end();
    return true;
  }

  void skip_white_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  void swallow_line_end() {
    std::size_t blanks = 0;
    while (peek(blanks) == ' ' || peek(blanks) == '\t') ++blanks;
    if (peek(blanks) != '\n' && peek(blanks) != '\r') return;
    at_ += blanks;
    take('\r');
    take('\n');
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<OpenIf> open_ifs_;
  RequestTemplate template_;
  std::optional<TemplateError> error_;
};

expected<RequestTemplate, TemplateError> RequestTemplate::parse(std::string_view text) {
  return Parser(text).parse();
}

std::string RequestTemplate::render(const RequestContext& context, std::string_view message) const {
  if (message.empty()) message = "{}";
  std::string out;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    switch (node.kind) {
      case Kind::text:
        out += node.text;
        break;
      case Kind::context:
        out += context.find(node.text).value_or("");
        break;
      case Kind::body:
        out += message;
        break;
      case Kind::json: {
        const JsonMember member = find_member(message, node.path);
        out += member.exists() ? member.json() : "\"\"";
        break;
      }
      case Kind::path: {
        const JsonMember member = find_member(message, node.path);
        if (member.kind != JsonKind::null) out += member.text;
        break;
      }
      case Kind::if_path: {
        const JsonMember member = find_member(message, node.path);
        const bool is_true = member.exists() && member.kind != JsonKind::null &&
                             member.kind != JsonKind::boolean_false;
        if (!is_true) i = node.end;
        break;
      }
      case Kind::end:
        break;
    }
  }
  return out;
}

}  // namespace palaver::gateway
