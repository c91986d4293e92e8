#!/usr/bin/env bash
# Makes dist/Sketchpose-<version>-setup.exe of dist/sketchpose, in Git Bash on Windows or on Debian.
# usage: build_setup.sh [PAYLOAD [MAKENSIS OPTION...]]
# PYTHON is one that has Pillow and PySide6; SIGN, if set, the command that signs a file.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
payload=${1:-$root/dist/sketchpose}
outfile=${OUTFILE:-}
most_kb=2000000  # NSIS counts bytes with 31 bits
longest=190      # of a name within the folder: Windows takes 259 with that of the folder itself
export LC_ALL=C.UTF-8 # file names have letters of all kinds

die() {
  printf 'build_setup: %s\n' "$*" >&2
  exit 1
}

native() { # the path as programs of this system understand it
  if command -v cygpath >/dev/null; then cygpath -w "$1"; else printf '%s' "$1"; fi
}

# Each file is named once for both lists, so that what comes is what goes.
list_files() { # into install.nsh and uninstall.nsh of the folder $1
  local source
  source=$(native "$payload")
  (cd "$payload" && find . -mindepth 1 -type f -printf '%P\n') | LC_ALL=C sort >"$1/files"
  (cd "$payload" && find . -mindepth 1 -type d -printf '%P\n') | LC_ALL=C sort -r >"$1/folders"
  ! awk -v most="$longest" 'length > most' "$1/files" | grep . ||
    die "These names are too long for Windows."
  # What runs later takes $ for a variable, if it stands alone; the name behind File is read now.
  awk -v source="${source//\\/\\\\}" '
    { folder = ""; if (match($0, /.*\//)) folder = substr($0, 1, RLENGTH - 1)
      gsub(/\$/, "$$", folder); gsub(/\//, "\\", folder) }
    folder != last || NR == 1 { print "SetOutPath \"$INSTDIR\\" folder "\""; last = folder }
    { gsub(/\//, "\\"); print "File \"" source "\\" $0 "\"" }' "$1/files" >"$1/install.nsh"
  # shellcheck disable=SC2016  # of awk and of NSIS
  local removed='{ gsub(/\$/, "$$"); gsub(/\//, "\\"); print what " \"$INSTDIR\\" $0 "\"" }'
  awk -v what=Delete "$removed" "$1/files" >"$1/uninstall.nsh"
  awk -v what=RMDir "$removed" "$1/folders" >>"$1/uninstall.nsh" # goes only if it is empty
}

[ -f "$payload/sketchpose.exe" ] || die "$payload/sketchpose.exe is missing: run PyInstaller first."
[ -z "$(find "$payload" -type l)" ] || die "There are links in $payload, which Windows has not."
size_kb=$(du -sk --apparent-size "$payload" | cut -f1)
[ "$size_kb" -le "$most_kb" ] ||
  die "The program has $size_kb KB, and an NSIS installer takes 2 GB: pack a zip file instead."

version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/sketchpose_engine/__init__.py")
version=${VERSION:-$version}
numbers=$(printf '%s' "$version" | sed 's/^\([0-9]*\.[0-9]*\.[0-9]*\).*/\1.0/')
outfile=${outfile:-$root/dist/Sketchpose-$version-setup.exe}
mkdir -p "$(dirname "$outfile")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
list_files "$work"
QT_QPA_PLATFORM=offscreen "${PYTHON:-python3}" "$(native "$root/installer/icons.py")" \
  "$(native "$work")"

# The script's name comes last: options behind it would come too late.
MSYS2_ARG_CONV_EXCL='*' makensis -V2 -WX -INPUTCHARSET UTF8 \
  "-DVERSION=$version" "-DNUMBERS=$numbers" "-DSIZE_KB=$size_kb" "-DFILES=$(native "$work")" \
  "-DICON=$(native "$work/sketchpose.ico")" "-DOUTFILE=$(native "$outfile")" \
  ${SIGN:+"-DSIGN=$SIGN"} "${@:2}" "$(native "$root/installer/windows/sketchpose.nsi")"
printf '%s\n' "$outfile"
