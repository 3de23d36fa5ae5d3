# shellcheck shell=bash
# Configures and builds presets, doing nothing that is done already. Needs common.sh.

if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER="${CMAKE_CXX_COMPILER_LAUNCHER-ccache}"
  # Every clone of the project shares what was compiled in another one.
  export CCACHE_BASEDIR="${CCACHE_BASEDIR-$root}" CCACHE_NOHASHDIR="${CCACHE_NOHASHDIR-1}"
fi

# All that a configured build folder depends on and that the build does not watch by itself.
configuration() {  # PRESET
  printf '%s\n' "$root" "$1" "${CMAKE_CXX_COMPILER_LAUNCHER:-}" "${CXX:-}"
  printf '%s=%s\n' IMGUI "${FETCHCONTENT_SOURCE_DIR_IMGUI:-}" CATCH2 "${FETCHCONTENT_SOURCE_DIR_CATCH2:-}"
  cksum <"$root/CMakePresets.json"
}

configure() {  # PRESET
  local stamp="$root/build/$1/.configured-as" now
  local -a command=(cmake --preset "$1") variables=()
  now=$(configuration "$1")
  if [[ -f "$root/build/$1/build.ninja" && -f $stamp && $(<"$stamp") == "$now" ]]; then return 0; fi
  # A folder of another place or compiler is of no use to this one.
  if [[ -f $stamp ]]; then command+=(--fresh); fi
  if [[ $1 == web ]]; then command=(emcmake "${command[@]}"); fi
  for name in FETCHCONTENT_SOURCE_DIR_IMGUI FETCHCONTENT_SOURCE_DIR_CATCH2; do
    if [[ -n ${!name:-} ]]; then variables+=("-D$name=${!name}"); fi
  done
  (cd "$root" && "${command[@]}" "${variables[@]+"${variables[@]}"}") || return
  printf '%s\n' "$now" >"$stamp"
}

# build PRESET TARGET...: everything when no target is named.
build() {
  local preset=$1
  shift
  configure "$preset" && cmake --build "$root/build/$preset" ${1:+--target "$@"}
}

# What tools/run starts: the server and the browser client, side by side. The client's build gets a
# process group of its own, so that Control-C can end all of it.
build_what_runs() {
  local client code=0
  if [[ ! -x $root/build/release/server/palaver || ! -e $root/build/web/dist ]]; then
    say "building the server and the browser client; the first time takes a few minutes..."
  fi
  set -m
  quietly build-web build web palaver_web &
  client=$!
  set +m
  # shellcheck disable=SC2064
  trap "kill -- -$client 2>/dev/null || true" EXIT
  quietly build-release build release palaver || code=$?
  wait "$client" || code=$?
  trap - EXIT
  ((code == 0)) || fail "the build failed"
}

# node_modules/ for the end-to-end tests, when it is older than what package-lock.json asks for.
install_node_modules() {
  if [[ "$root/node_modules/.package-lock.json" -nt "$root/package-lock.json" ]]; then return 0; fi
  say "installing the node modules of the end-to-end tests..."
  (cd "$root" && quietly npm-ci npm ci --ignore-scripts) || fail "npm ci failed"
}

# The peers of tools/bench --load that are npm packages, in a folder of their own, so that nothing else has
# to load them. What is missing afterwards is left out of the tables.
install_load_peers() {
  local peers="$root/tests/bench/load/peers"
  if [[ "$peers/node_modules/.package-lock.json" -nt "$peers/package-lock.json" ]]; then return 0; fi
  say "installing the npm peers of the load generator..."
  if (cd "$peers" && quietly npm-ci-peers npm ci --ignore-scripts); then
    node "$peers/prepare.mjs" || say "uWebSockets.js could not be made ready for this system"
  else
    say "npm ci failed: the npm peers are left out"
  fi
}
