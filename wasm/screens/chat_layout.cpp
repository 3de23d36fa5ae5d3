#include <algorithm>
#include <cmath>

#include "wasm/screens/chat_view.h"

namespace palaver::screens {

namespace {

using text::Rect;

constexpr float kSideWidth = 264;
constexpr float kHeaderHeight = 56;
constexpr float kSelfCardHeight = 72;
constexpr float kComposerPadding = 13;
constexpr float kComposerInset = 6;
constexpr float kLineHeight = 22;
constexpr float kComposerLines = 8;
constexpr float kButton = 36;
constexpr float kJumpWidth = 184;
constexpr float kRetryWidth = 92;
constexpr float kSettingsWidth = 336;

constexpr std::array<std::string_view, kTwins> kIds = {
    "log",           "side",  "people",    "self",       "name",     "room",
    "people-toggle", "scrim", "state-bar", "retry",      "settings", "alert",
    "composer",      "send",  "jump",      "connection", "address",  "connect"};

Rect& place(ChatLayout& layout, Twin twin) {
  return layout.twins[static_cast<std::size_t>(twin)];
}

// The side panel lies above the rest. Fields show their own text, which would shine through it.
bool covered(const ChatLayout& layout) {
  return layout.narrow && layout.side_shown;
}

void lay_out_side(const ChatView& view, ChatLayout& layout) {
  layout.side_shown = !layout.narrow || view.side_open;
  if (!layout.side_shown) return;
  const float width = layout.narrow ? std::min(kSideWidth, view.width - 56) : kSideWidth;
  layout.side = {0, 0, width, view.height};
  layout.self_card = {0, view.height - kSelfCardHeight, width, kSelfCardHeight};
  layout.self_avatar = {16, layout.self_card.y + 18, kButton, kButton};
  layout.name_frame = {60, layout.self_card.y + 16, width - 60 - 12, 40};
  place(layout, Twin::name) = layout.name_frame;
  place(layout, Twin::self) = layout.self_avatar;
  const float top = kHeaderHeight + 40;
  place(layout, Twin::people) = {8, top, width - 16, std::max(0.0F, layout.self_card.y - top - 8)};
  if (layout.narrow) {
    place(layout, Twin::side) = layout.side;
    place(layout, Twin::scrim) = {width, 0, view.width - width, view.height};
  }
}

void lay_out_header(const ChatView& view, float left, ChatLayout& layout) {
  layout.header = {left, 0, view.width - left, kHeaderHeight};
  float x = left + (layout.narrow ? 8.0F : 16.0F);
  if (layout.narrow) {
    place(layout, Twin::people_toggle) = {x, 10, 44, kButton};
    x += 44;
  }
  float right = view.width - (layout.narrow ? 12.0F : 20.0F);
  constexpr float state_width = 120;  // of its longest text
  place(layout, Twin::state_bar) = {right - state_width, 10, state_width, kButton};
  right -= state_width + 8;
  if (view.connection == chat::ConnectionState::offline) {
    const float retry_width = layout.narrow ? kButton : kRetryWidth;  // without room just an icon
    place(layout, Twin::retry) = {right - retry_width, 10, retry_width, kButton};
    right -= retry_width + 8;
  }
  layout.room_frame = {x, 10, std::clamp(right - x, 64.0F, 320.0F), kButton};
  // The number sign is painted at the frame's left.
  if (!covered(layout)) place(layout, Twin::room) = {x + 28, 10, layout.room_frame.w - 28, kButton};
}

void lay_out_column(const ChatView& view, float left, ChatLayout& layout) {
  const float margin = layout.narrow ? 12 : 24;
  const float space = view.width - left;
  const float width = std::min(kColumnWidth, space - 2 * margin);
  const float x = std::floor(left + (space - width) / 2);

  const float text_height =
      std::clamp(view.composer_text_height, kLineHeight, kLineHeight * kComposerLines);
  const float frame_height = text_height + 2 * kComposerPadding;
  const float foot = layout.narrow ? 12 : 20;
  layout.composer_frame = {x, view.height - foot - frame_height, width, frame_height};
  const Rect& frame = layout.composer_frame;
  if (!covered(layout)) {
    // The text scrolls inside the frame, clear of its round corners.
    place(layout, Twin::composer) = {frame.x, frame.y + kComposerInset, frame.w - kButton - 12,
                                     frame.h - 2 * kComposerInset};
  }
  place(layout, Twin::send) = {frame.right() - kButton - 6, frame.bottom() - kButton - 6, kButton,
                               kButton};

  float log_bottom = frame.y - 8;
  if (view.alert_height > 0) {
    place(layout, Twin::alert) = {x, log_bottom - view.alert_height, width, view.alert_height};
    log_bottom -= view.alert_height + 8;
  }
  place(layout, Twin::log) = {left, kHeaderHeight, space,
                              std::max(0.0F, log_bottom - kHeaderHeight)};
  if (!view.at_newest) {
    place(layout, Twin::jump) = {std::floor(x + (width - kJumpWidth) / 2), log_bottom - kButton - 8,
                                 kJumpWidth, kButton};
  }
}

}  // namespace

std::string_view element_id(Twin twin) {
  return kIds[static_cast<std::size_t>(twin)];
}

float column_margin(bool narrow) {
  return narrow ? 12 : 24;
}

ChatLayout lay_out(const ChatView& view) {
  ChatLayout layout;
  layout.narrow = view.width < kNarrowWidth;
  lay_out_side(view, layout);
  const float left = layout.narrow ? 0 : layout.side.w;
  lay_out_header(view, left, layout);
  lay_out_column(view, left, layout);
  if (view.settings_open) {
    const float width = std::min(kSettingsWidth, view.width - 24);
    layout.settings = {view.width - width - 12, kHeaderHeight + 4, width, view.settings_height};
    place(layout, Twin::settings) = layout.settings;
  }
  return layout;
}

}  // namespace palaver::screens
