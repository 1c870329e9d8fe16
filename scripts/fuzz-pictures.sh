#!/usr/bin/env bash
# Feeds the readers of pictures, arrays and labels damaged files, guided by the coverage of our own
# code, under the address sanitizer. The system's libraries take part as they are installed.
# usage: scripts/fuzz-pictures.sh [SECONDS [png|jpeg|webp|npy|labels ...]]
#
# Each reader, or each that is named, has the SECONDS (600) to itself. It fails when an input crashes,
# takes more than 30 seconds or 2 GiB; the input is then left in .build/fuzz-pictures/READER-*. It starts
# from the fixtures of the tests and keeps what it learned in .build/fuzz-pictures/READER.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-600}
readers=("${@:2}")
[ ${#readers[@]} -gt 0 ] || readers=(png jpeg webp npy labels)
for reader in "${readers[@]}"; do
  case "$reader" in
    png | jpeg | webp | npy | labels) ;;
    *) echo "usage: scripts/fuzz-pictures.sh [SECONDS [png|jpeg|webp|npy|labels ...]]" >&2; exit 64 ;;
  esac
done
out=$PWD/.build/fuzz-pictures
mkdir -p "$out"/{png,jpeg,webp,npy,labels,modules}

echo "fuzz-pictures: building with the fuzzer's instrumentation" >&2
printf 'module CJPEG { header "%s" export * }\n' "$PWD/Sources/CJPEG/include/cjpeg.h" \
  > "$out/modules/module.modulemap"
clang=$(dirname "$(readlink -f "$(command -v swiftc)")")/clang
"$clang" -O1 -g -fsanitize=address,fuzzer-no-link -I Sources/CJPEG/include -c Sources/CJPEG/cjpeg.c \
  -o "$out/cjpeg.o"
flags=(-O -g -wmo -parse-as-library -swift-version 6 -package-name explorer
  -sanitize=fuzzer,address -I "$out" -I "$out/modules" -I Sources/CPNG -I Sources/CWebP
  -I Sources/CExif)
sources=(Sources/ModelFiles/Files/{FileError,PrintableLine}.swift Sources/ModelFiles/{JSON,Labels,Numpy}/*.swift)
for file in Sources/ModelFiles/Pictures/*.swift; do
  # The embedded photograph is another target's.
  [[ $file == *Photograph* ]] || sources+=("$file")
done
swiftc "${flags[@]}" -module-name ModelFiles -emit-module \
  -emit-module-path "$out/ModelFiles.swiftmodule" -c -o "$out/ModelFiles.o" "${sources[@]}"
swiftc "${flags[@]}" -module-name PictureFuzzer Tests/Fuzzing/PictureFuzzer.swift \
  "$out/ModelFiles.o" "$out/cjpeg.o" -ljpeg -lpng -lwebp -lwebpdemux -lexif \
  -o "$out/fuzz-pictures" 2> >(grep -v 'ld.gold: warning' >&2)

fixtures=Tests/ModelFilesTests/Fixtures/pictures
cp "$fixtures"/*.png "$out/png/"
cp "$fixtures"/*.jpg "$out/jpeg/"
cp "$fixtures"/*.webp "$out/webp/"
printf '\x93NUMPY\x01\x00v\x00{%s}%56s\n\0\0\0\0' \
  "'descr': '<f4', 'fortran_order': False, 'shape': (1,), " '' > "$out/npy/array.npy"
printf '{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}' > "$out/labels/index.json"
printf 'tench\ngoldfish\n' > "$out/labels/labels.txt"
cd "$out"
# libjpeg leaves by longjmp, after which the sanitizer's pretended stack keeps frames and grows slow.
export ASAN_OPTIONS=detect_stack_use_after_return=0
code=0
for reader in "${readers[@]}"; do
  echo "fuzz-pictures: $reader, $seconds s" >&2
  ./fuzz-pictures -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -max_len=2000 \
    -print_final_stats=1 -artifact_prefix="$reader-" "$reader" || code=1
done
exit $code
