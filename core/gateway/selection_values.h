// Values as a selection expression prints them. API Gateway: "WebSocket selection expressions":
// strings as they are, numbers and booleans as JSON, null and what is missing not at all, lists as
// Java prints them ([a, 1, null]), objects as compact JSON. All are false when the sink has had
// enough. Pure functions; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "core/gateway/request_context.h"
#include "core/json/member.h"
#include "core/json/text_sink.h"
#include "core/json/value.h"

namespace palaver::gateway {

// Allocates nothing. Numbers keep their digits.
bool write_value(const json::RawMember& member, json::TextSink& out);
bool write_value(const json::Value& value, json::TextSink& out);

// The last header of that name, as API Gateway's maps of single values hold it; and all of them as
// a list. Nothing when there is none. Letter case does not matter.
bool write_last_header(const std::vector<NamedValue>& headers, std::string_view name,
                       json::TextSink& out);
bool write_all_headers(const std::vector<NamedValue>& headers, std::string_view name,
                       json::TextSink& out);

}  // namespace palaver::gateway
