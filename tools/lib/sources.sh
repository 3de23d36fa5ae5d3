# shellcheck shell=bash
# Debian source packages through the ordinary apt client, unpacked into .deps/. The machine's own apt
# configuration is read for its mirror and left as it is: lists, caches and the sources list used here
# are all below .cache/apt. Needs common.sh and packages.sh.
# shellcheck disable=SC2154

apt_dir="$root/.cache/apt"
deps_dir="$root/.deps"
apt_options=(
  -qq
  -oDir::Etc::sourcelist="$apt_dir/sources.list"
  -oDir::Etc::sourceparts=/dev/null
  -oDir::State::Lists="$apt_dir/lists"
  -oDir::Cache="$apt_dir/cache"
  -oAPT::Sandbox::User=
  # A mirror that lags behind is as good: what is taken from it is pinned by hash.
  -oAcquire::Check-Valid-Until=false
)

is_unpacked() {  # NAME SHA256
  [[ -f "$deps_dir/$1/.sha256" && $(<"$deps_dir/$1/.sha256") == "$2" ]]
}

has_hash() {  # FILE SHA256
  [[ -f $1 && $(sha256sum <"$1") == "$2 "* ]]
}

# The mirrors that this machine takes Debian from, one a line. Archives of security updates hold no
# other packages. Origins are known only once the package lists were fetched.
debian_mirrors() {
  local all
  # apt fills in the $(...) itself.
  # shellcheck disable=SC2016
  all=$(apt-get indextargets --format '$(LABEL)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | sort -u)
  grep '^Debian|' <<<"$all" | cut -d'|' -f2 ||
    cut -d'|' -f2 <<<"$all" | grep -v security
}

# Fetches the source index of one suite. Quiet when the mirror does not have it: the next suite may do.
fetch_index() {  # MIRROR SUITE
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg options=""
  [[ -f $keyring ]] && options="[signed-by=$keyring] "
  rm -rf "$apt_dir/lists" "$apt_dir/cache"
  mkdir -p "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial"
  printf 'deb-src %s%s %s main\n' "$options" "$1" "$2" >"$apt_dir/sources.list"
  apt-get "${apt_options[@]}" update >"$apt_dir/update.log" 2>&1
}

# The newest version in the fetched index whose tarball has the hash.
version_with_hash() {  # NAME SHA256
  apt-cache "${apt_options[@]}" showsrc "$1" 2>/dev/null |
    awk -v RS= -v hash="$2" 'index($0, hash) && match($0, /\nVersion: [^\n]+/) {
      print substr($0, RSTART + 10, RLENGTH - 10); exit }'
}

# Leaves the tarball as .cache/apt/NAME.orig. Gives 1 when the index does not carry it.
download_tarball() {  # NAME SHA256
  local version file
  version=$(version_with_hash "$1" "$2")
  [[ -n $version ]] || return 1
  rm -rf "$apt_dir/download"
  mkdir -p "$apt_dir/download"
  (cd "$apt_dir/download" &&
    apt-get "${apt_options[@]}" source --download-only --tar-only "$1=$version") >"$apt_dir/$1.log" 2>&1 ||
    { tail -n 20 "$apt_dir/$1.log" >&2; return 1; }
  for file in "$apt_dir"/download/*.orig.tar.*; do
    if has_hash "$file" "$2"; then
      mv "$file" "$apt_dir/$1.orig"
      return 0
    fi
    say "$1: $(basename "$file") does not have the pinned SHA-256 $2"
  done
  return 1
}

# Unpacks beside the final place and then renames, so that a broken run leaves no half folder.
unpack_tarball() {  # NAME SHA256
  local new="$deps_dir/.new-$1-$$" old="$deps_dir/.old-$1-$$"
  rm -rf "$new"
  mkdir -p "$new"
  tar -xf "$apt_dir/$1.orig" --strip-components=1 -C "$new"
  printf '%s\n' "$2" >"$new/.sha256"
  if [[ -e "$deps_dir/$1" ]]; then mv -T "$deps_dir/$1" "$old"; fi
  mv -T "$new" "$deps_dir/$1"
  rm -rf "$old"
}

# Two runs at a time take turns.
fetch_source_packages() {
  mkdir -p "$apt_dir"
  exec 9>"$apt_dir/lock"
  flock 9
  local row name version hash variable mirror suite
  local -a missing=() left
  local -a indexed=() unread=()
  for row in "${source_packages[@]}"; do
    IFS='|' read -r name version hash variable <<<"$row"
    if [[ -n ${!variable:-} ]]; then continue; fi
    if is_unpacked "$name" "$hash"; then continue; fi
    if has_hash "$apt_dir/$name.orig" "$hash"; then
      unpack_tarball "$name" "$hash"
      continue
    fi
    missing+=("$row")
  done
  ((${#missing[@]} == 0)) && return 0

  say "fetching the sources of $(printf '%s\n' "${missing[@]}" | sed 's/|/ /; s/|.*//' | paste -sd, | sed 's/,/, /g')..."
  for mirror in $(debian_mirrors); do
    for suite in "${source_suites[@]}"; do
      ((${#missing[@]} == 0)) && break 2
      if ! fetch_index "$mirror" "$suite"; then
        unread+=("$suite: $(tail -n 1 "$apt_dir/update.log")")
        continue
      fi
      indexed+=("$suite")
      left=()
      for row in "${missing[@]}"; do
        IFS='|' read -r name version hash variable <<<"$row"
        if download_tarball "$name" "$hash"; then
          unpack_tarball "$name" "$hash"
        else
          left+=("$row")
        fi
      done
      missing=("${left[@]+"${left[@]}"}")
    done
  done
  rm -rf "$apt_dir/lists" "$apt_dir/cache" "$apt_dir/download"
  ((${#missing[@]} == 0)) && return 0

  for row in "${unread[@]+"${unread[@]}"}"; do say "could not read the package index of $row"; done
  for row in "${missing[@]}"; do
    IFS='|' read -r name version hash variable <<<"$row"
    say "$name $version: the source tarball with SHA-256 $hash"
    say "  is not served, or no longer, in the Debian suites that could be read: ${indexed[*]:-none}."
    say "  Get the upstream release $version yourself and name its folder in the CMake variable"
    say "  $variable, here or with -D: $variable=/path/to/$name tools/run"
  done
  return 1
}
