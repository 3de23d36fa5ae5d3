# Tests of the client's screens, drawn natively without a browser.
list(APPEND wasm_tests
  wasm/avatar_test.cpp
  wasm/chat_layout_test.cpp
  wasm/chat_screen_test.cpp
  wasm/entries_test.cpp
  wasm/line_images_test.cpp
  wasm/palette_test.cpp
  wasm/strip_atlas_test.cpp
  wasm/timeline_test.cpp
  wasm/unread_test.cpp)
