#!/usr/bin/env bash
# Installs, upgrades and removes a stand-in for the program under wine, in a prefix of its own, and
# prints `ok: ...` for each thing that holds. On Debian: apt-get install nsis wine64
# PYTHON is one that has Pillow and PySide6.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
wine=$(command -v wine64 || echo /usr/lib/wine/wine64)
[ -x "$wine" ] || { echo "verify_setup: wine64 is missing" >&2 && exit 1; }
work=$(mktemp -d)
# A home of its own, too: wine puts the desktop there. No menus, no .NET, no browser.
export HOME=$work/home WINEPREFIX=$work/prefix WINEDEBUG=-all LC_ALL=C.UTF-8
export WINEDLLOVERRIDES='winemenubuilder.exe,mscoree,mshtml='
unset DISPLAY WAYLAND_DISPLAY
entry='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Sketchpose'
classes='HKCU\Software\Classes'
server=$(command -v wineserver || echo /usr/lib/wine/wineserver)

finish() {
  "$server" -k || true
  "$server" -w || true
  rm -rf "$work"
}
trap finish EXIT

holds() { # SENTENCE COMMAND...
  "${@:2}" || { echo "verify_setup: NOT TRUE: $1" >&2 && exit 1; }
  echo "ok: $1"
}

ends_with() { # CODE COMMAND...
  local code=0
  "${@:2}" || code=$?
  [ "$code" -eq "$1" ] || { echo "ended with $code, not $1: ${*:2}" >&2 && return 1; }
}

absent() { [ ! -e "$1" ] && [ ! -L "$1" ]; }
# Not there, although the registry itself replies.
gone() { ! "$wine" reg query "$@" >/dev/null 2>&1 && "$wine" reg query 'HKCU\Software' >/dev/null; }

