#!/bin/sh
# Counts the instructions of fixed small jobs, and of one block in each kernel, and compares them with
# instructions.tsv beside this script, so that a slowdown shows in a review whatever else the machine
# does.  UPDATE=1 rewrites it.  One thread; valgrind shows the program a processor with AVX2 and without
# AVX-512.
#
# Outside the loop of a kernel is what it would still cost if its loop were empty: with a + b n
# instructions for a loop of length n, a share of a / (a + b n), from the counts at n and n/2.  The loop
# runs over the rows of a block where they lie side by side in vectors (up to 32 columns), and along the
# row where they do not.  A quarter is the most that is allowed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
xent=${XENT:-./xent} kernels=${KERNELS:-tests/bench/kernels}
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

# count [--toggle-collect=FUNCTION] COMMAND...: instructions of it all, or in a function and below.
count() {
    valgrind --tool=callgrind --callgrind-out-file="$scratch/callgrind" "$@" 2>&1 >/dev/null |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

# note NAME COUNT ...: a line of the table, with the count that was.
note() {
    [ -n "$2" ] || { echo "instructions.sh: $1: not counted" >&2; exit 1; }
    was=$(awk -v name="$1" '$1 == name { print $2 }' "$table" 2>/dev/null || true)
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "${was:-$2}" "${3:--}" "${4:--}"
}

jobs | while IFS='	' read -r name job; do
    # shellcheck disable=SC2086  # a list of arguments
    note "$name" "$(count "$xent" $job --threads 1 -q)"
done >"$scratch/counts"
"$kernels" | while read -r name pass rows columns _; do
    function="--toggle-collect=xent_kernel_${pass}_*"
    whole=$(count "$function" "$kernels" "$name" 1)
    half=$(count "$function" "$kernels" "$name" 2)
    # shellcheck disable=SC2046  # two numbers
    note "$name" "$whole" $(awk -v n=$((rows * columns)) -v whole="$whole" -v half="$half" \
        'BEGIN { printf "%.2f %.1f", whole / n, 100 * (2 * half - whole) / whole }')
done >>"$scratch/counts"
awk -F'\t' '
    BEGIN { printf "%-18s %12s %10s %14s %16s\n", "", "instructions", "change", "for a score", "outside its loop" }
    { printf "%-18s %12d %+8.2f %%", $1, $2, 100 * ($2 / $3 - 1) }
    $4 == "-" { print ""; next }
    { printf " %14s %14s %%\n", $4, $5 }
    $5 > 25 { over = over " " $1 }
    END { if (over) { print "more than a quarter outside its loop:" over; exit 1 } }' "$scratch/counts"
[ -z "${UPDATE:-}" ] || cut -f1,2 "$scratch/counts" >"$table"
