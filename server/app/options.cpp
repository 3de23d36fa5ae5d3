#include "server/app/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "core/gateway/access_log_format.h"
#include "server/app/cores.h"
#include "server/app/flag_checks.h"

#ifndef PALAVER_VERSION
#define PALAVER_VERSION "0.0.0"
#endif

namespace palaver::app {
namespace {

constexpr const char* kDescription =
    "Amazon API Gateway WebSocket APIs on your own machine, with a chat on top.";

constexpr const char* kExamples = R"(
Examples:
  palaver                            chat at http://localhost:8080/, this machine only
  palaver --host 0.0.0.0             the same for everybody on this network
  palaver --port 0                   on any free port; the first line printed tells which
  palaver --tls-cert cert.pem --tls-key key.pem
                                     the same at https://localhost:8080/
  palaver gateway --backend-url http://127.0.0.1:5000
                                     the gateway alone; connect, disconnect and sendMessage
                                     become POST requests to that backend
  palaver --api api.json --lambda-endpoint http://127.0.0.1:9001
                                     the chat, and the API of a definition file
  palaver backend                    the chat's backend alone, at port 5000, answering
                                     through the gateway at http://127.0.0.1:8080/dev

Sizes are bytes and take K, M or G (1K is 1024). Times are seconds and take decimals.
`palaver COMMAND --help` shows the flags of one command.
)";

// What the flags give, before it becomes Options.
struct Raw {
  Options options;
  std::optional<std::uint16_t> port;
  std::string web_root;
  std::string log_level = "info";
  std::string poller = "auto";
  std::string tls_cert;
  std::string tls_key;
  double handshake_seconds = 10;
  double idle_seconds = 600;
  double duration_seconds = 7200;
  double callback_seconds = 29;
  double ping_seconds = 0;
  double send_queue_seconds = 5;
  double message_seconds = 60;
  std::optional<std::size_t> send_queue_bytes;
  std::optional<std::size_t> memory_bytes;
  std::size_t threads = 0;  // 0: as many as there are cores
  std::vector<std::string> functions;
  std::vector<std::string> allowed_origins;
  std::string account_rate;
  std::string account_burst;
  std::string connection_rate;
  std::string compression = "on";
  std::optional<std::size_t> compression_threshold;
  std::string compression_takeover;
};

CLI::Option* add_size(CLI::App& app, const char* name, std::size_t& bytes, const char* description,
                      const char* shown_default) {
  return app.add_option(name, bytes, description)
      ->transform(CLI::Validator(to_bytes, ""))
      ->type_name("SIZE")
      ->default_str(shown_default);
}

// With a default that other flags may move.
CLI::Option* add_size(CLI::App& app, const char* name, std::optional<std::size_t>& bytes,
                      const char* description, const char* shown_default) {
  return app.add_option(name, bytes, description)
      ->transform(CLI::Validator(to_bytes, ""))
      ->type_name("SIZE")
      ->default_str(shown_default);
}

template <class Count>
CLI::Option* add_count(CLI::App& app, const char* name, Count& count, const char* description,
                       const char* shown_default) {
  return app.add_option(name, count, description)
      ->check(CLI::Validator(check_count, ""))
      ->type_name("COUNT")
      ->default_str(shown_default);
}

CLI::Option* add_seconds(CLI::App& app, const char* name, double& seconds,
                         const char* description) {
  return app.add_option(name, seconds, description)
      ->capture_default_str()
      ->check(CLI::Validator(check_seconds, ""))
      ->type_name("SECONDS");
}

void add_common(CLI::App& app, Raw& raw, const char* shown_port) {
  app.add_option("--host", raw.options.host,
                 "Name or address to listen on; 0.0.0.0 is every interface")
      ->capture_default_str()
      ->type_name("HOST");
  app.add_option("--port", raw.port, "Port to listen on; 0 takes any free one")
      ->check(CLI::Validator(check_port, ""))
      ->type_name("PORT")
      ->default_str(shown_port);
  app.add_option("--tls-cert", raw.tls_cert,
                 "Serve https and wss with this certificate and its chain, in PEM format; read "
                 "again when it changes, and on SIGHUP")
      ->type_name("FILE");
  app.add_option("--tls-key", raw.tls_key, "The certificate's private key, in PEM format")
      ->type_name("FILE");
  add_seconds(app, "--handshake-timeout", raw.handshake_seconds,
              "Time a new client has to complete TLS's handshake and its first request's head");
  app.add_option("--log-level", raw.log_level, "What is logged to stderr")
      ->capture_default_str()
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
      ->type_name("LEVEL");
  app.add_option("--poller", raw.poller, "How the system is asked which sockets are ready")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "epoll", "poll"}))
      ->type_name("KIND");
}

