#!/bin/sh
# A module includes only modules of lower layers; sisters of one kind never include each other;
# each outside library is known to the modules that wrap it; the command sees xent.h only.
set -u
src=${XENT_SRC:-$(dirname "$0")/..}/src

# Lowest first.  A pattern stands for sisters.  Every .c and .h of src/ must be here.
order='status buffer text escape output json exact random executor info kernel sample sample_*
       sweep table format format_* reader bin interval pairs null metric metric_* optim optim_* map map_* crossfit
       result result_* gnuplot plot_script picture picture_* plot_template plot plot_*
       html report report_* xent'

# "header allowed-module-patterns"
outside='csv.h format_csv
zip.h format_npz
libsmartcols.h result_terminal
spawn.h gnuplot'

rank() {
    i=0
    set -f
    for pattern in $order; do
        i=$((i + 1))
        # a later exact name wins over an earlier pattern: plot_script is no sister of plot_*
        case $1 in
        $pattern) found=$i && [ "$pattern" != "$1" ] || break ;;
        esac
    done
    set +f
    echo "${found:-0}"
    unset found
}

# X_internal.h is a part of the module X.
module_of() {
    basename "$1" | sed 's/\.[ch]$//; s/_internal$//'
}

includes() {
    sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)\.h".*/\1/p' "$1"
}

check_module() {
    mine=$(rank "$2")
    [ "$mine" -gt 0 ] || { echo "$2 is in no layer: add it to tests/layers.sh"; return 1; }
    bad=0
    for other in $(includes "$1"); do
        other=${other%_internal}
        [ "$other" != "$2" ] && [ "$other" != config ] || continue
        its=$(rank "$other")
        if [ "$its" -gt "$mine" ]; then
            echo "$2 includes $other, which is above it" && bad=1
        elif [ "$its" -eq "$mine" ]; then
            echo "$2 includes its sister $other" && bad=1
        elif [ "$its" -eq 0 ]; then
            echo "$2 includes $other, which is in no layer" && bad=1
        fi
    done
    return $bad
}

check_outside() {
    echo "$outside" | while read -r header allowed; do
        grep -lE "^#[[:space:]]*include[[:space:]]*<(.*/)?$header>" "$1"/*.[ch] "$1"/cli/*.[ch] 2>/dev/null |
            while read -r file; do
                module=$(module_of "$file")
                [ "$module" = "$allowed" ] || echo "$module includes <$header>: only $allowed may"
            done
    done
}

check_cli() {
    for file in "$1"/cli/*.[ch]; do
        [ -e "$file" ] || continue
        for other in $(includes "$file"); do
            [ "$other" = xent ] || [ -e "$1/cli/$other.h" ] ||
                echo "cli/$(basename "$file") includes $other: the command sees xent.h only"
        done
    done
}

# xent.h lists the public headers, lowest first.
check_umbrella() {
    last=0
    for module in $(includes "$1/xent.h"); do
        now=$(rank "$module")
        [ "$now" -gt "$last" ] || echo "xent.h: $module is out of order"
        last=$now
    done
}

check() {
    {
        for file in "$1"/*.[ch]; do
            check_module "$file" "$(module_of "$file")"
        done
        check_outside "$1"
        check_cli "$1"
        check_umbrella "$1"
    } >"$scratch/complaints"
    cat "$scratch/complaints"
    [ ! -s "$scratch/complaints" ]
}

# The test of the test: each of these lines, put into that file, must be found.
check_the_check() {
    while read -r file line; do
        rm -rf "$scratch/src"
        cp -r "$src" "$scratch/src" && chmod -R u+w "$scratch/src"
        printf '%s\n' "$line" >>"$scratch/src/$file"
        if check "$scratch/src" >/dev/null; then
            echo "not found: $line in $file"
            status=1
        fi
    done <<'EOF'
status.h #include "sample.h"
kernel.h #include "map.h"
metric_zzz.c #include "metric_yyy.h"
nowhere.c int xent_nowhere;
status.c #include <csv.h>
cli/main.c #include "json.h"
xent.h #include "status.h"
EOF
}

status=0
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
check "$src" || status=1
check_the_check
exit $status
