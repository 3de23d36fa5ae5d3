#include "server/common/logger.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <ostream>
#include <utility>

#include "core/framing/utf8.h"

namespace palaver::log {
namespace {

constexpr std::array<std::pair<std::string_view, Level>, 5> kLevels{{{"debug", Level::debug},
                                                                     {"info", Level::info},
                                                                     {"warning", Level::warning},
                                                                     {"error", Level::error},
                                                                     {"off", Level::off}}};

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      break;
  }
  return spdlog::level::off;
}

std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink, Level level) {
  auto logger = std::make_shared<spdlog::logger>("palaver", std::move(sink));
  logger->set_level(spdlog_level(level));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  // A log that is read while things go wrong must not wait in a buffer.
  logger->flush_on(spdlog::level::debug);
  return logger;
}

bool is_plain(unsigned char byte) {
  return byte > 0x20 && byte != 0x7f && byte != '"' && byte != '\\' && byte != '=';
}

void append_value(std::string& out, std::string_view value) {
  const bool utf8 = framing::is_valid_utf8(value);
  bool plain = utf8 && !value.empty();
  for (const char c : value) plain = plain && is_plain(static_cast<unsigned char>(c));
  if (plain) {
    out += value;
    return;
  }
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8)) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

std::optional<Level> level_named(std::string_view name) {
  for (const auto& [text, level] : kLevels) {
    if (text == name) return level;
  }
  return std::nullopt;
}

std::string line(std::string_view event, Fields fields) {
  std::string text(event);
  for (const Field& field : fields) {
    text += ' ';
    text += field.key;
    text += '=';
    append_value(text, field.value);
  }
  return text;
}

Logger::Logger(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}

Logger Logger::to_stderr(Level level) {
  return Logger(make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), level));
}

Logger Logger::to_stream(std::ostream& out, Level level) {
  return Logger(make_logger(std::make_shared<spdlog::sinks::ostream_sink_mt>(out), level));
}

bool Logger::enabled(Level level) const {
  return logger_->should_log(spdlog_level(level));
}

void Logger::write(Level level, std::string_view event, Fields fields) const {
  if (enabled(level)) logger_->log(spdlog_level(level), line(event, fields));
}

}  // namespace palaver::log
