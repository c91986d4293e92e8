#!/usr/bin/env bash
# Installs the .deb in a bare Debian 12, without Python and without Sketchpose's sources, as a user
# would; runs the self-test there without a network, offscreen and in a window; purges it; and asks
# that nothing is left. As root, with debootstrap. Takes some five minutes, two of them packing.
# SUITE is another release of Debian.
# usage: verify_deb.sh [PACKAGE]     leaves pictures of the window in dist/verified/
set -euo pipefail
# shellcheck source=installer/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

suite=${SUITE:-bookworm}
mirror=${MIRROR:-http://deb.debian.org/debian}
package=${1:-}
display=:87
pictures="$root/dist/verified"
work=$(mktemp -d)
debian="$work/debian"
xvfb=

clean_up() {
  [ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null || true
  for place in proc dev/shm tmp/.X11-unix; do
    if mountpoint -q "$debian/$place"; then umount "$debian/$place"; fi
  done
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT

inside() { chroot "$debian" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }

apt_inside() { inside DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >&2; }

# An ordinary user, and a network that has no way out; fails if any check does.
selftest() { # NAME [OPTION...] [VARIABLE=VALUE...]
  local name=$1 variables=() options=()
  for word in "${@:2}"; do
    case $word in *=*) variables+=("$word") ;; *) options+=("$word") ;; esac
  done
  say "Self-test, $name"
  unshare --net chroot --userspec=65534:65534 "$debian" env -i PATH=/usr/bin:/bin HOME=/tmp/home \
    LANG=C.UTF-8 "${variables[@]}" sketchpose --selftest "${options[@]}" \
    --screenshot "/tmp/home/$name.png" | tee "$pictures/$name.txt"
  cp "$debian/tmp/home/$name.png" "$pictures/"
  # A self-test that was killed must not look like one that passed.
  tail -n 1 "$pictures/$name.txt" | grep -q '"failed": 0,.*"frozen": true'
}

packages() { inside dpkg-query -W -f '${Package} ${Version} ${Status}\n' | sort; }

files() { # of Debian, less what apt, dpkg and caches of other programs write down
  (cd "$debian" && find . -xdev \( -path ./tmp -o -path ./var/cache -o -path ./var/log \
    -o -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./proc -o -path ./dev \) -prune -o -print |
    sort)
}

[ "$(id -u)" -eq 0 ] || die "This must be run as root: sudo bash installer/verify_deb.sh"
for tool in debootstrap Xvfb:xvfb unshare:util-linux; do
  command -v "${tool%%:*}" >/dev/null || apt_install "${tool##*:}" || die "Please install ${tool##*:}."
done
if [ -z "$package" ]; then
  bash "$root/installer/build_deb.sh"
  package=$(ls "$root"/dist/sketchpose_*_amd64.deb)
fi
rm -rf "$pictures"
mkdir -p "$pictures"

dpkg-deb -x "$package" "$work/package"
python3 "$root/installer/linux/check_symbols.py" "$work/package/usr/lib/sketchpose" "Debian 12" >&2 ||
  die "The package needs a newer system than Debian 12."
rm -r "$work/package"

say "Making a bare Debian ($suite)"
debootstrap --variant=minbase "$suite" "$debian" "$mirror" >"$work/debootstrap.log" ||
  { tail -n 20 "$work/debootstrap.log" >&2 && die "debootstrap failed."; }
cp /etc/resolv.conf "$debian/etc/"
mount -t proc proc "$debian/proc"
mkdir -p "$debian/tmp/home" "$debian/tmp/.X11-unix" "$debian/dev/shm"
mount -t tmpfs tmpfs "$debian/dev/shm"
chown 65534:65534 "$debian/tmp/home"
chmod 1777 "$debian/tmp"
! inside sh -c 'command -v python3' || die "There is a Python in the bare Debian: not bare."
packages >"$work/packages_before"
files >"$work/files_before"

say "Installing the package"
cp "$package" "$debian/tmp/sketchpose.deb"
apt_inside update
apt_inside install -y --no-install-recommends /tmp/sketchpose.deb
inside test -x /usr/bin/sketchpose
! inside sh -c 'command -v python3' || die "The package has brought a Python of the system."
say "$(packages | grep -c .) packages, $(grep -c . "$work/packages_before") before"
du -sm "$debian/usr/lib/sketchpose" | cut -f1 >"$pictures/installed_mb.txt"
say "Installed: $(cat "$pictures/installed_mb.txt") MB"

selftest offscreen
Xvfb "$display" -screen 0 1280x720x24 -nolisten tcp >/dev/null 2>&1 &
xvfb=$!
mount --bind /tmp/.X11-unix "$debian/tmp/.X11-unix"
for _ in $(seq 50); do [ ! -S "/tmp/.X11-unix/X${display#:}" ] || break; sleep 0.1; done
selftest window --on-screen "DISPLAY=$display" QT_QPA_PLATFORM=xcb

say "Removing it"
apt_inside purge -y --autoremove sketchpose
packages >"$work/packages_after"
files >"$work/files_after"
diff "$work/packages_before" "$work/packages_after" || die "These packages were left or taken."
diff "$work/files_before" "$work/files_after" || die "These files were left or taken."
say "Verified: installed, tested without a network, removed without a trace."
