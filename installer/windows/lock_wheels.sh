#!/usr/bin/env bash
# Writes wheels.txt anew, after a change of constraints.txt or of the dependencies in pyproject.toml:
# every wheel that the Windows program is frozen from, with its checksum. Needs the network, and uv,
# as pip on Linux leaves out what only Windows needs. UV and PYTHON name other commands.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${UV:-uv}" pip compile --quiet --no-header --no-annotate --native-tls \
  --python-platform x86_64-pc-windows-msvc --python-version 3.11 --only-binary :all: \
  --constraint "$root/installer/constraints.txt" --extra bundle "$root/pyproject.toml" \
  --output-file "$work/versions.txt"

# Each on its own, so that its checksum stands beside its name.
while IFS= read -r requirement; do
  rm -rf "$work/wheel"
  "${PYTHON:-python3}" -m pip download --quiet --no-deps --only-binary :all: --platform win_amd64 \
    --python-version 3.11 --dest "$work/wheel" "$requirement"
  sum=$(sha256sum "$work"/wheel/*.whl | cut -d ' ' -f 1)
  printf '%s --hash=sha256:%s\n' "$requirement" "$sum"
done <"$work/versions.txt" >"$work/wheels.txt"
{
  echo "# Written by lock_wheels.sh: what the Windows program is frozen from, and with."
  cat "$work/wheels.txt"
} >"$here/wheels.txt"