void add_gateway_flags(CLI::App& app, Raw& raw) {
  app.add_option("--threads", raw.threads,
                 "Loops that serve connections; default: one for each core")
      ->check(CLI::Validator(check_threads, ""))
      ->type_name("COUNT");
  app.add_option("--stage", raw.options.stage, "The stage: clients connect to ws://HOST:PORT/STAGE")
      ->capture_default_str()
      ->check(CLI::Validator(check_stage, ""))
      ->type_name("NAME");
  app.add_option("--web-root", raw.web_root,
                 "Folder of the web client; default: where the build put it")
      ->type_name("DIR");
  app.add_option("--allowed-origins", raw.allowed_origins,
                 "Pages that may connect beside the server's own, as in https://example.org, or "
                 "null, self, *; repeatable. Default: for the chat pages of this machine on this "
                 "machine, for APIs of --api any")
      ->delimiter(',')
      ->type_name("ORIGIN");
  const char* group = "Limits (the defaults are API Gateway's where it has one)";
  Options& options = raw.options;
  add_size(app, "--frame-limit", options.frame_bytes,
           "Longest frame; a longer one closes with 1009", "32K")
      ->group(group);
  add_size(app, "--message-limit", options.message_bytes,
           "Longest message, either way; a longer one closes with 1009", "128K")
      ->group(group);
  add_seconds(app, "--idle-timeout", raw.idle_seconds,
              "Time without a message after which a connection closes with 1001")
      ->group(group);
  add_seconds(app, "--connection-duration", raw.duration_seconds,
              "Time after which any connection closes with 1001")
      ->group(group);
  add_seconds(app, "--callback-timeout", raw.callback_seconds,
              "Time a backend has to answer a callback")
      ->group(group);
  add_size(app, "--send-queue-limit", raw.send_queue_bytes,
           "What may wait for a client that reads slowly", "1M")
      ->group(group);
  add_seconds(app, "--send-queue-timeout", raw.send_queue_seconds,
              "Time for which that may be full; then the client is closed with 1013")
      ->group(group);
  add_size(app, "--memory-limit", raw.memory_bytes,
           "What may wait for all slow clients together; above, handshakes get 503, then those "
           "that hold the most are closed with 1013",
           "1G")
      ->group(group);
  add_seconds(app, "--message-timeout", raw.message_seconds,
              "Time from a message's first byte to its last; then it closes with 1008")
      ->group(group);
  add_count(app, "--fragments-limit", options.fragments,
            "Frames of one message; one more closes with 1008", "131072")
      ->group(group);
  add_count(app, "--control-frame-rate", options.control_frames,
            "Pings and pongs a client may send in a second; one more closes with 1008", "5000")
      ->group(group);
  app.add_option("--ping-interval", raw.ping_seconds,
                 "Ping clients after so much silence; AWS never does")
      ->check(CLI::Validator(check_seconds, ""))
      ->type_name("SECONDS")
      ->group(group);
  app.add_option("--account-rate", raw.account_rate,
                 "Messages and @connections requests a second, or off; default: 10000 with --api")
      ->check(CLI::Validator(check_rate, ""))
      ->type_name("RATE")
      ->group(group);
  app.add_option("--account-burst", raw.account_burst,
                 "What may come at once beyond the rate, or off; default: 5000")
      ->check(CLI::Validator(check_rate, ""))
      ->type_name("COUNT")
      ->group(group);
  app.add_option("--connection-rate", raw.connection_rate,
                 "New connections a second, or off; default: 500 with --api")
      ->check(CLI::Validator(check_rate, ""))
      ->type_name("RATE")
      ->group(group);
  add_count(app, "--connections-per-address", options.connections_per_address,
            "Connections of one address (IPv6: of a /64), HTTP included; more are closed at once. "
            "This machine's own count only when given",
            "1000")
      ->group(group);
  app.add_option("--max-connections", options.max_connections,
                 "Connections at once; one more is refused with 429")
      ->capture_default_str()
      ->check(CLI::Validator(check_count, ""))
      ->type_name("COUNT")
      ->group(group);
}

