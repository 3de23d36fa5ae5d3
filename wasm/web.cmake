# The WebAssembly program and the folder that is served: build/web/dist with index.html as it lies in the
# source folder, the program beside it, and everything compressed.

# Dear ImGui without its own rasteriser and font: both loaders it knows are replaced by label_font.cpp.
target_compile_definitions(palaver_imgui PUBLIC IMGUI_DISABLE_DEFAULT_FONT IMGUI_ENABLE_FREETYPE)
target_compile_options(palaver_imgui PRIVATE -fno-exceptions -fno-rtti)
target_compile_options(palaver_screens PRIVATE -fno-exceptions)
# What is downloaded is made small; it is fast enough by far.
foreach(part palaver_core palaver_imgui palaver_screens)
  target_compile_options(${part} PRIVATE $<$<CONFIG:Release,MinSizeRel>:-Oz>)
endforeach()

set(dist "${PROJECT_BINARY_DIR}/dist")
set(js_libraries
  "${CMAKE_CURRENT_SOURCE_DIR}/browser/collect.js"
  "${CMAKE_CURRENT_SOURCE_DIR}/browser/page.js"
  "${CMAKE_CURRENT_SOURCE_DIR}/browser/rows.js"
  "${CMAKE_CURRENT_SOURCE_DIR}/browser/websocket.js")

add_library(palaver_client OBJECT
  app/app.cpp
  app/identity.cpp
  app/main.cpp
  app/painter.cpp
  browser/collect.cpp
  browser/label_font.cpp
  browser/page.cpp
  browser/renderer.cpp
  browser/socket.cpp)
target_link_libraries(palaver_client PUBLIC palaver::screens PRIVATE palaver_warnings)
target_compile_options(palaver_client PRIVATE -fno-exceptions $<$<CONFIG:Release,MinSizeRel>:-Oz>)

# All link flags. The script is made without a page: ours is index.html.
function(palaver_link_for_browser target)
  target_link_libraries(${target} PRIVATE palaver_client)
  foreach(library IN LISTS js_libraries)
    target_link_options(${target} PRIVATE "SHELL:--js-library ${library}")
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${library}")
  endforeach()
  target_link_options(${target} PRIVATE
    $<$<CONFIG:Release,MinSizeRel>:-Oz>
    -fno-exceptions
    -sENVIRONMENT=web
    -sFILESYSTEM=0
    -sMIN_WEBGL_VERSION=2
    -sMAX_WEBGL_VERSION=2
    -sALLOW_MEMORY_GROWTH=1
    -sMALLOC=emmalloc
    -sEXPORTED_FUNCTIONS=_main,_malloc,_free
    ${ARGN})
  set_target_properties(${target} PROPERTIES SUFFIX .js)
endfunction()

file(GENERATE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/empty.cpp" CONTENT "")

add_executable(palaver_served "${CMAKE_CURRENT_BINARY_DIR}/empty.cpp")
set_target_properties(palaver_served PROPERTIES OUTPUT_NAME palaver)
palaver_link_for_browser(palaver_served)

# For the page opened from disk, which may not fetch.
add_executable(palaver_embedded "${CMAKE_CURRENT_BINARY_DIR}/empty.cpp")
set_target_properties(palaver_embedded PROPERTIES OUTPUT_NAME palaver.embedded)
palaver_link_for_browser(palaver_embedded -sSINGLE_FILE=1)

# Files reach the folder by being copied, so that a failed link leaves what was there, whole.
set(copies)
function(palaver_copy from file depends)
  add_custom_command(OUTPUT "${dist}/${file}"
    COMMAND ${CMAKE_COMMAND} -E copy "${from}" "${dist}/${file}"
    DEPENDS ${depends} VERBATIM)
  set(copies ${copies} "${dist}/${file}" PARENT_SCOPE)
endfunction()

# The page's own files, as they are.
set(page_files index.html web/boot.js web/icon.svg web/style.css)
foreach(file IN LISTS page_files)
  palaver_copy("${PROJECT_SOURCE_DIR}/${file}" ${file} "${PROJECT_SOURCE_DIR}/${file}")
endforeach()
# The link of the served program makes both: the script and the WebAssembly.
palaver_copy("$<TARGET_FILE:palaver_served>" palaver.js palaver_served)
palaver_copy("$<TARGET_FILE_DIR:palaver_served>/palaver.wasm" palaver.wasm palaver_served)
palaver_copy("$<TARGET_FILE:palaver_embedded>" palaver.embedded.js palaver_embedded)

# Compressed twins of everything that is served.
find_program(PALAVER_BROTLI brotli NO_CMAKE_FIND_ROOT_PATH)
find_program(PALAVER_GZIP gzip NO_CMAKE_FIND_ROOT_PATH)
if(NOT PALAVER_BROTLI)
  message(WARNING "brotli is not installed: the client is served uncompressed to browsers that ask for it")
endif()
set(compressed)
function(palaver_compress file)
  if(PALAVER_BROTLI)
    add_custom_command(OUTPUT "${dist}/${file}.br"
      COMMAND ${PALAVER_BROTLI} -q 11 -f -k -o "${dist}/${file}.br" "${dist}/${file}"
      DEPENDS "${dist}/${file}" VERBATIM)
    list(APPEND compressed "${dist}/${file}.br")
  endif()
  if(PALAVER_GZIP)
    add_custom_command(OUTPUT "${dist}/${file}.gz"
      COMMAND ${PALAVER_GZIP} -9 -n -f -k "${dist}/${file}"
      DEPENDS "${dist}/${file}" VERBATIM)
    list(APPEND compressed "${dist}/${file}.gz")
  endif()
  set(compressed "${compressed}" PARENT_SCOPE)
endfunction()
foreach(file IN LISTS page_files ITEMS palaver.js palaver.wasm)
  palaver_compress(${file})
endforeach()

add_custom_target(palaver_web ALL DEPENDS ${copies} ${compressed})
