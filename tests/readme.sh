#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the README shows is what happens: replays its ```console blocks in a copy of examples/, and
# compiles its C program.  UPDATE=1 rewrites the blocks.
set -u
readme=$XENT_SRC/README.md
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/run"
ln -s "$XENT" "$scratch/bin/xent"
PATH=$scratch/bin:$PATH
export PATH
unset XENT_GNUPLOT COLUMNS
LC_ALL=C.UTF-8
export LC_ALL
cp "$XENT_SRC"/examples/*.csv "$XENT_SRC"/examples/*.npz "$scratch/run"

replay() {
    printf '%s\n' "$1"
    (cd "$scratch/run" && sh -c "${1#??}" </dev/null 2>&1) || echo "[exit $?]"
}

inside=
while IFS= read -r line; do
    case $inside$line in
    '```console') inside='>' && printf '%s\n' "$line" ;;
    '>```') inside= && printf '%s\n' "$line" ;;
    '>$ '*) replay "$line" ;;
    *) [ -n "$inside" ] || printf '%s\n' "$line" ;; # else what was printed the last time
    esac
done <"$readme" >"$scratch/README.md"

[ -z "${UPDATE:-}" ] || { cat "$scratch/README.md" >"$readme" && exit; }
sed -n '/^```c$/,/^```$/{/^```/!p;}' "$readme" >"$scratch/program.c"
${CC:-cc} -std=c11 -Wall -Wextra -Werror -I"$(dirname "$XENT")/include" -fsyntax-only \
    "$scratch/program.c" || exit 1
diff -u "$readme" "$scratch/README.md"
