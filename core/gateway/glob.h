// Patterns of IAM policies: `*` is any text, slashes and colons included, `?` any one byte. IAM
// User Guide, "IAM JSON policy elements: Resource", wildcards. Pure function; any thread.
#pragma once

#include <string_view>

namespace palaver::gateway {

enum class GlobCase { counts, ignored };

// Whether the whole `text` fits. Takes time of at most one length times the other, and no stack.
bool glob_matches(std::string_view pattern, std::string_view text,
                  GlobCase letter_case = GlobCase::counts);

}  // namespace palaver::gateway
