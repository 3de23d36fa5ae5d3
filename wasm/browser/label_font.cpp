#include "wasm/browser/label_font.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>
#include <cstdio>
// Declares the loader that is Dear ImGui's default when it is built without stb_truetype.
#include <misc/freetype/imgui_freetype.h>

extern "C" {
// collect.js
void palaver_glyph_draw(unsigned character, float size, unsigned weight, float* out);
void palaver_glyph_pixels(unsigned char* out, int width, int height);
}

namespace palaver::browser {

namespace {

// As palaver_glyph_draw writes it; device pixels.
struct Glyph {
  float advance, left, top, width, height, ascent, descent;
};
static_assert(sizeof(Glyph) == 7 * 4);

float density_of(const ImFontConfig& source, const ImFontBaked& baked) {
  return source.RasterizerDensity * baked.RasterizerDensity;
}

// The weight travels in the loader's flags.
Glyph draw(const ImFontConfig& source, const ImFontBaked& baked, unsigned character) {
  Glyph glyph{};
  palaver_glyph_draw(character, baked.Size * density_of(source, baked), source.FontLoaderFlags,
                     &glyph.advance);
  return glyph;
}

bool contains(ImFontAtlas*, ImFontConfig*, ImWchar) {
  return true;
}

bool start_size(ImFontAtlas*, ImFontConfig* source, ImFontBaked* baked, void*) {
  const Glyph probe = draw(*source, *baked, 'x');
  const float height = probe.ascent + probe.descent;
  baked->Ascent = std::ceil(baked->Size * probe.ascent / height);
  baked->Descent = baked->Ascent - baked->Size;
  return true;
}

// A label's glyphs begin at whole device pixels, or their pictures blur.
float advance_of(const Glyph& glyph, float density) {
  return std::round(glyph.advance) / density;
}

// Dear ImGui wants either the glyph or its advance alone.
bool load_glyph(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*,
                ImWchar character, ImFontGlyph* out, float* advance) {
  const float density = density_of(*source, *baked);
  const Glyph glyph = draw(*source, *baked, character);
  if (advance != nullptr) {
    *advance = advance_of(glyph, density);
    return true;
  }
  out->Codepoint = character;
  out->AdvanceX = advance_of(glyph, density);
  const int width = static_cast<int>(glyph.width);
  const int height = static_cast<int>(glyph.height);
  if (width == 0) return true;
  const ImFontAtlasRectId pack = ImFontAtlasPackAddRect(atlas, width, height);
  if (pack == ImFontAtlasRectId_Invalid) return false;
  ImTextureRect* rect = ImFontAtlasPackGetRect(atlas, pack);
  atlas->Builder->TempBuffer.resize(width * height * 4);
  palaver_glyph_pixels(atlas->Builder->TempBuffer.Data, width, height);
  out->X0 = glyph.left / density;
  out->Y0 = (std::round(baked->Ascent * density) + glyph.top) / density;
  out->X1 = out->X0 + glyph.width / density;
  out->Y1 = out->Y0 + glyph.height / density;
  out->Visible = true;
  out->PackId = pack;
  ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, source, out, rect,
                                     atlas->Builder->TempBuffer.Data, ImTextureFormat_RGBA32,
                                     width * 4);
  return true;
}

const ImFontLoader& loader() {
  static const ImFontLoader instance = [] {
    ImFontLoader made;
    made.Name = "browser";
    made.FontSrcContainsGlyph = contains;
    made.FontBakedInit = start_size;
    made.FontBakedLoadGlyph = load_glyph;
    return made;
  }();
  return instance;
}

ImFont* add(const char* name, unsigned weight) {
  ImFontConfig config;
  std::snprintf(config.Name, sizeof(config.Name), "%s", name);
  config.SizePixels = 17;
  config.FontLoader = &loader();
  config.FontLoaderFlags = weight;
  return ImGui::GetIO().Fonts->AddFont(&config);
}

}  // namespace

screens::LabelFonts add_label_fonts() {
  return {add("plain", 400), add("strong", 600)};
}

}  // namespace palaver::browser

namespace ImGuiFreeType {

const ImFontLoader* GetFontLoader() {
  return &palaver::browser::loader();
}

}  // namespace ImGuiFreeType
