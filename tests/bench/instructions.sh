#!/bin/sh
# Counts the instructions of fixed small jobs and compares them with instructions.tsv beside this
# script, so that a slowdown shows in a review whatever else the machine does.  UPDATE=1 rewrites it.
# One thread; valgrind shows the program a processor with AVX2 and without AVX-512.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
xent=${XENT:-./xent}
examples=$here/../../examples
table=$here/instructions.tsv
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

jobs() {
    cat <<JOBS
inspect-npz	inspect $examples/digits.npz
inspect-csv	inspect $examples/digits.csv
diagnose-npz	diagnose $examples/digits.npz
diagnose-csv	diagnose $examples/cancer.csv
fit-temperature	fit temperature $examples/digits.npz -o $scratch/map.json
fit-platt	fit platt $examples/cancer.csv -o $scratch/map.json
fit-isotonic	fit isotonic $examples/cancer.csv -o $scratch/map.json
fit-vector	fit vector $examples/digits.npz -o $scratch/map.json
apply	apply $scratch/map.json $examples/digits.npz -o $scratch/out.csv
loss	loss ce $examples/digits.npz
JOBS
}

count() {
    # shellcheck disable=SC2086  # a list of arguments
    valgrind --tool=callgrind --callgrind-out-file="$scratch/callgrind" "$xent" $1 --threads 1 -q \
        2>&1 >/dev/null | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

jobs | while IFS='	' read -r name job; do
    now=$(count "$job")
    [ -n "$now" ] || { echo "instructions.sh: $name: not counted" >&2; exit 1; }
    was=$(awk -v name="$name" '$1 == name { print $2 }' "$table" 2>/dev/null || true)
    printf '%s\t%s\t%s\n' "$name" "$now" "${was:-$now}"
done >"$scratch/counts"
awk -F'\t' '{ printf "%-16s %14d %+7.2f %%\n", $1, $2, 100 * ($2 / $3 - 1) }' "$scratch/counts"
[ -z "${UPDATE:-}" ] || cut -f1,2 "$scratch/counts" >"$table"
