# shellcheck shell=bash
# What the tools share: where the project is, how they speak, how a long step runs quietly.
# Source it; it sets `root` and changes nothing else.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# A line for people. Standard output belongs to the programs that the tools start.
say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$(basename "$0"): $*"
  exit 1
}

# quietly NAME COMMAND...: runs the command with its output in build/logs/NAME.log, which is shown only
# when the command fails. Gives the command's exit code.
quietly() {
  local log="$root/build/logs/$1.log" code=0
  shift
  mkdir -p "$root/build/logs"
  "$@" >"$log" 2>&1 </dev/null || code=$?
  if ((code != 0)); then
    say "failed: $*"
    tail -n 200 "$log" >&2
    say "the whole output is in ${log#"$root"/}"
  fi
  return "$code"
}

# Prints the comment at the top of a tool: its manual.
print_manual() {  # FILE
  sed -n '2,/^[^#]/{/^# shellcheck/d; s/^# \{0,1\}//p}' "$1"
}
