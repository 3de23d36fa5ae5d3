// One line per event: a time, a level, what happened, and fields as key=value. Values from outside
// are quoted and escaped, so that a line stays one line and a field stays one field. Bodies of
// messages and secrets are not for the log. Copies share their sink; any thread.
#pragma once

#include <concepts>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace palaver::log {

enum class Level { debug, info, warning, error, off };

// "debug", "info", "warning", "error", "off".
std::optional<Level> level_named(std::string_view name);

struct Field {
  Field(std::string_view name, std::string_view text) : key(name), value(text) {}
  template <std::integral Number>
  Field(std::string_view name, Number number) : key(name), value(std::to_string(number)) {}

  std::string_view key;
  std::string value;
};

using Fields = std::initializer_list<Field>;

// `event key=value key="two words"`: a value is quoted when it is empty or holds anything but
// printable characters without blank, quote, backslash and '='; control characters and bytes that
// are not UTF-8 are written as \n, \t or \xHH.
std::string line(std::string_view event, Fields fields);

class Logger {
 public:
  static Logger to_stderr(Level level);
  // `out` must outlive every copy.
  static Logger to_stream(std::ostream& out, Level level);

  // Whether a line of that level would be written; for fields that cost something to make.
  bool enabled(Level level) const;

  void debug(std::string_view event, Fields fields = {}) const {
    write(Level::debug, event, fields);
  }
  void info(std::string_view event, Fields fields = {}) const { write(Level::info, event, fields); }
  void warning(std::string_view event, Fields fields = {}) const {
    write(Level::warning, event, fields);
  }
  void error(std::string_view event, Fields fields = {}) const {
    write(Level::error, event, fields);
  }

 private:
  explicit Logger(std::shared_ptr<spdlog::logger> logger);
  void write(Level level, std::string_view event, Fields fields) const;

  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace palaver::log
