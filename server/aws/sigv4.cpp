#include "server/aws/sigv4.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "server/aws/digest.h"
#include "server/http/field_text.h"

namespace palaver::aws {
namespace {

constexpr std::size_t kDateDigits = 8;

// The digits of text[at, at + count); -1 when there is something else among them.
int number_at(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  for (auto& c : lowered) c = palaver::lower_case(c);
  return lowered;
}

// Names to sign, in lower case, in order and once each.
std::vector<std::string> names_to_sign(const http::Headers& headers) {
  std::vector<std::string> names;
  for (const auto& [field, value] : headers.fields()) {
    auto name = lower_case(field);
    if (name == "host" || name == "content-type" || name.rfind("x-amz-", 0) == 0) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Scope scope_at(const SigningScope& scope, const std::string& timestamp) {
  return {timestamp.substr(0, kDateDigits), scope.region, scope.service};
}

}  // namespace

std::string basic_time(UnixTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<UnixTime> parse_basic_time(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  const int year = number_at(text, 0, 4);
  const int month = number_at(text, 4, 2);
  const int day = number_at(text, 6, 2);
  const int hour = number_at(text, 9, 2);
  const int minute = number_at(text, 11, 2);
  const int second = number_at(text, 13, 2);
  if (year < 1970 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

std::string Scope::text() const {
  return date + '/' + region + '/' + service + '/' + std::string(kScopeEnd);
}

std::string signature_of(const Secret& secret_access_key, const Scope& scope,
                         std::string_view timestamp, std::string_view canonical_request) {
  // Step 3: a key that is good for the scope only.
  auto key = hmac_sha256("AWS4" + secret_access_key.reveal(), scope.date);
  key = hmac_sha256(bytes_of(key), scope.region);
  key = hmac_sha256(bytes_of(key), scope.service);
  key = hmac_sha256(bytes_of(key), kScopeEnd);
  // Steps 2 and 4: the string to sign, signed.
  std::string to_sign(kAlgorithm);
  to_sign.append(1, '\n').append(timestamp).append(1, '\n').append(scope.text());
  to_sign.append(1, '\n').append(hex(sha256(canonical_request)));
  return hex(hmac_sha256(bytes_of(key), to_sign));
}

std::vector<std::pair<std::string, std::string>> signature_fields(const RequestView& request,
                                                                  const Credentials& credentials,
                                                                  const SigningScope& scope,
                                                                  UnixTime now) {
  const auto timestamp = basic_time(now);
  const auto signed_scope = scope_at(scope, timestamp);
  std::vector<std::pair<std::string, std::string>> fields{{"X-Amz-Date", timestamp}};
  if (!credentials.session_token.empty()) {
    fields.emplace_back("X-Amz-Security-Token", credentials.session_token.reveal());
  }
  auto headers = request.headers;
  for (const auto& [name, value] : fields) headers.add(name, value);
  const auto names = names_to_sign(headers);
  const auto payload = headers.find("X-Amz-Content-Sha256");
  const auto canonical =
      canonical_request({request.method, request.target, headers, request.body}, names,
                        payload ? std::string(*payload) : hex(sha256(request.body)));
  fields.emplace_back(
      "Authorization",
      std::string(kAlgorithm) + " Credential=" + credentials.identity.access_key_id + '/' +
          signed_scope.text() + ", SignedHeaders=" + joined(names) + ", Signature=" +
          signature_of(credentials.secret_access_key, signed_scope, timestamp, canonical));
  return fields;
}

std::string presigned_target(const RequestView& request, const Credentials& credentials,
                             const SigningScope& scope, UnixTime now,
                             std::chrono::seconds expires) {
  const auto timestamp = basic_time(now);
  const auto signed_scope = scope_at(scope, timestamp);
  std::string target(request.target);
  const auto add = [&target](std::string_view name, std::string_view value) {
    target += target.find('?') == std::string::npos ? '?' : '&';
    target.append(name).append(1, '=').append(http::percent_encode(value));
  };
  add("X-Amz-Algorithm", kAlgorithm);
  add("X-Amz-Credential", credentials.identity.access_key_id + '/' + signed_scope.text());
  add("X-Amz-Date", timestamp);
  add("X-Amz-Expires", std::to_string(expires.count()));
  add("X-Amz-SignedHeaders", "host");
  if (!credentials.session_token.empty()) {
    add("X-Amz-Security-Token", credentials.session_token.reveal());
  }
  const auto canonical = canonical_request({request.method, target, request.headers, request.body},
                                           {"host"}, hex(sha256(request.body)));
  add("X-Amz-Signature",
      signature_of(credentials.secret_access_key, signed_scope, timestamp, canonical));
  return target;
}

}  // namespace palaver::aws
