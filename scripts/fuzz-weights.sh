#!/usr/bin/env bash
# Feeds the readers of archives and of HDF5 files damaged files, under the address sanitizer.
# usage: scripts/fuzz-weights.sh archive|weights EXPLORER_BINARY [SECONDS]
#
# libzip and libhdf5 are Debian's, without instrumentation: coverage guides it through our code alone.
# Bytes exist on which libhdf5 crashes or asks for memory without end; the explorer reads in a process
# of its own for that. So fuzzing goes on after a finding, and then each one is looked at: it fails when
# a fault is not inside these libraries, and when the explorer does not answer it with a line and 65.
# Findings are left in .build/fuzz/archive and .build/fuzz/weights; it starts from the fixtures of the
# tests and keeps what it learned in the corpus beside them. Leaks are not looked for, as libhdf5 has
# some when it refuses a file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
target=${1:-}
explorer=${2:-}
seconds=${3:-600}
case "$target" in
  archive) fuzzer=ArchiveFuzzer ;;
  weights) fuzzer=WeightFileFuzzer ;;
  *) echo "usage: scripts/fuzz-weights.sh archive|weights EXPLORER_BINARY [SECONDS]" >&2; exit 64 ;;
esac
[ -x "$explorer" ] || { echo "fuzz-weights: no program '$explorer'; 'make build' builds it" >&2; exit 66; }
out=.build/fuzz/$target
corpus=$out/corpus
rm -rf "$out/findings"
mkdir -p "$out/findings" "$corpus"

read -ra hdf5 <<< "$(pkg-config --cflags hdf5-serial)"
read -ra libraries <<< "$(pkg-config --libs hdf5-serial libzip) -lhdf5_hl"
flags=(-O -wmo -parse-as-library -swift-version 6 -package-name explorer -sanitize=fuzzer,address
  -I Sources/CHDF5 -I Sources/CZip)
for flag in "${hdf5[@]}"; do flags+=(-Xcc "$flag"); done
build() { swiftc "${flags[@]}" -I "$out" "$@"; }
echo "fuzz-weights: building with the fuzzer's instrumentation" >&2
build -module-name GraphCore -emit-module -emit-module-path "$out/GraphCore.swiftmodule" \
  -c -o "$out/GraphCore.o" $(find Sources/GraphCore -name '*.swift')
build -module-name ModelFiles -emit-module -emit-module-path "$out/ModelFiles.swiftmodule" \
  -c -o "$out/ModelFiles.o" Sources/ModelFiles/{Archive,Files,HDF5,JSON,KerasJSON,Weights}/*.swift
build -module-name "$fuzzer" "Tests/Fuzzing/$fuzzer.swift" "$out/GraphCore.o" "$out/ModelFiles.o" \
  "${libraries[@]}" -o "$out/fuzz" 2> >(grep -v 'ld.gold: warning' >&2)

fixtures=Tests/ModelFilesTests/Fixtures
case "$target" in
  archive) cp "$fixtures"/malformed/*.keras "$fixtures"/malformed/whole*.h5 "$fixtures"/weights/model.keras "$corpus" ;;
  weights) find "$fixtures/malformed" -name '*.h5' -exec cp {} "$corpus" \; ;;
esac
export FUZZ_MODEL=$PWD/$fixtures/malformed/model.json
# Like malloc itself when there is no more memory.
export ASAN_OPTIONS=allocator_may_return_null=1
# It ends with the code of the last finding, so its log tells whether it ran.
"$out/fuzz" -fork=1 -ignore_crashes=1 -ignore_ooms=1 -ignore_timeouts=1 -detect_leaks=0 \
  -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=65536 -max_len=60000 \
  -use_value_profile=1 -artifact_prefix="$out/findings/" "$corpus" > "$out/log" 2>&1 || true
grep -E '^#[0-9]+: cov' "$out/log" | tail -n 1

faults=0
for finding in "$out"/findings/*; do
  [ -e "$finding" ] || continue
  case "$finding" in
    */oom-* | */timeout-*) place=limit ;;
    *)
      if "$out/fuzz" -detect_leaks=0 -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=65536 "$finding" \
        > "$out/replay" 2>&1; then
        place=passing
      elif grep -qE '#[0-9]+ .*lib(hdf5|zip)' "$out/replay"; then
        place=library
      else
        place=ours
      fi ;;
  esac
  case "$target" in
    archive) answer=("$explorer" check "$finding") ;;
    weights) answer=("$explorer" summary "$FUZZ_MODEL" --weights "$finding") ;;
  esac
  code=0
  words=$("${answer[@]}" 2>&1 > "$out/answer") || code=$?
  echo "fuzz-weights: ${finding##*/}: $place; the explorer ends with $code: $words"
  lines=$(printf '%s' "$words" | grep -c '' || true)
  if [ "$place" = ours ] || { [ "$code" != 0 ] && [ "$code" != 65 ]; } || [ "$lines" -gt 1 ]; then
    faults=$((faults + 1))
  fi
done
echo "fuzz-weights: $target: $(find "$out/findings" -type f | wc -l) findings, $faults of them faults of ours"
[ "$faults" = 0 ]
