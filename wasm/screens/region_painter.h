// Paints what the page laid out: its boxes, on whole device pixels, and its lines on top of them.
// To be called while a frame is drawn.
#pragma once

#include <imgui.h>

#include "wasm/screens/palette.h"
#include "wasm/text/laid_out.h"
#include "wasm/text/line_images.h"

namespace palaver::screens {

// `scale`: device pixels per CSS pixel.
void paint_region(ImDrawList& list, const text::Region& region, const Palette& palette, float scale,
                  text::LineImages& images);

}  // namespace palaver::screens
