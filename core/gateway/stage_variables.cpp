#include "core/gateway/stage_variables.h"

namespace palaver::gateway {

expected<std::string, std::string> with_stage_variables(std::string_view text,
                                                        const StringMap& stage_variables) {
  constexpr std::string_view kOpening = "${stageVariables.";
  std::string out;
  out.reserve(text.size());
  while (true) {
    const std::size_t start = text.find(kOpening);
    out += text.substr(0, start);
    if (start == std::string_view::npos) return out;
    text.remove_prefix(start + kOpening.size());
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) {
      return unexpected(std::string("A } must end ${stageVariables."));
    }
    const auto variable = stage_variables.find(text.substr(0, end));
    if (variable == stage_variables.end()) {
      return unexpected("The stage has no variable " + std::string(text.substr(0, end)));
    }
    out += variable->second;
    text.remove_prefix(end + 1);
  }
}

}  // namespace palaver::gateway
