#include "core/framing/extensions.h"

#include <algorithm>
#include <cstddef>

#include "core/common/ascii.h"

namespace palaver::framing {
namespace {

constexpr std::string_view kPermessageDeflate = "permessage-deflate";

bool is_token_character(char c) {
  return is_digit(c) || is_ascii_letter(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// A name, and what stands behind its '=' where there is one.
struct Parameter {
  std::string_view name;
  bool has_value = false;
  std::string value;  // unescaped; never empty when there is one
};

// Reads the header from left to right. Each function returns false for what breaks the grammar.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
  }

  // Takes `c` and the blanks on both sides of it.
  bool take(char c) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    skip_blanks();
    return true;
  }

  bool take_token(std::string_view& token) {
    std::size_t size = 0;
    while (size < rest_.size() && is_token_character(rest_[size])) ++size;
    token = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return size > 0;
  }

  // extension-param = token [ "=" (token | quoted-string) ]
  bool take_parameter(Parameter& parameter) {
    parameter.value.clear();
    if (!take_token(parameter.name)) return false;
    parameter.has_value = take('=');
    if (!parameter.has_value) return true;
    if (!rest_.empty() && rest_.front() == '"') return take_quoted(parameter.value);
    std::string_view token;
    if (!take_token(token)) return false;
    parameter.value = token;
    return true;
  }

 private:
  // "the value after quoted-string unescaping MUST conform to the 'token' ABNF".
  bool take_quoted(std::string& value) {
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (rest_.empty() || !is_token_character(rest_.front())) return false;
      value.push_back(rest_.front());
      rest_.remove_prefix(1);
    }
    if (rest_.empty() || value.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
};

// "a decimal integer value without leading zeroes between 8 to 15, inclusive" (RFC 7692 sections
// 7.1.2.1 and 7.1.2.2).
std::optional<std::uint8_t> window_bits(std::string_view value) {
  if (value == "8" || value == "9") return static_cast<std::uint8_t>(value[0] - '0');
  if (value.size() == 2 && value[0] == '1' && value[1] >= '0' && value[1] <= '5') {
    return static_cast<std::uint8_t>(10 + (value[1] - '0'));
  }
  return std::nullopt;
}

// One offer of permessage-deflate, as its parameters come.
class Offer {
 public:
  void add(const Parameter& parameter) { good_ = good_ && understand(parameter); }

  std::optional<DeflateAnswer> answer(const DeflatePolicy& policy) const {
    if (!good_) return std::nullopt;
    DeflateAnswer answer;
    answer.header = kPermessageDeflate;
    DeflateParameters& agreed = answer.parameters;
    agreed.server = no_server_takeover_ ? ContextTakeover::no : policy.server;
    agreed.client = no_client_takeover_ ? ContextTakeover::no : policy.client;
    if (agreed.server == ContextTakeover::no) answer.header += "; server_no_context_takeover";
    if (agreed.client == ContextTakeover::no) answer.header += "; client_no_context_takeover";
    // 7.1.2.1: an offer with this parameter is accepted "by including" it, 15 too.
    if (server_window_) {
      agreed.server_window_bits = *server_window_;
      answer.header += "; server_max_window_bits=" + std::to_string(*server_window_);
    }
    // 7.1.2.2: without a value it says only that the client could be limited.
    if (client_window_) {
      agreed.client_window_bits = *client_window_;
      answer.header += "; client_max_window_bits=" + std::to_string(*client_window_);
    }
    return answer;
  }

 private:
  // Whether it is a parameter of an offer, for the first time, and with a value that it may have.
  bool understand(const Parameter& parameter) {
    if (parameter.name == "server_no_context_takeover") {
      return !parameter.has_value && first(no_server_takeover_);
    }
    if (parameter.name == "client_no_context_takeover") {
      return !parameter.has_value && first(no_client_takeover_);
    }
    if (parameter.name == "server_max_window_bits") {
      if (server_window_) return false;
      server_window_ = window_bits(parameter.value);
      return server_window_.has_value();
    }
    if (parameter.name == "client_max_window_bits") {
      if (!first(client_window_given_)) return false;
      if (!parameter.has_value) return true;
      client_window_ = window_bits(parameter.value);
      return client_window_.has_value();
    }
    return false;
  }

  static bool first(bool& seen) {
    const bool is_first = !seen;
    seen = true;
    return is_first;
  }

  bool good_ = true;
  bool no_server_takeover_ = false;
  bool no_client_takeover_ = false;
  bool client_window_given_ = false;
  std::optional<std::uint8_t> server_window_;
  std::optional<std::uint8_t> client_window_;
};

}  // namespace

expected<std::optional<DeflateAnswer>, MalformedExtensions> negotiate_deflate(
    std::string_view offers, const DeflatePolicy& policy) {
  std::optional<DeflateAnswer> answer;
  Reader reader(offers);
  Parameter parameter;
  // extension-list = 1#extension, where empty elements may stand between commas (RFC 2616 section
  // 2.1). What comes behind the offer that is taken is still held to the grammar.
  reader.skip_blanks();
  while (!reader.at_end()) {
    if (reader.take(',')) continue;
    std::string_view name;
    if (!reader.take_token(name)) return unexpected(MalformedExtensions{});
    Offer offer;
    while (reader.take(';')) {
      if (!reader.take_parameter(parameter)) return unexpected(MalformedExtensions{});
      offer.add(parameter);
    }
    if (!answer && name == kPermessageDeflate) answer = offer.answer(policy);
    reader.skip_blanks();
    if (!reader.at_end() && !reader.take(',')) return unexpected(MalformedExtensions{});
  }
  return answer;
}

}  // namespace palaver::framing
