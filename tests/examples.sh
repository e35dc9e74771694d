#!/bin/sh
# Runs the programs of examples/ as a reader of their README would, and compares what they print
# with examples/programs.txt.  UPDATE=1 rewrites that file.
set -u
build=$(dirname "$XENT")
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cp "$XENT_SRC"/examples/*.csv "$XENT_SRC"/examples/*.npz "$scratch" || exit 99

# One command of the transcript, with its messages and, if it is not 0, its exit status.
session() {
    echo "\$ $*"
    program=$1
    shift
    (cd "$scratch" && "$build/examples/$program" "$@" 2>&1) || echo "[exit $?]"
}

{
    session diagnose digits.npz
    session diagnose cancer.csv
    session fit map.json
    session serve map.json
    session serve no-such-map.json
} >"$scratch/programs.txt"

if [ -n "${UPDATE:-}" ]; then
    cp "$scratch/programs.txt" "$XENT_SRC/examples/programs.txt"
    exit 0
fi
diff -u "$XENT_SRC/examples/programs.txt" "$scratch/programs.txt"
