#include "core/gateway/selection_expression.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "core/gateway/selection_values.h"
#include "core/json/member.h"
#include "core/json/parse.h"

namespace palaver::gateway {
namespace {

using json::MemberPath;
using json::RawMember;
using json::TextSink;

// Values that the paths of one evaluation may look at: more than a message has, and far less than
// what a hostile one makes of a path like ..a..b..c.
constexpr std::size_t kMaxPathSteps = 200'000;

// The dollar sign and what was meant as a variable's name behind it, for an error's text.
std::string variable_at(std::string_view text, std::size_t dollar) {
  const bool braced = text.substr(dollar + 1, 1) == "{";
  std::size_t end = dollar + (braced ? 2 : 1);
  while (end < text.size() && (json::is_name_character(text[end]) || text[end] == '.')) ++end;
  if (braced && text.substr(end, 1) == "}") ++end;
  return std::string(text.substr(dollar, end - dollar));
}

}  // namespace

// --- Reading an expression ----------------------------------------------------------------------

// Every function that takes something returns whether it could; error_ is set when not.
class SelectionExpression::Parser {
 public:
  Parser(std::string_view text, ExpressionKind kind) : text_(text), kind_(kind) {
    expression_.text_ = text;
  }

  expected<SelectionExpression, ExpressionError> parse() {
    const bool parsed = kind_ == ExpressionKind::route_response ? take_route_response()
                        : kind_ == ExpressionKind::api_key      ? take_api_key()
                                                                : take_parts();
    if (!parsed) return unexpected(std::move(error_));
    return std::move(expression_);
  }

 private:
  struct Variable {
    std::string_view name;
    Source source;
  };

  static constexpr std::array<Variable, 5> kVariables = {{
      {"request.body", Source::request_body},
      {"integration.response.statuscode", Source::response_status},
      {"integration.response.header", Source::response_header},
      {"integration.response.multivalueheader", Source::response_headers},
      {"integration.response.body", Source::response_body},
  }};

  bool is_allowed(Source source) const {
    switch (source) {
      case Source::request_body:
        return kind_ != ExpressionKind::integration_response;
      case Source::response_status:
        return kind_ == ExpressionKind::response_template ||
               kind_ == ExpressionKind::integration_response;
      case Source::response_header:
      case Source::response_headers:
        return kind_ == ExpressionKind::response_template;
      case Source::response_body:
        return kind_ == ExpressionKind::integration_response;
      default:
        return false;
    }
  }

  bool fail(std::size_t offset, std::string message) {
    error_ = {offset, std::move(message)};
    return false;
  }

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool is_name_next(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() && json::is_name_character(text_[at_ + ahead]);
  }

  bool take_route_response() {
    // AWS's own words. The opposite escaping of all other expressions is AWS's, too.
    if (text_ != "$default") {
      return fail(0,
                  "Currently, only $default is supported as a route response selection "
                  "expression.");
    }
    add_literal("$default");
    return true;
  }

  bool take_api_key() {
    if (text_ == kApiKeyFromHeader) {
      expression_.parts_.push_back({Source::request_header, "x-api-key"});
    } else if (text_ == kApiKeyFromAuthorizer) {
      expression_.parts_.push_back({Source::context, "authorizer.usageIdentifierKey"});
    } else {
      return fail(0, "An API key selection expression is " + std::string(kApiKeyFromHeader) +
                         " or " + std::string(kApiKeyFromAuthorizer));
    }
    return true;
  }

  bool take_parts() {
    if (text_.empty()) return fail(0, "The selection expression is empty");
    while (at_ < text_.size()) {
      if (text_.substr(at_, 2) == "\\$") {
        add_literal("$");
        at_ += 2;
      } else if (peek() == '$') {
        if (!take_variable()) return false;
      } else {
        add_literal(text_.substr(at_++, 1));
      }
    }
    return true;
  }

  void add_literal(std::string_view text) {
    std::vector<Part>& parts = expression_.parts_;
    if (parts.empty() || parts.back().source != Source::literal) {
      parts.push_back({Source::literal, ""});
    }
    parts.back().text += text;
  }

  // The caller has seen its dollar sign.
  bool take_variable() {
    const std::size_t dollar = at_++;
    braced_ = peek() == '{';
    if (braced_) ++at_;
    const Variable* variable = find_variable();
    if (variable == nullptr || !is_allowed(variable->source)) {
      // AWS's own words.
      return fail(dollar,
                  "Unexpected variable in selection expression: " + variable_at(text_, dollar));
    }
    at_ += variable->name.size();
    if (!take_rest(*variable)) return false;
    if (braced_) {
      if (peek() != '}') return fail(at_, "A } must end the variable here");
      ++at_;
    }
    return true;
  }

  const Variable* find_variable() const {
    const auto found =
        std::find_if(kVariables.begin(), kVariables.end(), [this](const Variable& variable) {
          return text_.substr(at_, variable.name.size()) == variable.name &&
                 !is_name_next(variable.name.size());
        });
    return found == kVariables.end() ? nullptr : &*found;
  }

