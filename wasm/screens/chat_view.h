// Everything the chat screen is a function of, and where its parts lie. Units: CSS pixels. Any
// thread.
#pragma once

#include <cstddef>
#include <optional>

#include "core/chat/client_session.h"
#include "wasm/screens/twin.h"
#include "wasm/text/geometry.h"

namespace palaver::screens {

struct ChatView {
  float width = 0;
  float height = 0;
  chat::ConnectionState connection = chat::ConnectionState::offline;
  std::size_t people = 0;
  std::size_t unread = 0;
  bool at_newest = true;   // the log shows its end
  bool side_open = false;  // in a narrow window: the side panel is asked for
  bool settings_open = false;
  bool composer_has_text = false;
  float composer_text_height = 22;  // of the text in it, measured by the page
  float alert_height = 0;           // 0: no complaint
  float settings_height = 0;        // measured by the page
  int self_tint = 0;
  std::optional<Twin> hovered;
  std::optional<Twin> pressed;
  std::optional<Twin> focused;
};

struct ChatLayout {
  bool narrow = false;  // the side panel lies above the log, or is not there
  bool side_shown = false;
  text::Rect side;
  text::Rect header;
  text::Rect self_card;  // at the side panel's foot
  text::Rect self_avatar;
  text::Rect name_frame;
  text::Rect room_frame;
  text::Rect composer_frame;
  text::Rect settings;  // empty when closed
  TwinPlaces twins;
};

// Below this width there is one column.
inline constexpr float kNarrowWidth = 640;
// The log and the composer are no wider than this, so that lines stay readable.
inline constexpr float kColumnWidth = 880;
ChatLayout lay_out(const ChatView& view);

}  // namespace palaver::screens
