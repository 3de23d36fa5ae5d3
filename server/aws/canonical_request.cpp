#include "server/aws/canonical_request.h"

#include <algorithm>
#include <utility>

#include "server/http/field_text.h"

namespace palaver::aws {
namespace {

constexpr std::string_view kSignatureParameter = "X-Amz-Signature";

// -1 for what is no hexadecimal digit.
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// As a server reads a query. What is no escape stands for itself: both sides only have to agree.
std::string decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && text.size() - i >= 3 && hex_value(text[i + 1]) >= 0 &&
                        hex_value(text[i + 2]) >= 0;
    if (escape) {
      plain += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

// Calls visit(part) for each part of `text` between separators.
template <class Visit>
void for_each_part(std::string_view text, char separator, Visit visit) {
  while (true) {
    const auto end = text.find(separator);
    visit(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// Name and value of "name=value", as sent.
std::pair<std::string_view, std::string_view> split_parameter(std::string_view parameter) {
  const auto equals = parameter.find('=');
  if (equals == std::string_view::npos) return {parameter, {}};
  return {parameter.substr(0, equals), parameter.substr(equals + 1)};
}

// Trimmed, and every run of blanks made one.
void append_header_value(std::string& out, std::string_view value) {
  const auto text = http::trim(value);
  bool after_blank = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t';
    if (blank && after_blank) continue;
    out += blank ? ' ' : c;
    after_blank = blank;
  }
}

}  // namespace

std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> segments;
  for_each_part(path, '/', [&](std::string_view segment) {
    if (segment.empty() || segment == ".") return;
    if (segment != "..") {
      segments.push_back(segment);
    } else if (!segments.empty()) {
      segments.pop_back();
    }
  });
  std::string canonical;
  for (const auto segment : segments) canonical += '/' + http::percent_encode(segment);
  if (segments.empty() || path.back() == '/') canonical += '/';
  return canonical;
}

std::string canonical_query(std::string_view query, std::string_view left_out) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for_each_part(query, '&', [&](std::string_view part) {
    if (part.empty()) return;
    const auto [raw_name, raw_value] = split_parameter(part);
    const auto name = decoded(raw_name);
    if (!left_out.empty() && name == left_out) return;
    parameters.emplace_back(http::percent_encode(name), http::percent_encode(decoded(raw_value)));
  });
  std::sort(parameters.begin(), parameters.end());
  std::string canonical;
  for (const auto& [name, value] : parameters) {
    if (!canonical.empty()) canonical += '&';
    canonical.append(name).append(1, '=').append(value);
  }
  return canonical;
}

std::string canonical_request(const RequestView& request,
                              const std::vector<std::string>& signed_names,
                              std::string_view payload_hash) {
  const auto mark = request.target.find('?');
  const auto query =
      mark == std::string_view::npos ? std::string_view{} : request.target.substr(mark + 1);
  std::string text(request.method);
  text.append(1, '\n').append(canonical_path(request.target.substr(0, mark)));
  text.append(1, '\n').append(canonical_query(query, kSignatureParameter)).append(1, '\n');
  for (const auto& name : signed_names) {
    text.append(name).append(1, ':');
    bool first = true;
    for (const auto& [field, value] : request.headers.fields()) {
      if (!equals_ignoring_case(field, name)) continue;
      if (!std::exchange(first, false)) text += ',';
      append_header_value(text, value);
    }
    text += '\n';
  }
  return text.append(1, '\n').append(joined(signed_names)).append(1, '\n').append(payload_hash);
}

std::string query_parameter(std::string_view query, std::string_view name) {
  std::string found;
  bool done = false;
  for_each_part(query, '&', [&](std::string_view part) {
    const auto [raw_name, raw_value] = split_parameter(part);
    if (done || decoded(raw_name) != name) return;
    found = decoded(raw_value);
    done = true;
  });
  return found;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) {
    if (!text.empty()) text += ';';
    text += name;
  }
  return text;
}

}  // namespace palaver::aws