# The value itself, without the columns around it; the default value has no name.
value() { # KEY [NAME]
  local which=(/ve)
  [ $# -eq 1 ] || which=(/v "$2")
  "$wine" reg query "$1" "${which[@]}" | tr -d '\r' | sed -n 's/^.* REG_[A-Z]* *//p'
}
# Asked again for a while: under load wine has returned nothing for a value that was there.
is() { # VALUE KEY [NAME]
  local found=''
  for _ in {1..10}; do
    found=$(value "${@:2}") || true
    [ "$found" != "$1" ] || return 0
    sleep 1
  done
  echo "found: '$found', not '$1'" >&2 && return 1
}

# A program that runs for a minute, written with what is there: NSIS itself.
make_program() {
  printf '%s\n' 'Target amd64-unicode' 'SilentInstall silent' 'RequestExecutionLevel user' \
    'Name x' "OutFile \"$1\"" 'Section' 'Sleep 60000' 'SectionEnd' >"$work/program.nsi"
  makensis -V1 "$work/program.nsi"
}

make_payload() { # FOLDER VERSION
  mkdir -p "$1/_internal/two words/été" "$1/_internal/nothing in here"
  cp "$work/program.exe" "$1/sketchpose.exe"
  cp "$work/program.exe" "$1/sketchpose-console.exe"
  echo "$2" >"$1/_internal/two words/été/naïve names & \$INSTDIR (ß).txt"
  head -c 3000000 /dev/urandom >"$1/_internal/large.bin"
  : >"$1/_internal/empty"
  : >"$1/_internal/.hidden"
  echo "$2" >"$1/_internal/only in $2.txt"
}

compile() { # VERSION [MAKENSIS OPTION...]
  VERSION=$1 OUTFILE=$work/setup-$1.exe "$here/build_setup.sh" "$work/payload-$1" \
    -DTARGET=amd64-unicode "${@:2}" >/dev/null
}

all_there() { # VERSION
  local list
  list=$(cd "$work/payload-$1" && find . -mindepth 1 -type f) || return 1
  while IFS= read -r name; do
    cmp "$work/payload-$1/$name" "$folder/$name" || return 1
  done <<<"$list"
}

only_users_file_left() {
  [ "$(cd "$folder" && find . -mindepth 1)" = "$(printf '%s\n' ./_internal './_internal/mine.txt')" ]
}

# The folder is the last word for NSIS, without quotes; wine would put them around one with blanks.
run_in() { # PROGRAM OPTION FOLDER
  local words
  read -ra words <<<"$2$3"
  "$wine" "$1" /S "${words[@]}"
}

# As Windows does it, which runs a copy, but so that one can wait for it.
uninstall() {
  cp "$folder/Uninstall.exe" "$work/copy.exe"
  run_in "$work/copy.exe" '_?=' "$windows_folder"
}

make_program "$work/program.exe"
for version in 1.0.0 1.1.0rc2; do
  make_payload "$work/payload-$version" "$version"
  compile "$version"
done
mkdir -p "$work/payload-full"
cp "$work/program.exe" "$work/payload-full/sketchpose.exe"
VERSION=2.0.0 OUTFILE=$work/setup-full.exe "$here/build_setup.sh" "$work/payload-full" \
  -DTARGET=amd64-unicode -DNEEDED_MB=2000000000 >/dev/null
"$wine" wineboot --init >/dev/null 2>&1

user=$(echo "$WINEPREFIX"/drive_c/users/*/AppData/Local)
[ -d "$user" ] || { echo "verify_setup: found no one user of wine" >&2 && exit 1; }
folder=$user/Programs/Sketchpose
windows_folder=$("$wine" winepath -w "$folder" | tr -d '\r')
menu=$user/../Roaming/Microsoft/Windows/Start\ Menu/Programs/Sketchpose.lnk
desktop=$user/../../Desktop/Sketchpose.lnk

pretend() { "$wine" reg add 'HKCU\Software\Wine' /v Version /d "$1" /f >/dev/null; }
pretend win81
holds "an older Windows is refused" ends_with 5 "$wine" "$work/setup-1.0.0.exe" /S
pretend win10
holds "too little space is refused" ends_with 3 "$wine" "$work/setup-full.exe" /S
holds "what is refused changes nothing" absent "$folder"

holds "it installs silently" ends_with 0 "$wine" "$work/setup-1.0.0.exe" /S
holds "every file is there, byte for byte" all_there 1.0.0
holds "it is in the start menu" test -f "$menu"
holds "nothing is put on the desktop unasked" absent "$desktop"
holds "Windows knows its name" is Sketchpose "$entry" DisplayName
holds "Windows knows its version" is 1.0.0 "$entry" DisplayVersion
holds "Windows knows who made it" is "The Sketchpose developers" "$entry" Publisher
holds "Windows knows its icon" is "$windows_folder\\sketchpose.exe,0" "$entry" DisplayIcon
holds "Windows knows how to remove it" \
  is "\"$windows_folder\\Uninstall.exe\" /S" "$entry" QuietUninstallString
size_kb=$(du -sk --apparent-size "$work/payload-1.0.0" | cut -f1)
holds "Windows knows its size" is "$(printf '0x%x' "$size_kb")" "$entry" EstimatedSize
holds "projects open in it" \
  is "\"$windows_folder\\sketchpose.exe\" \"%1\"" "$classes\\Sketchpose.Project\\shell\\open\\command"
holds "packed projects are of its kind" is Sketchpose.Project "$classes\\.sketchpose"

"$wine" "$folder/sketchpose.exe" &
running=$!
sleep 2
holds "an upgrade is refused while it runs" ends_with 2 "$wine" "$work/setup-1.1.0rc2.exe" /S
holds "it is not removed while it runs" ends_with 2 uninstall
holds "then nothing is changed" all_there 1.0.0
kill "$running"
wait "$running" || true
"$wine" taskkill /f /im sketchpose.exe >/dev/null 2>&1 || true

echo mine >"$folder/_internal/mine.txt"
touch "$desktop" # as if it had been chosen
holds "a newer version installs over it" ends_with 0 "$wine" "$work/setup-1.1.0rc2.exe" /S
holds "every file of the newer version is there" all_there 1.1.0rc2
holds "no file of the older version is left" absent "$folder/_internal/only in 1.0.0.txt"
holds "the shortcut on the desktop comes back" test -s "$desktop"
holds "Windows knows the newer version" is 1.1.0rc2 "$entry" DisplayVersion
holds "the user's file survives the upgrade" test -s "$folder/_internal/mine.txt"

holds "it uninstalls silently" ends_with 0 uninstall
holds "of all files only the user's is left" only_users_file_left
holds "the start menu is clean" absent "$menu"
holds "the desktop is clean" absent "$desktop"
holds "Windows has forgotten it" gone "$entry"
holds "its kind of file is forgotten" gone "$classes\\Sketchpose.Project"
holds "its ending is forgotten" gone "$classes\\.sketchpose"

rm -r "$folder"
folder=$user/some\ folder
windows_folder=${windows_folder%\\Programs\\Sketchpose}\\some\ folder
holds "it installs where it is told to" \
  ends_with 0 run_in "$work/setup-1.0.0.exe" /D= "$windows_folder"
holds "every file is there, too" all_there 1.0.0
"$wine" reg add "$classes\\.sketchpose" /ve /d Another.Program /f >/dev/null
holds "it uninstalls from there" ends_with 0 uninstall
holds "no folder is left" absent "$folder"
holds "another program's kind of file is left alone" is Another.Program "$classes\\.sketchpose"
