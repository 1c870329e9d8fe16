#!/usr/bin/env bash
# Feeds the readers of pictures, arrays and labels damaged files, guided by the coverage of our own
# code, under the address sanitizer. The system's libraries take part as they are installed.
# usage: scripts/fuzz-pictures.sh [SECONDS]
#
# It fails when an input crashes, takes more than 30 seconds or 2 GiB; the input is then left in
# .build/fuzz-pictures. It starts from the fixtures of the tests and keeps what it learned in corpus.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-600}
out=$PWD/.build/fuzz-pictures
mkdir -p "$out/corpus" "$out/modules"

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

cp Tests/ModelFilesTests/Fixtures/pictures/*.{png,jpg,webp,gif} "$out/corpus/"
printf '\x93NUMPY\x01\x00v\x00{%s}%56s\n\0\0\0\0' \
  "'descr': '<f4', 'fortran_order': False, 'shape': (1,), " '' > "$out/corpus/array.npy"
printf '{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}' > "$out/corpus/index.json"
printf 'tench\ngoldfish\n' > "$out/corpus/labels.txt"
cd "$out"
# libjpeg leaves by longjmp, after which the sanitizer's pretended stack keeps frames and grows slow.
export ASAN_OPTIONS=detect_stack_use_after_return=0
exec ./fuzz-pictures -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -max_len=2000 \
  -print_final_stats=1 corpus
