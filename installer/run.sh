#!/usr/bin/env bash
# From a fresh checkout to the program's main job on a sample; arguments go to the demo.
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

prepare_venv ''

if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "There is no screen (DISPLAY and WAYLAND_DISPLAY are not set): the results are files."
fi
say "Running the demo: a sample image and its sketch become masks, counts and measurements."
exec "$venv/bin/sketchpose" demo "$@"
