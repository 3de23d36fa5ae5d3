#include "core/gateway/request_time.h"

#include <array>
#include <chrono>

namespace palaver::gateway {
namespace {

void append_padded(std::string& out, unsigned value) {
  if (value < 10) out += '0';
  out += std::to_string(value);
}

}  // namespace

void append_request_time(std::string& out, std::int64_t unix_ms) {
  using std::chrono::days;
  using std::chrono::seconds;
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

  const auto since_epoch = std::chrono::floor<seconds>(std::chrono::milliseconds(unix_ms));
  const auto day = std::chrono::floor<days>(since_epoch);
  const std::chrono::year_month_day date{std::chrono::sys_days(day)};
  const auto second = static_cast<unsigned>((since_epoch - day).count());

  append_padded(out, static_cast<unsigned>(date.day()));
  out += '/';
  out += kMonths[static_cast<unsigned>(date.month()) - 1];
  out += '/';
  out += std::to_string(static_cast<int>(date.year()));
  for (const unsigned part : {second / 3600, second / 60 % 60, second % 60}) {
    out += ':';
    append_padded(out, part);
  }
  out += " +0000";
}

}  // namespace palaver::gateway
