#include "core/gateway/identity_source.h"

#include <algorithm>

#include "core/common/ascii.h"
#include "core/common/prefix.h"

namespace palaver::gateway {
namespace {

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_ascii_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

expected<IdentitySource, std::string> IdentitySource::parse(std::string_view expression) {
  struct Form {
    std::string_view prefix;
    Kind kind;
  };
  for (const Form& form :
       {Form{"route.request.header.", Kind::header},
        Form{"route.request.querystring.", Kind::query},
        Form{"stageVariables.", Kind::stage_variable}, Form{"context.", Kind::context}}) {
    std::string_view name = expression;
    if (take_prefix(name, form.prefix) && is_name(name)) return IdentitySource(form.kind, name);
  }
  return unexpected("Invalid request identity source expression: " + std::string(expression) +
                    ". The sources must be separated by comma, and each source must be either a "
                    "request parameter, matching "
                    "'route.request.querystring|header.[a-zA-Z0-9.\\_-]+', or a stage variable, "
                    "matching 'stageVariables.[a-zA-Z0-9.\\_-]+', or a context parameter, matching "
                    "'context.[a-zA-Z0-9.\\_-]+'");
}

bool IdentitySource::is_present(const RequestContext& context, const StringMap& stage_variables,
                                const HandshakeRequest& handshake) const {
  switch (kind_) {
    case Kind::header:
      return !handshake.header(name_).value_or("").empty();
    case Kind::query:
      return !handshake.query_parameter(name_).value_or("").empty();
    case Kind::stage_variable: {
      const auto variable = stage_variables.find(name_);
      return variable != stage_variables.end() && !variable->second.empty();
    }
    case Kind::context:
      return context.find(name_).has_value();  // an empty value is none
  }
  return false;
}

bool are_present(const std::vector<IdentitySource>& sources, const RequestContext& context,
                 const StringMap& stage_variables, const HandshakeRequest& handshake) {
  return std::all_of(sources.begin(), sources.end(), [&](const IdentitySource& source) {
    return source.is_present(context, stage_variables, handshake);
  });
}

}  // namespace palaver::gateway
