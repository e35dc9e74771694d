#!/bin/sh
# The HTML report of a real file: well formed, closed to the outside, the same bytes twice, and
# every number that of the JSON document (tests/reference/check_report.py reads both).
set -u
command -v python3 >/dev/null || exit 77
[ -x /usr/bin/gnuplot ] || [ -x /usr/local/bin/gnuplot ] || exit 77
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
unset XENT_GNUPLOT
cp "$XENT_SRC/examples/digits.npz" "$XENT_SRC/examples/cancer.csv" "$scratch" && cd "$scratch" || exit 99
for file in digits.npz cancer.csv; do
    "$XENT" report "$file" -q -o report.html && "$XENT" report "$file" -q -o report.json &&
        python3 "$XENT_SRC/tests/reference/check_report.py" report.html report.json || exit 1
    mv report.html first.html
    "$XENT" report "$file" -q -o report.html && cmp first.html report.html || exit 1
done
