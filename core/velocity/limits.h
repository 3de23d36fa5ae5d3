// What a template may cost. Templates belong to an API's owner, but what they loop over comes from
// clients; nothing here trusts either.
#pragma once

#include <cstddef>
#include <string>

namespace palaver::velocity {

// API Gateway, "Quotas for WebSocket APIs": #foreach iterations. The loop ends there, as Velocity's
// directive.foreach.maxloops ends it, and what follows is rendered.
inline constexpr std::size_t kMaxIterations = 1000;

// Directives in directives, parentheses in parentheses, strings in strings: each takes stack when
// parsed and when rendered. People do not write a tenth of it.
inline constexpr std::size_t kMaxNesting = 100;

// Calls in calls: Velocity 1.7, velocimacro.max.depth. For #evaluate in #evaluate Velocity knows
// no limit but the stack; it gets the same.
inline constexpr std::size_t kMaxCallDepth = 20;

// Of blocks and expressions in each other while rendering, calls and definitions included: stack
// again.
inline constexpr std::size_t kMaxDepth = 500;

// A #define that uses itself renders this often: Velocity 1.7, directive.define.maxdepth. The next
// one is as if it were not defined.
inline constexpr std::size_t kMaxDefineDepth = 2;

// Digits of whole numbers beyond 64 bits. Multiplying takes time in proportion to the square.
inline constexpr std::size_t kMaxDigits = 1000;

// Text that one step may make: copying is paid for like computing, and so the memory of a rendering
// stays below Limits::steps times this, however many variables hold it.
inline constexpr std::size_t kBytesPerStep = 64;

// Of one rendering.
struct Limits {
  // Operations: nodes rendered, expressions computed, elements looked at. A step takes well under a
  // microsecond, so that the default ends a rendering after some 50 ms. A loop of 1,000 elements
  // with 20 references in it takes 30,000.
  std::size_t steps = 1'000'000;
  // Bytes of the result, and of every text that a variable holds. API Gateway: payload size, 10 MB.
  std::size_t output_bytes = 10 * std::size_t{1024} * 1024;
};

// Where in a template, and what is wrong there.
struct Error {
  std::size_t line = 1;    // from 1
  std::size_t column = 1;  // from 1, in bytes
  std::string message;
};

}  // namespace palaver::velocity
