#!/usr/bin/env bash
# Runs the lines of the README's 'From Keras and back' as they stand, and looks at what they say.
# usage: scripts/test-readme.sh EXPLORER_BINARY PYTHON WORK_FOLDER
set -euo pipefail
explorer=$(realpath "$1")
python=$2
work=$3/readme
source=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
mkdir -p "$work/bin"
ln -sf "$explorer" "$work/bin/explorer"
ln -sf "$source/Examples" "$work/Examples"
# A symbolic link would hide the environment's packages from Python.
printf '#!/bin/sh\nexec "%s" "$@"\n' "$python" > "$work/bin/python"
chmod +x "$work/bin/python"
awk '/^## / { wanted = $0 == "## From Keras and back" } wanted && /^    / { print substr($0, 5) }' \
  "$source/README.md" > "$work/script.sh"
cd "$work"
PATH=$work/bin:$PATH TF_CPP_MIN_LOG_LEVEL=3 bash -euo pipefail script.sh > output.txt 2> errors.txt || {
  cat output.txt errors.txt
  echo "FAIL  README: its script ends with an error" >&2
  exit 1
}
# The cat comes first, before the edit and after it, and Keras counts what the edit left.
cats=$(grep -A 2 -E '^ *Class' output.txt | grep -cE ' 3 .* cat$' || true)
grep -q 'keeps the largest 120 of 128 filters' errors.txt || { cat errors.txt; echo "FAIL  README: the edit" >&2; exit 1; }
grep -qE 'Total params: [0-9,]+' output.txt && [ "$cats" = 2 ] || {
  cat output.txt
  echo "FAIL  README: the photograph of a cat is not read as a cat twice, or Keras does not load the result" >&2
  exit 1
}
echo "ok    README: $(wc -l < script.sh) lines; $(grep -E ' 3 .* cat$' output.txt | tr -s ' ' | tr '\n' ';')$(grep 'Total params' output.txt)"
