#include "wasm/text/strip_atlas.h"

#include <algorithm>

namespace palaver::text {

namespace {

// Heights are rounded up to this, so that lines of nearly one height share strips.
constexpr int kHeightStep = 8;

int height_class(int height) {
  return (height + kHeightStep - 1) / kHeightStep * kHeightStep;
}

}  // namespace

StripAtlas::StripAtlas(int page_width, int page_height, int max_pages)
    : page_width_(page_width), page_height_(page_height), max_pages_(max_pages) {}

std::optional<StripAtlas::Place> StripAtlas::find(std::int32_t id, std::uint64_t frame) {
  const auto found = images_.find(id);
  if (found == images_.end()) return std::nullopt;
  std::uint64_t& used = strips_[found->second.strip].used;
  used = std::max(used, frame);
  return found->second.place;
}

std::optional<StripAtlas::Place> StripAtlas::add(std::int32_t id, int width, int height,
                                                 std::uint64_t frame) {
  const int strip_height = height_class(height);
  if (width <= 0 || height <= 0 || width > page_width_ || strip_height > page_height_) {
    return std::nullopt;
  }
  auto strip = strip_with_room(width, strip_height);
  if (!strip) strip = new_strip(strip_height);
  if (!strip) {
    strip = oldest_strip(strip_height, frame);
    if (strip) empty(strips_[*strip]);
  }
  if (!strip && clear_oldest_page(frame)) strip = new_strip(strip_height);
  if (!strip) return std::nullopt;
  return put(*strip, id, width, frame);
}

void StripAtlas::clear() {
  pages_.clear();
  strips_.clear();
  images_.clear();
}

StripAtlas::Place StripAtlas::put(std::size_t index, std::int32_t id, int width,
                                  std::uint64_t frame) {
  Strip& strip = strips_[index];
  const Place place{strip.page, strip.next_x, strip.y};
  strip.next_x += width;
  strip.used = frame;
  strip.ids.push_back(id);
  images_[id] = Image{place, index};
  return place;
}

std::optional<std::size_t> StripAtlas::strip_with_room(int width, int height) const {
  for (std::size_t i = 0; i < strips_.size(); ++i) {
    if (strips_[i].height == height && strips_[i].next_x + width <= page_width_) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> StripAtlas::new_strip(int height) {
  auto page = std::find_if(pages_.begin(), pages_.end(), [&](const Page& candidate) {
    return candidate.next_y + height <= page_height_;
  });
  if (page == pages_.end()) {
    if (page_count() >= max_pages_) return std::nullopt;
    page = pages_.insert(pages_.end(), Page{});
  }
  Strip strip;
  strip.page = static_cast<int>(page - pages_.begin());
  strip.y = page->next_y;
  strip.height = height;
  page->next_y += height;
  strips_.push_back(std::move(strip));
  return strips_.size() - 1;
}

std::optional<std::size_t> StripAtlas::oldest_strip(int height, std::uint64_t frame) const {
  std::optional<std::size_t> oldest;
  for (std::size_t i = 0; i < strips_.size(); ++i) {
    const Strip& strip = strips_[i];
    if (strip.height != height || strip.used >= frame) continue;
    if (!oldest || strip.used < strips_[*oldest].used) oldest = i;
  }
  return oldest;
}

// When no strip of the wanted height can go, a whole page is cut anew.
bool StripAtlas::clear_oldest_page(std::uint64_t frame) {
  int oldest = -1;
  std::uint64_t oldest_use = frame;
  for (int page = 0; page < page_count(); ++page) {
    std::uint64_t last_use = 0;
    for (const Strip& strip : strips_) {
      if (strip.page == page) last_use = std::max(last_use, strip.used);
    }
    if (last_use < oldest_use) {
      oldest = page;
      oldest_use = last_use;
    }
  }
  if (oldest < 0) return false;

  std::vector<Strip> kept;
  for (Strip& strip : strips_) {
    if (strip.page == oldest) {
      empty(strip);
    } else {
      for (const std::int32_t id : strip.ids) images_[id].strip = kept.size();
      kept.push_back(std::move(strip));
    }
  }
  strips_ = std::move(kept);
  pages_[static_cast<std::size_t>(oldest)].next_y = 0;
  return true;
}

void StripAtlas::empty(Strip& strip) {
  for (const std::int32_t id : strip.ids) images_.erase(id);
  strip.ids.clear();
  strip.next_x = 0;
}

}  // namespace palaver::text
