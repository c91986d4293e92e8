#!/usr/bin/env bash
# The installers, tried out as users have them: the .deb in a bare Debian, the Windows setup under
# wine. Only when the packaging is not that of the last success, which tests/installer/verified tells.
# As root on Debian 12. usage: verify.sh [--again] [--real]
#   --again  even if nothing has changed
#   --real   also windows/verify_real.sh: the real program on Windows, in half an hour
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

packaging=(installer pyproject.toml) # what decides how packages come out
record="$root/tests/installer/verified"
again='' real=''
for word in "$@"; do
  case $word in
    --again) again=yes ;;
    --real) again=yes real=yes ;;
    *) die "usage: verify.sh [--again] [--real]" ;;
  esac
done
if [ -z "$again" ] && [ "$(cat "$record" 2>/dev/null)" = "$(checksum_of "${packaging[@]}")" ]; then
  say "The packaging has not changed since it was verified."
  exit
fi
bash "$root/installer/verify_deb.sh"
command -v makensis >/dev/null || apt_install nsis || die "Please install nsis."
[ -x /usr/lib/wine/wine64 ] || command -v wine64 >/dev/null ||
  apt_install wine64 || die "Please install wine64."
PYTHON="$venv/bin/python" bash "$root/installer/windows/verify_setup.sh"
[ -z "$real" ] || PYTHON="$venv/bin/python" bash "$root/installer/windows/verify_real.sh"
checksum_of "${packaging[@]}" >"$record"
say "Verified. Please commit $record."
