#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# System calls of the writing that fail (strace makes them), one after another, under every command
# that writes: exit 4 and a message, the older output intact; a call that is merely interrupted is
# not noticed.
set -u
. "$XENT_SRC/tests/fault/jobs.sh"
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
ASAN_OPTIONS=detect_leaks=0 # which needs ptrace, and strace has it
export ASAN_OPTIONS
failures=0
runs=0
strace -qq -o /dev/null -e trace=write true 2>/dev/null ||
    { echo "strace is not permitted here"; exit 77; }
make_inputs || { echo "FAIL no inputs"; exit 1; }

complain() {
    failures=$((failures + 1))
    echo "FAIL xent $job: $calls:$fault, call $n: $1"
    head -n 3 err
}

# inject JUDGE CALLS FAULT COMMAND...: call n of CALLS meets the fault, n = 1, 2, ... as far as there
# are any; JUDGE says what must be true then.
inject() {
    judge=$1 calls=$2 fault=$3 n=1
    shift 3
    while [ "$n" -le 40 ]; do
        prepare_target
        strace -f -qq -y -o trace -e trace="$calls" -e inject="$calls:$fault:when=$n" \
            "$XENT" "$@" >out 2>err </dev/null
        status=$?
        grep INJECTED trace >injected || break
        runs=$((runs + 1))
        "$judge"
        ! stray_files || { complain "a temporary file is left" && rm -f .xent-*; }
        n=$((n + 1))
    done
}

must_fail() {
    case $(cat injected) in
    *'(2<'*) return ;; # nobody can be told
    *'(1<'*) target_is_old || cmp -s "$target" file.ref || complain "half an output" ;;
    *fsync*"<$scratch>"*) # some file systems cannot sync a folder: the file is there all the same
        [ "$status" -eq 0 ] && run_is_complete || complain "exit $status"
        return
        ;;
    *) target_is_old || complain "the older output is gone" ;;
    esac
    [ "$status" -eq 4 ] || complain "exit $status"
    grep -q '^xent: ' err || complain "no message"
}

# C's own streams take an interruption for an error, and it cannot happen to them: no handlers.
must_not_notice() {
    ! grep -q '([12]<' injected || return
    [ "$status" -eq 0 ] || complain "exit $status"
    run_is_complete || complain "not the whole result"
}

sweep() {
    target=$1
    shift
    job=$*
    [ "$target" != - ] || return
    reference_run "$target" "$@" || { failures=$((failures + 1)) && return; }
    inject must_fail write,pwrite64 error=ENOSPC "$@"
    inject must_fail fsync,fdatasync error=EIO "$@"
    inject must_fail rename,renameat,renameat2 error=EACCES "$@"
    inject must_not_notice write,pwrite64 error=EINTR "$@"
}

each_job sweep
echo "$runs faults, $failures failures"
[ "$failures" -eq 0 ] && [ "$runs" -gt 0 ]
