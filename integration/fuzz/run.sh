#!/bin/sh
# Runs libFuzzer on the readers that meet bytes from outside: run.sh [SECONDS] [TARGET...]
#
# Each target runs for SECONDS (600 unless told) with address checking; findings are kept in .build-fuzz/found. Exits with 1
# if there were any.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-600}
[ $# -gt 0 ] && shift
# Debian's gold cannot link the sanitizers' debug information.
NSW_FUZZ=1 swift build -c release --product Fuzz --scratch-path .build-fuzz \
    -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld
status=0
for target in ${*:-smime cms x509 xml xmldsig}; do
    mkdir -p ".build-fuzz/corpus/$target" .build-fuzz/found
    echo "$target: $seconds seconds"
    .build-fuzz/release/Fuzz "$target" -max_total_time="$seconds" -max_len=20000 -print_final_stats=1 \
        -artifact_prefix=".build-fuzz/found/$target-" ".build-fuzz/corpus/$target" "integration/fuzz/corpus/$target" \
        >".build-fuzz/$target.log" 2>&1 || status=1
    tail -n 9 ".build-fuzz/$target.log"
done
exit $status
