// What the gateway tells those who watch it: access log lines in AWS's format, and metrics with the
// names of AWS's metrics beside our own. API Gateway: "Monitor WebSocket API execution". The
// gateway's loop's thread.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/gateway/access_log_format.h"
#include "core/gateway/request_context.h"
#include "server/common/metrics.h"
#include "server/gateway/access_log.h"
#include "server/gateway/invoker.h"
#include "server/gateway/served_api.h"

namespace palaver::gateway {

class Reports {
 public:
  // `metrics` must outlive it, and so must `access_log`, which may be null: then no line is
  // written. Stages without a format of their own use `default_format`.
  Reports(metrics::Registry& metrics, AccessLog* access_log,
          std::optional<AccessLogFormat> default_format);

  // What was counted so far, for whoever adds up several loops.
  std::shared_ptr<const metrics::Registry> snapshot() const { return metrics_.snapshot(); }

  void opened(const ServedStage& stage);
  void closed(const ServedStage& stage);
  // A text message to clients: posts, route responses, error frames.
  void sent(const ServedStage& stage, std::size_t messages);
  // A request ended: $connect, a message, $disconnect. `context` has its status and error. `result`
  // is null when no integration was reached.
  void ended(const ServedStage& stage, const RequestContext& context, const Invoked* result);

 private:
  struct Counters {
    metrics::Gauge& connections;
    metrics::Counter& connect;
    metrics::Counter& message;
    metrics::Counter& integration_error;
    metrics::Counter& client_error;
    metrics::Counter& execution_error;
    metrics::Histogram& integration_latency;
    metrics::Counter& sent;
  };
  // Those of a stage, or of one of its routes where detailed metrics are wanted.
  Counters& counters_of(const ServedStage& stage, const std::string& route);
  void count(Counters& counters, const RequestContext& context, const Invoked* result);

  metrics::Registry& metrics_;
  AccessLog* access_log_;
  std::optional<AccessLogFormat> default_format_;
  std::map<std::pair<const ServedStage*, std::string>, Counters> counters_;
};

}  // namespace palaver::gateway
