#!/usr/bin/env bash
# Proves with Keras itself that it loads what the explorer writes and counts the same.
# usage: scripts/test-keras.sh EXPLORER_BINARY
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
explorer=$(realpath "${1:-.build/release/explorer}")
python=$(scripts/keras-venv.sh pillow)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for script in test_keras test_keras_weights; do
  "$python" "scripts/$script.py" "$explorer" "$work" 2> >(grep -vE '^(I0|W0|WARNING: All log)' >&2)
done
scripts/test-readme.sh "$explorer" "$python" "$work"
