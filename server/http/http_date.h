// "Sun, 06 Nov 1994 08:49:37 GMT": RFC 9110 section 5.6.7.
#pragma once

#include <ctime>
#include <string>

namespace palaver::http {

// Any thread.
std::string http_date(std::time_t seconds);

// The present date, written anew once a second. One loop's thread.
class DateClock {
 public:
  const std::string& now();

 private:
  std::time_t second_ = -1;
  std::string text_;
};

}  // namespace palaver::http
