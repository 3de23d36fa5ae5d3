// Where access log lines go: a file, or stdout. Any thread.
#pragma once

#include <memory>
#include <string>

#include "core/common/expected.h"
#include "server/common/logger.h"

namespace spdlog {
class logger;
}

namespace palaver::gateway {

class AccessLog {
 public:
  // Appends to a file, made when it is not there; `-` is stdout. The error names the file.
  // `logger` is told of what goes wrong afterwards.
  static expected<std::unique_ptr<AccessLog>, std::string> open(const std::string& path,
                                                                const log::Logger& logger);

  // One line; its end is added. Written at once, so that nothing is lost with the process. A line
  // that cannot be written, because the disk is full, is lost: the clients are served all the same,
  // and the log says so once.
  void write(const std::string& line);

 private:
  explicit AccessLog(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace palaver::gateway
