#include "server/app/flag_checks.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace palaver::app {
namespace {

constexpr double kMaxSeconds = 1e9;

// The whole of `text` as a number; nothing when it is none.
std::optional<double> number_in(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string::npos) return {};
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size()) return {};
  return number;
}

}  // namespace

std::string check_stage(const std::string& stage) {
  const bool good = !stage.empty() && stage.size() <= 128 &&
                    std::all_of(stage.begin(), stage.end(), [](unsigned char c) {
                      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                             (c >= 'a' && c <= 'z') || c == '-' || c == '_';
                    });
  return good ? "" : "'" + stage + "' is not a stage name: letters, digits, '-' and '_' only";
}

std::string check_url(const std::string& url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (url.rfind(scheme, 0) == 0 && url.size() > scheme.size() && url[scheme.size()] != '/') {
      return "";
    }
  }
  return "'" + url + "' is not a URL like http://127.0.0.1:8080/dev";
}

std::string check_port(const std::string& text) {
  const bool digits = !text.empty() && text.size() <= 5 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  if (digits && std::stoul(text) <= 65535) return "";
  return "'" + text + "' is not a port: 0 to 65535";
}

std::string check_seconds(const std::string& text) {
  const auto seconds = number_in(text);
  if (seconds && *seconds >= 0.001 && *seconds <= kMaxSeconds) return "";
  return "'" + text + "' is not a time in seconds, more than 0";
}

std::string check_count(const std::string& text) {
  const bool good = !text.empty() && text.size() <= 9 && text.front() != '0' &&
                    text.find_first_not_of("0123456789") == std::string::npos;
  return good ? "" : "'" + text + "' is not a number, at least 1";
}

std::string check_threads(const std::string& text) {
  if (check_count(text).empty() && text.size() <= 3 && std::stoul(text) <= kMaxThreads) return "";
  return "'" + text + "' is not a number from 1 to " + std::to_string(kMaxThreads);
}

// Turns 32K into 32768 in place. CLI11's own AsSizeValue lets a number that is too large wrap
// around.
std::string to_bytes(std::string& text) {
  constexpr std::size_t kMostDigits = 9;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string unit = text.substr(digits);
  std::uint64_t factor = 0;
  if (unit.empty()) factor = 1;
  if (unit == "K" || unit == "k") factor = 1024;
  if (unit == "M" || unit == "m") factor = 1024 * 1024;
  if (unit == "G" || unit == "g") factor = 1024 * 1024 * 1024;
  const bool readable = digits > 0 && digits <= kMostDigits && factor > 0;
  const std::uint64_t bytes = readable ? std::stoull(text.substr(0, digits)) * factor : 0;
  if (bytes == 0) return "'" + text + "' is not a size: bytes, or with K, M or G, at least 1";
  text = std::to_string(bytes);
  return "";
}

std::string check_rate(const std::string& text) {
  const auto rate = number_in(text);
  if (text == "off" || (rate && *rate >= 0 && *rate <= 1e9)) return "";
  return "'" + text + "' is not a rate: a number, 0 or more, or off";
}

std::string check_function(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0 && check_url(text.substr(equals + 1)).empty()) {
    return "";
  }
  return "'" + text + "' is not NAME=URL, as in hello=http://127.0.0.1:9000";
}

std::string check_account(const std::string& text) {
  const bool good = text.size() == 12 && text.find_first_not_of("0123456789") == std::string::npos;
  return good ? "" : "'" + text + "' is not an account id: twelve digits";
}

std::string check_region(const std::string& text) {
  const bool good =
      !text.empty() && text.size() <= 64 &&
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  return good ? "" : "'" + text + "' is not a region like eu-west-1";
}

}  // namespace palaver::app
