#include "wasm/browser/page.h"

#include <emscripten/emscripten.h>

#include <array>
#include <cstdlib>

#include "wasm/screens/avatar.h"
#include "wasm/text/laid_out.h"

namespace {

using palaver::screens::Twin;

// A string for or from JavaScript: two words.
struct JsString {
  const char* data = nullptr;
  std::uint32_t bytes = 0;

  JsString() = default;
  explicit JsString(std::string_view text)
      : data(text.data()), bytes(static_cast<std::uint32_t>(text.size())) {}
};

// Takes over a string that JavaScript has allocated.
std::string take(JsString given) {
  std::string text(given.data, given.bytes);
  std::free(const_cast<char*>(given.data));
  return text;
}

// Whom the exported functions below tell; JavaScript can only call functions without an object.
palaver::browser::PageEvents* listener = nullptr;

}  // namespace

extern "C" {

// page.js
void palaver_page_start();
void palaver_page_started();
void palaver_page_fail(const char* title, std::size_t title_bytes, const char* text,
                       std::size_t text_bytes);
void palaver_page_bind(int number, const char* id, std::size_t id_bytes);
void palaver_page_place(int number, float x, float y, float width, float height);
float palaver_page_measure(int number, float width);
void palaver_page_ink(const char* id, std::size_t id_bytes, const char* text, std::size_t bytes,
                      int box);
void palaver_page_attribute(int number, const char* name, std::size_t name_bytes, const char* value,
                            std::size_t value_bytes);
void palaver_page_set_value(int number, const char* text, std::size_t bytes);
void palaver_page_value(int number, JsString* out);
void palaver_page_focus(int number);
void palaver_page_colour(const char* name, std::size_t bytes, std::uint32_t rgb);
void palaver_page_length(const char* name, std::size_t bytes, float pixels);
void palaver_page_title(const char* text, std::size_t bytes);
void palaver_page_announce(const char* text, std::size_t bytes);
void palaver_page_plain(int on);
void palaver_page_scroll_to_end();
void palaver_page_keep_at_end();
void palaver_page_request_frame();
void palaver_page_frame_done();
void palaver_page_resize_canvas(int width, int height);
void palaver_page_timer(double milliseconds);
double palaver_page_now();
double palaver_page_unix_time();
int palaver_page_local_time(double unix_ms, JsString* out);
void palaver_page_query(const char* name, std::size_t bytes, JsString* out);
void palaver_page_set_query(const char* name, std::size_t name_bytes, const char* value,
                            std::size_t value_bytes);
void palaver_page_origin(JsString* out);
void palaver_page_stored(int lasting, const char* key, std::size_t bytes, JsString* out);
void palaver_page_store(int lasting, const char* key, std::size_t key_bytes, const char* value,
                        std::size_t value_bytes);
void palaver_page_random(void* out, std::size_t bytes);
// rows.js
void palaver_page_put_row(const JsString* strings, int flags, int tint, double time);
void palaver_page_remove_row(const char* key, std::size_t bytes);
void palaver_page_put_person(const JsString* strings, int tint, int self);
void palaver_page_remove_person(const char* key, std::size_t bytes);

// Called by page.js.
EMSCRIPTEN_KEEPALIVE void palaver_on_frame() {
  listener->on_frame();
}
EMSCRIPTEN_KEEPALIVE void palaver_on_timer() {
  listener->on_timer();
}
EMSCRIPTEN_KEEPALIVE void palaver_on_size(float width, float height, int device_width,
                                          int device_height) {
  listener->on_size(width, height, device_width, device_height);
}
EMSCRIPTEN_KEEPALIVE void palaver_on_theme(int dark) {
  listener->on_theme(dark != 0);
}
EMSCRIPTEN_KEEPALIVE void palaver_on_fonts() {
  listener->on_fonts();
}
EMSCRIPTEN_KEEPALIVE void palaver_on_visible(int visible) {
  listener->on_visible(visible != 0);
}
EMSCRIPTEN_KEEPALIVE void palaver_on_online() {
  listener->on_online();
}
EMSCRIPTEN_KEEPALIVE void palaver_on_escape() {
  listener->on_escape();
}
EMSCRIPTEN_KEEPALIVE void palaver_on_scroll(int at_newest) {
  listener->on_scroll(at_newest != 0);
}
EMSCRIPTEN_KEEPALIVE void palaver_on_composed(float height, int has_text) {
  listener->on_composed(height, has_text != 0);
}
EMSCRIPTEN_KEEPALIVE void palaver_on_submit() {
  listener->on_submit();
}
EMSCRIPTEN_KEEPALIVE void palaver_on_click(int twin) {
  listener->on_click(static_cast<Twin>(twin));
}
EMSCRIPTEN_KEEPALIVE void palaver_on_commit(int twin) {
  listener->on_commit(static_cast<Twin>(twin));
}
EMSCRIPTEN_KEEPALIVE void palaver_on_hover(int twin, int inside) {
  listener->on_hover(static_cast<Twin>(twin), inside != 0);
}
EMSCRIPTEN_KEEPALIVE void palaver_on_press(int twin) {
  listener->on_press(static_cast<Twin>(twin));
}
EMSCRIPTEN_KEEPALIVE void palaver_on_focus(int twin, int focused) {
  listener->on_focus(static_cast<Twin>(twin), focused != 0);
}
EMSCRIPTEN_KEEPALIVE void palaver_on_discard(const char* key, std::size_t bytes) {
  listener->on_discard(std::string_view(key, bytes));
}
EMSCRIPTEN_KEEPALIVE void palaver_state(JsString* out) {
  static std::string json;  // until the next call
  json = listener->state_json();
  *out = JsString(json);
}

}  // extern "C"

