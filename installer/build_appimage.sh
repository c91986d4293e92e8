#!/usr/bin/env bash
# Makes dist/sketchpose-<version>-x86_64.AppImage of dist/sketchpose. Downloads appimagetool and the
# part that starts an AppImage, both of a fixed version and checked; needs python with Pillow and Qt.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
releases=https://github.com/AppImage
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/sketchpose_engine/__init__.py")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # PATH SHA256 NAME
  curl --fail --silent --show-error --location --retry 3 -o "$work/$3" "$releases/$1"
  echo "$2  $work/$3" | sha256sum -c -
}

fetch appimagetool/releases/download/1.9.1/appimagetool-x86_64.AppImage \
  ed4ce84f0d9caff66f50bcca6ff6f35aae54ce8135408b3fa33abfc3cb384eb0 appimagetool
fetch type2-runtime/releases/download/20251108/runtime-x86_64 \
  2fca8b443c92510f1483a883f60061ad09b46b978b2631c807cd873a47ec260d runtime
chmod +x "$work/appimagetool"

cp -a "$root/dist/sketchpose" "$work/AppDir"
ln -s sketchpose "$work/AppDir/AppRun"
QT_QPA_PLATFORM=offscreen "${PYTHON:-python3}" "$root/installer/icons.py" "$work/icons"
cp "$work/icons/256.png" "$work/AppDir/sketchpose.png"
cp "$root/installer/linux/sketchpose.desktop" "$work/AppDir/"

# There is no FUSE where this is built.
ARCH=x86_64 APPIMAGE_EXTRACT_AND_RUN=1 "$work/appimagetool" --no-appstream \
  --runtime-file "$work/runtime" "$work/AppDir" "$root/dist/sketchpose-$version-x86_64.AppImage"
