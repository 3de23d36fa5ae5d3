#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>
#include <string>

#include "wasm/screens/chat_view.h"

namespace palaver::screens {
namespace {

using text::Rect;

const Rect& place(const ChatLayout& layout, Twin twin) {
  return layout.twins[static_cast<std::size_t>(twin)];
}

bool overlap(const Rect& a, const Rect& b) {
  return !a.empty() && !b.empty() && a.x < b.right() && b.x < a.right() && a.y < b.bottom() &&
         b.y < a.bottom();
}

ChatView window(float width, float height) {
  ChatView view;
  view.width = width;
  view.height = height;
  view.connection = chat::ConnectionState::connected;
  return view;
}

}  // namespace

TEST_CASE("Layout: whatever can be used lies in the window and on nothing else", "[screens]") {
  struct Size {
    float width, height;
  };
  const auto size = GENERATE(
      values<Size>({{1280, 800}, {1920, 1080}, {640, 480}, {639, 480}, {400, 800}, {320, 480}}));
  const auto state = GENERATE(chat::ConnectionState::connected, chat::ConnectionState::offline);
  const float alert_height = GENERATE(0.0F, 58.0F);
  ChatView view = window(size.width, size.height);
  view.connection = state;
  view.alert_height = alert_height;
  view.at_newest = false;
  view.composer_text_height = 110;
  CAPTURE(size.width, size.height, alert_height);
  const ChatLayout layout = lay_out(view);

  const Twin used[] = {Twin::people,    Twin::name,  Twin::room,  Twin::people_toggle,
                       Twin::state_bar, Twin::retry, Twin::alert, Twin::composer,
                       Twin::send,      Twin::log};
  for (const Twin a : used) {
    CAPTURE(element_id(a));
    const Rect& rect = place(layout, a);
    if (rect.empty()) continue;
    CHECK(rect.x >= 0);
    CHECK(rect.y >= 0);
    CHECK(rect.right() <= size.width);
    CHECK(rect.bottom() <= size.height);
    for (const Twin b : used) {
      if (a == b) continue;
      CAPTURE(element_id(b));
      CHECK_FALSE(overlap(rect, place(layout, b)));
    }
  }
  CHECK_FALSE(place(layout, Twin::composer).empty());
  CHECK_FALSE(place(layout, Twin::log).empty());
  CHECK_FALSE(place(layout, Twin::jump).empty());
}

TEST_CASE("Layout: a narrow window shows the people when asked to", "[screens]") {
  ChatView view = window(400, 800);
  ChatLayout layout = lay_out(view);
  CHECK(layout.narrow);
  CHECK(place(layout, Twin::people).empty());
  CHECK(place(layout, Twin::name).empty());
  CHECK_FALSE(place(layout, Twin::people_toggle).empty());
  CHECK(place(layout, Twin::log).w == 400);

  view.side_open = true;
  layout = lay_out(view);
  CHECK_FALSE(place(layout, Twin::people).empty());
  CHECK_FALSE(place(layout, Twin::name).empty());
  CHECK_FALSE(place(layout, Twin::scrim).empty());
  CHECK_FALSE(overlap(place(layout, Twin::scrim), place(layout, Twin::side)));
  // Fields show their own text: they would shine through the panel.
  CHECK(place(layout, Twin::composer).empty());
  CHECK(place(layout, Twin::room).empty());
}

TEST_CASE("Layout: a wide window shows the people always", "[screens]") {
  const ChatLayout layout = lay_out(window(1280, 800));
  CHECK_FALSE(layout.narrow);
  CHECK_FALSE(place(layout, Twin::people).empty());
  CHECK(place(layout, Twin::people_toggle).empty());
  CHECK(place(layout, Twin::scrim).empty());
}

TEST_CASE("Layout: the composer grows with its text, up to eight lines, and the log gives way",
          "[screens]") {
  ChatView view = window(1280, 800);
  const ChatLayout one = lay_out(view);
  view.composer_text_height = 3 * 22;
  const ChatLayout three = lay_out(view);
  CHECK(three.composer_frame.h - one.composer_frame.h == 2 * 22);
  CHECK(three.composer_frame.bottom() == one.composer_frame.bottom());
  CHECK(place(three, Twin::log).bottom() == place(one, Twin::log).bottom() - 2 * 22);
  view.composer_text_height = 100 * 22;
  const ChatLayout many = lay_out(view);
  CHECK(many.composer_frame.h - one.composer_frame.h == 7 * 22);
}

TEST_CASE("Layout: what is not needed is not there", "[screens]") {
  const ChatLayout layout = lay_out(window(1280, 800));
  CHECK(place(layout, Twin::retry).empty());
  CHECK(place(layout, Twin::alert).empty());
  CHECK(place(layout, Twin::jump).empty());
  CHECK(place(layout, Twin::settings).empty());
}

TEST_CASE("Layout: every twin names an element of its own", "[screens]") {
  std::set<std::string> ids;
  for (std::size_t i = 0; i < kTwins; ++i) {
    const std::string id(element_id(static_cast<Twin>(i)));
    CHECK_FALSE(id.empty());
    ids.insert(id);
  }
  CHECK(ids.size() == kTwins);
}

}  // namespace palaver::screens
