// Names for people who have not said theirs: "Quiet Heron". Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace palaver::screens {

// One of some thousand names, picked by `random`.
std::string guest_name(std::uint64_t random);

}  // namespace palaver::screens
