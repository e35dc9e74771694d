#!/bin/sh
# Every external symbol of the library starts with xent_ (names with __ come from sanitizers), and
# the shared library exports what the public headers declare and nothing else.
set -u
command -v nm >/dev/null || exit 77
libs=$(dirname "$XENT")/.libs
status=0

symbols() {
    nm -g --defined-only "$@" 2>/dev/null | awk 'NF == 3 { print $3 }' | grep -v '^__' | sort -u
}

found=
if [ -f "$libs/libxent.a" ]; then
    found=1
    symbols "$libs/libxent.a" | grep -v '^xent_' && echo "are external in libxent.a" && status=1
fi
if [ -f "$libs/libxent.so" ]; then
    found=1
    public=$(sed -n 's/^#include "\(.*\)"/\1/p' "$XENT_SRC/src/xent.h")
    for symbol in $(symbols -D "$libs/libxent.so" | grep -v '^_'); do
        (cd "$XENT_SRC/src" && grep -qw "$symbol" $public) && continue
        echo "$symbol is exported, but no public header declares it"
        status=1
    done
    for symbol in $(cd "$XENT_SRC/src" && sed -n '/^typedef/d; s/^[a-z].*[ *]\(xent_[a-z0-9_]*\)(.*/\1/p' \
                    $public); do
        symbols -D "$libs/libxent.so" | grep -qx "$symbol" && continue
        echo "$symbol is declared in a public header, but not exported"
        status=1
    done
fi
[ "$found" ] || exit 77
exit $status
