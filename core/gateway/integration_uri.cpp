#include "core/gateway/integration_uri.h"

#include <algorithm>

#include "core/common/ascii.h"
#include "core/common/letter_case.h"
#include "core/common/percent.h"
#include "core/gateway/stage_variables.h"

namespace palaver::gateway {
namespace {

const std::string* find(const std::vector<NamedValue>& parameters, std::string_view name) {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(),
                   [name](const NamedValue& parameter) { return parameter.name == name; });
  return found == parameters.end() ? nullptr : &found->value;
}

// Whether a request can be sent there: a scheme and a host, and no character that ends the request
// line or the Host header.
bool is_http_url(std::string_view url) {
  if (std::any_of(url.begin(), url.end(), [](char c) { return c == ' ' || is_control(c); })) {
    return false;
  }
  const std::size_t host = url.find("://") + 3;
  if (host < 3 || host >= url.size()) return false;
  const std::string_view scheme = url.substr(0, host - 3);
  if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")) return false;
  return std::string_view("/?:@").find(url[host]) == std::string_view::npos;
}

expected<std::string, std::string> fill_placeholders(std::string_view text,
                                                     const std::vector<NamedValue>& path) {
  std::string out;
  std::size_t segment = 0;  // where the segment being written begins
  bool is_filled = false;   // with a parameter
  const auto ends_well = [&] {
    const std::string_view written = std::string_view(out).substr(segment);
    return !is_filled || (written != "." && written != "..");
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '{') {
      const std::size_t end = text.find('}', i);
      if (end == std::string_view::npos) return unexpected(std::string("A } must end the name"));
      const std::string_view name = text.substr(i + 1, end - i - 1);
      const std::string* const value = find(path, name);
      if (value == nullptr) {
        return unexpected("The path parameter " + std::string(name) + " has no value");
      }
      append_percent_encoded(out, *value);
      is_filled = true;
      i = end;
      continue;
    }
    if (c == '/' || c == '?') {
      if (!ends_well()) break;
      segment = out.size() + 1;
      is_filled = false;
    }
    out += c;
  }
  if (!ends_well()) {
    return unexpected(std::string("A path parameter would lead to another folder"));
  }
  return out;
}

}  // namespace

expected<std::string, std::string> integration_uri(std::string_view uri,
                                                   const StringMap& stage_variables,
                                                   const std::vector<NamedValue>& path,
                                                   const std::vector<NamedValue>& query) {
  auto text = with_stage_variables(uri, stage_variables);
  if (!text) return text;
  auto filled = fill_placeholders(std::string_view(*text).substr(0, text->find('#')), path);
  if (!filled) return filled;
  std::string& url = *filled;
  if (!is_http_url(url)) return unexpected("Not an http or https URL: " + url);

  char separator = '?';
  if (const std::size_t mark = url.find('?'); mark != std::string::npos) {
    separator = mark + 1 == url.size() || url.back() == '&' ? '\0' : '&';
  }
  for (const NamedValue& parameter : query) {
    if (separator != '\0') url += separator;
    append_percent_encoded(url, parameter.name);
    url += '=';
    append_percent_encoded(url, parameter.value);
    separator = '&';
  }
  return filled;
}

}  // namespace palaver::gateway
