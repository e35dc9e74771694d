#!/bin/sh
# A module includes only modules of lower layers; sisters of one kind never include each other;
# each outside library is known to the modules that wrap it; the command sees xent.h only.
set -u
src=${XENT_SRC:-$(dirname "$0")/..}/src

# Lowest first.  A pattern stands for sisters; X.c is the file that drives the sisters of X.h.
# Every .c and .h of src/ must be here.
order='
status
system
buffer
text
escape
output
json
decimal
number
exact
random
executor
radix
info
info_*
density
density_*
kernel_math
kernel_lanes
kernel
kernel_scores
kernel_exp2
kernel_beta_sums
kernel_*
kernel.c
compensated
total
loss
loss_*
loss.c
sample
sample_*
sweep
loss_sample
loss_text
survey
copies
kind
reshape
admit
memory
file
spool
input
words
reader
table
view
names
select
extract
csv_columns
csv_scan
csv_feed
npy
rows
text_write
npz_write
format
format_*
write
reader.c
distribution
distribution_*
bin
interval
metric
group
pairs
width
null
null_*
null.c
metric_*
metric.c
optim
optim_*
logistic
pav
versus
vector
map
beta_loss
beta_curve
map_*
map.c
crossfit
result
grid
terminal
terminal_*
result_*
gnuplot
html
plot_script
picture
picture_*
plot_template
plot
plot_*
plot.c
page
page_*
page.c
report
report_*
report.c
xent
'

# "header modules that may include it"
outside='csv.h csv_feed
zip.h format_npz npz_write
libsmartcols.h grid
spawn.h gnuplot'

# The place of a file in the order, 0: none.  Its own name counts more than its module, and that
# more than a pattern: plot_script is no sister of plot_*.
rank() {
    i=0 exact=0 named=0 sister=0
    module=$(module_of "$1")
    set -f
    for entry in $order; do
        i=$((i + 1))
        case $entry in
        "$1") exact=$i ;;
        "$module") named=$i ;;
        *'*') case $module in $entry) sister=$i ;; esac ;;
        esac
    done
    set +f
    for place in $exact $named $sister; do
        [ "$place" -eq 0 ] || break
    done
    echo "$place"
}

# X_internal.h is a part of the module X.
module_of() {
    basename "$1" | sed 's/\.[ch]$//; s/_internal$//'
}

includes() {
    sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\.h\)".*/\1/p' "$1"
}

check_file() {
    file=$(basename "$1") own=$(module_of "$1")
    mine=$(rank "$file")
    [ "$mine" -gt 0 ] || echo "$file is in no layer: add it to tests/layers.sh"
    for other in $(includes "$1"); do
        [ "$other" != config.h ] && [ "$(module_of "$other")" != "$own" ] || continue
        its=$(rank "$other")
        if [ "$its" -gt "$mine" ]; then
            echo "$file includes $other, which is above it"
        elif [ "$its" -eq "$mine" ]; then
            echo "$file includes its sister $other"
        elif [ "$its" -eq 0 ]; then
            echo "$file includes $other, which is in no layer"
        fi
    done
}

check_outside() {
    echo "$outside" | while read -r header allowed; do
        grep -lE "^#[[:space:]]*include[[:space:]]*<(.*/)?$header>" "$1"/*.[ch] "$1"/cli/*.[ch] 2>/dev/null |
            while read -r file; do
                module=$(module_of "$file")
                case " $allowed " in *" $module "*) continue ;; esac
                echo "$module includes <$header>: only $allowed may"
            done
    done
}

check_cli() {
    for file in "$1"/cli/*.[ch]; do
        [ -e "$file" ] || continue
        for other in $(includes "$file"); do
            [ "$other" = xent.h ] || [ -e "$1/cli/$other" ] ||
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
            check_file "$file"
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
