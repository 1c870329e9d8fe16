#!/usr/bin/env bash
# Compiles the kernels for 64-bit ARM and looks whether they multiply and add in vectors.
# usage: scripts/check-arm64.sh
#
# A toolchain for one processor has no standard library for another one, but it has the library's
# textual interface, from which the module for ARM is made once: ~/.cache/explorer/arm64-VERSION. Two
# bodies of Float80 call functions that only x86 has and are left out. Nothing is linked or run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
toolchain=$(dirname "$(dirname "$(realpath "$(command -v swiftc)")")")
version=$(swiftc --version 2>/dev/null | grep -oE 'Swift version [0-9.]+' | cut -d' ' -f3)
cache=${EXPLORER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/explorer}/arm64-$version
target=aarch64-unknown-linux-gnu
library=$toolchain/lib/swift
module=$cache/linux/Swift.swiftmodule/$target.swiftmodule
if [ ! -e "$module" ]; then
  echo "check-arm64: making the standard library's module for $target in $cache" >&2
  mkdir -p "$cache/linux/Swift.swiftmodule"
  for folder in clang shims apinotes; do ln -sfn "$library/$folder" "$cache/$folder"; done
  sed -e 's/x86_64-unknown-linux-gnu/'$target'/' -e 's/self = _stdlib_remainderl(self, other)/fatalError()/' \
    -e 's/self = _stdlib_squareRootl(self)/fatalError()/' \
    "$library/linux/Swift.swiftmodule/x86_64-unknown-linux-gnu.swiftinterface" >"$cache/$target.swiftinterface"
  "$toolchain/bin/swift-frontend" -compile-module-from-interface -target $target "$cache/$target.swiftinterface" \
    -o "$module.part" -module-name Swift -parse-stdlib -resource-dir "$library"
  mv "$module.part" "$module"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags=(-target $target -resource-dir "$cache" -module-cache-path "$work/modules" -package-name explorer
  -swift-version 6 -parse-as-library -wmo -Xcc -ffreestanding -disable-autolinking-runtime-compatibility
  -Xfrontend -disable-implicit-concurrency-module-import
  -Xfrontend -disable-implicit-string-processing-module-import)
swiftc "${flags[@]}" -O -module-name KernelABI -emit-module -emit-module-path "$work/KernelABI.swiftmodule" \
  Sources/KernelABI/*.swift
mapfile -t sources < <(find Sources/Kernels/ -name '*.swift')
swiftc "${flags[@]}" -Ounchecked -I "$work" -I Sources/CProcessor -module-name Kernels -emit-object \
  -o "$work/kernels.o" "${sources[@]}"
count=$("$toolchain/bin/llvm-objdump" -d "$work/kernels.o" | grep -cE 'fmla[[:space:]]+v[0-9]+\.4s' || true)
[ "$count" -gt 100 ] || { echo "check-arm64: only $count vector multiply-adds in the kernels" >&2; exit 1; }
echo "kernels for $target: $count vector multiply-adds"
