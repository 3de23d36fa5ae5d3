#include "wasm/text/line_images.h"

#include <cmath>

namespace palaver::text {

namespace {

// Ink of lines that are no longer in the atlas is forgotten beyond this many.
constexpr std::size_t kInksKept = 8192;

}  // namespace

LineImages::LineImages(LineDrawer& drawer)
    : drawer_(drawer), atlas_(kPageWidth, kPageHeight, kMaxPages) {}

void LineImages::begin_frame(float scale) {
  ++frame_;
  if (scale != scale_) {
    scale_ = scale;
    forget();
  }
  if (inks_.size() > kInksKept) forget();
}

std::optional<LineImage> LineImages::get(const Line& line) {
  auto place = atlas_.find(line.id, frame_);
  Ink ink;
  if (place) {
    ink = inks_[line.id];
  } else {
    const auto known = inks_.find(line.id);
    if (known != inks_.end() && known->second.width == 0) return std::nullopt;  // no ink in it
    ink = drawer_.draw(line.id, scale_);
    ++drawn_;
    inks_[line.id] = ink;
    if (ink.width == 0) return std::nullopt;
    place = atlas_.add(line.id, ink.width, ink.height, frame_);
    if (!place) return std::nullopt;
    drawer_.store(*place, ink);
  }
  LineImage image;
  image.texture = drawer_.texture(place->page);
  // The fraction of x is in the picture already; y goes to whole device pixels, else text blurs.
  image.place.x = (std::floor(line.x * scale_) + static_cast<float>(ink.left)) / scale_;
  image.place.y = (std::round(line.baseline * scale_) + static_cast<float>(ink.top)) / scale_;
  image.place.w = static_cast<float>(ink.width) / scale_;
  image.place.h = static_cast<float>(ink.height) / scale_;
  image.u0 = static_cast<float>(place->x) / kPageWidth;
  image.v0 = static_cast<float>(place->y) / kPageHeight;
  image.u1 = static_cast<float>(place->x + ink.width) / kPageWidth;
  image.v1 = static_cast<float>(place->y + ink.height) / kPageHeight;
  return image;
}

void LineImages::forget() {
  atlas_.clear();
  inks_.clear();
  drawer_.forget();
}

}  // namespace palaver::text
