#!/bin/sh
# The same bytes of output however the same data come: an array in a file, a stored or deflated member,
# a pipe, on any number of threads; and with far less memory than the data take.
set -u
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
TMPDIR=$scratch
export TMPDIR
failures=0
comparisons=0

# 5 MB as doubles.
awk 'BEGIN {
    srand(7)
    printf "label"
    for (j = 0; j < 16; j++) printf ",s%d", j
    print ""
    for (i = 0; i < 40000; i++) {
        y = int(rand() * 16)
        printf "%d", y
        for (j = 0; j < 16; j++) printf ",%.3f", 4 * rand() + 2 * (j == y)
        print ""
    }
}' >t.csv
"$XENT" convert t.csv t.npz -q && "$XENT" convert t.npz t.npy --labels-out y.npy -q ||
    { echo "FAIL no inputs"; exit 1; }

# zipfile deflates, and adds to what is there.
deflated=
if command -v python3 >/dev/null; then
    mkdir members && cd members && python3 -m zipfile -e ../t.npz . &&
        python3 -m zipfile -c ../deflated.npz scores.npy labels.npy && deflated=deflated.npz
    cd "$scratch" || exit 99
else
    echo "no python3: nothing is deflated"
fi

# What is printed but for names of files; the hash of the data among it.
work() {
    "$XENT" "$@" --json | grep -vE '"(path|command|next|storage)":'
}

same() {
    comparisons=$((comparisons + 1))
    if [ ! -s got ] || ! cmp -s got "$1"; then
        failures=$((failures + 1))
        echo "FAIL $2"
    fi
}

work diagnose t.npz --folds 0 --threads 1 >wanted
for threads in 1 2 8; do
    for file in t.npz $deflated; do
        work diagnose "$file" --folds 0 --threads $threads >got
        same wanted "$file on $threads threads"
    done
    work diagnose t.npy --labels y.npy --folds 0 --threads $threads >got
    same wanted "t.npy on $threads threads"
done

work inspect t.npz >wanted
work inspect t.csv >wanted.csv
for file in t.npz $deflated; do
    work inspect - <"$file" >got
    same wanted "$file from a pipe"
done
work inspect - --labels y.npy <t.npy >got
same wanted "t.npy from a pipe"
# shellcheck disable=SC2002
cat t.csv | work inspect - >got
same wanted.csv "t.csv from a pipe"

# Private memory of at most 4 MB, of which the command takes 1 and the rows 1.3.
enough() {
    (ulimit -d 4000 && work inspect "$@" --threads 1 --max-memory 1300K)
}
if (ulimit -d 4000 && "$XENT" version) >/dev/null 2>&1; then
    enough t.csv >got
    same wanted.csv "t.csv in little memory"
    for file in t.npz $deflated; do
        enough "$file" >got
        same wanted "$file in little memory"
        enough - <"$file" >got
        same wanted "$file from a pipe in little memory"
    done
    enough t.npy --labels y.npy >got
    same wanted "t.npy in little memory"
    # The test of the test: without the option the text does not fit.
    if (ulimit -d 4000 && "$XENT" inspect t.csv --threads 1) >/dev/null 2>&1; then
        failures=$((failures + 1))
        echo "FAIL little memory is not little"
    fi
else
    echo "memory cannot be limited here"
fi
set -- .xent-*
[ ! -e "$1" ] || { failures=$((failures + 1)) && echo "FAIL a temporary file is left"; }
echo "$comparisons comparisons, $failures failures"
[ "$failures" -eq 0 ] && [ "$comparisons" -gt 0 ]
