#include "wasm/screens/chat_screen.h"

#include <imgui.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <vector>

#include "tests/wasm/fake_line_drawer.h"

namespace palaver::screens {
namespace {

// A Dear ImGui without window and graphics: frames are drawn, nobody shows them.
class Screen {
 public:
  Screen() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    ImFont* font = io.Fonts->AddFontDefault();
    fonts = {font, font};
    view.width = 1280;
    view.height = 800;
    view.connection = chat::ConnectionState::connected;
  }
  ~Screen() {
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
      texture->SetStatus(ImTextureStatus_Destroyed);
    }
    ImGui::DestroyContext();
  }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  // Draws a frame and gives it.
  const ImDrawData& draw() {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(view.width, view.height);
    io.DisplayFramebufferScale = ImVec2(scale, scale);
    io.DeltaTime = 1.0F / 60.0F;
    layout = lay_out(view);
    images.begin_frame(scale);
    ImGui::NewFrame();
    paint_chat({view, layout, page, palette, fonts, scale}, images);
    ImGui::Render();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    }
    return *ImGui::GetDrawData();
  }

  // Triangles that are drawn with a page of line images.
  static int line_triangles(const ImDrawData& data) {
    int elements = 0;
    for (const ImDrawList* list : data.CmdLists) {
      for (const ImDrawCmd& command : list->CmdBuffer) {
        if (command.GetTexID() >= text::FakeLineDrawer::kFirstTexture) {
          elements += static_cast<int>(command.ElemCount);
        }
      }
    }
    return elements / 3;
  }

  ChatView view;
  ChatLayout layout;
  PageRegions page;
  Palette palette = light_palette();
  LabelFonts fonts;
  float scale = 1;
  text::FakeLineDrawer drawer;
  text::LineImages images{drawer};
};

}  // namespace

TEST_CASE_METHOD(Screen, "Chat screen: draws in every state, size and theme", "[screens]") {
  view.connection = GENERATE(chat::ConnectionState::connected, chat::ConnectionState::connecting,
                             chat::ConnectionState::offline);
  view.width = GENERATE(1280.0F, 400.0F);
  view.side_open = GENERATE(false, true);
  palette = GENERATE(false, true) ? dark_palette() : light_palette();
  view.at_newest = false;
  view.unread = 3;
  view.settings_open = true;
  view.settings_height = 120;
  view.alert_height = 40;
  view.people = 12;
  const ImDrawData& data = draw();
  CHECK(data.Valid);
  CHECK(data.TotalVtxCount > 100);
}

TEST_CASE_METHOD(Screen, "Chat screen: nothing changed draws the same picture", "[screens]") {
  draw();
  const auto vertices = [](const ImDrawData& data) {
    std::vector<std::pair<float, float>> found;
    for (const ImDrawList* list : data.CmdLists) {
      for (const ImDrawVert& vertex : list->VtxBuffer)
        found.emplace_back(vertex.pos.x, vertex.pos.y);
    }
    return found;
  };
  const auto second = vertices(draw());
  CHECK(second == vertices(draw()));
}

TEST_CASE_METHOD(Screen, "Chat screen: every line the page laid out is painted where it lies",
                 "[screens]") {
  const std::vector<text::Line> lines = {{1, 400, 100}, {2, 400, 122}, {3, 400, 144}};
  const std::vector<text::Box> boxes = {{text::BoxKind::bubble, 386, 80, 300, 80, 0, 0}};
  page.log = {{264, 56, 1016, 660}, boxes, lines};
  CHECK(line_triangles(draw()) == 6);
  CHECK(drawer.draws == 3);
  SECTION("and is drawn no second time when the log scrolls") {
    const std::vector<text::Line> scrolled = {{2, 400, 80}, {3, 400, 102}, {4, 400, 124}};
    page.log.lines = scrolled;
    CHECK(line_triangles(draw()) == 6);
    CHECK(drawer.draws == 4);
  }
}

TEST_CASE_METHOD(Screen, "Chat screen: every kind of box is painted", "[screens]") {
  const auto kind = GENERATE(range(1, 13));
  CAPTURE(kind);
  const int before = draw().TotalVtxCount;
  const std::vector<text::Box> boxes = {
      {static_cast<text::BoxKind>(kind), 400, 100, 200, 40, 3, 3}};
  text::Region region{{264, 56, 1016, 660}, boxes, {}};
  // The connection's pill is painted by the header.
  (kind == static_cast<int>(text::BoxKind::pill) ? page.state : page.log) = region;
  CHECK(draw().TotalVtxCount > before);
}

TEST_CASE_METHOD(Screen, "Chat screen: what is hidden takes no picture of it", "[screens]") {
  const std::vector<text::Line> lines = {{1, 60, 300}};
  page.people = {{8, 96, 248, 600}, {}, lines};
  CHECK(line_triangles(draw()) == 2);
  view.width = 400;
  view.side_open = false;
  CHECK(line_triangles(draw()) == 0);
}

TEST_CASE_METHOD(Screen, "Chat screen: pointing at the ready send button changes its look",
                 "[screens]") {
  view.composer_has_text = true;
  const auto colours = [&] {
    std::vector<ImU32> found;
    for (const ImDrawList* list : draw().CmdLists) {
      for (const ImDrawVert& vertex : list->VtxBuffer) found.push_back(vertex.col);
    }
    return found;
  };
  const auto before = colours();
  view.hovered = Twin::send;
  CHECK(colours() != before);
}

}  // namespace palaver::screens