namespace palaver::browser {

using screens::Twin;

Page::Page(PageEvents& events) {
  listener = &events;
}

void Page::start() {
  for (std::size_t i = 0; i < screens::kTwins; ++i) {
    const auto id = screens::element_id(static_cast<Twin>(i));
    palaver_page_bind(static_cast<int>(i), id.data(), id.size());
  }
  palaver_page_start();
}

void Page::started() {
  palaver_page_started();
}

void Page::fail(std::string_view title, std::string_view text) {
  palaver_page_fail(title.data(), title.size(), text.data(), text.size());
}

void Page::request_frame() {
  palaver_page_request_frame();
}
void Page::frame_done() {
  palaver_page_frame_done();
}
void Page::resize_canvas(int width, int height) {
  palaver_page_resize_canvas(width, height);
}
void Page::set_timer(std::int64_t milliseconds) {
  palaver_page_timer(static_cast<double>(milliseconds));
}
std::int64_t Page::steady_ms() const {
  return static_cast<std::int64_t>(palaver_page_now());
}
std::int64_t Page::unix_ms() const {
  return static_cast<std::int64_t>(palaver_page_unix_time());
}

screens::LocalTime Page::local_time(std::int64_t unix_ms) const {
  JsString given;
  screens::LocalTime time;
  time.day = palaver_page_local_time(static_cast<double>(unix_ms), &given);
  const std::string texts = take(given);
  const auto feed = texts.find('\n');
  time.day_text = texts.substr(0, feed);
  time.clock = texts.substr(feed + 1);
  return time;
}

void Page::place(const screens::TwinPlaces& places) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places_ && places[i] == (*places_)[i]) continue;
    palaver_page_place(static_cast<int>(i), places[i].x, places[i].y, places[i].w, places[i].h);
  }
  places_ = places;
}

float Page::measure(Twin twin, float width) {
  return palaver_page_measure(static_cast<int>(twin), width);
}

void Page::set_attribute(Twin twin, std::string_view name, std::string_view value) {
  palaver_page_attribute(static_cast<int>(twin), name.data(), name.size(), value.data(),
                         value.size());
}

void Page::set_value(Twin field, std::string_view text) {
  palaver_page_set_value(static_cast<int>(field), text.data(), text.size());
}

std::string Page::value(Twin field) const {
  JsString given;
  palaver_page_value(static_cast<int>(field), &given);
  return take(given);
}