void add_compression_flags(CLI::App& app, Raw& raw) {
  const char* group = "Compression (permessage-deflate; AWS has none)";
  app.add_option("--compression", raw.compression, "Compress for clients that offer it")
      ->capture_default_str()
      ->check(CLI::IsMember({"on", "off"}))
      ->type_name("WHEN")
      ->group(group);
  app.add_option("--compression-threshold", raw.compression_threshold,
                 "Shorter messages are sent as they are")
      ->transform(CLI::Validator(to_bytes, ""))
      ->type_name("SIZE")
      ->default_str("1K")
      ->group(group);
  app.add_option("--compression-takeover", raw.compression_takeover,
                 "Who builds on messages sent before: smaller, but 40K of memory a connection for "
                 "client, 80K for both, which also compresses for each receiver anew")
      ->check(CLI::IsMember({"none", "client", "both"}))
      ->type_name("WHO")
      ->default_str("none")
      ->group(group);
}

// APIs of one's own, and what they call.
void add_api_flags(CLI::App& app, Raw& raw) {
  const char* group = "APIs";
  Options& options = raw.options;
  app.add_option("--api", options.api_files,
                 "Serve the API of this definition file (docs/api-file.md); repeatable")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--lambda-endpoint", options.lambda_endpoint,
                 "Where Lambda functions are invoked, as with the Invoke API")
      ->check(CLI::Validator(check_url, ""))
      ->type_name("URL")
      ->group(group);
  app.add_option("--function", raw.functions, "Where one function is invoked; repeatable")
      ->check(CLI::Validator(check_function, ""))
      ->type_name("NAME=URL")
      ->group(group);
  app.add_option("--function-concurrency", options.function_concurrency,
                 "Calls of one function at once; the rest waits (1 for Lambda's own emulator)")
      ->capture_default_str()
      ->check(CLI::Validator(check_count, ""))
      ->type_name("COUNT")
      ->group(group);
  app.add_option("--backend-concurrency", options.backend_concurrency,
                 "Callbacks at one HTTP backend at once; the rest waits")
      ->capture_default_str()
      ->check(CLI::Validator(check_count, ""))
      ->type_name("COUNT")
      ->group(group);
  app.add_option("--region", options.region, "The AWS region that ARNs name")
      ->capture_default_str()
      ->check(CLI::Validator(check_region, ""))
      ->type_name("NAME")
      ->group(group);
  app.add_option("--account-id", options.account_id, "The AWS account that ARNs name")
      ->capture_default_str()
      ->check(CLI::Validator(check_account, ""))
      ->type_name("ID")
      ->group(group);
  app.add_option("--credentials", options.credentials_file,
                 "Keys that may sign, in the format of ~/.aws/credentials")
      ->type_name("FILE")
      ->group(group);
  app.add_flag("--require-signatures", options.require_signatures,
               "Refuse @connections requests that are not signed with one of --credentials")
      ->group(group);
  app.add_flag("--extensions", options.extensions,
               "What AWS has not: @groups, and @connections with a list")
      ->group(group);
}

void add_watching_flags(CLI::App& app, Raw& raw) {
  const char* group = "Watching";
  app.add_option("--access-log", raw.options.access_log,
                 "Write a line for each connect, message and disconnect; - is stdout")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--access-log-format", raw.options.access_log_format,
                 "Its lines, with AWS's $context variables, for stages without a format")
      ->type_name("TEXT")
      ->group(group);
}

std::chrono::milliseconds milliseconds_of(double seconds) {
  return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(seconds * 1000));
}

