// A failed system call as a value. The one place where errno becomes ours. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace palaver::net {

struct SystemError {
  int number = 0;       // errno
  std::string call;     // "bind", "connect"
  std::string message;  // for people: "bind 127.0.0.1:8080: Address already in use"
};

// From the present errno. `subject` is what the call was about: an address, a path.
SystemError last_error(std::string_view call, std::string_view subject = {});

}  // namespace palaver::net
