#!/usr/bin/env bash
# Makes dist/sketchpose_<version>_amd64.deb of dist/sketchpose, which is built first if need be.
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=installer/linux/desktop_files.sh
. "$root/installer/linux/desktop_files.sh"

bash "$root/installer/build_bundle.sh"
command -v dpkg-shlibdeps >/dev/null || apt_install dpkg-dev || die "Please install dpkg-dev."

version=$("$venv/bin/python" -c 'import sketchpose_engine as e; print(e.__version__)')
package="$root/dist/sketchpose_${version}_amd64.deb"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree="$work/debian/sketchpose"
mkdir -p "$tree/usr/lib" "$tree/usr/bin" "$tree/DEBIAN" "$tree/usr/share/doc/sketchpose"
cp -a "$root/dist/sketchpose" "$tree/usr/lib/sketchpose"
ln -s ../lib/sketchpose/sketchpose "$tree/usr/bin/sketchpose"
render_icons "$work/icons"
lay_desktop_files "$tree/usr/share" sketchpose "$work/icons"
cp "$root/LICENSE" "$tree/usr/share/doc/sketchpose/copyright"
gzip -9n <"$root/CHANGELOG.md" >"$tree/usr/share/doc/sketchpose/changelog.gz"

# Which packages have the libraries that the bundle leaves to the system, in which versions.
dependencies() {
  local folders
  mapfile -t folders < <(find "$tree/usr/lib" -name '*.so*' -printf '-l%h\n' | sort -u)
  cd "$work"
  printf 'Source: sketchpose\n\nPackage: sketchpose\nArchitecture: amd64\n' >debian/control
  find "$tree/usr/lib" -type f \( -name '*.so*' -o -name sketchpose -o -name torch_shm_manager \) \
    -exec dpkg-shlibdeps --ignore-missing-info -O "${folders[@]}" {} + 2>"$work/warnings" |
    sed -n 's/^shlibs:Depends=//p'
}
say "Looking up the packages that it depends on"
depends=$(dependencies) || { cat "$work/warnings" >&2 && die "dpkg-shlibdeps failed."; }
rm -rf "$work/debian/control"

cat >"$tree/DEBIAN/control" <<CONTROL
Package: sketchpose
Version: $version
Architecture: amd64
Maintainer: The Sketchpose developers
Section: science
Priority: optional
Installed-Size: $(du -sk "$tree/usr" | cut -f1)
Depends: $depends
Description: a few brush strokes become trustworthy masks of cells
 Draw on a microscopy image: some cell, some background, the line where two
 cells touch. A small network learns from these strokes while you draw, without
 a graphics card, and finds every cell of the image. Then export label images,
 counts and measurements.
CONTROL
(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
chmod -R u=rwX,go=rX "$tree"

say "Packing (two minutes)"
rm -f "$root"/dist/sketchpose_*_amd64.deb
dpkg-deb --root-owner-group -Zxz -z6 --build "$tree" "$package" >/dev/null
say "$package: $(du -m "$package" | cut -f1) MB"
