// A Velocity template: text with references ($name) and directives (#if) in it, compiled once and
// rendered as often as one likes. Velocity 1.7, "User Guide" and "VTL Reference", with the
// differences of API Gateway:
//
//   - a reference without value prints nothing, also without the ! of $!name
//   - null == "" is true
//   - lists out of JSON print as JSON; what templates make prints as Java prints it
//   - a loop ends after kMaxIterations elements
//
// It knows nothing of what API Gateway offers to templates: see Vocabulary and Host. Rendering does
// no I/O, never throws, and ends within Limits. Copies share what was compiled; const members are
// for several threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/velocity/host.h"
#include "core/velocity/limits.h"

namespace palaver::velocity {

class Template {
 public:
  // `vocabulary` may be null; otherwise it outlives the template. An error is the first of the
  // text, with its place.
  static expected<Template, Error> compile(std::string_view text, const Vocabulary* vocabulary);

  // `host` may be null when there is no vocabulary. An error has the place in the template where
  // the rendering ended.
  expected<std::string, Error> render(Host* host, const Limits& limits = {}) const;

 private:
  struct Compiled;
  explicit Template(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace palaver::velocity
