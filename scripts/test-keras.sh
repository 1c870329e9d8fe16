#!/usr/bin/env bash
# Proves with Keras itself that it loads what the explorer writes and counts the same.
# usage: scripts/test-keras.sh EXPLORER_BINARY
#
# Keras and TensorFlow come from PyPI into a virtual environment outside the source tree, which is
# made once: ~/.cache/explorer/keras-3.15.1, or $EXPLORER_CACHE/keras-3.15.1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
explorer=$(realpath "${1:-.build/release/explorer}")
venv=${EXPLORER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/explorer}/keras-3.15.1

if ! "$venv/bin/python" -c 'import importlib.metadata as m; assert m.version("keras") == "3.15.1"; m.version("tensorflow-cpu")' 2>/dev/null; then
  echo "test-keras: installing Keras 3.15.1 and TensorFlow 2.21 into $venv" >&2
  python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/setup.sh keras
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'keras==3.15.1' 'tensorflow-cpu==2.21.*'
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$venv/bin/python" scripts/test_keras.py "$explorer" "$work" 2> >(grep -vE '^(I0|W0|WARNING: All log)' >&2)
