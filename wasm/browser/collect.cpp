#include "wasm/browser/collect.h"

#include <GLES3/gl3.h>

#include <cstring>

extern "C" {
// collect.js
void palaver_collect_region(const char* root, std::size_t root_bytes, const char* list,
                            std::size_t list_bytes);
void palaver_collect_forget();
int palaver_collect(std::int32_t* out, int capacity_words, float scale);
void palaver_line_draw(std::int32_t id, float scale, palaver::text::Ink* out);
void palaver_line_store(std::uint32_t texture, int x, int y, int width, int height);
}

namespace palaver::browser {

namespace {

constexpr std::size_t kHeaderWords = 6;
constexpr std::size_t kBoxWords = sizeof(text::Box) / 4;
constexpr std::size_t kLineWords = sizeof(text::Line) / 4;
constexpr std::size_t kFirstCapacity = 4096;

}  // namespace

std::size_t Collector::add_region(std::string_view root, std::string_view list) {
  palaver_collect_region(root.data(), root.size(), list.data(), list.size());
  return count_++;
}

void Collector::collect(float scale) {
  if (words_.empty()) words_.resize(kFirstCapacity);
  int used = palaver_collect(words_.data(), static_cast<int>(words_.size()), scale);
  while (static_cast<std::size_t>(used) > words_.size()) {
    words_.resize(static_cast<std::size_t>(used) * 2);
    used = palaver_collect(words_.data(), static_cast<int>(words_.size()), scale);
  }
  regions_.assign(count_, text::Region{});
  std::size_t at = 0;
  for (text::Region& region : regions_) {
    const auto boxes = static_cast<std::size_t>(words_[at]);
    const auto lines = static_cast<std::size_t>(words_[at + 1]);
    std::memcpy(&region.clip, &words_[at + 2], sizeof(region.clip));
    at += kHeaderWords;
    region.boxes = {reinterpret_cast<const text::Box*>(&words_[at]), boxes};
    at += boxes * kBoxWords;
    region.lines = {reinterpret_cast<const text::Line*>(words_.data() + at), lines};
    at += lines * kLineWords;
  }
}

void Collector::forget() {
  palaver_collect_forget();
}

text::Ink BrowserLineDrawer::draw(std::int32_t line_id, float scale) {
  text::Ink ink;
  palaver_line_draw(line_id, scale, &ink);
  return ink;
}

void BrowserLineDrawer::store(const text::StripAtlas::Place& place, const text::Ink& ink) {
  const auto page = static_cast<std::size_t>(place.page);
  while (textures_.size() <= page) {
    std::uint32_t texture = 0;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, text::LineImages::kPageWidth,
                   text::LineImages::kPageHeight);
    // Pictures are made for their device pixels; nothing is scaled.
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    textures_.push_back(texture);
  }
  palaver_line_store(textures_[page], place.x, place.y, ink.width, ink.height);
}

std::uint64_t BrowserLineDrawer::texture(int page) {
  return textures_[static_cast<std::size_t>(page)];
}

// The textures stay: their contents are written over.
void BrowserLineDrawer::forget() {}

}  // namespace palaver::browser
