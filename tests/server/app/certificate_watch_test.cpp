#include "server/app/certificate_watch.h"

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <sstream>
#include <string>

#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/tls_folder.h"

namespace palaver::testing {
namespace {

using namespace std::chrono_literals;

struct Fixture : LoopFixture {
  TlsFolder folder{{.valid_until = 3600}};
  std::unique_ptr<net::TlsContext> context = folder.context();
  std::ostringstream log_text;
  log::Logger logger = log::Logger::to_stream(log_text, log::Level::debug);

  bool logged(std::string_view what) const {
    return log_text.str().find(what) != std::string::npos;
  }
  // Whether the certificate that is valid for so long is in use.
  bool valid_for(std::int64_t seconds) const {
    return context->valid_until() > std::time(nullptr) + seconds - 60;
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A certificate that changed is loaded by itself", "[app]") {
  const app::CertificateWatch watch(loop, *context, logger, 5ms);
  CHECK(log_text.str().empty());
  folder.replace({.valid_until = 7200});
  run_until("the new one", [&] { return valid_for(7200); });
  CHECK(logged("certificate loaded file="));
  const std::string before = log_text.str();
  for (int turn = 0; turn < 5; ++turn) loop.run_turn(10ms);
  CHECK(log_text.str() == before);
}

TEST_CASE_METHOD(Fixture, "A renewal that moves links is seen", "[app]") {
  std::filesystem::create_directories(folder / "one");
  std::filesystem::create_directories(folder / "two");
  for (const char* name : {"cert.pem", "key.pem"}) {
    std::filesystem::rename(folder / name, folder / "one" / name);
    std::filesystem::create_symlink(folder / "one" / name, folder / name);
  }
  const app::CertificateWatch watch(loop, *context, logger, 5ms);
  const TestCertificate next({.valid_until = 7200});
  folder.write("two/cert.pem", next.certificate_pem());
  folder.write("two/key.pem", next.key_pem());
  folder.age("two/cert.pem", 60s);
  for (const char* name : {"cert.pem", "key.pem"}) {
    std::filesystem::remove(folder / name);
    std::filesystem::create_symlink(folder / "two" / name, folder / name);
  }
  run_until("the new one", [&] { return valid_for(7200); });
}

TEST_CASE_METHOD(Fixture, "Files that cannot be used leave the old certificate, and a line",
                 "[app]") {
  const app::CertificateWatch watch(loop, *context, logger, 5ms);
  folder.write("key.pem", TestCertificate().key_pem());
  run_until("the complaint", [&] { return logged("the certificate stays as it was"); });
  CHECK(logged("does not match the key"));
  CHECK_FALSE(valid_for(7200));
  // What was missing comes later.
  folder.replace({.valid_until = 7200});
  run_until("the new one", [&] { return valid_for(7200); });
}

TEST_CASE_METHOD(Fixture, "A reload on demand does not wait for a look", "[app]") {
  app::CertificateWatch watch(loop, *context, logger, 1h);
  folder.replace({.valid_until = 7200});
  watch.reload();
  CHECK(valid_for(7200));
  std::filesystem::remove(folder.files().certificate);
  watch.reload();
  CHECK(logged("cannot be read: No such file or directory"));
}

TEST_CASE("A certificate out of its time is told of", "[app]") {
  const TlsFolder folder({.valid_from = 1000, .valid_until = 2000});
  const auto context = folder.context();
  const auto said = [&](std::int64_t now) {
    std::ostringstream text;
    app::warn_of_validity(*context, now, log::Logger::to_stream(text, log::Level::debug));
    return text.str();
  };
  CHECK(said(context->valid_from()).empty());
  CHECK(said(context->valid_until()).empty());
  CHECK(said(context->valid_from() - 1).find("warning the certificate is not valid yet file=") !=
        std::string::npos);
  CHECK(said(context->valid_until() + 1).find("warning the certificate has expired file=") !=
        std::string::npos);
}

}  // namespace palaver::testing
