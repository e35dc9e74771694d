#!/bin/sh
# Replays every "$ command" of tests/golden/*.t, each file in its own scratch copy of examples/, and
# compares what is printed, stderr and exit status included.  UPDATE=1 rewrites the expectations.
set -u
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$XENT" "$scratch/bin/xent"
PATH=$scratch/bin:$PATH
export PATH
unset NO_COLOR XENT_GNUPLOT TERM COLUMNS
status=0

replay() {
    sed -n 's/^\$ //p' "$1" | while IFS= read -r command; do
        printf '$ %s\n' "$command"
        timeout 60 sh -c "$command" </dev/null 2>&1 || echo "[exit $?]"
    done
}

for t in "$XENT_SRC"/tests/golden/*.t; do
    mkdir "$scratch/run"
    [ ! -d "$XENT_SRC/examples" ] || cp -R "$XENT_SRC/examples/." "$scratch/run"
    chmod -R u+w "$scratch/run"
    (cd "$scratch/run" && replay "$t") >"$scratch/got"
    if [ -n "${UPDATE:-}" ]; then
        cat "$scratch/got" >"$t"
    elif diff -u "$t" "$scratch/got"; then
        echo "PASS ${t##*/}"
    else
        echo "FAIL ${t##*/}"
        status=1
    fi
    rm -rf "$scratch/run"
done
exit $status
