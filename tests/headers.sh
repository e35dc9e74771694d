#!/bin/sh
# Each public header compiles on its own, as C11 and as C++, without a warning.
set -u
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
status=0
c=${CC:-cc}
cxx=${CXX:-$(command -v g++ || command -v clang++)} || cxx=
for header in xent.h $(sed -n 's/^#include "\(.*\)"/\1/p' "$XENT_SRC/src/xent.h"); do
    echo "#include \"$header\"" >"$scratch/use.c"
    cp "$scratch/use.c" "$scratch/use.cc"
    # shellcheck disable=SC2086  # CC may hold options
    $c -std=c11 -Wall -Wextra -Wpedantic -Wvla -Werror -I"$XENT_SRC/src" -fsyntax-only \
        "$scratch/use.c" || { echo "$header: not C11 on its own"; status=1; }
    [ -z "$cxx" ] || $cxx -std=c++11 -Wall -Wextra -Wpedantic -Werror -I"$XENT_SRC/src" \
        -fsyntax-only "$scratch/use.cc" || { echo "$header: not C++"; status=1; }
done
exit $status
