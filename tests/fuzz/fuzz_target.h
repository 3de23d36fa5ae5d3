// What a fuzz target gives: LLVMFuzzerTestOneInput(), which libFuzzer and the replay program call,
// and inputs worth starting from. One target, one file, linked with either of the two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

// Aborts when a promise is broken, whatever the bytes are. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace palaver::fuzz {

std::vector<std::string> seeds();

inline void promise(bool kept, const char* what) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

}  // namespace palaver::fuzz
