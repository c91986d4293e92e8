#!/usr/bin/env bash
# Freezes the program into dist/sketchpose, with all it needs but the system's own libraries, and
# writes dist/sbom.cdx.json. Quick when nothing changed since.
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

prepare_venv bundle
cd "$root"
bundle=dist/sketchpose
made_of=$(checksum_of app sketchpose_engine resources docs installer pyproject.toml)
if [ "$(cat dist/made_of 2>/dev/null)" = "$made_of" ]; then
  say "dist/sketchpose is up to date"
  exit
fi

# PyInstaller reads libraries with objdump, and needs Python as a library, which Debian has apart.
if [ "$(uname -s)" = Linux ]; then
  command -v objdump >/dev/null || apt_install binutils || die "Please install binutils."
  if [ "$("$venv/bin/python" -c 'import sys; print(sys.base_prefix)')" = /usr ]; then
    apt_install "lib$("$venv/bin/python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')"
  fi
fi

say "Freezing the program (about a minute)"
rm -rf dist/made_of "$bundle"
"$venv/bin/python" -m PyInstaller --noconfirm --log-level ERROR --distpath dist --workpath build \
  installer/sketchpose.spec >&2
if [ "$(uname -s)" = Linux ]; then
  # The names of functions weigh 140 MB. Not those libraries (*.libs) that came to their wheels by
  # patchelf: strip breaks them. Qt is stripped already.
  (cd "$bundle/_internal" && find torch libpython* python3* scipy numpy skimage imagecodecs PIL \
    safetensors -name '*.so*' -type f -exec strip -s {} +)
  "$venv/bin/python" installer/linux/check_symbols.py "$bundle" >&2
fi
cp build/sbom.cdx.json dist/
printf '%s\n' "$made_of" >dist/made_of
say "dist/sketchpose: $(du -sm "$bundle" | cut -f1) MB, $(find "$bundle" -type f | wc -l) files"
