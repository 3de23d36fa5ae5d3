# shellcheck shell=bash
# Everything that is taken from outside: Debian packages by name, source packages by version and hash.
# tools/deps reads this file, and nothing else names a package.
# shellcheck disable=SC2034

# To build and run the program and the browser client.
run_packages=(
  g++ cmake ninja-build ccache
  emscripten nodejs
  nlohmann-json3-dev libboost-dev libcurl4-openssl-dev libssl-dev libspdlog-dev libfmt-dev libcli11-dev
  zlib1g-dev brotli
  ca-certificates dpkg-dev xz-utils git
)

# To test it: a browser with fonts for every script, the linters, npm for the end-to-end tests, Google
# Benchmark, and clang with libFuzzer.
test_packages=(
  chromium fonts-noto-core fonts-noto-color-emoji fonts-noto-cjk
  clang-format clang-tidy shellcheck
  npm
  libbenchmark-dev
  clang libclang-rt-dev
  awscli
)

# To measure it beside its peers under load: npm for those that are npm packages, a peer that is a package
# itself, io_uring, and Google Benchmark, which the preset bench asks for.
load_packages=(
  npm nats-server liburing-dev
  libbenchmark-dev
)

# To put it through a soak: npm for the clients; and what finds leaks.
soak_packages=(npm)
valgrind_packages=("${soak_packages[@]}" valgrind)

# Packages whose command may come from elsewhere: PACKAGE=COMMAND.
provided_by_command=(nodejs=node npm=npm awscli=aws)

# name|upstream version|SHA-256 of Debian's orig tarball|CMake variable that takes a checkout instead
source_packages=(
  "imgui|1.92.2b|e7bd201d56b5ee90d24d5dac85e5c12f98bdb95410252a62d27b7f89e4566d48|FETCHCONTENT_SOURCE_DIR_IMGUI"
  "catch2|3.7.1|c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c|FETCHCONTENT_SOURCE_DIR_CATCH2"
)

# Suites to look for them in, the most likely one first. Which Debian revision carries the tarball does
# not matter: its hash does.
source_suites=(sid forky trixie)
