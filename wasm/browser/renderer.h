// Dear ImGui's draw data on WebGL 2. Never asks the context for its state: such questions wait for
// the GPU and cost more than all of our own work in a frame. Main thread only.
#pragma once

#include <imgui.h>

#include <cstdint>

namespace palaver::browser {

class Renderer {
 public:
  // Makes the context on #canvas. False where there is no WebGL 2.
  bool create();
  // Shaders and buffers, anew after a lost context; textures of Dear ImGui are asked for again.
  void create_objects();

  // `on_lost` and `on_restored` are called by the browser; `user` is handed to them.
  void watch_context(void (*on_lost)(void* user), void (*on_restored)(void* user), void* user);

  void render(ImDrawData& data, int device_width, int device_height);

 private:
  void update_texture(ImTextureData& texture);
  void set_up(const ImDrawData& data, int device_width, int device_height);

  int context_ = 0;
  std::uint32_t program_ = 0;
  std::int32_t projection_ = 0;
  std::uint32_t vertices_ = 0;
  std::uint32_t indices_ = 0;
  std::uint32_t layout_ = 0;
};

}  // namespace palaver::browser
