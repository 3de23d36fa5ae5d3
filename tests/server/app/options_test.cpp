#include "server/app/options.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <sstream>
#include <utility>

namespace palaver::app {
namespace {

std::vector<std::string> split(const std::string& line) {
  std::istringstream words(line);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
  return arguments;
}

Options parsed(const std::string& line) {
  auto options = parse_options(split(line));
  if (!options) FAIL("refused: " << line << ": " << options.error().text);
  return *options;
}

}  // namespace

TEST_CASE("Without arguments the chat is served, to this machine only", "[app]") {
  const Options options = parsed("");
  CHECK(options.command == Command::serve);
  CHECK(options.host == "localhost");
  CHECK(options.port == 8080);
  CHECK(options.stage == "dev");
  CHECK(options.web_root.empty());
  CHECK(options.log_level == log::Level::info);
  CHECK(options.frame_bytes == 32768);
  CHECK(options.message_bytes == 131072);
  CHECK(options.idle_timeout == std::chrono::minutes{10});
  CHECK(options.connection_duration == std::chrono::hours{2});
  CHECK(options.callback_timeout == std::chrono::seconds{29});
  CHECK(options.send_queue_bytes == 1048576);
  CHECK(options.max_connections == 100'000);
  CHECK(options.compression);
  CHECK(options.compression_threshold == 1024);
  CHECK(options.compression_takeover.server == framing::ContextTakeover::no);
  CHECK(options.compression_takeover.client == framing::ContextTakeover::no);
}

TEST_CASE("Compression is a matter of flags", "[app]") {
  using enum framing::ContextTakeover;
  CHECK_FALSE(parsed("--compression off").compression);
  CHECK(parsed("gateway --backend-url http://x --compression-threshold 4K").compression_threshold ==
        4096);
  const Options client = parsed("--compression-takeover client --compression on");
  CHECK(client.compression);
  CHECK(client.compression_takeover.server == no);
  CHECK(client.compression_takeover.client == yes);
  const Options both = parsed("--compression-takeover both");
  CHECK(both.compression_takeover.server == yes);
  CHECK(both.compression_takeover.client == yes);
  CHECK(parsed("--compression-takeover none").compression_takeover.client == no);
  // The default is no contradiction.
  CHECK(parsed("--message-limit 512 --frame-limit 512").message_bytes == 512);
}

TEST_CASE("Each command has its defaults", "[app]") {
  CHECK(parsed("serve").command == Command::serve);
  CHECK(parsed("serve").port == 8080);
  const Options gateway = parsed("gateway --backend-url http://127.0.0.1:5000");
  CHECK(gateway.command == Command::gateway);
  CHECK(gateway.backend_url == "http://127.0.0.1:5000");
  CHECK(gateway.port == 8080);
  const Options backend = parsed("backend");
  CHECK(backend.command == Command::backend);
  CHECK(backend.port == 5000);
  CHECK(backend.management_url == "http://127.0.0.1:8080/dev");
}

TEST_CASE("Flags are taken by every command, and before it or without it", "[app]") {
  const auto* line = GENERATE(
      "--port 0 --host 0.0.0.0", "serve --port 0 --host 0.0.0.0", "--port 0 serve --host=0.0.0.0",
      "gateway --backend-url https://example.org/app --port=0 --host 0.0.0.0",
      "backend --port 0 --host 0.0.0.0");
  CAPTURE(line);
  CHECK(parsed(line).port == 0);
  CHECK(parsed(line).host == "0.0.0.0");
}

TEST_CASE("Limits are given in bytes and seconds", "[app]") {
  const Options options = parsed(
      "--frame-limit 1K --message-limit 2M --idle-timeout 1.5 --connection-duration 60 "
      "--callback-timeout 0.25 --send-queue-limit 4M --max-connections 7 --stage prod-1_x "
      "--web-root /srv/web --log-level off --poller poll");
  CHECK(options.frame_bytes == 1024);
  CHECK(options.message_bytes == 2 * 1024 * 1024);
  CHECK(options.idle_timeout == std::chrono::milliseconds{1500});
  CHECK(options.connection_duration == std::chrono::minutes{1});
  CHECK(options.callback_timeout == std::chrono::milliseconds{250});
  CHECK(options.send_queue_bytes == 4 * 1024 * 1024);
  CHECK(options.max_connections == 7);
  CHECK(options.stage == "prod-1_x");
  CHECK(options.web_root == "/srv/web");
  CHECK(options.log_level == log::Level::off);
  CHECK(options.poller == net::PollerKind::poll);
}

TEST_CASE("A mistake is told in one line that names the flag", "[app]") {
  struct Row {
    const char* line;
    const char* named;
  };
  const auto row = GENERATE(values<Row>({
      {"--port 70000", "--port"},
      {"--port -1", "--port"},
      {"--port http", "--port"},
      {"--port 80x", "--port"},
      {"--port", "--port"},
      {"--prot 80", "--prot"},
      {"dance", "dance"},
      {"serve dance", "dance"},
      {"serve gateway", "gateway"},
      {"gateway", "--backend-url"},
      {"gateway --backend-url", "--backend-url"},
      {"gateway --backend-url localhost:5000", "--backend-url"},
      {"gateway --backend-url http://", "--backend-url"},
      {"backend --management-url ftp://x", "--management-url"},
      {"backend --web-root /x", "--web-root"},
      {"serve --backend-url http://x", "--backend-url"},
      {"--stage a/b", "--stage"},
      {"--stage @connections", "--stage"},
      {"--log-level loud", "--log-level"},
      {"--frame-limit 0", "--frame-limit"},
      {"--frame-limit -5", "--frame-limit"},
      {"--frame-limit many", "--frame-limit"},
      {"--frame-limit 1Q", "--frame-limit"},
      {"--frame-limit 1.5K", "--frame-limit"},
      {"--frame-limit K", "--frame-limit"},
      {"--frame-limit 256K", "--frame-limit"},
      {"--message-limit 99999999999999999999", "--message-limit"},
      {"--idle-timeout 0", "--idle-timeout"},
      {"--idle-timeout -3", "--idle-timeout"},
      {"--idle-timeout soon", "--idle-timeout"},
      {"--idle-timeout nan", "--idle-timeout"},
      {"--idle-timeout inf", "--idle-timeout"},
      {"--callback-timeout 1e30", "--callback-timeout"},
      {"--max-connections 0", "--max-connections"},
      {"--max-connections -1", "--max-connections"},
      {"--poller magic", "--poller"},
      {"--compression maybe", "--compression"},
      {"--compression-threshold 0", "--compression-threshold"},
      {"--compression-threshold 129K", "--compression-threshold"},
      {"--compression-takeover server", "--compression-takeover"},
      {"--compression off --compression-takeover both", "--compression-takeover"},
      {"--compression off --compression-threshold 1K", "--compression-threshold"},
      {"backend --compression off", "--compression"},
      {"gateway", "--backend-url"},
      {"--function hello", "--function"},
      {"--function =http://x", "--function"},
      {"--lambda-endpoint x", "--lambda-endpoint"},
      {"--account-rate fast", "--account-rate"},
      {"--account-rate -1", "--account-rate"},
      {"--account-id 12", "--account-id"},
      {"--region EU", "--region"},
      {"--ping-interval 0", "--ping-interval"},
      {"--require-signatures", "--require-signatures"},
      {"--access-log-format x", "--access-log-format"},
      {"--access-log-format $context.requestId,$context.nope", "--access-log-format"},
      {"--backend-concurrency 0", "--backend-concurrency"},
      {"--threads 0", "--threads"},
      {"--threads 257", "--threads"},
      {"--send-queue-limit 64K", "--send-queue-limit"},
      {"--message-limit 2M --send-queue-limit 1M", "--send-queue-limit"},
      {"--memory-limit 512K", "--memory-limit"},
      {"--send-queue-limit 2M --memory-limit 1M", "--memory-limit"},
      {"--memory-limit much", "--memory-limit"},
      {"--send-queue-timeout 0", "--send-queue-timeout"},
      {"--message-timeout 0", "--message-timeout"},
      {"--handshake-timeout 0", "--handshake-timeout"},
      {"--fragments-limit 0", "--fragments-limit"},
      {"--control-frame-rate 0", "--control-frame-rate"},
      {"--connections-per-address 0", "--connections-per-address"},
      {"--allowed-origins example.org", "--allowed-origins"},
      {"--allowed-origins https://example.org/path", "--allowed-origins"},
      {"backend --allowed-origins *", "--allowed-origins"},
  }));
  CAPTURE(row.line);
  const auto refused = parse_options(split(row.line));
  REQUIRE_FALSE(refused);
  const std::string& text = refused.error().text;
  CAPTURE(text);
  CHECK(refused.error().exit_code == kBadUsage);
  CHECK(text.rfind("palaver: ", 0) == 0);
  CHECK(text.find(row.named) != std::string::npos);
  CHECK(text.find('\n') == text.size() - 1);
}

TEST_CASE("An account's limits hold for APIs of one's own, unless flags say otherwise", "[app]") {
  struct Row {
    const char* line;
    std::optional<double> rate;
    std::optional<double> connections;
  };
  for (const Row& row :
       {Row{"", {}, {}}, Row{"--api a.json", 10'000, 500},
        Row{"--api a.json --account-rate off --connection-rate 7", {}, 7},
        Row{"--account-rate 3.5", 3.5, {}}, Row{"--api a.json --account-rate 0", 0, 500}}) {
    CAPTURE(row.line);
    const auto options = parse_options(split(row.line));
    REQUIRE(options);
    CHECK(options->account_rate == row.rate);
    CHECK(options->connection_rate == row.connections);
  }
}

TEST_CASE("Functions, APIs and the gateway without the chat", "[app]") {
  const auto options = parse_options(
      split("gateway --api a.json --api b.json --function f=http://x --function g=https://y/z"));
  REQUIRE(options);
  CHECK(options->api_files == std::vector<std::filesystem::path>{"a.json", "b.json"});
  CHECK(options->functions ==
        std::map<std::string, std::string>{{"f", "http://x"}, {"g", "https://y/z"}});
}

TEST_CASE("TLS takes a certificate and its key, and a time for the handshake", "[app]") {
  CHECK(parsed("").tls_cert.empty());
  CHECK(parsed("").handshake_timeout == std::chrono::seconds{10});
  const Options options =
      parsed("backend --tls-cert c.pem --tls-key k.pem --handshake-timeout 2.5");
  CHECK(options.tls_cert == "c.pem");
  CHECK(options.tls_key == "k.pem");
  CHECK(options.handshake_timeout == std::chrono::milliseconds{2500});
  for (const auto& [line, text] :
       {std::pair{"--tls-cert c.pem", "palaver: --tls-cert needs --tls-key FILE (try --help)\n"},
        {"--tls-key k.pem", "palaver: --tls-key needs --tls-cert FILE (try --help)\n"}}) {
    const auto refused = parse_options(split(line));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().exit_code == kBadUsage);
    CHECK(refused.error().text == text);
  }
}

TEST_CASE("Limits against abuse have defaults, and flags", "[app]") {
  const Options plain = parsed("");
  CHECK(plain.memory_bytes == std::size_t{1} << 30);
  CHECK(plain.send_queue_timeout == std::chrono::seconds{5});
  CHECK(plain.message_timeout == std::chrono::minutes{1});
  CHECK(plain.fragments == 131'072);
  CHECK(plain.control_frames == 5000);
  CHECK_FALSE(plain.connections_per_address);
  CHECK_FALSE(plain.allowed_origins);
  const Options options = parsed(
      "--memory-limit 2G --send-queue-timeout 0.5 --message-timeout 7 --fragments-limit 9 "
      "--control-frame-rate 3 --connections-per-address 4");
  CHECK(options.memory_bytes == std::size_t{2} << 30);
  CHECK(options.send_queue_timeout == std::chrono::milliseconds{500});
  CHECK(options.message_timeout == std::chrono::seconds{7});
  CHECK(options.fragments == 9);
  CHECK(options.control_frames == 3);
  CHECK(options.connections_per_address == 4);
  // A default makes room for what was asked for.
  CHECK(parsed("--message-limit 16M --frame-limit 16M").send_queue_bytes == 16 * 1024 * 1024);
  CHECK(parsed("--send-queue-limit 2G").memory_bytes == std::size_t{2} << 30);
}

TEST_CASE("Origins are a list, by commas or by repetition", "[app]") {
  http::Request request;
  request.headers = {{"Host", "localhost"}, {"Origin", "https://b.example"}};
  for (const char* line :
       {"--allowed-origins https://a.example,https://b.example",
        "--allowed-origins https://a.example --allowed-origins https://b.example",
        "serve --allowed-origins *"}) {
    CAPTURE(line);
    const Options options = parsed(line);
    REQUIRE(options.allowed_origins);
    CHECK_FALSE(options.allowed_origins->refusal(request));
  }
  CHECK(parsed("--allowed-origins https://a.example").allowed_origins->refusal(request));
}

TEST_CASE("Help and version are no mistakes", "[app]") {
  const auto help = parse_options({"--help"});
  REQUIRE_FALSE(help);
  CHECK(help.error().exit_code == 0);
  for (const char* word : {"serve", "gateway", "backend", "--port", "--idle-timeout", "8080", "32K",
                           "600", "Examples"}) {
    CAPTURE(word);
    CHECK(help.error().text.find(word) != std::string::npos);
  }

  const auto backend = parse_options({"backend", "--help"});
  REQUIRE_FALSE(backend);
  CHECK(backend.error().text.find("--management-url") != std::string::npos);
  CHECK(backend.error().text.find("5000") != std::string::npos);
  CHECK(backend.error().text.find("--idle-timeout") == std::string::npos);

  const auto version = parse_options({"--version"});
  REQUIRE_FALSE(version);
  CHECK(version.error().exit_code == 0);
  CHECK(version.error().text.rfind("palaver ", 0) == 0);
}

TEST_CASE("The web client is looked for beside the program's build", "[app]") {
  CHECK(default_web_root("/src/build/release/server/palaver") == "/src/build/web/dist");
}

}  // namespace palaver::app
