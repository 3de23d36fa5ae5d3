#include "server/gateway/reports.h"

#include <chrono>

namespace palaver::gateway {
namespace {

using metrics::Labels;

Labels labels_of(const ServedStage& stage, const std::string& route) {
  Labels labels{{"ApiId", stage.api.id()}, {"Stage", stage.name()}};
  if (!route.empty()) labels.emplace_back("Route", route);
  return labels;
}

bool wants_details(const ServedStage& stage, const std::string& route) {
  return stage.settings.settings_of(route).detailed_metrics_enabled.value_or(false);
}

double seconds(std::chrono::microseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

AccessLogEntry entry_of(const Invoked* result) {
  AccessLogEntry entry;
  if (result == nullptr || !result->called) return entry;
  entry.integration_latency =
      std::chrono::duration_cast<std::chrono::milliseconds>(result->latency).count();
  if (result->conclusion.integration_status != 0) {
    entry.integration_status = result->conclusion.integration_status;
  }
  if (result->conclusion.error) entry.integration_error = result->conclusion.detail;
  return entry;
}

// Failures while calling the integration, as against answers of it that are errors.
bool is_execution_error(ErrorKind kind) {
  return kind == ErrorKind::integration_failure || kind == ErrorKind::integration_timeout ||
         kind == ErrorKind::api_configuration_error || kind == ErrorKind::authorizer_failure ||
         kind == ErrorKind::authorizer_configuration_error;
}

}  // namespace

Reports::Reports(metrics::Registry& metrics, AccessLog* access_log,
                 std::optional<AccessLogFormat> default_format)
    : metrics_(metrics), access_log_(access_log), default_format_(std::move(default_format)) {}

Reports::Counters& Reports::counters_of(const ServedStage& stage, const std::string& route) {
  const auto found = counters_.find({&stage, route});
  if (found != counters_.end()) return found->second;
  const Labels labels = labels_of(stage, route);
  const auto counter = [this, &labels](const char* name, const char* help) -> metrics::Counter& {
    return metrics_.counter(name, help, labels);
  };
  Counters made{
      metrics_.gauge("palaver_connections", "Open connections.", labels),
      counter("ConnectCount", "Calls of the $connect integration, as AWS counts them."),
      counter("MessageCount", "Messages from and to clients, as AWS counts them."),
      counter("IntegrationError", "Answers of integrations with a 4XX or 5XX status."),
      counter("ClientError", "Requests refused with a 4XX before their integration."),
      counter("ExecutionError", "Failures while calling an integration."),
      metrics_.histogram("IntegrationLatency", "Seconds from a call to its answer.",
                         metrics::duration_bounds(), labels),
      counter("palaver_messages_sent_total", "Messages queued for clients."),
  };
  return counters_.emplace(std::pair{&stage, route}, made).first->second;
}

void Reports::opened(const ServedStage& stage) {
  counters_of(stage, {}).connections.add(1);
}

void Reports::closed(const ServedStage& stage) {
  counters_of(stage, {}).connections.add(-1);
}

void Reports::sent(const ServedStage& stage, std::size_t messages) {
  Counters& counters = counters_of(stage, {});
  counters.message.increment(messages);
  counters.sent.increment(messages);
}

void Reports::count(Counters& counters, const RequestContext& context, const Invoked* result) {
  const bool called = result != nullptr && result->called;
  if (context.event_type == EventType::connect && result != nullptr) {
    counters.connect.increment();
  }
  if (context.event_type == EventType::message) counters.message.increment();
  if (called) counters.integration_latency.observe(seconds(result->latency));
  const std::optional<ErrorKind> error =
      result == nullptr ? std::nullopt : result->conclusion.error;
  if (error && is_execution_error(*error)) counters.execution_error.increment();
  if (called && result->conclusion.integration_status >= 400) {
    counters.integration_error.increment();
  }
  const int status = context.status.value_or(0);
  if (!called && status >= 400 && status < 500) counters.client_error.increment();
}

void Reports::ended(const ServedStage& stage, const RequestContext& context,
                    const Invoked* result) {
  count(counters_of(stage, {}), context, result);
  if (wants_details(stage, context.route_key)) {
    count(counters_of(stage, context.route_key), context, result);
  }
  if (access_log_ == nullptr) return;
  const auto& format = stage.access_log_format ? stage.access_log_format : default_format_;
  if (format) access_log_->write(format->render(context, entry_of(result)));
}

}  // namespace palaver::gateway
