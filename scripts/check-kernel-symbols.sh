#!/bin/sh
# Fails when an object of a newer instruction set defines a weak function that isn't its module's own.
#
# The linker keeps one of several weak definitions of a name. A copy of a library routine that was
# compiled for AVX-512 could so replace the one that every processor must be able to execute.
#
#     scripts/check-kernel-symbols.sh [--testing] [BUILD-DIRECTORY]      such as .build/release
#
# A build for tests makes all types visible, and with them come the compiler's helpers that copy values
# (__swift_memcpy48_8 and so on). --testing lets these pass, so such a build isn't for machines without
# the newer instructions; the program's release build is.
set -eu
own='^$'
if [ "${1:-}" = --testing ]; then
  own='__swift_'
  shift
fi
build=${1:-.build/release}
status=0
found=0
for module in KernelsAVX2 KernelsAVX512; do
  for object in "$build/$module.build"/*.o; do
    [ -e "$object" ] || continue
    found=1
    # W: a weak function with a definition. Names of the module contain the module's name.
    strange=$(nm --defined-only "$object" | awk '$2 == "W" || $2 == "u" { print $3 }' |
      grep -v -e "$module" -e "$own" || true)
    if [ -n "$strange" ]; then
      echo "$object defines weak functions that other objects may be given:" >&2
      echo "$strange" >&2
      status=1
    fi
  done
done
if [ "$(uname -m)" = x86_64 ] && [ "$found" = 0 ]; then
  echo "no kernel objects in $build; build the package first" >&2
  exit 1
fi
exit $status
