// Images of text lines for the painter: drawn by the browser when a line is first seen, kept in a
// StripAtlas as long as there is room. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "wasm/text/laid_out.h"
#include "wasm/text/strip_atlas.h"

namespace palaver::text {

// The part of a line's image that has ink, in device pixels. `left` and `top` are relative to the
// device pixel that the line's left edge falls into and to its baseline.
struct Ink {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

// Whoever can draw a line: the browser, or a test.
class LineDrawer {
 public:
  virtual ~LineDrawer() = default;
  // Draws the line and keeps the picture until the next draw(). Empty when the line is not known or
  // has no ink.
  virtual Ink draw(std::int32_t line_id, float scale) = 0;
  // Copies the last picture to a place in a page; the page is made when it is new.
  virtual void store(const StripAtlas::Place& place, const Ink& ink) = 0;
  // The texture of a page, as Dear ImGui takes it.
  virtual std::uint64_t texture(int page) = 0;
  // The textures are gone, or all their contents void.
  virtual void forget() = 0;
};

// A picture and where it goes, in CSS pixels.
struct LineImage {
  std::uint64_t texture = 0;
  Rect place;
  float u0 = 0, v0 = 0, u1 = 0, v1 = 0;
};

class LineImages {
 public:
  // Pages of this size hold any line of up to 4096 device pixels; four are several screens' worth
  // of text at scale 2, in 64 MiB of texture memory.
  static constexpr int kPageWidth = 4096;
  static constexpr int kPageHeight = 1024;
  static constexpr int kMaxPages = 4;

  // `drawer` outlives this object.
  explicit LineImages(LineDrawer& drawer);

  // Starts a frame; pictures used in it stay until the next. `scale` is device per CSS pixels;
  // another one than before makes all pictures void.
  void begin_frame(float scale);

  // The picture of a line; nothing when it has no ink or there is no room left in this frame.
  std::optional<LineImage> get(const Line& line);

  // All pictures are void: lost context.
  void forget();

  // Pictures drawn so far: what scrolling back over seen lines must not change.
  std::uint64_t drawn() const { return drawn_; }

 private:
  LineDrawer& drawer_;
  StripAtlas atlas_;
  std::unordered_map<std::int32_t, Ink> inks_;
  std::uint64_t frame_ = 0;
  std::uint64_t drawn_ = 0;
  float scale_ = 0;
};

}  // namespace palaver::text
