// uWebSockets.js is built against glibc 2.38, of which it needs three functions; Node is started
// with this in front on systems that have an older one (see prepare.mjs). Empty on others.
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

#if !__GLIBC_PREREQ(2, 38)
extern "C" {

long __isoc23_strtol(const char* text, char** end, int base) {
  return std::strtol(text, end, base);
}

unsigned long __isoc23_strtoul(const char* text, char** end, int base) {
  return std::strtoul(text, end, base);
}

int __isoc23_sscanf(const char* text, const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  const int taken = std::vsscanf(text, format, arguments);
  va_end(arguments);
  return taken;
}

}  // extern "C"
#endif
