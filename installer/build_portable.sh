#!/usr/bin/env bash
# Makes dist/sketchpose-<version>-linux-x86_64.tar.zst of dist/sketchpose: unpack it anywhere, start
# `sketchpose` in it, or let its install.sh make a menu entry. Builds dist/sketchpose if need be.
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

bash "$root/installer/build_bundle.sh"
command -v zstd >/dev/null || apt_install zstd || die "Please install zstd."
version=$("$venv/bin/python" -c 'import sketchpose_engine as e; print(e.__version__)')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -a "$root/dist/sketchpose" "$work/sketchpose-$version"
cd "$work/sketchpose-$version"
render_icons desktop
cp "$root"/installer/linux/{desktop_files.sh,sketchpose.desktop,sketchpose.xml} desktop/
cp "$root/installer/linux/install.sh" "$root/LICENSE" .
archive="$root/dist/sketchpose-$version-linux-x86_64.tar.zst"
tar -C "$work" --owner=0 --group=0 --sort=name -c "sketchpose-$version" |
  zstd -q -T0 -12 -f -o "$archive"
say "$archive: $(du -m "$archive" | cut -f1) MB"
