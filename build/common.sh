# Sourced by the scripts of this project: where things are, how we speak, how we stop.
set -euo pipefail

Root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
Cache=${ANDAMENTO_CACHE:-$Root/.cache}
export ANDAMENTO_CACHE=$Cache
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf '\033[36m==>\033[0m %s\n' "$*" >&2; }

fail() {
  printf '\033[31merror:\033[0m %s\n' "$*" >&2
  exit 1
}

need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is not on the PATH. $2"; }

# debian PACKAGE COMMAND: installs what a bare Debian lacks, where we may; else says what to install.
debian() {
  if command -v "$2" >/dev/null 2>&1; then return; fi
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    fail "$2 is not on the PATH. Install it, on Debian: sudo apt-get install $1"
  fi
  say "Installing the Debian package $1"
  quietly "$Root/artifacts/logs/apt.log" apt-get update
  quietly "$Root/artifacts/logs/apt.log" apt-get install -y --no-install-recommends "$1"
}

# quietly LOG COMMAND...: runs with its output in a file, and shows the file only when the command fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    fail "'$*' failed; the whole output is in $log"
  fi
}

check_sdk() {
  need dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
  (cd "$Root" && dotnet --version >/dev/null 2>&1) ||
    fail "This .NET SDK is not the one global.json asks for. Install .NET 10: https://dotnet.microsoft.com/download"
}

# One answer for the whole build: what build/Engine.props would say.
engine() {
  if [ -n "${ENGINE:-}" ]; then echo "$ENGINE"; return; fi
  sed -n 's:.*<DetectedEngine>\(.*\)</DetectedEngine>.*:\1:p' "$Root/.cache/feed.props" 2>/dev/null | grep . || echo orleans
}

onnxruntime() {
  if [ -n "${ONNXRUNTIME:-}" ]; then echo "$ONNXRUNTIME"; return; fi
  sed -n 's:.*<DetectedOnnxRuntime>\(.*\)</DetectedOnnxRuntime>.*:\1:p' "$Root/.cache/feed.props" 2>/dev/null | grep . || echo nuget
}

# Everything that a build or a run needs and a clone does not have. Quiet when there is nothing to do.
set_up() {
  check_sdk
  "$Root/build/detect-feed"
  [ "$(onnxruntime)" = nuget ] || "$Root/build/setup-onnxruntime"
  "$Root/build/setup-models"
}