  // What follows the variable's own name.
  bool take_rest(const Variable& variable) {
    switch (variable.source) {
      case Source::request_body:
        expression_.needs_request_body_ = true;
        return take_body_member(variable, "action");
      case Source::response_body:
        return take_body_member(variable, "errorMessage");
      case Source::response_status:
        expression_.parts_.push_back({variable.source, ""});
        return true;
      default:
        break;
    }
    if (peek() != '.' || !is_name_next(1)) {
      return fail(at_, "A header's name must follow $" + std::string(variable.name) + ", as in $" +
                           std::string(variable.name) + ".content-type");
    }
    const std::size_t start = ++at_;
    while (is_name_next()) ++at_;
    expression_.parts_.push_back({variable.source, std::string(text_.substr(start, at_ - start))});
    return true;
  }

  bool take_body_member(const Variable& variable, const char* example) {
    const std::size_t start = at_;
    if (!take_path()) return false;
    if (at_ == start) {
      return fail(start, "A member name must follow $" + std::string(variable.name) + ", as in $" +
                             std::string(variable.name) + "." + example);
    }
    if (++body_variables_ > kMaxBodyVariables) {
      return fail(start, "A selection expression has at most " + std::to_string(kMaxBodyVariables) +
                             " variables of a body");
    }
    auto path = json::JsonPath::compile("$" + std::string(text_.substr(start, at_ - start)));
    if (!path) {
      return fail(start + std::max<std::size_t>(path.error().offset, 1) - 1,
                  "This is not JSONPath: " + path.error().message);
    }
    Part part{variable.source, ""};
    if (std::optional<MemberPath> steps = path->member_path()) {
      part.path = expression_.paths_.size();
      expression_.paths_.push_back(std::move(*steps));
    } else {
      part.query = std::move(path).value();
      expression_.has_queries_ = true;
    }
    expression_.parts_.push_back(std::move(part));
    return true;
  }

  // Moves behind the path: in braces to the one that closes, else as far as names and brackets go.
  bool take_path() {
    while (at_ < text_.size()) {
      if (peek() == '[') {
        if (!take_brackets()) return false;
      } else if (braced_ ? peek() == '}' : peek() != '.' || !is_name_next(1)) {
        return true;
      } else {
        ++at_;
        while (is_name_next()) ++at_;
      }
    }
    return !braced_ || fail(at_, "A } must end the variable here");
  }

  // The caller has seen the bracket. What is in it, JsonPath will say.
  bool take_brackets() {
    const std::size_t bracket = at_;
    std::size_t open = 0;
    char quote = '\0';
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\') {
        ++at_;
      } else if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[') {
        ++open;
      } else if (c == ']' && --open == 0) {
        ++at_;
        return true;
      }
    }
    return fail(bracket, "This bracket has no end");
  }

  std::string_view text_;
  ExpressionKind kind_;
  std::size_t at_ = 0;
  bool braced_ = false;  // the variable that is being read
  std::size_t body_variables_ = 0;
  SelectionExpression expression_;
  ExpressionError error_{0, ""};
};

expected<SelectionExpression, ExpressionError> SelectionExpression::parse(std::string_view text,
                                                                          ExpressionKind kind) {
  return Parser(text, kind).parse();
}

bool SelectionExpression::constant() const {
  return std::all_of(parts_.begin(), parts_.end(),
                     [](const Part& part) { return part.source == Source::literal; });
}

// --- Evaluating ---------------------------------------------------------------------------------

namespace {

// A path that takes too many steps finds nothing.
bool write_query(const json::JsonPath& query, const json::Value& root, std::size_t& steps_left,
                 TextSink& out) {
  const auto found = query.evaluate(root, steps_left);
  return !found || !*found || write_value(**found, out);
}

}  // namespace

SelectionExpression::Outcome SelectionExpression::write(const SelectionInput& input,
                                                        TextSink& out) const {
  std::array<RawMember, kMaxBodyVariables> members;
  const std::string_view body = needs_request_body_ ? input.request_body : input.response_body;
  if (needs_request_body_ || !paths_.empty()) {
    const bool is_json =
        json::find_raw_members(body, paths_, std::span(members).first(paths_.size()));
    if (!is_json && needs_request_body_) return Outcome::not_json;
  }
  json::Value root;
  if (has_queries_) {
    // JSON that is nested too deeply for a value has no members.
    if (auto parsed = json::parse(body)) root = std::move(parsed).value();
  }
  std::size_t steps_left = kMaxPathSteps;
  const auto write_part = [&](const Part& part) {
    switch (part.source) {
      case Source::literal:
        return out.add(part.text);
      case Source::request_body:
      case Source::response_body:
        return part.query ? write_query(*part.query, root, steps_left, out)
                          : write_value(members[part.path], out);
      case Source::request_header:
        return input.handshake == nullptr ||
               out.add(input.handshake->header(part.text).value_or(""));
      case Source::context:
        return input.context == nullptr || out.add(input.context->find(part.text).value_or(""));
      case Source::response_status:
        return !input.response_status || out.add(std::to_string(*input.response_status));
      case Source::response_header:
        return input.response_headers == nullptr ||
               write_last_header(*input.response_headers, part.text, out);
      case Source::response_headers:
        return input.response_headers == nullptr ||
               write_all_headers(*input.response_headers, part.text, out);
    }
    return true;
  };
  return std::all_of(parts_.begin(), parts_.end(), write_part) ? Outcome::whole : Outcome::cut;
}

std::optional<std::string> SelectionExpression::evaluate(const SelectionInput& input) const {
  std::string key;
  json::StringSink sink(key);
  if (write(input, sink) == Outcome::not_json) return std::nullopt;
  return key;
}

}  // namespace palaver::gateway
