#!/usr/bin/env bash
# Signs dist/Sketchpose.app and makes dist/Sketchpose-<version>-macos-<processor>.dmg of it.
# APPLE_SIGNING_IDENTITY: "Developer ID Application: ..." of the keychain; else signed ad hoc.
# APPLE_ID, APPLE_TEAM_ID, APPLE_APP_PASSWORD: else not notarised.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
app=$root/dist/Sketchpose.app
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/sketchpose_engine/__init__.py")
dmg=$root/dist/Sketchpose-$version-macos-$(uname -m).dmg
identity=${APPLE_SIGNING_IDENTITY:--} # "-" is ad hoc

say() { printf 'build_dmg: %s\n' "$*" >&2; }

sign() {
  local options=(--force --sign "$identity")
  # Apple's clock cannot be asked for signatures of nobody.
  [ "$identity" = - ] || options+=(--timestamp)
  codesign "${options[@]}" "$@"
}

# From the inside out: a signature covers those within.
sign_app() {
  local harden=(--options runtime --entitlements "$root/installer/macos/entitlements.plist")
  while IFS= read -r -d '' file; do
    ! file -b "$file" | grep -q Mach-O || sign "${harden[@]}" "$file"
  done < <(find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' -o -perm -100 \) -print0)
  sign "${harden[@]}" "$app"
  codesign --verify --deep --strict "$app"
}

make_dmg() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  ditto "$app" "$work/Sketchpose.app" # keeps links and attributes
  ln -s /Applications "$work/Applications"
  hdiutil create -volname Sketchpose -srcfolder "$work" -fs HFS+ -format UDZO -ov "$dmg"
  sign "$dmg"
}

notarise() {
  xcrun notarytool submit "$dmg" --wait \
    --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM_ID" --password "$APPLE_APP_PASSWORD"
  xcrun stapler staple "$dmg"
}

[ -d "$app" ] || { say "$app is missing: run PyInstaller first." && exit 1; }
[ "$identity" != - ] ||
  say "APPLE_SIGNING_IDENTITY is not set: signed ad hoc, macOS will warn whoever opens it."
sign_app
make_dmg
if [ "$identity" != - ] && [ -n "${APPLE_ID:-}" ] && [ -n "${APPLE_TEAM_ID:-}" ] &&
  [ -n "${APPLE_APP_PASSWORD:-}" ]; then
  notarise
else
  say "Not notarised: that needs an identity, APPLE_ID, APPLE_TEAM_ID and APPLE_APP_PASSWORD."
fi
printf '%s\n' "$dmg"
