#include "core/gateway/mapping_template.h"

#include <utility>

#include "core/gateway/template_host.h"
#include "core/gateway/template_vocabulary.h"

namespace palaver::gateway {

expected<MappingTemplate, TemplateError> MappingTemplate::compile(std::string_view text) {
  if (text.size() > kMaxTemplateBytes) {
    return unexpected(
        TemplateError{1, 1, "More than " + std::to_string(kMaxTemplateBytes) + " bytes"});
  }
  auto compiled = velocity::Template::compile(text, &template_vocabulary());
  if (!compiled) {
    velocity::Error error = std::move(compiled).error();
    return unexpected(TemplateError{error.line, error.column, std::move(error.message)});
  }
  return MappingTemplate(*std::move(compiled));
}

expected<std::string, RenderError> MappingTemplate::render(const TemplateInput& input,
                                                           const RenderLimits& limits) const {
  TemplateHost host(input);
  auto rendered = template_.render(&host, limits);
  if (rendered) return *std::move(rendered);
  velocity::Error error = std::move(rendered).error();
  return unexpected(RenderError{std::move(error.message), error.line, error.column});
}

}  // namespace palaver::gateway
