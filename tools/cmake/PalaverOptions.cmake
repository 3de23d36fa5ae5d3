# Compiler options of our own code, as INTERFACE targets that our targets link PRIVATE: what we build
# with never reaches the dependencies.

add_library(palaver_warnings INTERFACE)
target_compile_options(palaver_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
  # gcc 12 sees overlapping copies in "text" + std::string where there are none (its bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  # gcc 14 takes the moved-from alternatives of a std::variant for uninitialised; the sanitizers know better.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<BOOL:${PALAVER_WARNINGS_AS_ERRORS}>:-Werror>)

# Linked PUBLIC by the libraries so that every part of a program agrees on the sanitizers. With -O1 they
# build in half the time, and the stacks they print can be read.
add_library(palaver_sanitizers INTERFACE)
if(PALAVER_SANITIZE)
  target_compile_options(palaver_sanitizers INTERFACE
    -fsanitize=${PALAVER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -g1)
  target_link_options(palaver_sanitizers INTERFACE -fsanitize=${PALAVER_SANITIZE})
  if(PALAVER_SANITIZE MATCHES "undefined")
    # Its check of a call's object opens a pipe, and takes having no descriptor left, which a test brings
    # about, for a broken object.
    target_compile_options(palaver_sanitizers INTERFACE -fno-sanitize=vptr)
  endif()
endif()

# The whole project is included from its root: #include "core/framing/frame_parser.h".
add_library(palaver_root INTERFACE)
target_include_directories(palaver_root INTERFACE "${PROJECT_SOURCE_DIR}")
