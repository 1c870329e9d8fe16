#!/usr/bin/env bash
# Times the explorer beside OpenVINO, ONNX Runtime, LiteRT, ncnn and TensorFlow.
# usage: Benchmarks/peers/bench-peers.sh EXPLORER_BINARY BENCH_BINARY [options of bench.py]
#
# The engines come from PyPI into a virtual environment outside the source tree (2 GB), and the
# converted networks are kept beside it (3 GB): ~/.cache/explorer, or $EXPLORER_CACHE.
set -euo pipefail
explorer=$(realpath "$1")
bench=$(realpath "$2")
shift 2
cd "$(dirname "${BASH_SOURCE[0]}")"
cache=${EXPLORER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/explorer}
venv=$cache/peers

if ! "$venv/bin/pip" --version >/dev/null 2>&1; then
  python3 -c 'import ensurepip, venv' 2>/dev/null || ../../scripts/setup.sh keras
  rm -rf "$venv"
  python3 -m venv "$venv"
fi

# pip does nothing about what is there already, so that this also mends an installation cut short.
missing=()
while read -r engine packages; do
  [[ $engine == '#'* || -z $engine ]] && continue
  # shellcheck disable=SC2086
  if ! output=$("$venv/bin/pip" install --quiet --disable-pip-version-check $packages 2>&1); then
    reason="$engine could not be installed: $(tail -n 1 <<<"$output")"
    if [[ $engine == common ]]; then
      echo "bench-peers: what every engine needs $reason" >&2
      exit 1
    fi
    missing+=(--missing "$engine=$reason")
    echo "bench-peers: $reason" >&2
  fi
done <packages.txt

exec "$venv/bin/python" bench.py --explorer "$explorer" --bench "$bench" \
  --cache "$cache/peers-networks" ${missing[@]+"${missing[@]}"} "$@"
