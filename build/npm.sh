# Sourced by the set-up scripts, after common.sh: published npm packages as a source of files.

# npm_package NAME VERSION SHA256 FOLDER [MEMBER...]: fetches one package, checks it, unpacks it (or these members) in FOLDER.
npm_package() {
  local name=$1 version=$2 checksum=$3 folder=$4 archive
  shift 4
  need npm "Install Node.js: https://nodejs.org"
  # npm looks for settings in the folder it runs in: there are none in this one.
  archive=$(cd "$folder" && npm pack "$name@$version" --silent 2>"$folder/npm.log" | tail -n 1) ||
    fail "npm could not fetch $name@$version: $(grep -m1 'npm error' "$folder/npm.log" || tail -n 1 "$folder/npm.log")"
  check_sha256 "$folder/$archive" "$checksum" "$name@$version"
  tar -xzf "$folder/$archive" -C "$folder" "$@" || fail "$name@$version could not be unpacked in $folder. Is the disk full?"
  rm "$folder/$archive"
}

sha256() { if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }

check_sha256() { # FILE SHA256 WHAT
  local found
  found=$(sha256 "$1")
  [ "$found" = "$2" ] || fail "$3 is not what was expected: its SHA-256 is $found, not $2. Nothing was installed."
}

# put_in_place READY HOME: by renaming, so that HOME is whole or absent, also when two set-ups run at once.
put_in_place() {
  mkdir -p "$(dirname "$2")"
  [ ! -e "$2" ] || mv "$2" "$1.old"
  if mv --version >/dev/null 2>&1; then
    mv -T "$1" "$2" || [ -d "$2" ] # the other one was quicker: it put the same here
  else
    mv "$1" "$2"
  fi
}