// What a flag says, `off` being no limit; without the flag the default, where it holds.
std::optional<double> limit_of(const std::string& flag, bool by_default, double otherwise) {
  if (flag.empty()) return by_default ? std::optional(otherwise) : std::nullopt;
  if (flag == "off") return std::nullopt;
  return std::stod(flag);
}

Options finish(Raw raw, Command command) {
  Options options = std::move(raw.options);
  options.command = command;
  options.port = raw.port.value_or(command == Command::backend ? kBackendPort : options.port);
  options.web_root = raw.web_root;
  options.tls_cert = raw.tls_cert;
  options.tls_key = raw.tls_key;
  options.handshake_timeout = milliseconds_of(raw.handshake_seconds);
  options.log_level = log::level_named(raw.log_level).value_or(options.log_level);
  if (raw.poller == "epoll") options.poller = net::PollerKind::epoll;
  if (raw.poller == "poll") options.poller = net::PollerKind::poll;
  options.idle_timeout = milliseconds_of(raw.idle_seconds);
  options.connection_duration = milliseconds_of(raw.duration_seconds);
  options.callback_timeout = milliseconds_of(raw.callback_seconds);
  options.ping_interval = milliseconds_of(raw.ping_seconds);
  options.threads = raw.threads == 0 ? std::min(usable_cores(), kMaxThreads) : raw.threads;
  options.send_queue_timeout = milliseconds_of(raw.send_queue_seconds);
  options.message_timeout = milliseconds_of(raw.message_seconds);
  // What is not given does not contradict what is.
  options.send_queue_bytes =
      raw.send_queue_bytes.value_or(std::max(options.send_queue_bytes, options.message_bytes));
  options.memory_bytes =
      raw.memory_bytes.value_or(std::max(options.memory_bytes, options.send_queue_bytes));
  options.compression = raw.compression == "on";
  options.compression_threshold = raw.compression_threshold.value_or(options.compression_threshold);
  using enum framing::ContextTakeover;
  if (raw.compression_takeover == "client") options.compression_takeover = {no, yes};
  if (raw.compression_takeover == "both") options.compression_takeover = {yes, yes};
  for (const std::string& function : raw.functions) {
    const std::size_t equals = function.find('=');
    options.functions[function.substr(0, equals)] = function.substr(equals + 1);
  }
  // An account's quotas are part of what AWS does with an API; the chat alone has no account.
  const bool account = !options.api_files.empty();
  options.account_rate = limit_of(raw.account_rate, account, gateway::kAccountRequestsPerSecond);
  options.account_burst =
      limit_of(raw.account_burst, account, static_cast<double>(gateway::kAccountRequestsBurst));
  options.connection_rate =
      limit_of(raw.connection_rate, account, gateway::kNewConnectionsPerSecond);
  return options;
}

// What of the compression flags goes against another flag; empty: nothing.
std::string compression_conflict(const Raw& raw) {
  if (raw.compression == "off" && raw.compression_threshold) {
    return "--compression-threshold: there is none with --compression off";
  }
  if (raw.compression == "off" && !raw.compression_takeover.empty()) {
    return "--compression-takeover: there is none with --compression off";
  }
  if (raw.compression_threshold && *raw.compression_threshold > raw.options.message_bytes) {
    return "--compression-threshold: no message is longer than --message-limit";
  }
  return "";
}

// Limits of which one makes another meaningless; empty: none.
std::string limits_conflict(const Options& options) {
  if (options.frame_bytes > options.message_bytes) {
    return "--frame-limit: a frame cannot be longer than --message-limit";
  }
  if (options.send_queue_bytes < options.message_bytes) {
    return "--send-queue-limit: a message of --message-limit would not fit";
  }
  if (options.memory_bytes < options.send_queue_bytes) {
    return "--memory-limit: a single connection may fill --send-queue-limit";
  }
  return "";
}

Farewell bad_usage(std::string problem) {
  // CLI11 may say more than a line needs.
  std::replace(problem.begin(), problem.end(), '\n', ' ');
  return {kBadUsage, "palaver: " + problem + " (try --help)\n"};
}

