#!/usr/bin/env bash
# Takes the pictures of the README: the built program in a real xterm under Xvfb.
#
# The program runs in a private tmux session that the xterm shows, so that keys are sent to it without
# a window manager, and each step waits for its text on the screen.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

images=Documentation/images
socket="explorer-screenshot-$$"
display=":$((90 + RANDOM % 900))"
mkdir -p "$images"

tmux() { command tmux -L "$socket" -f /dev/null "$@"; }
cleanup() {
  tmux kill-server 2>/dev/null || true
  rm -rf "${state:-}"
  kill $(jobs -p) 2>/dev/null || true
}
trap cleanup EXIT

keys() { tmux send-keys "$@"; sleep 0.4; }

wait_for() {
  for _ in $(seq 600); do
    tmux capture-pane -p | grep -qF -- "$1" && return
    sleep 0.1
  done
  echo "screenshot: '$1' did not appear within a minute" >&2
  tmux capture-pane -p >&2
  exit 1
}

picture() {
  sleep 1
  DISPLAY=$display import -window root "$images/$1.png"
  echo "$images/$1.png"
}

Xvfb "$display" -screen 0 966x616x24 >/dev/null 2>&1 &
for _ in $(seq 50); do
  DISPLAY=$display xset q >/dev/null 2>&1 && break
  sleep 0.1
done
# A state folder of its own, so that no journal of an earlier session asks to be taken up.
state=$(mktemp -d)
export LANG=C.UTF-8 COLORTERM=truecolor XDG_STATE_HOME=$state
tmux new-session -d -x 120 -y 36 "$PWD/.build/release/explorer residual-inception"
tmux set -g status off
tmux set -g default-terminal tmux-256color
tmux set -ga terminal-overrides ',*:Tc'
DISPLAY=$display xterm -fa 'DejaVu Sans Mono' -fs 10 -geometry 120x36+0+0 -bg '#16181d' -fg '#d8dee9' \
  +sb -e tmux -L "$socket" attach &
wait_for residual_inception_2
# Until the window is there and has drawn.
until tmux list-clients | grep -q .; do sleep 0.2; done
sleep 3

# A filter less in the second module's 1x1 branch: what it would do, before it is done.
keys /; keys conv2d_7; keys Enter
keys e; keys 6 3
wait_for 'adds projection'
picture edit-preview
keys Enter
wait_for edited

# The edited network, measured.
keys r
wait_for 'the noise'
picture timed

# What a layer makes of the photograph.
keys /; keys conv2d_2; keys Enter; keys Enter
wait_for zeros
picture outputs

# One pixel of it, and what made it.
keys Tab
wait_for 'it sees'
picture pixel

# What the edit changed, against the original.
keys q; keys c
wait_for 'against the original'
picture compare
