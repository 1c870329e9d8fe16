#!/usr/bin/env bash
# Proves that the program runs on older processors: under qemu, which stops at any instruction that the
# chosen processor lacks, it picks the right kernels and finds the same classes as here.
# usage: scripts/test-qemu.sh EXPLORER_BINARY
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
explorer=$(realpath "${1:-.build/release/explorer}")
if [ "$(uname -m)" != x86_64 ]; then
  echo "test-qemu: for x86-64 only; this is $(uname -m)" >&2
  exit 0
fi
scripts/setup.sh qemu

# Both have convolutions of every kind that the plans choose from; xception has the depthwise ones.
models=("residual-inception --set model.input_size=16" "xception --set model.input_size=72")
passes="--repeat 1 --warmup 0 --threads 1 --format json"
for model in "${models[@]}"; do
  # shellcheck disable=SC2086
  expected=$("$explorer" run $model $passes --isa baseline | python3 -c '
import json, sys
print([c["index"] for c in json.load(sys.stdin)["top"]])')
  for processor in Nehalem:baseline Haswell:avx2; do
    cpu=${processor%:*} isa=${processor#*:}
    # shellcheck disable=SC2086
    qemu-x86_64 -cpu "$cpu" "$explorer" run $model $passes 2> >(grep -v 'TCG doesn' >&2) | python3 -c '
import json, sys
run = json.load(sys.stdin)
cpu, isa, expected = sys.argv[1:]
top = str([c["index"] for c in run["top"]])
if run["isa"] != isa or top != expected:
    sys.exit("test-qemu: %s ran %s with classes %s, not %s with %s" % (cpu, run["isa"], top, isa, expected))
print("%s: %s kernels, the same classes as here" % (cpu, isa))' "$cpu" "$isa" "$expected"
  done
done
# What the processor lacks is refused, not executed.
if qemu-x86_64 -cpu Nehalem "$explorer" run residual-inception --set model.input_size=16 --isa avx2 >/dev/null 2>&1; then
  echo "test-qemu: a processor without AVX2 ran AVX2 kernels" >&2
  exit 1
fi
