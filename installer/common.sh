# shellcheck shell=bash
# Sourced by run.sh and test.sh. `prepare_venv [extra]` makes .venv in the checkout, with the
# project and every dependency at the versions of constraints.txt, and is quick when nothing
# changed. Installs Python and the libraries Qt loads first, where apt may be used.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$root/.venv"
constraints="$root/installer/constraints.txt"
cpu_index=https://download.pytorch.org/whl/cpu

# What Qt loads, and the Debian package that brings it: the first six without a screen, too.
qt_libraries='libEGL.so.1 libegl1
libGL.so.1 libgl1
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0'

say() { printf 'sketchpose: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@" # asks for the password
  else
    sudo -n "$@" # nobody there to ask
  fi
}

may_apt() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null
}

apt_install() {
  may_apt || return 1
  say "Installing with apt: $*"
  # A foreign package source that does not answer must not stop us: the install decides.
  as_root apt-get update -qq >/dev/null || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=120 "$@" >/dev/null
}

# 3.11 first: constraints.txt was made and tested with it. Debian ships Python without ensurepip,
# and version managers leave names that do not run: hence the trial.
find_python() {
  local name
  for name in "${PYTHON:-python3.11}" python3.11 python3.12 python3.13 python3; do
    if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
      >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  return 1
}

need_python() {
  find_python && return
  apt_install python3 python3-venv && find_python && return
  apt_install python3.11 python3.11-venv && find_python && return # an older Ubuntu
  if command -v apt-get >/dev/null; then
    die "Python 3.11 or newer is missing, please type: sudo apt-get install python3 python3-venv"
  fi
  die "Python 3.11 or newer is missing, please install it from https://www.python.org/downloads"
}

# Prints the packages of those Qt libraries that cannot be loaded.
missing_qt_packages() {
  "$1" - "$qt_libraries" <<'PYTHON'
import ctypes, sys
for line in sys.argv[1].splitlines():
    library, package = line.split()
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
PYTHON
}

# Never fatal: without these only the window fails, commands work.
need_qt_libraries() {
  [ "$(uname -s)" = Linux ] || return 0
  local missing
  missing=$(missing_qt_packages "$1" | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  # Newer releases call libglib2.0-0 libglib2.0-0t64; apt knows it by the old name, too.
  # shellcheck disable=SC2086  # a list of words
  apt_install $missing ||
    say "The window needs libraries that are missing, please type: sudo apt-get install $missing"
}

# On Linux, plain torch from PyPI brings gigabytes of CUDA: prefer the CPU builds where their
# index can be reached. Asked with pip's own certificates, if it was given some.
cpu_index_answers() {
  [ "$(uname -s)" = Linux ] || return 1
  timeout 6 "$venv/bin/python" - "$cpu_index/torch/" >/dev/null 2>&1 <<'PYTHON'
import os, ssl, sys, urllib.request
context = ssl.create_default_context(cafile=os.environ.get("PIP_CERT"))
urllib.request.urlopen(sys.argv[1], timeout=5, context=context).read(1)
PYTHON
}

# Once more on failure: networks hiccup, and what was downloaded is kept.
pip_install() {
  local pip=("$venv/bin/python" -m pip --quiet --disable-pip-version-check --no-input)
  "${pip[@]}" install -c "$constraints" "$@" >&2 && return
  say "That did not work, trying once more"
  sleep 2
  "${pip[@]}" install -c "$constraints" "$@" >&2
}

# A virtual environment knows its own path: made elsewhere (a copied folder), it is made anew.
need_venv() {
  if [ "$(cat "$venv/made-in" 2>/dev/null)" = "$root" ] &&
    "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    return
  fi
  local python
  python=$(need_python)
  need_qt_libraries "$python"
  say "Making $venv with $("$python" --version)"
  rm -rf "$venv"
  "$python" -m venv "$venv"
  printf '%s\n' "$root" >"$venv/made-in"
}

prepare_venv() { # [extra of pyproject.toml]
  local extra=${1:-} stamp sum
  stamp="$venv/installed-${extra:-program}"
  sum=$(cat "$root/pyproject.toml" "$constraints" | cksum)
  need_venv
  [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || return 0
  say "Installing PyTorch (about 200 MB)"
  if cpu_index_answers; then
    pip_install torch --extra-index-url "$cpu_index"
  else
    pip_install torch
  fi
  say "Installing Sketchpose${extra:+ with what its ${extra}s need}"
  # Editable: the checkout is what runs, so a changed source needs no new installation.
  # Not isolated: every pip then builds with the pinned hatchling, whatever options it knows.
  pip_install hatchling editables
  pip_install --no-build-isolation -e "$root${extra:+[$extra]}"
  printf '%s\n' "$sum" >"$stamp"
}

render_icons() { # FOLDER: the program's picture in the sizes of a desktop
  QT_QPA_PLATFORM=offscreen "$venv/bin/python" "$root/installer/icons.py" "$1"
  cp "$root/resources/icons/sketchpose.svg" "$1/"
}

checksum_of() { # PATH...: of all files there, by name and content
  (cd "$root" && find "$@" -type f ! -name '*.pyc' -print0 | LC_ALL=C sort -z |
    xargs -0 cksum | cksum)
}
