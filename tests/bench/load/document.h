// A document with places for tables: what stands between a case's two marks is replaced.
//
//   <!-- load: fanout -->
//   ...
//   <!-- load: end -->
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace palaver::load {

// `document` with `text` in the place of `name`; nothing when it has no such place.
std::optional<std::string> with_text_in_place(std::string_view document, std::string_view name,
                                              std::string_view text);

}  // namespace palaver::load
