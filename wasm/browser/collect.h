// What the page has laid out, for the painter; and the browser as the one who draws lines of text.
// See collect.js. Main thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "wasm/text/laid_out.h"
#include "wasm/text/line_images.h"

namespace palaver::browser {

// Collects the visible boxes and lines of some elements.
class Collector {
 public:
  // `root`: the element's id. `list`: id of the element whose children come and go, empty for none.
  // Gives the region's number.
  std::size_t add_region(std::string_view root, std::string_view list);

  // Reads the page's layout. `scale`: device pixels per CSS pixel.
  void collect(float scale);

  // As of the last collect(); views into this object.
  text::Region region(std::size_t number) const { return regions_[number]; }

  // Theme, scale or fonts changed: every line is another one.
  void forget();

 private:
  std::size_t count_ = 0;
  std::vector<std::int32_t> words_;
  std::vector<text::Region> regions_;
};

// Lines drawn by the browser's 2D canvas, kept in WebGL textures.
class BrowserLineDrawer : public text::LineDrawer {
 public:
  text::Ink draw(std::int32_t line_id, float scale) override;
  void store(const text::StripAtlas::Place& place, const text::Ink& ink) override;
  std::uint64_t texture(int page) override;
  void forget() override;

  // The WebGL context and all its objects are gone.
  void lose_textures() { textures_.clear(); }

 private:
  std::vector<std::uint32_t> textures_;
};

}  // namespace palaver::browser