void Page::focus(Twin twin) {
  palaver_page_focus(static_cast<int>(twin));
}

void Page::set_column(float width) {
  if (width == column_) return;
  column_ = width;
  constexpr std::string_view name = "--column";
  palaver_page_length(name.data(), name.size(), width);
}

void Page::set_palette(const screens::Palette& palette) {
  const auto set = [](std::string_view name, screens::Rgb rgb) {
    palaver_page_colour(name.data(), name.size(), rgb);
  };
  for (std::size_t i = 0; i < screens::kInks; ++i) {
    set(screens::css_name(static_cast<screens::Ink>(i)), palette.inks[i]);
  }
  for (std::size_t i = 0; i < screens::kTints; ++i) {
    set("--tint-" + std::to_string(i), palette.tints[i]);
  }
  set("--on-tint", palette.on_tint);
}

namespace {

void set_ink(std::string_view id, std::string_view text, int box) {
  palaver_page_ink(id.data(), id.size(), text.data(), text.size(), box);
}

}  // namespace

void Page::set_state_text(std::string_view text) {
  set_ink("state", text, 0);
}
void Page::set_alert_text(std::string_view text) {
  set_ink("alert", text, static_cast<int>(text::BoxKind::alert));
}
void Page::set_self(std::string_view initials) {
  set_ink("self", initials, 0);
}
void Page::set_title(std::string_view text) {
  palaver_page_title(text.data(), text.size());
}
void Page::announce(std::string_view text) {
  palaver_page_announce(text.data(), text.size());
}
void Page::set_plain(bool plain) {
  palaver_page_plain(plain ? 1 : 0);
}

void Page::put_row(const screens::Row& row, std::string_view after) {
  const std::array<JsString, 8> strings = {
      JsString(row.key),  JsString(after),     JsString(row.author), JsString(row.initials),
      JsString(row.text), JsString(row.clock), JsString(row.day),    JsString(row.problem)};
  const int flags = (row.own ? 1 : 0) | (row.starts_group ? 2 : 0) | (row.ends_group ? 4 : 0) |
                    (row.unread_above ? 8 : 0) | (row.waiting ? 16 : 0);
  palaver_page_put_row(strings.data(), flags, row.tint, static_cast<double>(row.time_ms));
}

void Page::remove_row(std::string_view key) {
  palaver_page_remove_row(key.data(), key.size());
}

void Page::put_person(std::string_view key, std::string_view after, std::string_view name,
                      bool self) {
  const std::string initials = screens::initials_of(name);
  const std::array<JsString, 4> strings = {JsString(key), JsString(after), JsString(name),
                                           JsString(initials)};
  palaver_page_put_person(strings.data(), screens::tint_of(key), self ? 1 : 0);
}

void Page::remove_person(std::string_view key) {
  palaver_page_remove_person(key.data(), key.size());
}

void Page::scroll_to_newest() {
  palaver_page_scroll_to_end();
}
void Page::keep_at_newest() {
  palaver_page_keep_at_end();
}

std::string Page::query(std::string_view name) const {
  JsString given;
  palaver_page_query(name.data(), name.size(), &given);
  return take(given);
}

void Page::set_query(std::string_view name, std::string_view value) {
  palaver_page_set_query(name.data(), name.size(), value.data(), value.size());
}

std::string Page::socket_origin() const {
  JsString given;
  palaver_page_origin(&given);
  return take(given);
}

std::string Page::stored(Keep keep, std::string_view key) const {
  JsString given;
  palaver_page_stored(keep == Keep::for_good ? 1 : 0, key.data(), key.size(), &given);
  return take(given);
}

void Page::store(Keep keep, std::string_view key, std::string_view value) {
  palaver_page_store(keep == Keep::for_good ? 1 : 0, key.data(), key.size(), value.data(),
                     value.size());
}

std::uint64_t Page::random() const {
  std::uint64_t value = 0;
  palaver_page_random(&value, sizeof(value));
  return value;
}

}  // namespace palaver::browser
