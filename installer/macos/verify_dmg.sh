#!/usr/bin/env bash
# Does what a user does with the image of dist/: opens it, copies the program, starts it, ejects it.
# usage: verify_dmg.sh IMAGE.dmg
set -euo pipefail

dmg=${1:?usage: verify_dmg.sh IMAGE.dmg}
work=$(mktemp -d)
volume=$work/volume
attached=

finish() {
  [ -z "$attached" ] || hdiutil detach "$volume" -force
  rm -rf "$work"
}
trap finish EXIT

hdiutil verify "$dmg"
hdiutil attach "$dmg" -nobrowse -readonly -mountpoint "$volume"
attached=yes
[ "$(readlink "$volume/Applications")" = /Applications ]
ditto "$volume/Sketchpose.app" "$work/Sketchpose.app"
hdiutil detach "$volume"
attached=
codesign --verify --deep --strict "$work/Sketchpose.app"
plutil -lint "$work/Sketchpose.app/Contents/Info.plist"
# Copied, without the image: nothing may lie outside the program.
"$work/Sketchpose.app/Contents/MacOS/sketchpose" --selftest
echo "The program of $dmg works."
