#!/usr/bin/env bash
# Puts Sketchpose into the desktop's menu for you alone, without a password: the program stays in
# this folder. `install.sh --remove` takes the menu entry away again; then delete the folder.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=installer/linux/desktop_files.sh
. "$here/desktop/desktop_files.sh"
share=${XDG_DATA_HOME:-$HOME/.local/share}

tell_desktop() { # most desktops notice by themselves
  update-desktop-database "$share/applications" 2>/dev/null || true
  update-mime-database "$share/mime" 2>/dev/null || true
}

if [ "${1:-}" = --remove ]; then
  while IFS= read -r name; do rm -f "$share/$name"; done <<<"$desktop_files"
  tell_desktop
  echo "The menu entry is gone. Your projects and settings were left as they are; delete $here."
  exit
fi

missing=$(ldd "$here/_internal/PySide6/Qt/plugins/platforms/libqxcb.so" | sed -n 's/ => not found//p')
if [ -n "$missing" ]; then
  echo "Sketchpose needs libraries that this system does not have:" $missing >&2
  echo "On Debian and Ubuntu the .deb package brings them; on others ask for them by these names." >&2
  exit 1
fi
case $here in *['"`$\%&|']*)
  echo "Please move this folder to a place without special characters in its name: $here" >&2
  exit 1 ;;
esac
lay_desktop_files "$share" "\"$here/sketchpose\"" "$here/desktop"
tell_desktop
echo "Sketchpose is in the menu now. Keep this folder where it is: $here"
