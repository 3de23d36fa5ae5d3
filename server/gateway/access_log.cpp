#include "server/gateway/access_log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <utility>

namespace palaver::gateway {

expected<std::unique_ptr<AccessLog>, std::string> AccessLog::open(const std::string& path,
                                                                  const log::Logger& process_log) {
  try {
    spdlog::sink_ptr sink;
    if (path == "-") {
      sink = std::make_shared<spdlog::sinks::stdout_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
    }
    auto logger = std::make_shared<spdlog::logger>("access", std::move(sink));
    logger->set_pattern("%v");
    logger->flush_on(spdlog::level::info);
    // Called by whichever thread writes.
    auto told = std::make_shared<std::atomic<bool>>(false);
    logger->set_error_handler([process_log, told, path](const std::string& why) {
      if (told->exchange(true)) return;
      process_log.error("the access log cannot be written", {{"file", path}, {"because", why}});
    });
    return std::unique_ptr<AccessLog>(new AccessLog(std::move(logger)));
  } catch (const spdlog::spdlog_ex& error) {
    return unexpected("--access-log: " + std::string(error.what()));
  }
}

void AccessLog::write(const std::string& line) {
  logger_->info("{}", line);
}

}  // namespace palaver::gateway
