// The browser client: one session, its socket, the page and the painter. Events come in from the
// browser, each ends in at most one request for a frame; a frame brings page and canvas up to what
// the session knows. Nothing runs between events. Main thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/chat/client_session.h"
#include "wasm/app/painter.h"
#include "wasm/browser/page.h"
#include "wasm/browser/socket.h"
#include "wasm/screens/chat_view.h"
#include "wasm/screens/timeline.h"
#include "wasm/screens/unread.h"

namespace palaver::app {

class App : private browser::PageEvents, private browser::SocketEvents {
 public:
  App();

  // Connects and draws; without WebGL 2 the page says so, and nothing else happens.
  void start();

 private:
  // browser::PageEvents
  void on_frame() override;
  void on_timer() override;
  void on_size(float width, float height, int device_width, int device_height) override;
  void on_theme(bool dark) override;
  void on_fonts() override;
  void on_visible(bool visible) override;
  void on_online() override;
  void on_escape() override;
  void on_scroll(bool at_newest) override;
  void on_composed(float text_height, bool has_text) override;
  void on_submit() override;
  void on_click(screens::Twin twin) override;
  void on_commit(screens::Twin field) override;
  void on_hover(screens::Twin twin, bool inside) override;
  void on_press(screens::Twin twin) override;
  void on_focus(screens::Twin twin, bool focused) override;
  void on_discard(std::string_view message_key) override;
  std::string state_json() override;
  // browser::SocketEvents
  void on_socket_open() override;
  void on_socket_text(std::string_view text) override;
  void on_socket_closed(std::uint16_t code, std::string_view reason) override;

  static void on_context_lost(void* self);
  static void on_context_restored(void* self);

  // Does what the session wants, then looks at what has changed.
  void perform(const std::vector<chat::SessionAction>& actions);
  void session_changed();
  void commit_endpoint();
  void open_settings(bool open);
  void set_complaint(std::string text);
  void read_newest();

  // Draws soon, as often as the picture needs to settle.
  void wake();
  void update_page();
  void update_people();
  void update_measures();
  void place();

  screens::LocalTime local_time(std::int64_t unix_ms);

  browser::Page page_;
  browser::Socket socket_;
  Painter painter_;
  std::optional<chat::ClientSession> session_;

  screens::ChatView view_;
  screens::ChatLayout layout_;
  CanvasSize size_;
  const screens::Palette* palette_ = &screens::light_palette();
  screens::Unread unread_;
  std::vector<screens::Entry> entries_;
  std::vector<screens::Row> rows_;
  std::vector<screens::Row> people_;  // key, author and own only
  std::string room_;
  std::string state_text_;
  std::string alert_text_;
  std::string complaint_;  // about what was just tried; gone when something else is
  std::string title_;
  std::string initials_;                                              // our own
  std::unordered_map<std::int64_t, screens::LocalTime> local_times_;  // by minute
  std::uint16_t last_close_code_ = 0;                                 // for state_json()
  std::string last_close_reason_;
  std::uint64_t seen_revision_ = ~std::uint64_t{0};
  std::int64_t page_updated_ms_ = 0;
  bool rows_stale_ = true;
  bool running_ = false;
  bool visible_ = true;
  bool context_lost_ = false;
  int frames_wanted_ = 0;
};

}  // namespace palaver::app