// A flag that is not known explains the words behind it.
std::string unknown_argument(const std::vector<std::string>& remaining) {
  const auto flag = std::find_if(remaining.begin(), remaining.end(),
                                 [](const std::string& word) { return word.rfind('-', 0) == 0; });
  return (flag == remaining.end() ? remaining.front() : *flag) + " is not known here";
}

}  // namespace

expected<Options, Farewell> parse_options(const std::vector<std::string>& arguments) {
  Raw raw;
  CLI::App app(kDescription, "palaver");
  app.footer(kExamples);
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", "palaver " PALAVER_VERSION);
  CLI::App* serve = app.add_subcommand(
      "serve", "Gateway, chat backend and web client on one port; the default command");
  CLI::App* gateway = app.add_subcommand(
      "gateway", "The gateway and the web client; callbacks go to a backend over HTTP");
  CLI::App* backend = app.add_subcommand(
      "backend", "The chat backend; it answers through a gateway's @connections");
  for (CLI::App* listening : {&app, serve, gateway}) {
    add_common(*listening, raw, "8080");
    add_gateway_flags(*listening, raw);
    add_compression_flags(*listening, raw);
    add_api_flags(*listening, raw);
    add_watching_flags(*listening, raw);
  }
  add_common(*backend, raw, "5000");
  gateway
      ->add_option("--backend-url", raw.options.backend_url,
                   "The backend of the chat's API: its /connect, /disconnect and /sendmessage are "
                   "called; may be left out with --api")
      ->check(CLI::Validator(check_url, ""))
      ->type_name("URL");
  backend
      ->add_option("--management-url", raw.options.management_url,
                   "The gateway with its stage; /@connections/ID is added")
      ->capture_default_str()
      ->check(CLI::Validator(check_url, ""))
      ->type_name("URL");
  try {
    // CLI11 takes them from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    const CLI::App* shown = &app;
    for (const CLI::App* command : app.get_subcommands()) shown = command;
    return unexpected(Farewell{0, shown->help(shown == &app ? "" : "palaver")});
  } catch (const CLI::CallForVersion& version) {
    return unexpected(Farewell{0, std::string(version.what()) + "\n"});
  } catch (const CLI::ExtrasError&) {
    return unexpected(bad_usage(unknown_argument(app.remaining(true))));
  } catch (const CLI::ParseError& error) {
    return unexpected(bad_usage(error.what()));
  }
  Command command = Command::serve;
  if (gateway->parsed()) command = Command::gateway;
  if (backend->parsed()) command = Command::backend;
  if (std::string conflict = compression_conflict(raw); !conflict.empty()) {
    return unexpected(bad_usage(std::move(conflict)));
  }
  const std::vector<std::string> origins = std::move(raw.allowed_origins);
  Options options = finish(std::move(raw), command);
  if (!origins.empty()) {
    auto policy = gateway::OriginPolicy::of(origins);
    if (!policy) return unexpected(bad_usage("--allowed-origins: " + policy.error()));
    options.allowed_origins = std::move(*policy);
  }
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return unexpected(bad_usage(options.tls_key.empty() ? "--tls-cert needs --tls-key FILE"
                                                        : "--tls-key needs --tls-cert FILE"));
  }
  if (std::string conflict = limits_conflict(options); !conflict.empty()) {
    return unexpected(bad_usage(std::move(conflict)));
  }
  if (command == Command::gateway && options.backend_url.empty() && options.api_files.empty()) {
    return unexpected(bad_usage("gateway needs --backend-url URL, or --api FILE"));
  }
  if (!options.access_log_format.empty()) {
    const auto format = gateway::AccessLogFormat::parse(options.access_log_format);
    if (!format) return unexpected(bad_usage("--access-log-format: " + format.error()));
    if (!format->unsupported().empty()) {
      return unexpected(bad_usage("--access-log-format: " + format->unsupported().front() +
                                  " is no variable of access logs"));
    }
  }
  if (options.require_signatures && options.credentials_file.empty()) {
    return unexpected(bad_usage("--require-signatures: --credentials FILE says whose"));
  }
  return options;
}

std::filesystem::path default_web_root(const std::filesystem::path& program) {
  return program.parent_path().parent_path().parent_path() / "web" / "dist";
}

}  // namespace palaver::app
