#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command on tiny inputs under valgrind: no invalid access, nothing uninitialised, nothing
# lost, and the same output as without, but for digits: valgrind knows fewer instruction sets.
set -u
. "$XENT_SRC/tests/fault/jobs.sh"
command -v valgrind >/dev/null || exit 77
! nm -D "$XENT" 2>/dev/null | grep -q __asan_ || { echo "valgrind and ASan exclude each other"; exit 77; }
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
failures=0
make_inputs || { echo "FAIL no inputs"; exit 1; }

without_digits() {
    LC_ALL=C sed 's/[-+0-9.e]//g' "$1"
}

is_alike() {
    [ "$(without_digits out)" = "$(without_digits out.ref)" ] &&
        { [ "$target" = - ] || [ "$(wc -l <"$target")" -eq "$(wc -l <file.ref)" ]; }
}

check() {
    reference_run "$@" || { failures=$((failures + 1)); return; }
    target=$1
    shift
    valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        "$XENT" "$@" >out 2>err </dev/null && is_alike ||
        { echo "FAIL xent $*" && cat err && failures=$((failures + 1)); }
}

each_job check
[ "$failures" -eq 0 ]
