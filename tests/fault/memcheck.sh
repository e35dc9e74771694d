#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command on tiny inputs under valgrind: no invalid access, nothing uninitialised, nothing
# lost, and the same output as without.
set -u
. "$XENT_SRC/tests/fault/jobs.sh"
command -v valgrind >/dev/null || exit 77
! nm -D "$XENT" 2>/dev/null | grep -q __asan_ || { echo "valgrind and ASan exclude each other"; exit 77; }
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
failures=0
make_inputs || { echo "FAIL no inputs"; exit 1; }

check() {
    reference_run "$@" || { failures=$((failures + 1)); return; }
    target=$1
    shift
    valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        "$XENT" "$@" >out 2>err </dev/null && run_is_complete ||
        { echo "FAIL xent $*" && cat err && failures=$((failures + 1)); }
}

each_job check
[ "$failures" -eq 0 ]
