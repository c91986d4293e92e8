#!/usr/bin/env bash
# Every check of this project; arguments go to pytest. All checks run, even after one failed;
# pytest is last, so that its closing line ends the output.
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

prepare_venv test
cd "$root"
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
