#include "core/gateway/parameter_mapping.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/common/letter_case.h"
#include "core/common/prefix.h"
#include "core/gateway/header_text.h"

namespace palaver::gateway {
namespace {

struct Target {
  std::string_view prefix;
  ParameterMapping::Place place;
  MappingSource::Side side;
};

constexpr std::array<Target, 4> kTargets = {{
    {"integration.request.header.", ParameterMapping::Place::header, MappingSource::Side::request},
    {"integration.request.querystring.", ParameterMapping::Place::query,
     MappingSource::Side::request},
    {"integration.request.path.", ParameterMapping::Place::path, MappingSource::Side::request},
    {"route.response.header.", ParameterMapping::Place::response_header,
     MappingSource::Side::response},
}};

void add_headers(std::vector<NamedValue>& headers, const ParameterMapping& mapping,
                 const MappingInput& input) {
  for (std::string& value : mapping.source().values(input)) {
    if (is_header_value(value)) headers.push_back({mapping.name(), std::move(value)});
  }
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) {
    if (&value != &values.front()) text += ',';
    text += value;
  }
  return text;
}

}  // namespace

expected<ParameterMapping, std::string> ParameterMapping::parse(std::string_view target,
                                                                std::string_view source) {
  for (const Target& form : kTargets) {
    std::string_view name = target;
    if (!take_prefix(name, form.prefix)) continue;
    if (!is_mapping_name(name)) break;
    auto parsed = MappingSource::parse(source, form.side);
    if (!parsed) return unexpected(std::move(parsed.error()));
    return ParameterMapping(form.place, name, *std::move(parsed));
  }
  return unexpected("Invalid mapping target: " + std::string(target) +
                    ": it must be integration.request.header|querystring|path.NAME or "
                    "route.response.header.NAME, with letters, digits and . _ $ - in the name");
}

bool is_illegal_header(std::string_view name, Backend backend) {
  constexpr std::array<std::string_view, 9> kIllegal = {
      "content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id",
      // Behind here for AWS only.
      "authorization", "connection", "expect", "proxy-authenticate", "te"};
  constexpr std::ptrdiff_t kIllegalForAll = 4;
  const auto end = backend == Backend::aws ? kIllegal.end() : kIllegal.begin() + kIllegalForAll;
  return std::any_of(kIllegal.begin(), end, [name](std::string_view illegal) {
    return equals_ignoring_case(name, illegal);
  });
}

expected<MappedParameters, std::string> map_parameters(
    const std::vector<ParameterMapping>& mappings, const MappingInput& input, Backend backend) {
  MappedParameters mapped;
  for (const ParameterMapping& mapping : mappings) {
    switch (mapping.place()) {
      case ParameterMapping::Place::header:
        if (is_illegal_header(mapping.name(), backend)) {
          return unexpected("The header " + mapping.name() + " cannot be mapped");
        }
        add_headers(mapped.headers, mapping, input);
        break;
      case ParameterMapping::Place::query:
        for (std::string& value : mapping.source().values(input)) {
          mapped.query.push_back({mapping.name(), std::move(value)});
        }
        break;
      case ParameterMapping::Place::path:
        if (const auto values = mapping.source().values(input); !values.empty()) {
          mapped.path.push_back({mapping.name(), joined(values)});
        }
        break;
      case ParameterMapping::Place::response_header:
        break;
    }
  }
  return mapped;
}

std::vector<NamedValue> map_response_headers(const std::vector<ParameterMapping>& mappings,
                                             const MappingInput& input) {
  std::vector<NamedValue> headers;
  for (const ParameterMapping& mapping : mappings) {
    if (mapping.place() == ParameterMapping::Place::response_header) {
      add_headers(headers, mapping, input);
    }
  }
  return headers;
}

}  // namespace palaver::gateway
