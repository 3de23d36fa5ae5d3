// The page around the canvas: its elements, the window, storage and time. Thin: each method is one
// function of page.js or rows.js. Main thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wasm/screens/palette.h"
#include "wasm/screens/timeline.h"
#include "wasm/screens/twin.h"

namespace palaver::browser {

// What happens in the page. Calls come from the browser's event loop, never from inside a Page
// method, save for those that start() and started() make.
class PageEvents {
 public:
  virtual ~PageEvents() = default;
  virtual void on_frame() = 0;  // a requested frame is due
  virtual void on_timer() = 0;
  virtual void on_size(float width, float height, int device_width, int device_height) = 0;
  virtual void on_theme(bool dark) = 0;
  virtual void on_fonts() = 0;  // other fonts have been loaded
  virtual void on_visible(bool visible) = 0;
  virtual void on_online() = 0;
  virtual void on_escape() = 0;
  virtual void on_scroll(bool at_newest) = 0;
  virtual void on_composed(float text_height, bool has_text) = 0;
  virtual void on_submit() = 0;  // Enter in the composer
  virtual void on_click(screens::Twin twin) = 0;
  virtual void on_commit(screens::Twin field) = 0;  // its value was changed and is meant
  virtual void on_hover(screens::Twin twin, bool inside) = 0;
  virtual void on_press(screens::Twin twin) = 0;
  virtual void on_focus(screens::Twin twin, bool focused) = 0;
  virtual void on_discard(std::string_view message_key) = 0;
  virtual std::string state_json() = 0;  // for window.palaver.state()
};

class Page {
 public:
  // How long something is stored.
  enum class Keep { for_this_tab, for_good };

  // `events` outlives the page. There is one page.
  explicit Page(PageEvents& events);

  // Binds the elements and watches the window; reports size, theme and visibility at once.
  void start();
  // The program runs: the loading state goes, and what was typed meanwhile is reported.
  void started();
  // Shows that the program cannot go on.
  void fail(std::string_view title, std::string_view text);

  void request_frame();
  void frame_done();
  void resize_canvas(int device_width, int device_height);
  // on_timer() after this time; negative: never. One timer.
  void set_timer(std::int64_t milliseconds);
  std::int64_t steady_ms() const;
  std::int64_t unix_ms() const;
  screens::LocalTime local_time(std::int64_t unix_ms) const;

  // Moves those elements that are elsewhere than before.
  void place(const screens::TwinPlaces& places);
  // The height that an element wants at this width.
  float measure(screens::Twin twin, float width);
  void set_attribute(screens::Twin twin, std::string_view name, std::string_view value);
  void set_value(screens::Twin field, std::string_view text);
  std::string value(screens::Twin field) const;
  void focus(screens::Twin twin);

  // The width of the log's column.
  void set_column(float width);
  void set_palette(const screens::Palette& palette);
  void set_state_text(std::string_view text);
  void set_alert_text(std::string_view text);
  void set_self(std::string_view initials);
  void set_title(std::string_view text);
  void announce(std::string_view text);
  // Shows the page's own text instead of the canvas.
  void set_plain(bool plain);

  // `after`: key of the message or person before it; empty: it is the first.
  void put_row(const screens::Row& row, std::string_view after);
  void remove_row(std::string_view key);
  void put_person(std::string_view key, std::string_view after, std::string_view name, bool self);
  void remove_person(std::string_view key);
  void scroll_to_newest();
  // The log changed its height or content: it stays at its end if it was there.
  void keep_at_newest();

  std::string query(std::string_view name) const;
  void set_query(std::string_view name, std::string_view value);
  // "ws://host:port" of the server that sent the page; empty for a page from disk.
  std::string socket_origin() const;
  std::string stored(Keep keep, std::string_view key) const;
  void store(Keep keep, std::string_view key, std::string_view value);
  std::uint64_t random() const;

 private:
  float column_ = 0;
  std::optional<screens::TwinPlaces> places_;  // as they are; nothing before the first time
};

}  // namespace palaver::browser
