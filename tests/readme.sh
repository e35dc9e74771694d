#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the documents show is what happens: replays the ```console blocks of the README and of
# doc/*.md in a copy of examples/, and compiles the C program of the README.  UPDATE=1 rewrites the
# blocks.
set -u
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$XENT" "$scratch/bin/xent"
PATH=$scratch/bin:$PATH
export PATH
unset XENT_GNUPLOT COLUMNS
LC_ALL=C.UTF-8
export LC_ALL
status=0

replay() {
    printf '%s\n' "$1"
    (cd "$scratch/run" && sh -c "${1#??}" </dev/null 2>&1) || echo "[exit $?]"
}

# The document with its blocks as they should be.
replay_document() {
    inside=
    while IFS= read -r line; do
        case $inside$line in
        '```console') inside='>' && printf '%s\n' "$line" ;;
        '>```') inside= && printf '%s\n' "$line" ;;
        '>$ '*) replay "$line" ;;
        *) [ -n "$inside" ] || printf '%s\n' "$line" ;; # else what was printed the last time
        esac
    done <"$1"
}

for document in "$XENT_SRC"/README.md "$XENT_SRC"/doc/*.md; do
    mkdir "$scratch/run"
    cp "$XENT_SRC"/examples/*.csv "$XENT_SRC"/examples/*.npz "$scratch/run"
    replay_document "$document" >"$scratch/document"
    if [ -n "${UPDATE:-}" ]; then
        cmp -s "$document" "$scratch/document" || cat "$scratch/document" >"$document"
    else
        diff -u "$document" "$scratch/document" || status=1
    fi
    rm -rf "$scratch/run"
done
[ -z "${UPDATE:-}" ] || exit 0
sed -n '/^```c$/,/^```$/{/^```/!p;}' "$XENT_SRC/README.md" >"$scratch/program.c"
${CC:-cc} -std=c11 -Wall -Wextra -Werror -I"$(dirname "$XENT")/include" -fsyntax-only \
    "$scratch/program.c" || exit 1
exit $status
