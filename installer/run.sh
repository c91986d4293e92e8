#!/usr/bin/env bash
# From a fresh checkout to the program's main job. With a screen: the window; arguments are images
# or folders to open. Without one: the same job on a sample, as files; arguments go to the demo.
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

prepare_venv ''

has_screen() {
  [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

if has_screen; then
  say "Opening the window."
  exec "$venv/bin/sketchpose" "$@"
fi
say "There is no screen (DISPLAY and WAYLAND_DISPLAY are not set): the results are files."
say "Running the demo: a sample image and its sketch become masks, counts and measurements."
exec "$venv/bin/sketchpose" demo "$@"
