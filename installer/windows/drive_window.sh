# shellcheck shell=bash
# Sourced by verify_real.sh: a screen and a mouse that no one sees, and what a user does with them.
# Places are those of a window of 1240 x 680, which the program opens on a screen of 1280 x 720.

screen=:86
sample=(512 427) # the second sample of the start page
a_cell=(735 452) # of that sample, on which nothing is drawn yet
status_bar=(620 665)
fewest_cells=20  # that are found on it

start_screen() {
  Xvfb "$screen" -screen 0 1280x720x24 -nolisten tcp >/dev/null 2>&1 &
  xvfb=$!
  export DISPLAY=$screen
  until_true "the screen" test -S "/tmp/.X11-unix/X${screen#:}"
}

stop_screen() {
  [ -z "${xvfb:-}" ] || kill "$xvfb" 2>/dev/null || true
  xvfb=
  unset DISPLAY
}

until_true() { # SENTENCE COMMAND...
  for _ in $(seq 360); do
    ! "${@:2}" >/dev/null 2>&1 || return 0
    sleep 0.5
  done
  echo "waited three minutes in vain for: $1"
  return 1
}

picture() { import -window root "$results/$1.png"; }

find_window() {
  window=$(xdotool search --onlyvisible --name "$1" | head -n 1)
  [ -n "$window" ]
}

click() { # X Y
  xdotool mousemove --window "$window" "$1" "$2" sleep 0.3 mousedown 1 sleep 0.2 mouseup 1
}

drag() { # X Y: 14 pixels to the right
  xdotool mousemove --window "$window" "$1" "$2" sleep 0.3 mousedown 1 sleep 0.2 \
    mousemove_relative 7 1 sleep 0.2 mousemove_relative 7 0 sleep 0.2 mouseup 1
}

# With a folder for projects whose name has to be quoted. Not in a pipeline, as the folder that it
# opens after the export would keep that from ending.
open_window() { # PREFIX FOLDER
  projects="$1/drive_c/Zellen & Übersichten"
  cd "$2"
  WINEPREFIX=$1 SKETCHPOSE_PROJECTS='C:\Zellen & Übersichten' "$wine" ./sketchpose.exe </dev/null \
    > >(cat) 2>&1 &
  program=$!
  cd "$cache"
  until_true "the window" find_window Sketchpose
  sleep 10 # until it is painted
  picture window_start
}

open_sample() {
  click "${sample[@]}"
  until_true "a project of the sample" compgen -G "$projects/*/project.json"
  project=$(dirname "$(compgen -G "$projects/*/project.json")")
  until_true "the window of the sample" find_window nuclei_small
}

longer_than() { [ "$(cat "$project"/sketches/*.journal | wc -c)" -gt "$1" ]; }

draw_stroke() {
  local before
  sleep 5 # until the picture is painted
  before=$(cat "$project"/sketches/*.journal | wc -c)
  drag "${a_cell[@]}"
  until_true "the stroke on disk" longer_than "$before"
}

has_masks() { compgen -G "$project/masks/*_masks.tif"; }

wait_for_masks() {
  until_true "masks" has_masks
  picture window_masks
}

export_results() {
  local cells
  xdotool key ctrl+e
  sleep 5
  picture window_export
  xdotool key Return
  until_true "the exported counts" test -s "$project/results/counts.csv"
  until_true "the exported masks" compgen -G "$project/results/*_masks.tif"
  sleep 3 # until the folder is shown
  picture window_exported
  cat "$project/results/counts.csv"
  cells=$(sed -n 2p "$project/results/counts.csv" | cut -d , -f 3)
  [ "$cells" -ge "$fewest_cells" ]
}

ended() { ! kill -0 "$program"; }

close_window() {
  click "${status_bar[@]}" # the folder has the keys
  sleep 1
  xdotool key ctrl+q
  until_true "the end of the program" ended
  wait "$program"
  test -s "$project/project.json"
}
