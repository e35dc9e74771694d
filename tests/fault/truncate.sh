#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An input that becomes shorter while it is mapped: the documented message, exit 4, the older output
# intact and nothing left behind, wherever the cut falls.
set -u
. "$XENT_SRC/tests/fault/jobs.sh"
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
failures=0
runs=0
shim=$scratch/truncate.so
${CC:-cc} -std=c11 -O1 -shared -fPIC -o "$shim" "$XENT_SRC/tests/fault/truncate.c" 2>/dev/null &&
    LD_PRELOAD=$shim "$XENT" version >/dev/null || { echo "nothing can be preloaded here"; exit 77; }
make_inputs || { echo "FAIL no inputs"; exit 1; }

complain() {
    failures=$((failures + 1))
    echo "FAIL xent $job: cut at $moment${NO_TMPFILE:+, named}: $1"
    head -n 3 err
}

# cut MOMENT FILE OUT COMMAND...
cut() {
    moment=$1 file=$2 target=$3
    shift 3
    job=$*
    runs=$((runs + 1))
    cp "$file" kept
    prepare_target
    CUT_AT=$moment CUT_FILE=$file LD_PRELOAD=$shim "$XENT" "$@" >out 2>err </dev/null
    status=$?
    [ "$status" -eq 4 ] || complain "exit $status"
    grep -qx "xent: $file: error: the file became shorter while it was read" err ||
        complain "another message"
    [ ! -s out ] || complain "something is printed"
    target_is_old || complain "the older output is gone"
    ! stray_files || { complain "a temporary file is left" && rm -f .xent-*; }
    cp kept "$file"
}

sweep() {
    cut map t.npy - inspect t.npy
    cut map t.npz - diagnose t.npz --labels labels.csv
    cut map t.npy fit.json fit temperature t.npy --labels labels.csv -o fit.json
    for out in out.npy out.npz out.csv; do
        cut output t.npy "$out" apply map.json t.npy -o "$out"
    done
}

sweep
NO_TMPFILE=1
export NO_TMPFILE
sweep
unset NO_TMPFILE

# The test of the test: without a cut the same jobs end well.
LD_PRELOAD=$shim "$XENT" apply map.json t.npy -o out.npy >/dev/null 2>&1 || {
    echo "FAIL without a cut"
    failures=$((failures + 1))
}
echo "$runs cuts, $failures failures"
[ "$failures" -eq 0 ] && [ "$runs" -gt 0 ]
