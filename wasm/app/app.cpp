#include "wasm/app/app.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <variant>

#include "wasm/app/entries.h"
#include "wasm/app/identity.h"
#include "wasm/screens/avatar.h"

namespace palaver::app {

namespace {

using screens::Twin;

// What the page measures in one frame can move something in the next.
constexpr int kSettlingFrames = 2;
// Events closer together than this are one burst.
constexpr std::int64_t kBurstMs = 16;
// More minutes than a room's history usually spans.
constexpr std::size_t kLocalTimesKept = 2000;

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

bool is_socket_address(std::string_view text) {
  return text.substr(0, 5) == "ws://" || text.substr(0, 6) == "wss://";
}

}  // namespace

App::App() : page_(*this), socket_(*this) {}

void App::start() {
  if (!painter_.create()) {
    page_.fail(
        "This browser cannot show palaver",
        "palaver needs WebGL 2, and the browser did not give it. Hardware acceleration may have "
        "to be allowed in its settings.");
    return;
  }
  painter_.renderer().watch_context(on_context_lost, on_context_restored, this);

  const Identity identity = find_identity(page_);
  session_.emplace(identity.endpoint, identity.room, identity.name, identity.key,
                   identity.id_prefix, [this] { return page_.random(); });
  room_ = session_->room().name();
  view_.composer_text_height = 22;
  page_.start();
  page_.set_value(Twin::name, session_->name());
  page_.set_value(Twin::room, room_);
  page_.set_value(Twin::address, session_->url());
  running_ = true;
  perform(session_->start(page_.steady_ms()));
  // The picture is there before the loading state goes.
  on_frame();
  page_.started();
}

// --- Session -----------------------------------------------------------------------------------

void App::perform(const std::vector<chat::SessionAction>& actions) {
  for (const chat::SessionAction& action : actions) {
    std::visit(Overloaded{
                   [&](const chat::OpenSocket& open) {
                     if (socket_.open(open.url)) return;
                     set_complaint("\"" + open.url + "\" is not an address one can connect to.");
                     perform(session_->socket_closed(1006, "", page_.steady_ms()));
                   },
                   [&](const chat::CloseSocket&) { socket_.close(); },
                   // A socket that is not open any more reports its end by itself.
                   [&](const chat::SendText& send) { socket_.send(send.text); },
               },
               action);
  }
  session_changed();
}

void App::session_changed() {
  const auto deadline = session_->next_deadline();
  page_.set_timer(deadline ? std::max<std::int64_t>(0, *deadline - page_.steady_ms()) : -1);
  if (session_->revision() == seen_revision_) return;
  seen_revision_ = session_->revision();

  if (session_->room().name() != room_) {
    room_ = session_->room().name();
    unread_.enter_room();
    page_.set_value(Twin::room, room_);
    page_.set_attribute(Twin::composer, "placeholder", "Write to #" + room_);
  }
  entries_ = entries_of(*session_);
  const bool settled = session_->joined() || !entries_.empty();
  if (settled) {
    const auto arrivals = unread_.update(entries_, visible_ && view_.at_newest
                                                       ? screens::Unread::Attention::watching
                                                       : screens::Unread::Attention::elsewhere);
    if (!arrivals.empty()) page_.announce(screens::announcement(arrivals));
  }
  rows_stale_ = true;
  // The page's text does not wait for a frame, which a hidden page would not get; a burst of
  // messages does, from the second on.
  const std::int64_t now = page_.steady_ms();
  if (running_ && now - page_updated_ms_ >= kBurstMs) update_page();
  wake();
}

void App::on_socket_open() {
  perform(session_->socket_opened(page_.steady_ms()));
}
void App::on_socket_text(std::string_view text) {
  perform(session_->socket_text(text, page_.steady_ms()));
}
void App::on_socket_closed(std::uint16_t code, std::string_view reason) {
  last_close_code_ = code;
  last_close_reason_ = reason;
  perform(session_->socket_closed(code, reason, page_.steady_ms()));
}
void App::on_timer() {
  perform(session_->tick(page_.steady_ms()));
}
void App::on_online() {
  perform(session_->retry_now(page_.steady_ms()));
}

void App::on_visible(bool visible) {
  visible_ = visible;
  if (!running_ || !visible) return;
  if (view_.at_newest) read_newest();
  perform(session_->retry_now(page_.steady_ms()));
  wake();
}

// --- What people do ----------------------------------------------------------------------------

void App::on_submit() {
  const std::string text = page_.value(Twin::composer);
  auto sent = session_->send(text, page_.unix_ms(), page_.steady_ms());
  if (!sent) {
    if (sent.error().code != chat::SendErrorCode::empty) set_complaint(sent.error().message);
    return;
  }
  set_complaint("");
  page_.set_value(Twin::composer, "");
  unread_.spoke();
  page_.scroll_to_newest();
  perform(*sent);
}

void App::on_click(Twin twin) {
  switch (twin) {
    case Twin::send:
      on_submit();
      page_.focus(Twin::composer);
      break;
    case Twin::jump:
      page_.scroll_to_newest();
      page_.focus(Twin::composer);
      break;
    case Twin::retry:
      perform(session_->retry_now(page_.steady_ms()));
      break;
    case Twin::people_toggle:
      view_.side_open = !view_.side_open;
      page_.set_attribute(Twin::people_toggle, "aria-expanded", view_.side_open ? "true" : "false");
      break;
    case Twin::scrim:
      view_.side_open = false;
      page_.set_attribute(Twin::people_toggle, "aria-expanded", "false");
      place();  // the composer is there again
      page_.focus(Twin::composer);
      break;
    case Twin::connection:
      open_settings(!view_.settings_open);
      break;
    case Twin::connect:
      commit_endpoint();
      break;
    case Twin::log:
      open_settings(false);
      break;
    default:
      return;  // fields and texts
  }
  wake();
}

void App::on_commit(Twin field) {
  switch (field) {
    case Twin::name: {
      const std::string before = session_->name();
      perform(session_->set_name(page_.value(Twin::name), page_.steady_ms()));
      page_.set_value(Twin::name, session_->name());
      if (session_->name() != before) keep_name(page_, session_->name());
      break;
    }
    case Twin::room: {
      perform(session_->set_room(page_.value(Twin::room), page_.steady_ms()));
      page_.set_value(Twin::room, session_->room().name());
      keep_room(page_, session_->room().name());
      page_.scroll_to_newest();
      break;
    }
    case Twin::address:
      commit_endpoint();
      break;
    default:
      break;
  }
  wake();
}

void App::commit_endpoint() {
  const std::string endpoint = page_.value(Twin::address);
  if (!is_socket_address(endpoint)) {
    set_complaint("A server's address starts with ws:// or wss://.");
    return;
  }
  set_complaint("");
  open_settings(false);
  if (endpoint == session_->url()) return;
  keep_endpoint(page_, endpoint);
  unread_.enter_room();
  perform(session_->set_url(endpoint, page_.steady_ms()));
}

void App::open_settings(bool open) {
  if (open == view_.settings_open) return;
  view_.settings_open = open;
  page_.set_attribute(Twin::connection, "aria-expanded", open ? "true" : "false");
  if (open) {
    page_.set_value(Twin::address, session_->url());
    update_measures();
    place();
    page_.focus(Twin::address);
  } else {
    page_.focus(Twin::composer);
  }
  wake();
}

void App::on_escape() {
  open_settings(false);
  if (view_.side_open) on_click(Twin::scrim);
}

void App::on_composed(float text_height, bool has_text) {
  if (!complaint_.empty()) set_complaint("");
  if (view_.composer_text_height == text_height && view_.composer_has_text == has_text) return;
  view_.composer_text_height = text_height;
  view_.composer_has_text = has_text;
  wake();
}

void App::on_discard(std::string_view message_key) {
  session_->discard(own_message_id(message_key));
  session_changed();
}

void App::on_hover(Twin twin, bool inside) {
  const auto hovered = inside ? std::optional(twin) : std::nullopt;
  if (!inside && view_.hovered != twin) return;  // the next one was entered already
  if (hovered == view_.hovered) return;
  view_.hovered = hovered;
  view_.pressed.reset();
  // Texts look the same under the pointer.
  if (twin != Twin::log && twin != Twin::people && twin != Twin::state_bar &&
      twin != Twin::composer)
    wake();
}

void App::on_press(Twin twin) {
  view_.pressed = twin;
  if (twin == Twin::send) wake();
}

void App::on_focus(Twin twin, bool focused) {
  if (!focused && view_.focused != twin) return;
  view_.focused = focused ? std::optional(twin) : std::nullopt;
  wake();
}

void App::on_scroll(bool at_newest) {
  if (at_newest != view_.at_newest) {
    view_.at_newest = at_newest;
    if (at_newest) read_newest();
  }
  wake();
}

void App::read_newest() {
  if (!visible_ || unread_.count() == 0) return;
  unread_.seen();
  rows_stale_ = true;
}

void App::set_complaint(std::string text) {
  if (text == complaint_) return;
  complaint_ = std::move(text);
  wake();
}

// --- Window ------------------------------------------------------------------------------------

void App::on_size(float width, float height, int device_width, int device_height) {
  const CanvasSize size{width, height, device_width, device_height};
  if (size == size_) return;
  size_ = size;
  view_.width = width;
  view_.height = height;
  wake();
}

void App::on_theme(bool dark) {
  palette_ = dark ? &screens::dark_palette() : &screens::light_palette();
  page_.set_palette(*palette_);
  painter_.forget_text();
  wake();
}

void App::on_fonts() {
  painter_.forget_text();
  wake();
}

void App::on_context_lost(void* self) {
  auto& app = *static_cast<App*>(self);
  app.context_lost_ = true;
  app.page_.set_plain(true);
}

void App::on_context_restored(void* self) {
  auto& app = *static_cast<App*>(self);
  app.context_lost_ = false;
  app.painter_.restore();
  app.wake();
}

// --- Frames ------------------------------------------------------------------------------------

void App::wake() {
  if (!running_) return;
  frames_wanted_ = kSettlingFrames;
  page_.request_frame();
}

void App::on_frame() {
  update_page();
  update_measures();
  place();
  if (size_.device_width > 0 && size_.device_height > 0 && !context_lost_) {
    page_.resize_canvas(size_.device_width, size_.device_height);
    painter_.paint(view_, layout_, *palette_, size_);
    page_.set_plain(false);
  }
  page_.frame_done();
  if (--frames_wanted_ > 0) page_.request_frame();
}

// Brings the page's texts up to what the session knows.
void App::update_page() {
  page_updated_ms_ = page_.steady_ms();
  view_.connection = session_->state();
  view_.unread = unread_.count();
  view_.people = session_->room().members().size();
  view_.self_tint = screens::tint_of(session_->self_id());
  if (const std::string initials = screens::initials_of(session_->name()); initials != initials_) {
    initials_ = initials;
    page_.set_self(initials);
  }
  if (const std::string_view text = state_text(*session_); text != state_text_) {
    state_text_ = text;
    page_.set_state_text(text);
  }
  const std::string& alert = complaint_.empty() ? session_->problem() : complaint_;
  if (alert != alert_text_) {
    alert_text_ = alert;
    page_.set_alert_text(alert);
  }
  if (const std::string title = screens::page_title(room_, unread_.count()); title != title_) {
    title_ = title;
    page_.set_title(title);
  }
  if (!rows_stale_) return;
  rows_stale_ = false;
  update_people();
  auto rows = screens::make_rows(entries_, unread_.first(),
                                 [this](std::int64_t unix_ms) { return local_time(unix_ms); });
  const auto changes = screens::changes_between(rows_, rows);
  for (const std::string& key : changes.removed) page_.remove_row(key);
  for (const auto& put : changes.put) page_.put_row(rows[put.row], put.after);
  rows_ = std::move(rows);
  page_.keep_at_newest();
}

void App::update_people() {
  // People come and go as the log's rows do.
  std::vector<screens::Row> people;
  for (const chat::Member& member : session_->room().members()) {
    screens::Row row;
    row.key = member.id;
    row.author = member.name;
    row.own = member.id == session_->self_id();
    people.push_back(std::move(row));
  }
  const auto changes = screens::changes_between(people_, people);
  for (const std::string& key : changes.removed) page_.remove_person(key);
  for (const auto& put : changes.put) {
    const screens::Row& person = people[put.row];
    page_.put_person(person.key, put.after, person.author, person.own);
  }
  people_ = std::move(people);
}

// What only the page can tell: how high its texts are.
void App::update_measures() {
  layout_ = screens::lay_out(view_);
  view_.alert_height =
      alert_text_.empty() ? 0 : page_.measure(Twin::alert, layout_.composer_frame.w);
  if (view_.settings_open) {
    view_.settings_height = page_.measure(Twin::settings, layout_.settings.w);
  }
}

void App::place() {
  layout_ = screens::lay_out(view_);
  page_.place(layout_.twins);
  page_.set_column(layout_.composer_frame.w);
  page_.keep_at_newest();
}

screens::LocalTime App::local_time(std::int64_t unix_ms) {
  constexpr std::int64_t kMinute = 60'000;
  if (local_times_.size() > kLocalTimesKept) local_times_.clear();
  const auto [found, added] = local_times_.try_emplace(unix_ms / kMinute);
  if (added) found->second = page_.local_time(unix_ms);
  return found->second;
}

std::string App::state_json() {
  const nlohmann::json state = {
      {"connection", session_->state() == chat::ConnectionState::connected    ? "connected"
                     : session_->state() == chat::ConnectionState::connecting ? "connecting"
                                                                              : "offline"},
      {"joined", session_->joined()},
      {"room", session_->room().name()},
      {"name", session_->name()},
      {"endpoint", session_->url()},
      {"messages", session_->room().messages().size()},
      {"waiting", session_->outbox().size()},
      {"people", session_->room().members().size()},
      {"unread", unread_.count()},
      {"atNewest", view_.at_newest},
      {"linesDrawn", painter_.lines_drawn()},
      {"lastClose", {{"code", last_close_code_}, {"reason", last_close_reason_}}},
  };
  return state.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace palaver::app
