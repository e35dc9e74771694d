#!/bin/sh
# The test vectors of our own pass, a wrong one fails, and what nobody knows is a failure.
set -u
vectors=tests/vectors own=$XENT_SRC/tests/reference/vectors.json
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
status=0

"$vectors" "$own" || status=1
"$vectors" "$XENT_SRC/tests/reference/random_vectors.json" || status=1
"$vectors" "$XENT_SRC/tests/reference/bin_vectors.json" || status=1
"$vectors" "$XENT_SRC/tests/reference/fit_vectors.json" || status=1

expect() {
    printf '{"vectors": [%s]}\n' "$1" >"$scratch/one.json"
    got=$("$vectors" "$scratch/one.json" | tail -n 1)
    [ "$got" = "$2" ] || { echo "$1: $got"; status=1; }
}

one='"inputs": {"logits": [0.0], "targets": [1.0]}'
expect '{"op": "bce_logits", '"$one"', "params": {"reduction": "none"}, "recomputed_float64": [0.6931471805599453]}' "1 passed, 0 failed"
expect '{"op": "bce_logits", '"$one"', "params": {"reduction": "none"}, "recomputed_float64": [0.6931471805609453]}' "0 passed, 1 failed"
expect '{"op": "bce_logits", '"$one"', "params": {"reduction": "none"}, "recomputed_float64": [0.69, 0.69]}' "0 passed, 1 failed"
expect '{"op": "bce_logits", '"$one"', "params": {"wisdom": 3}, "recomputed_float64": 0.6931471805599453}' "0 passed, 1 failed"
expect '{"op": "no_such_op", '"$one"', "params": {}, "recomputed_float64": [0.0]}' "0 passed, 1 failed"

got=$("$vectors" "$own" --op 'brier_*,no*' | tail -n 1)
[ "$got" = "3 passed, 0 failed" ] || { echo "--op: $got"; status=1; }
exit $status
