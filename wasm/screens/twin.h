// The elements of the page that lie over what is painted: real controls and text for hands,
// keyboards and screen readers. The screen says where each is; the page tells which one was used.
// Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wasm/text/geometry.h"

namespace palaver::screens {

enum class Twin : std::uint8_t {
  // The screen says where these are.
  log,            // the scrolling messages
  side,           // catches the pointer over the side panel where it lies above the log
  people,         // the list of members
  self,           // the initials on our own avatar
  name,           // our name
  room,           // the room's name
  people_toggle,  // opens the side panel in a narrow window
  scrim,          // closes it
  state_bar,      // holds the connection state, at its right end
  retry,
  settings,  // holds the endpoint
  alert,
  composer,
  send,
  jump,  // to the newest message
  // These lie in one of those, where the page puts them.
  connection,  // in state_bar: opens the settings
  address,     // in settings
  connect,
  count,
};

inline constexpr std::size_t kTwins = static_cast<std::size_t>(Twin::count);
inline constexpr std::size_t kPlacedTwins = static_cast<std::size_t>(Twin::connection);

// The element's id in index.html.
std::string_view element_id(Twin twin);

// Where an element is; nothing is shown where the rectangle is empty.
using TwinPlaces = std::array<text::Rect, kPlacedTwins>;

}  // namespace palaver::screens
