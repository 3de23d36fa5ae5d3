// The names that mapping templates may use beside their own, and what of them is understood when
// the template is compiled: paths are parsed once, and `$context.stage` is one look-up. Any thread.
#pragma once

#include "core/velocity/host.h"

namespace palaver::gateway {

// The globals, in the vocabulary's order.
enum class TemplateGlobal { context, input, util, stage_variables };

// Stateless; lives as long as the program.
const velocity::Vocabulary& template_vocabulary();

}  // namespace palaver::gateway
