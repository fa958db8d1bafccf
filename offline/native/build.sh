#!/bin/sh
# Builds artifacts/native/libearlybert_torch.so over the libtorch of the distribution, or the one in EARLYBERT_LIBTORCH.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
artifacts=$(cd "$here/../.." && pwd)/artifacts
rm -f "$artifacts/native-build/CMakeCache.txt"   # another libtorch than last time must not find the old one's libraries
cmake -S "$here" -B "$artifacts/native-build" -DEARLYBERT_LIBTORCH="${EARLYBERT_LIBTORCH:-}" -DCMAKE_LIBRARY_OUTPUT_DIRECTORY="$artifacts/native" >/dev/null
cmake --build "$artifacts/native-build"
