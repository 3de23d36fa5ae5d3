// Lines of one size, drawn by nobody: for tests of what handles their pictures.
#pragma once

#include <algorithm>
#include <cstdint>

#include "wasm/text/line_images.h"

namespace palaver::text {

class FakeLineDrawer : public LineDrawer {
 public:
  static constexpr int kWidth = 500;
  static constexpr int kHeight = 20;

  Ink draw(std::int32_t line_id, float) override {
    ++draws;
    if (line_id == blank) return {};
    return {-2, -12, kWidth, kHeight};
  }
  void store(const StripAtlas::Place& place, const Ink&) override {
    pages = std::max(pages, place.page + 1);
  }
  std::uint64_t texture(int page) override {
    return static_cast<std::uint64_t>(page) + kFirstTexture;
  }
  void forget() override {}

  static constexpr std::uint64_t kFirstTexture = 1000;
  int draws = 0;
  int pages = 0;
  std::int32_t blank = -1;  // this line has no ink
};

}  // namespace palaver::text
