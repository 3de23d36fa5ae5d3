// Dear ImGui's compile-time settings, as IMGUI_USER_CONFIG. The browser build adds its own in
// CMakeLists.txt: it brings no font, because the browser has them.
#pragma once

// A log full of bubbles has more vertices than 16 bits count, and GL ES knows no vertex offset.
#define ImDrawIdx unsigned int

#define IMGUI_USE_WCHAR32
#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_FILE_FUNCTIONS
#define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS
