#include "server/app/certificate_watch.h"

#include <ctime>
#include <string>
#include <system_error>
#include <utility>

#include "server/common/wall_clock.h"

namespace palaver::app {
namespace {

// 2026-01-31T12:00:00Z
std::string utc(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  std::string text(32, '\0');
  if (::gmtime_r(&time, &parts) == nullptr) return std::to_string(seconds);
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

}  // namespace

CertificateWatch::CertificateWatch(net::EventLoop& loop, net::TlsContext& context,
                                   log::Logger logger, std::chrono::milliseconds look_every)
    : loop_(loop),
      context_(context),
      logger_(std::move(logger)),
      look_every_(look_every),
      loaded_(stamps()),
      seen_(loaded_) {
  warn_of_validity(context_, unix_time_ms() / 1000, logger_);
  look_later();
}

CertificateWatch::~CertificateWatch() {
  loop_.cancel(timer_);
}

void CertificateWatch::reload() {
  loaded_ = seen_ = stamps();
  const auto reloaded = context_.reload();
  if (!reloaded) {
    logger_.error("the certificate stays as it was", {{"because", reloaded.error()}});
    return;
  }
  logger_.info("certificate loaded", {{"file", context_.files().certificate.string()},
                                      {"valid-until", utc(context_.valid_until())}});
  warn_of_validity(context_, unix_time_ms() / 1000, logger_);
}

void CertificateWatch::look() {
  const Stamps present = stamps();
  const bool at_rest = present == seen_;
  seen_ = present;
  if (at_rest && present != loaded_) reload();
  look_later();
}

void CertificateWatch::look_later() {
  timer_ = loop_.after(look_every_, [this] { look(); });
}

CertificateWatch::Stamp CertificateWatch::stamp_of(const std::filesystem::path& file) {
  // A file that is not there is like none.
  Stamp stamp;
  std::error_code error;
  stamp.time = std::filesystem::last_write_time(file, error);
  if (error) return {};
  stamp.bytes = std::filesystem::file_size(file, error);
  return error ? Stamp{} : stamp;
}

CertificateWatch::Stamps CertificateWatch::stamps() const {
  return {stamp_of(context_.files().certificate), stamp_of(context_.files().key)};
}

void warn_of_validity(const net::TlsContext& context, std::int64_t now, const log::Logger& logger) {
  const std::string file = context.files().certificate.string();
  if (now > context.valid_until()) {
    logger.warning("the certificate has expired",
                   {{"file", file}, {"valid-until", utc(context.valid_until())}});
  } else if (now < context.valid_from()) {
    logger.warning("the certificate is not valid yet",
                   {{"file", file}, {"valid-from", utc(context.valid_from())}});
  }
}

}  // namespace palaver::app
