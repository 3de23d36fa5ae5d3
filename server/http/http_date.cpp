#include "server/http/http_date.h"

#include <array>
#include <cstdio>

namespace palaver::http {

std::string http_date(std::time_t seconds) {
  // Not strftime: its names are those of the program's locale.
  static constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed",
                                                      "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                utc.tm_min, utc.tm_sec);
  return text.data();
}

const std::string& DateClock::now() {
  const auto second = std::time(nullptr);
  if (second != second_) {
    second_ = second;
    text_ = http_date(second);
  }
  return text_;
}

}  // namespace palaver::http
