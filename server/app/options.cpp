#include "server/app/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

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
  palaver gateway --backend-url http://127.0.0.1:5000
                                     the gateway alone; connect, disconnect and sendMessage
                                     become POST requests to that backend
  palaver backend                    the chat's backend alone, at port 5000, answering
                                     through the gateway at http://127.0.0.1:8080/dev

Sizes are bytes and take K or M (1K is 1024). Times are seconds and take decimals.
`palaver COMMAND --help` shows the flags of one command.
)";

constexpr double kMaxSeconds = 1e9;

// What the flags give, before it becomes Options.
struct Raw {
  Options options;
  std::optional<std::uint16_t> port;
  std::string web_root;
  std::string log_level = "info";
  std::string poller = "auto";
  double idle_seconds = 600;
  double duration_seconds = 7200;
  double callback_seconds = 29;
};

std::string check_stage(const std::string& stage) {
  const bool good = !stage.empty() && stage.size() <= 128 &&
                    std::all_of(stage.begin(), stage.end(), [](unsigned char c) {
                      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                             (c >= 'a' && c <= 'z') || c == '-' || c == '_';
                    });
  return good ? "" : "'" + stage + "' is not a stage name: letters, digits, '-' and '_' only";
}

std::string check_url(const std::string& url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (url.rfind(scheme, 0) == 0 && url.size() > scheme.size() && url[scheme.size()] != '/') {
      return "";
    }
  }
  return "'" + url + "' is not a URL like http://127.0.0.1:8080/dev";
}

std::string check_port(const std::string& text) {
  const bool digits = !text.empty() && text.size() <= 5 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  if (digits && std::stoul(text) <= 65535) return "";
  return "'" + text + "' is not a port: 0 to 65535";
}

std::string check_seconds(const std::string& text) {
  double seconds = 0;
  if (CLI::detail::lexical_cast(text, seconds) && seconds >= 0.001 && seconds <= kMaxSeconds) {
    return "";
  }
  return "'" + text + "' is not a time in seconds, more than 0";
}

std::string check_count(const std::string& text) {
  const bool good = !text.empty() && text.size() <= 9 && text.front() != '0' &&
                    text.find_first_not_of("0123456789") == std::string::npos;
  return good ? "" : "'" + text + "' is not a number, at least 1";
}

// Turns 32K into 32768 in place. CLI11's own AsSizeValue lets a number that is too large wrap
// around.
std::string to_bytes(std::string& text) {
  constexpr std::size_t kMostDigits = 9;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string unit = text.substr(digits);
  std::uint64_t factor = 0;
  if (unit.empty()) factor = 1;
  if (unit == "K" || unit == "k") factor = 1024;
  if (unit == "M" || unit == "m") factor = 1024 * 1024;
  const bool readable = digits > 0 && digits <= kMostDigits && factor > 0;
  const std::uint64_t bytes = readable ? std::stoull(text.substr(0, digits)) * factor : 0;
  if (bytes == 0) return "'" + text + "' is not a size: bytes, or with K or M, at least 1";
  text = std::to_string(bytes);
  return "";
}

CLI::Option* add_size(CLI::App& app, const char* name, std::size_t& bytes, const char* description,
                      const char* shown_default) {
  return app.add_option(name, bytes, description)
      ->transform(CLI::Validator(to_bytes, ""))
      ->type_name("SIZE")
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
  app.add_option("--stage", raw.options.stage, "The stage: clients connect to ws://HOST:PORT/STAGE")
      ->capture_default_str()
      ->check(CLI::Validator(check_stage, ""))
      ->type_name("NAME");
  app.add_option("--web-root", raw.web_root,
                 "Folder of the web client; default: where the build put it")
      ->type_name("DIR");
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
  add_size(app, "--send-queue-limit", options.send_queue_bytes,
           "What may wait for a client that reads slowly", "1M")
      ->group(group);
  app.add_option("--max-connections", options.max_connections,
                 "Connections at once; one more is refused with 429")
      ->capture_default_str()
      ->check(CLI::Validator(check_count, ""))
      ->type_name("COUNT")
      ->group(group);
}

std::chrono::milliseconds milliseconds_of(double seconds) {
  return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(seconds * 1000));
}

Options finish(Raw raw, Command command) {
  Options options = std::move(raw.options);
  options.command = command;
  options.port = raw.port.value_or(command == Command::backend ? kBackendPort : options.port);
  options.web_root = raw.web_root;
  options.log_level = log::level_named(raw.log_level).value_or(options.log_level);
  if (raw.poller == "epoll") options.poller = net::PollerKind::epoll;
  if (raw.poller == "poll") options.poller = net::PollerKind::poll;
  options.idle_timeout = milliseconds_of(raw.idle_seconds);
  options.connection_duration = milliseconds_of(raw.duration_seconds);
  options.callback_timeout = milliseconds_of(raw.callback_seconds);
  return options;
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
  }
  add_common(*backend, raw, "5000");
  gateway
      ->add_option("--backend-url", raw.options.backend_url,
                   "The backend: its /connect, /disconnect and /sendmessage are called")
      ->required()
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
  Options options = finish(std::move(raw), command);
  if (options.frame_bytes > options.message_bytes) {
    return unexpected(bad_usage("--frame-limit: a frame cannot be longer than --message-limit"));
  }
  return options;
}

std::filesystem::path default_web_root(const std::filesystem::path& program) {
  return program.parent_path().parent_path().parent_path() / "web" / "dist";
}

}  // namespace palaver::app
