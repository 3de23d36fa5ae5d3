#include "server/net/system_error.h"

#include <cerrno>
#include <system_error>

namespace palaver::net {

SystemError last_error(std::string_view call, std::string_view subject) {
  SystemError error;
  error.number = errno;
  error.call = call;
  error.message = call;
  if (!subject.empty()) {
    error.message += ' ';
    error.message += subject;
  }
  error.message += ": ";
  // Unlike strerror() this is safe on every thread.
  error.message += std::generic_category().message(error.number);
  return error;
}

}  // namespace palaver::net
