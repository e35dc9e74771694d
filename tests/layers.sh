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
kernel_simd
kernel_fused
kernel
kernel_summary
kernel_scores
kernel_turned
kernel_softmax_rows
kernel_exp2
kernel_beta_sums
kernel_vector_sums
kernel_*
kernel.c
compensated
total
loss
loss_*
loss.c
sample
pack
sample_*
cells
split
sweep
columns
worst
axes
companion
loss_sample
loss_text
evidence
survey
kind
alignment
forensic
forensic_*
forensic.c
reshape
admit
share
soften
marks
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
pick
single
select.c
factor
settle
extract
csv_scan
csv_columns
csv_parse
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
optim
optim_*
logistic
bin
interval
metric
group
power
square
pairs
drawn
edges
binning
width
law
null
null_*
null.c
class_laws
class_most
class_null
pav
isotonic
corp_band
corp
smooth
smoothed
fixed
cluster
bootstrap
mean
metric_*
metric.c
per_class
convention
convention_*
convention.c
versus
curvature
vector
map
beta_loss
beta_curve
map_*
map.c
crossfit
ledger
refit
ledger_bound
ledger_part
ledger_class
class_terms
fdr
result
breakdown
breakdown_table
worst_table
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
outside='csv.h csv_parse
zip.h format_npz npz_write
libsmartcols.h grid
spawn.h gnuplot'

# Every file with what it includes, and the order of xent.h.  One program: a process for each line
# would take longer than all other tests.
check_order() {
    awk -v order="$order" '
    # X_internal.h is a part of the module X.
    function module_of(file) {
        sub(/.*\//, "", file); sub(/\.[ch]$/, "", file); sub(/_internal$/, "", file)
        return file
    }
    # The place of a file in the order, 0: none.  Its own name counts more than its module, and that
    # more than a pattern: plot_script is no sister of plot_*.
    function rank(file, module, i) {
        module = module_of(file)
        if (file in place)
            return place[file]
        if (module in place)
            return place[module]
        for (i = 1; i <= entries; i++)
            if (entry[i] ~ /\*$/ && index(module, substr(entry[i], 1, length(entry[i]) - 1)) == 1)
                return i
        return 0
    }
    function complain(file, other, mine, its) {
        if (its > mine)
            print file " includes " other ", which is above it"
        else if (its == mine)
            print file " includes its sister " other
        else if (its == 0)
            print file " includes " other ", which is in no layer"
    }
    BEGIN {
        entries = split(order, entry)
        for (i = 1; i <= entries; i++)
            place[entry[i]] = i
    }
    FNR == 1 {
        file = FILENAME; sub(/.*\//, "", file)
        mine = rank(file)
        if (!mine)
            print file " is in no layer: add it to tests/layers.sh"
    }
    match($0, /^[ \t]*#[ \t]*include[ \t]*"[^"]*\.h"/) {
        other = $0; sub(/^[^"]*"/, "", other); sub(/".*/, "", other)
        its = rank(other)
        if (other != "config.h" && module_of(other) != module_of(file))
            complain(file, other, mine, its)
        if (file == "xent.h" && its <= last)
            print "xent.h: " other " is out of order"
        if (file == "xent.h")
            last = its
    }' "$1"/*.[ch]
}

includes() {
    sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\.h\)".*/\1/p' "$1"
}

check_outside() {
    echo "$outside" | while read -r header allowed; do
        grep -lE "^#[[:space:]]*include[[:space:]]*<(.*/)?$header>" "$1"/*.[ch] "$1"/cli/*.[ch] 2>/dev/null |
            while read -r file; do
                module=$(basename "$file" | sed 's/\.[ch]$//')
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

check() {
    {
        check_order "$1"
        check_outside "$1"
        check_cli "$1"
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
