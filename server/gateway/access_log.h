// Where access log lines go: a file, or stdout. Any thread.
#pragma once

#include <memory>
#include <string>

#include "core/common/expected.h"

namespace spdlog {
class logger;
}

namespace palaver::gateway {

class AccessLog {
 public:
  // Appends to a file, made when it is not there; `-` is stdout. The error names the file.
  static expected<std::unique_ptr<AccessLog>, std::string> open(const std::string& path);

  // One line; its end is added. Written at once, so that nothing is lost with the process.
  void write(const std::string& line);

 private:
  explicit AccessLog(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace palaver::gateway
