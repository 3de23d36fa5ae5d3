// JSON text to a Value. RFC 8259, strictly. For texts that are wanted whole; who needs a few
// members of a long text uses a Scanner. Pure function; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/common/expected.h"
#include "core/json/value.h"

namespace palaver::json {

struct ParseError {
  std::size_t offset = 0;  // bytes of the text before what is wrong
  std::string message;     // for people: "a value was expected"
};

// Takes time and memory in proportion to the text, and no stack. Of members of the same name the
// last one's value stands in the first one's place. Numbers become what number_value() says.
// Nesting beyond kMaxDepth is an error.
expected<Value, ParseError> parse(std::string_view text);

}  // namespace palaver::json
