# Compiler options of our own code, as INTERFACE targets that our targets link PRIVATE: what we build
# with never reaches the dependencies.

add_library(palaver_warnings INTERFACE)
target_compile_options(palaver_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
  $<$<BOOL:${PALAVER_WARNINGS_AS_ERRORS}>:-Werror>)

# Linked PUBLIC by the libraries so that every part of a program agrees on the sanitizers.
add_library(palaver_sanitizers INTERFACE)
if(PALAVER_SANITIZE)
  target_compile_options(palaver_sanitizers INTERFACE
    -fsanitize=${PALAVER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(palaver_sanitizers INTERFACE -fsanitize=${PALAVER_SANITIZE})
endif()

# The whole project is included from its root: #include "core/framing/frame_parser.h".
add_library(palaver_root INTERFACE)
target_include_directories(palaver_root INTERFACE "${PROJECT_SOURCE_DIR}")
