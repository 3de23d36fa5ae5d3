# Where the dependencies come from.
#
# Dear ImGui and Catch2 are FetchContent declarations whose default is the upstream repository. Where
# tools/deps has unpacked Debian's source packages into .deps/ those are taken instead, and nothing is
# downloaded. FETCHCONTENT_SOURCE_DIR_IMGUI and FETCHCONTENT_SOURCE_DIR_CATCH2 name checkouts of your own.

include(FetchContent)

foreach(dependency IMGUI CATCH2)
  string(TOLOWER ${dependency} folder)
  if(NOT FETCHCONTENT_SOURCE_DIR_${dependency} AND EXISTS "${PROJECT_SOURCE_DIR}/.deps/${folder}/LICENSE.txt")
    set(FETCHCONTENT_SOURCE_DIR_${dependency} "${PROJECT_SOURCE_DIR}/.deps/${folder}" CACHE PATH
        "Checkout of ${folder} to build from" FORCE)
  endif()
endforeach()

FetchContent_Declare(imgui
  GIT_REPOSITORY https://github.com/ocornut/imgui.git
  GIT_TAG v1.92.2b
  GIT_SHALLOW ON)
FetchContent_Declare(catch2
  GIT_REPOSITORY https://github.com/catchorg/Catch2.git
  GIT_TAG v3.7.1
  GIT_SHALLOW ON
  SYSTEM)
FetchContent_Declare(nlohmann_json
  GIT_REPOSITORY https://github.com/nlohmann/json.git
  GIT_TAG v3.11.2
  GIT_SHALLOW ON)

# Dear ImGui has no CMake project of its own: this gives imgui_SOURCE_DIR.
function(palaver_fetch_imgui)
  FetchContent_GetProperties(imgui)
  if(NOT imgui_POPULATED)
    FetchContent_Populate(imgui)
  endif()
  set(imgui_SOURCE_DIR "${imgui_SOURCE_DIR}" PARENT_SCOPE)
endfunction()

# nlohmann_json is a header-only package of the distribution. The header folder alone is linked into
# the build folder, so that a cross compiler sees none of the host's other headers.
add_library(palaver_json INTERFACE)
find_path(PALAVER_JSON_INCLUDE_DIR nlohmann/json.hpp
  PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH)
if(PALAVER_JSON_INCLUDE_DIR)
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/include")
  file(CREATE_LINK "${PALAVER_JSON_INCLUDE_DIR}/nlohmann" "${PROJECT_BINARY_DIR}/include/nlohmann" SYMBOLIC)
  target_include_directories(palaver_json SYSTEM INTERFACE "${PROJECT_BINARY_DIR}/include")
else()
  FetchContent_MakeAvailable(nlohmann_json)
  target_link_libraries(palaver_json INTERFACE nlohmann_json::nlohmann_json)
endif()
# Errors are values: parse(text, nullptr, false), find(), is_*(), get_ptr(). With exceptions off any
# other misuse aborts, natively and as WASM alike.
target_compile_definitions(palaver_json INTERFACE JSON_USE_IMPLICIT_CONVERSIONS=0)
