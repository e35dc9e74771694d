#!/bin/sh
# The simulation in small: the program runs, its tables have no number out of its band, and neither the
# number of threads nor the hour changes a byte.  That it would notice is tested with intervals and
# tests at 70 %, which the bands for 95 % must refuse.
set -u
simulate=$(dirname "$XENT")/tests/simulation/simulate
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
status=0

fail() {
    echo "FAIL $1"
    cat "$2"
    status=1
}

"$simulate" -r 100 -o 30 -d "n=500 K=2 " -t 1 >"$scratch/one" || fail "a number is out of its band" "$scratch/one"
"$simulate" -r 100 -o 30 -d "n=500 K=2 " -t 3 >"$scratch/three"
cmp -s "$scratch/one" "$scratch/three" || fail "threads change the tables" "$scratch/three"
"$simulate" -r 200 -d "n=500 K=2 calibrated" -l 0.7 >"$scratch/wrong"
[ $? -eq 1 ] || fail "wrong intervals go unnoticed" "$scratch/wrong"
refused=$(grep -c '\*\*' "$scratch/wrong")
claims=$(grep -c '^| `' "$scratch/wrong")
[ "$refused" -eq "$claims" ] || fail "$refused of $claims wrong claims are refused" "$scratch/wrong"
exit $status
