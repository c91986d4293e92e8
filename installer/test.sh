#!/usr/bin/env bash
# Every check of this project; arguments go to pytest. All checks run, even after one failed;
# pytest is last, so that its closing line ends the output.
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

prepare_venv test
cd "$root"
# Without arguments the frozen program is tested, too, as it is what users get; and a screen and a
# mouse that no one sees are used on it, where they can be had.
if [ $# -eq 0 ] && [ "$(uname -s)" = Linux ]; then
  command -v Xvfb >/dev/null && command -v xdotool >/dev/null ||
    apt_install xvfb xdotool || say "Without Xvfb and xdotool one test is left out."
  bash "$root/installer/build_bundle.sh"
fi
export QT_QPA_PLATFORM=offscreen

status=0
check() {
  say "$*"
  "$venv/bin/$1" "${@:2}" && return
  say "FAILED: $*"
  status=1
}
check ruff format --check .
check ruff check .
check mypy
check lint-imports --no-logo
"$venv/bin/pytest" "$@" || status=$?
exit "$status"
