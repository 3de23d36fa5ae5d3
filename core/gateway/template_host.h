// What a mapping template's names mean in one rendering: one request, one message, one thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/gateway/mapping_template.h"
#include "core/json/member.h"
#include "core/velocity/host.h"
#include "core/velocity/runtime.h"

namespace palaver::gateway {

class TemplateHost : public velocity::Host {
 public:
  // `input` and all that it points to outlive the host.
  explicit TemplateHost(const TemplateInput& input) : input_(input) {}

  json::Value global(std::size_t index, velocity::Runtime& runtime) override;

  // --- $context, $stageVariables ---------------------------------------------------------------
  const RequestContext& context() const { return input_.context; }
  // $context.<name>: times and status codes as numbers, the rest as text. Null when there is none.
  json::Value context_value(std::string_view name) const;
  const std::string* stage_variable(std::string_view name) const;

  // --- $input ----------------------------------------------------------------------------------
  // "An empty payload is {}."
  std::string_view body() const { return input_.body.empty() ? "{}" : input_.body; }
  json::Value body_value(velocity::Runtime& runtime) const;
  json::RawMember find_in_body(const json::MemberPath& path, velocity::Runtime& runtime) const;
  // The message as a value, parsed at the first call; null when it is not JSON. Good until the
  // host's end.
  const json::Value* document(velocity::Runtime& runtime);
  bool is_parsed() const { return parsed_; }
  // $input.params(): the maps header, querystring and path. $input.params('x').
  json::Value parameters(velocity::Runtime& runtime);
  json::Value parameter(std::string_view name, velocity::Runtime& runtime);

 private:
  static constexpr std::size_t kGlobals = 4;

  const TemplateInput& input_;
  std::array<json::Value, kGlobals> globals_;
  bool parsed_ = false;
  std::optional<json::Value> document_;
  json::Value parameters_;
};

// Names in $context that have names in them: identity, authorizer, error.
bool is_context_group(std::string_view name);

}  // namespace palaver::gateway
