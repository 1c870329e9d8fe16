#!/usr/bin/env bash
# Prints the path of a Python that has Keras and TensorFlow from PyPI, and the packages that are named.
# usage: scripts/keras-venv.sh [PACKAGE...]
#
# They go into a virtual environment outside the source tree, which is made once:
# ~/.cache/explorer/keras-3.15.1, or $EXPLORER_CACHE/keras-3.15.1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cache=${EXPLORER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/explorer}
venv=$cache/keras-3.15.1
mkdir -p "$cache"
# Two runs at the same time must not make it twice.
exec 9> "$cache/keras-3.15.1.lock"
flock 9

has() { "$venv/bin/python" -c 'import importlib.metadata as m, sys; [m.version(p) for p in sys.argv[1:]]' "$@" 2>/dev/null; }
if ! has keras tensorflow-cpu; then
  echo "keras-venv: installing Keras 3.15.1 and TensorFlow 2.21 into $venv" >&2
  python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/setup.sh keras >&2
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'keras==3.15.1' 'tensorflow-cpu==2.21.*' >&2
fi
if (( $# )) && ! has "$@"; then
  echo "keras-venv: installing $* into $venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$@" >&2
fi
echo "$venv/bin/python"
