#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command with an allocation that fails, once or for good: exit 4 and a message, or (where a
# library copes) the whole result; never a crash, half a file, or an older output lost.  Tries the
# first allocations and a sample of the others; FAULT_ALL=1 tries all.
set -u
. "$XENT_SRC/tests/fault/jobs.sh"
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
samples=30
failures=0
runs=0
shim=$scratch/failalloc.so
${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -O1 -shared -fPIC -o "$shim" \
    "$XENT_SRC/tests/fault/failalloc.c" 2>/dev/null && LD_PRELOAD=$shim "$XENT" version >/dev/null ||
    { echo "an allocator cannot be preloaded here"; exit 77; }
make_inputs || { echo "FAIL no inputs"; exit 1; }

complain() {
    failures=$((failures + 1))
    echo "FAIL xent $job: allocation $n of $total${sticky:+ and all later ones}: $1"
    head -n 3 err
}

# libsmartcols 2.38 prints a heading or a cell as blanks where it has no memory to encode it, and does
# not say so; from outside there is no cure.  One line may lack a word, and nothing else.
lost_a_cell() {
    [ "$target" = - ] || cmp -s "$target" file.ref || return 1
    diff out out.ref | awk '
        /^</ { less = NF; for (i = 2; i <= NF; i++) kept[$i]++ }
        /^>/ { more = NF; for (i = 2; i <= NF; i++) if (kept[$i]) { kept[$i]--; found++ } }
        /^[0-9]/ { places++ }
        END { exit !(places == 1 && less < more && found == less - 1) }'
}

# One run with the n-th allocation failing.
attempt() {
    runs=$((runs + 1))
    prepare_target
    FAIL_AT=$n FAIL_STICKY=$sticky LD_PRELOAD=$shim "$XENT" "$@" >out 2>err </dev/null
    status=$?
    case $status in
    0) run_is_complete || lost_a_cell || complain "exit 0, but not the whole result" ;;
    4)
        grep -q '^xent: .*memory' err || complain "no message about memory"
        target_is_old || complain "the older output is gone"
        ;;
    134) # jansson 2.14 asserts that its lexer could grow a token; from outside there is no cure
        grep -qE 'lex_unget_unsave|Unexpected error' err || complain "aborted"
        target_is_old || complain "the older output is gone"
        ;;
    *) complain "exit $status" ;;
    esac
    ! stray_files || { complain "a temporary file is left" && rm -f .xent-*; }
}

sweep() {
    target=$1
    shift
    job=$*
    reference_run "$target" "$@" || { failures=$((failures + 1)) && return; }
    FAIL_COUNT=$scratch/count LD_PRELOAD=$shim "$XENT" "$@" >/dev/null 2>&1 </dev/null
    read -r total <count
    step=$((total / samples + 1))
    [ -z "${FAULT_ALL:-}" ] || step=1
    n=1
    while [ "$n" -le "$total" ]; do
        for sticky in '' 1; do
            attempt "$@"
        done
        [ "$n" -lt 8 ] && n=$((n + 1)) || n=$((n + step))
    done
}

each_job sweep
echo "$runs faults, $failures failures"
[ "$failures" -eq 0 ] && [ "$runs" -gt 0 ]
