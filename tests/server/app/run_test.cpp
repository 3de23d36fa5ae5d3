#include "server/app/run.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <sstream>

#include "server/app/addresses.h"
#include "server/app/signals.h"
#include "server/net/listener.h"
#include "tests/server/support/loop_fixture.h"
#include "tests/server/support/tls_folder.h"

namespace palaver::app {
namespace {

struct Ran {
  int exit_code;
  std::string out;
  std::string err;
};

Ran ran(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit_code = run("palaver", arguments, out, err);
  return {exit_code, out.str(), err.str()};
}

}  // namespace

TEST_CASE("The first line says where it listens, with the host as it was given", "[app]") {
  struct Row {
    const char* host;
    const char* url;
    const char* open;
  };
  const auto row = GENERATE(values<Row>({
      {"localhost", "http://localhost:8081", "open http://localhost:8081/\n"},
      {"127.0.0.1", "http://127.0.0.1:8081", "open http://127.0.0.1:8081/\n"},
      {"::1", "http://[::1]:8081", "open http://[::1]:8081/\n"},
      {"0.0.0.0", "http://0.0.0.0:8081", "open http://localhost:8081/\n"},
      {"::", "http://[::]:8081", "open http://localhost:8081/\n"},
  }));
  CAPTURE(row.host);
  Options options;
  options.host = row.host;
  const std::string text = greeting(options, 8081, {"/dev", "/prod"});
  CHECK(text.rfind(std::string("listening on ") + row.url + "\n" + row.open, 0) == 0);
  CHECK(text.find(":8081/prod\n") != std::string::npos);
}

TEST_CASE("The backend and the gateway say whom they talk to", "[app]") {
  Options options;
  options.command = Command::backend;
  CHECK(greeting(options, 5000, {"/dev"}) ==
        "listening on http://localhost:5000\n"
        "answering through http://127.0.0.1:8080/dev/@connections/\n");
  options.command = Command::gateway;
  options.backend_url = "http://127.0.0.1:5000";
  CHECK(greeting(options, 8080, {"/dev"}).find("calling back http://127.0.0.1:5000\n") !=
        std::string::npos);
}

TEST_CASE("With a certificate the addresses are those of https and wss", "[app]") {
  Options options;
  options.tls_cert = "cert.pem";
  options.host = "0.0.0.0";
  const std::string text = greeting(options, 8443, {"/dev"});
  CHECK(text.rfind("listening on https://0.0.0.0:8443\nopen https://localhost:8443/\n", 0) == 0);
  CHECK(text.find("\nwss://localhost:8443/dev\n") != std::string::npos);
  CHECK(text.find("http:") == std::string::npos);
}

TEST_CASE("A certificate that cannot be used is one clear line and a mistake of usage", "[app]") {
  const testing::TlsFolder mine;
  const testing::TlsFolder others;
  const std::string cert = mine.files().certificate.string();
  const std::string key = others.files().key.string();
  const Ran refused = ran({"--port", "0", "--tls-cert", cert, "--tls-key", key});
  CHECK(refused.exit_code == kBadUsage);
  CHECK(refused.out.empty());
  CHECK(refused.err == "palaver: --tls-cert, --tls-key: the certificate in " + cert +
                           " does not match the key in " + key + "\n");
}

TEST_CASE("Addresses for others are not this machine's own loopback", "[app]") {
  for (const std::string& address : network_addresses()) {
    CAPTURE(address);
    CHECK(address.rfind("127.", 0) != 0);
    CHECK(address.find_first_not_of("0123456789.") == std::string::npos);
  }
  CHECK(is_any_address("::"));
  CHECK_FALSE(is_any_address("127.0.0.1"));
}

TEST_CASE("Bad flags, help and version end the program with the right code", "[app]") {
  const Ran bad = ran({"--port", "x"});
  CHECK(bad.exit_code == kBadUsage);
  CHECK(bad.out.empty());
  CHECK(bad.err.find("--port") != std::string::npos);
  const Ran help = ran({"--help"});
  CHECK(help.exit_code == 0);
  CHECK(help.err.empty());
  CHECK(help.out.find("Usage") != std::string::npos);
}

TEST_CASE("A busy port is one clear line that names it", "[app]") {
  net::EventLoop loop;
  const auto busy = net::Listener::create(loop, "127.0.0.1", 0, [](net::UniqueFd, std::string) {});
  REQUIRE(busy);
  const std::string port = std::to_string((*busy)->port());
  const auto command = GENERATE(std::vector<std::string>{}, std::vector<std::string>{"backend"},
                                std::vector<std::string>{"gateway", "--backend-url", "http://x"});
  auto arguments = command;
  for (const std::string& word :
       {std::string("--host"), std::string("127.0.0.1"), std::string("--port"), port,
        std::string("--log-level"), std::string("off")}) {
    arguments.push_back(word);
  }
  const Ran refused = ran(arguments);
  CHECK(refused.exit_code == 1);
  CHECK(refused.out.empty());
  CHECK(refused.err == "palaver: cannot listen on 127.0.0.1:" + port +
                           ": Address already in use; choose another with --port (0 takes any free "
                           "one)\n");
}

TEST_CASE("A host that does not exist is one clear line that names it", "[app]") {
  const Ran refused =
      ran({"--host", "192.0.2.1", "--port", "0", "--log-level", "off"});  // RFC 5737: nobody's
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.rfind("palaver: cannot listen on 192.0.2.1:0: ", 0) == 0);
  CHECK(refused.err.find('\n') == refused.err.size() - 1);
}

TEST_CASE("SIGTERM and SIGINT become one call on the loop", "[app]") {
  testing::LoopFixture fixture;
  const int signal = GENERATE(SIGTERM, SIGINT);
  int stops = 0;
  {
    const Signals signals(fixture.loop, [&] { ++stops; });
    std::raise(signal);
    CHECK(stops == 0);
    fixture.run_until("the signal", [&] { return stops > 0; });
  }
  fixture.settle();
  CHECK(stops == 1);
}

TEST_CASE("SIGHUP becomes a call for each time it comes", "[app]") {
  testing::LoopFixture fixture;
  int stops = 0;
  int reloads = 0;
  const Signals signals(
      fixture.loop, [&] { ++stops; }, [&] { ++reloads; });
  for (int i = 1; i <= 2; ++i) {
    std::raise(SIGHUP);
    fixture.run_until("the signal", [&] { return reloads == i; });
  }
  std::raise(SIGTERM);
  fixture.run_until("the other signal", [&] { return stops == 1; });
  CHECK(reloads == 2);
}

TEST_CASE("A signal stops the whole program cleanly", "[app]") {
  // It is pending before the loop turns, as when it comes right after the first line.
  class RaiseOnOutput : public std::stringbuf {
    int sync() override {
      std::raise(SIGTERM);
      return 0;
    }
  } buffer;
  std::ostream out(&buffer);
  std::ostringstream err;
  CHECK(run("palaver", {"--host", "127.0.0.1", "--port", "0", "--log-level", "off"}, out, err) ==
        0);
  CHECK(buffer.str().rfind("listening on http://127.0.0.1:", 0) == 0);
  CHECK(err.str().empty());
}

}  // namespace palaver::app
