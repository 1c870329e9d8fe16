#!/usr/bin/env bash
# Feeds the reader of Keras JSON damaged files, guided by coverage, under the address sanitizer.
# usage: scripts/fuzz-keras.sh [SECONDS [TIMEOUT]]
#
# It fails when an input crashes, takes more than TIMEOUT seconds by the clock (10; a machine that is
# busy needs more) or 2 GiB; the input is then left in
# .build/fuzz. It starts from the fixtures of the tests and keeps what it learned in .build/fuzz/corpus.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-600}
timeout=${2:-10}
out=.build/fuzz
mkdir -p "$out/corpus"

flags=(-O -wmo -parse-as-library -swift-version 6 -package-name explorer -sanitize=fuzzer,address)
build() { swiftc "${flags[@]}" -I "$out" "$@"; }
echo "fuzz-keras: building with the fuzzer's instrumentation" >&2
build -module-name GraphCore -emit-module -emit-module-path "$out/GraphCore.swiftmodule" \
  -c -o "$out/GraphCore.o" $(find Sources/GraphCore -name '*.swift')
build -module-name ModelFiles -emit-module -emit-module-path "$out/ModelFiles.swiftmodule" \
  -c -o "$out/ModelFiles.o" Sources/ModelFiles/Files/PrintableLine.swift Sources/ModelFiles/{JSON,KerasJSON}/*.swift
build -module-name KerasReaderFuzzer Tests/Fuzzing/KerasReaderFuzzer.swift \
  "$out/GraphCore.o" "$out/ModelFiles.o" -o "$out/fuzz-keras" 2> >(grep -v 'ld.gold: warning' >&2)

for file in Tests/ModelFilesTests/Fixtures/keras/*.json; do cp "$file" "$out/corpus/"; done
for name in seed_residual_inception inception_module_3a; do
  gzip -dc "Tests/ModelFilesTests/Fixtures/keras/$name.json.gz" > "$out/corpus/$name.json"
done
cat > "$out/words.dict" <<'WORDS'
"\"class_name\""
"\"config\""
"\"layers\""
"\"inbound_nodes\""
"\"keras_history\""
"\"__keras_tensor__\""
"\"input_layers\""
"\"output_layers\""
"\"Sequential\""
"\"Functional\""
"\"build_config\""
"[null, 8, 8, 3]"
"9223372036854775807"
"1e18"
"-1"
WORDS
cd "$out"
exec ./fuzz-keras -max_total_time="$seconds" -timeout="$timeout" -rss_limit_mb=2048 -max_len=40000 \
  -dict=words.dict -print_final_stats=1 corpus
