#include "core/gateway/arrival_headers.h"

#include <algorithm>
#include <utility>

#include "core/common/ascii.h"
#include "core/common/letter_case.h"

namespace palaver::gateway {
namespace {

constexpr std::string_view kTraceId = "X-Amzn-Trace-Id";
constexpr std::string_view kFor = "X-Forwarded-For";
constexpr std::string_view kPort = "X-Forwarded-Port";
constexpr std::string_view kProto = "X-Forwarded-Proto";

}  // namespace

void insert_header(std::vector<NamedValue>& headers, std::string_view name,
                   std::string_view value) {
  auto place = headers.end();
  while (place != headers.begin() && LessIgnoringCase{}(name, std::prev(place)->name)) --place;
  headers.insert(place, NamedValue{std::string(name), std::string(value)});
}

void add_arrival_headers(std::vector<NamedValue>& headers, const Arrival& arrival) {
  std::string addresses;
  bool traced = false;
  for (const NamedValue& header : headers) {
    traced = traced || equals_ignoring_case(header.name, kTraceId);
    if (!equals_ignoring_case(header.name, kFor) || header.value.empty()) continue;
    addresses += header.value;
    addresses += ", ";
  }
  addresses += arrival.source_ip;
  std::erase_if(headers, [](const NamedValue& header) {
    return equals_ignoring_case(header.name, kFor) || equals_ignoring_case(header.name, kPort) ||
           equals_ignoring_case(header.name, kProto);
  });
  if (!traced) insert_header(headers, kTraceId, arrival.trace_id);
  insert_header(headers, kFor, addresses);
  insert_header(headers, kPort, arrival.port);
  insert_header(headers, kProto, arrival.scheme);
}

}  // namespace palaver::gateway
