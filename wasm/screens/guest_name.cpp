#include "wasm/screens/guest_name.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace palaver::screens {

namespace {

constexpr std::array<std::string_view, 40> kManners = {
    "Amber",   "Bold",   "Brave",   "Bright", "Calm",   "Cheerful", "Clever", "Copper",
    "Curious", "Daring", "Eager",   "Early",  "Fleet",  "Gentle",   "Golden", "Happy",
    "Honest",  "Jolly",  "Keen",    "Kind",   "Lively", "Lucky",    "Mellow", "Merry",
    "Mild",    "Noble",  "Patient", "Plucky", "Polite", "Proud",    "Quick",  "Quiet",
    "Silver",  "Steady", "Sunny",   "Swift",  "Tidy",   "Warm",     "Wise",   "Witty"};

constexpr std::array<std::string_view, 40> kAnimals = {
    "Badger",  "Beaver", "Bison", "Crane", "Curlew",  "Dolphin", "Falcon", "Ferret",
    "Finch",   "Fox",    "Gecko", "Hare",  "Heron",   "Ibex",    "Ibis",   "Jackdaw",
    "Kestrel", "Lark",   "Lemur", "Lynx",  "Magpie",  "Marmot",  "Marten", "Newt",
    "Osprey",  "Otter",  "Owl",   "Panda", "Pelican", "Plover",  "Puffin", "Raven",
    "Robin",   "Salmon", "Seal",  "Stork", "Swan",    "Tern",    "Wombat", "Wren"};

}  // namespace

std::string guest_name(std::uint64_t random) {
  const auto manner = static_cast<std::size_t>(random % kManners.size());
  const auto animal = static_cast<std::size_t>((random / kManners.size()) % kAnimals.size());
  std::string name(kManners[manner]);
  name += ' ';
  name += kAnimals[animal];
  return name;
}

}  // namespace palaver::screens
