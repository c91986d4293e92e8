#!/usr/bin/env bash
# From a fresh checkout to the running program. Without a screen it runs the demo instead;
# arguments go to whichever is started.
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

prepare_venv ''

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$venv/bin/sketchpose" "$@"
fi
say "There is no screen (DISPLAY and WAYLAND_DISPLAY are not set), so this runs the demo."
exec "$venv/bin/sketchpose" demo "$@"
