// The one form of a request over which both sides compute its signature. AWS: "Create a signed AWS
// API request", step 1; not S3's variant, which neither encodes nor normalises the path again. Any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.h"

namespace palaver::aws {

// A request as it stands on the wire. Owns nothing.
struct RequestView {
  std::string_view method;
  std::string_view target;  // path and query, not decoded
  const http::Headers& headers;
  std::string_view body;
};

// The path as it was sent, without "." and "..", without empty segments, and every segment
// percent-encoded once more: "/dev/@connections/a%3D" gives "/dev/%40connections/a%253D". "/" for
// none.
std::string canonical_path(std::string_view path);

// Parameters sorted by encoded name and value; each decoded ('+' is a blank) and encoded again. The
// one named `left_out` (as it is when decoded) is left out.
std::string canonical_query(std::string_view query, std::string_view left_out = {});

// `signed_names` in lower case and in order, "host;x-amz-date" as a list. A field that the request
// does not have has an empty value; repeated ones are joined by ','.
std::string canonical_request(const RequestView& request,
                              const std::vector<std::string>& signed_names,
                              std::string_view payload_hash);

// The first value of a query's parameter, decoded; empty also for a parameter that is not there.
std::string query_parameter(std::string_view query, std::string_view name);

// "a;b;c".
std::string joined(const std::vector<std::string>& names);

}  // namespace palaver::aws
