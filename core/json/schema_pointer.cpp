#include "core/json/schema_pointer.h"

#include <algorithm>

namespace palaver::json::schema {
namespace {

// 16: no digit.
unsigned hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return 16;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const unsigned high = hex_digit(text[i + 1]);
    const unsigned low = hex_digit(text[i + 2]);
    if (high > 15 || low > 15) return std::nullopt;
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return decoded;
}

// RFC 6901 section 4: ~1 is a slash and ~0 a tilde.
std::optional<std::string> unescaped(std::string_view step) {
  std::string plain;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      plain.push_back(step[i]);
      continue;
    }
    ++i;
    if (i == step.size() || (step[i] != '0' && step[i] != '1')) return std::nullopt;
    plain.push_back(step[i] == '0' ? '~' : '/');
  }
  return plain;
}

bool take(std::string_view& text, std::string_view start) {
  if (text.substr(0, start.size()) != start) return false;
  text.remove_prefix(start.size());
  return true;
}

}  // namespace

std::optional<std::vector<std::string>> parse_pointer(std::string_view fragment) {
  const auto decoded = percent_decoded(fragment);
  if (!decoded) return std::nullopt;
  std::vector<std::string> steps;
  std::string_view rest = *decoded;
  while (!rest.empty()) {
    if (!take(rest, "/")) return std::nullopt;
    const std::size_t length = std::min(rest.find('/'), rest.size());
    auto step = unescaped(rest.substr(0, length));
    if (!step) return std::nullopt;
    steps.push_back(*std::move(step));
    rest.remove_prefix(length);
  }
  return steps;
}

std::optional<std::size_t> parse_index(std::string_view step) {
  constexpr std::size_t kMaxDigits = 9;
  if (step.empty() || step.size() > kMaxDigits || (step.size() > 1 && step[0] == '0')) {
    return std::nullopt;
  }
  std::size_t index = 0;
  for (const char c : step) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index;
}

std::string pointer_step(std::string_view name) {
  std::string step = "/";
  for (const char c : name) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

std::optional<ModelReference> parse_model_reference(std::string_view uri) {
  if (!take(uri, "https:") && !take(uri, "http:")) return std::nullopt;
  if (!take(uri, "//apigateway.amazonaws.com/restapis/")) return std::nullopt;
  ModelReference reference;
  const std::size_t end = uri.find('/');
  if (end == std::string_view::npos) return std::nullopt;
  reference.api_id = uri.substr(0, end);
  uri.remove_prefix(end);
  if (!take(uri, "/models/")) return std::nullopt;
  reference.name = uri;
  const bool whole =
      !reference.api_id.empty() && !uri.empty() && uri.find('/') == std::string_view::npos;
  if (!whole) return std::nullopt;
  return reference;
}

}  // namespace palaver::json::schema
