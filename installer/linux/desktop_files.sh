# shellcheck shell=bash
# Sourced. `lay_desktop_files SHARE EXEC ICONS` puts what a Linux desktop knows a program by into a
# share folder (/usr/share, ~/.local/share): menu entry, file type and icons.

linux=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# What is laid, by its name in the share folder; for removal, too.
desktop_files='applications/sketchpose.desktop
mime/packages/sketchpose.xml
icons/hicolor/scalable/apps/sketchpose.svg
icons/hicolor/48x48/apps/sketchpose.png
icons/hicolor/128x128/apps/sketchpose.png
icons/hicolor/256x256/apps/sketchpose.png'

lay_desktop_files() { # SHARE EXEC ICONS
  local share=$1 exec=$2 icons=$3 name size
  while IFS= read -r name; do
    install -d "$share/$(dirname "$name")"
    case $name in
      *.desktop) sed "s|^Exec=sketchpose|Exec=$exec|" "$linux/sketchpose.desktop" >"$share/$name" ;;
      *.xml) install -m 644 "$linux/sketchpose.xml" "$share/$name" ;;
      *.svg) install -m 644 "$icons/sketchpose.svg" "$share/$name" ;;
      *.png)
        size=${name#icons/hicolor/}
        install -m 644 "$icons/${size%%x*}.png" "$share/$name"
        ;;
    esac
  done <<<"$desktop_files"
  chmod 644 "$share/applications/sketchpose.desktop"
}
