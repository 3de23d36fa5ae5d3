// Keeps a TLS context up to date with its files: looks at them now and then, and when it is told
// to. What became of it goes to the log. Its loop's thread; the context may be used by others.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "server/common/logger.h"
#include "server/net/event_loop.h"
#include "server/net/tls_context.h"

namespace palaver::app {

class CertificateWatch {
 public:
  // `context` must outlive it.
  CertificateWatch(net::EventLoop& loop, net::TlsContext& context, log::Logger logger,
                   std::chrono::milliseconds look_every = kLookEvery);
  ~CertificateWatch();
  CertificateWatch(const CertificateWatch&) = delete;
  CertificateWatch& operator=(const CertificateWatch&) = delete;

  // Loads the files now, changed or not. Those that cannot be used leave everything as it is.
  void reload();

 private:
  // How often the files are looked at. They are loaded one look after the change: certificate and
  // key are not written at once.
  static constexpr std::chrono::milliseconds kLookEvery{2000};

  // What tells a file from its successor; also of a link, by what it leads to.
  struct Stamp {
    std::filesystem::file_time_type time;
    std::uintmax_t bytes = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct Stamps {
    Stamp certificate;
    Stamp key;
    bool operator==(const Stamps&) const = default;
  };
  static Stamp stamp_of(const std::filesystem::path& file);
  Stamps stamps() const;
  void look();
  void look_later();

  net::EventLoop& loop_;
  net::TlsContext& context_;
  log::Logger logger_;
  std::chrono::milliseconds look_every_;
  Stamps loaded_;
  Stamps seen_;
  net::EventLoop::TimerId timer_ = 0;
};

// A line of the log when the present certificate has expired, or is not valid yet: clients will
// refuse it. `now` is Unix time in seconds.
void warn_of_validity(const net::TlsContext& context, std::int64_t now, const log::Logger& logger);

}  // namespace palaver::app
