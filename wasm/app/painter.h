// Everything between "what is there to see" and pixels: Dear ImGui, the renderer, the collector of
// what the page laid out. Main thread only.
#pragma once

#include "wasm/browser/collect.h"
#include "wasm/browser/renderer.h"
#include "wasm/screens/chat_screen.h"
#include "wasm/screens/chat_view.h"
#include "wasm/text/line_images.h"

namespace palaver::app {

// The canvas in both units.
struct CanvasSize {
  float width = 0;  // CSS pixels
  float height = 0;
  int device_width = 0;
  int device_height = 0;

  float scale() const { return width > 0 ? static_cast<float>(device_width) / width : 1.0F; }
  bool operator==(const CanvasSize&) const = default;
};

class Painter {
 public:
  Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  // False where there is no WebGL 2.
  bool create();
  browser::Renderer& renderer() { return renderer_; }

  // Theme or fonts are others.
  void forget_text() { collector_.forget(); }
  // The context is there again, with nothing in it.
  void restore();

  // The page's elements are where `layout` wants them.
  void paint(const screens::ChatView& view, const screens::ChatLayout& layout,
             const screens::Palette& palette, const CanvasSize& size);

  std::uint64_t lines_drawn() const { return images_.drawn(); }

 private:
  browser::Renderer renderer_;
  browser::Collector collector_;
  browser::BrowserLineDrawer drawer_;
  text::LineImages images_{drawer_};
  screens::LabelFonts fonts_;
  float scale_ = 0;
  struct {
    std::size_t log, people, self, state, alert, settings;
  } regions_{};
};

}  // namespace palaver::app
