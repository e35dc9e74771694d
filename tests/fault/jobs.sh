# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: tiny inputs of every format, and every command on them.
#
# A job is "OUT COMMAND...": the file that the command writes (- for none), then its words.

# Twelve rows of three classes, and of one column; overconfident, not separable.
make_inputs() {
    cat >t.csv <<'END'
label,a,b,c
0,0.9,0.05,0.05
1,0.8,0.15,0.05
2,0.05,0.05,0.9
0,0.6,0.3,0.1
1,0.1,0.85,0.05
2,0.7,0.1,0.2
0,0.4,0.35,0.25
1,0.05,0.9,0.05
2,0.2,0.2,0.6
0,0.15,0.8,0.05
1,0.3,0.6,0.1
2,0.1,0.1,0.8
END
    tr , '\t' <t.csv >t.tsv
    cat >b.csv <<'END'
y,p
0,0.1
1,0.9
0,0.7
1,0.8
0,0.3
1,0.2
0,0.05
1,0.95
0,0.6
1,0.55
1,0.85
0,0.15
END
    awk -F, -v OFS=, 'NR == 1 { print "p,q,y,z"; next } { print $2, $4, $1 == 0, $1 != 1 }' t.csv >m.csv
    awk -F, -v OFS=, '{ print $0, NR == 1 ? "w" : 9 }' b.csv >copies.csv
    # Three axes, the classes on the second; float32 made of the bytes of words.
    { printf '\223NUMPY\001\000\106\000'
      printf '%-69s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 2), }"
      printf '%s' 'AAAABABACABADABAEABAFABAGABAHABAIABAJABAKABALABA'
    } >stack.npy
    { printf '\223NUMPY\001\000\106\000'
      printf '%-69s\n' "{'descr': '<i1', 'fortran_order': False, 'shape': (2, 2), }"
      printf '\000\001\002\001'
    } >stacked.npy
    # One-digit labels are whole floats when they are read as a column of scores, so any npy will do.
    sed 's/,.*//' t.csv >labels.csv
    "$XENT" fit temperature t.csv -o map.json >/dev/null 2>&1 &&
        "$XENT" apply map.json t.csv -o t.npy >/dev/null 2>&1 &&
        "$XENT" apply map.json t.csv -o t.npz >/dev/null 2>&1 &&
        "$XENT" fit platt b.csv -o map1.json >/dev/null 2>&1
}

jobs() {
    cat <<'END'
- version
- list
- help diagnose
- inspect t.csv
- inspect t.tsv
- inspect t.npy --labels labels.csv
- inspect t.npz --labels labels.csv
- inspect t.npy --class-axis 0 --kind logits
- loss ce stack.npy --labels stacked.npy --reduction none
- diagnose t.csv
- diagnose b.csv --json
- diagnose m.csv --task multilabel --scores p:q --labels y:z --worst 1
m.npy apply map1.json m.csv --task multilabel --scores p:q -o m.npy
- diagnose copies.csv --scores p --weights w --weight-kind frequency --metrics nll --bootstrap 100
- diagnose t.csv --metrics ece --explain ece,ece_mass --per-class --binning width
- report t.csv --per-class -o -
- diagnose b.csv --metrics ece --convention netcal --binning mass-split --json
- diagnose t.npz --labels labels.csv --map map.json -v
- fit platt b.csv --json
iso.json fit isotonic t.csv -o iso.json
vec.json fit vector t.csv -o vec.json
- fit isotonic b.csv --json --folds 0
- info p=0.5,0.3,0.2 q=0.2,0.3,0.5
- info counts=t.csv --joint --json
- info normal:0,1 mixture:1,-1,1/1,1,2 --json
fit.json fit temperature t.npy --labels labels.csv -o fit.json
out.npy apply map.json t.csv -o out.npy
out.npz apply map.json t.csv -o out.npz
out.csv apply map.json t.npy -o out.csv
- apply map.json t.npz
- loss ce t.csv --class-weights balanced --gradient --json
- loss distillation t.csv --kind logits --teacher t.npy --label-smoothing 0.1 --class-weights 1,2,3
- loss bce b.csv --reduction none
out.npy convert t.npz out.npy --labels-out /dev/null
out.npz convert t.csv out.npz
out.npz convert t.csv out.npz --max-memory 400
out.tsv convert t.npz out.tsv
- convert t.npy -
out.gp plot reliability t.csv -o out.gp
out.md report t.csv -o out.md
out.json report b.csv -o out.json
END
}

# Each job in turn: "$1 OUT COMMAND...".
each_job() {
    jobs >jobs.txt
    while read -r words <&3; do
        # shellcheck disable=SC2086
        "$1" $words
    done 3<jobs.txt
}

# What the job does when nothing fails: status 0, out.ref and (if it writes a file) file.ref.
reference_run() {
    target=$1
    shift
    "$XENT" "$@" >out.ref 2>err.ref </dev/null || {
        echo "FAIL xent $*: exit $? when nothing fails"
        cat err.ref
        return 1
    }
    [ "$target" = - ] || mv "$target" file.ref
}

prepare_target() {
    [ "$target" = - ] || echo old >"$target"
}

# Is the target as it was before the run?
target_is_old() {
    [ "$target" = - ] && return
    read -r line <"$target" 2>/dev/null && [ "$line" = old ]
}

# Did the run do all its work?
run_is_complete() {
    cmp -s out out.ref && { [ "$target" = - ] || cmp -s "$target" file.ref; }
}

stray_files() {
    set -- .xent-*
    [ -e "$1" ]
}
