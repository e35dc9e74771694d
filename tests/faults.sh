#!/bin/sh
# What can go wrong around the program: full disks, read-only folders, closed pipes, a gnuplot that
# is missing or broken, a kill at the worst moment.  Each time: the right exit status, a message that
# says so, and the older output as it was.
set -u
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
cp "$XENT_SRC"/examples/digits.npz "$XENT_SRC"/examples/cancer.csv . && chmod u+w ./*
unset XENT_GNUPLOT NO_COLOR
failures=0
ran=0

fail() {
    echo "FAIL $*"
    failures=$((failures + 1))
}

# expect STATUS PATTERN COMMAND...: runs a shell command; stderr must match PATTERN, be empty if
# that is empty.
expect() {
    want=$1 pattern=$2
    shift 2
    ran=$((ran + 1))
    sh -c "$*" >out 2>err </dev/null
    got=$?
    [ "$got" -eq "$want" ] || fail "$*: exit $got, expected $want: $(cat err)"
    if [ -z "$pattern" ]; then
        [ ! -s err ] || fail "$*: says $(cat err)"
    else
        grep -qE "$pattern" err || fail "$*: says '$(cat err)', expected '$pattern'"
    fi
}

# The older output is there, and nothing lies about beside it.
intact() {
    [ "$(cat "$1" 2>/dev/null)" = "an older file" ] || fail "$1 did not survive: $*"
    left=$(find "$(dirname "$1")" -maxdepth 1 -name '.xent-*')
    [ -z "$left" ] || fail "left behind: $left"
}

older() {
    mkdir -p "$(dirname "$1")"
    echo "an older file" >"$1"
}

xent=$XENT
fit="$xent fit temperature digits.npz"

$fit -q -o map.json >/dev/null || exit 99

# ---- standard output
expect 4 'standard output: error: .*No space left on device' "$xent diagnose digits.npz >/dev/full"
expect 4 'standard output: error: .*No space left on device' "$xent diagnose digits.npz --json >/dev/full"
expect 4 'standard output: error: .*No space left on device' "$xent loss ce digits.npz --reduction none >/dev/full"
expect 4 'standard output: error: .*No space left on device' "$xent list >/dev/full"
expect 4 'error: .*No space left on device' "$xent apply map.json digits.npz >/dev/full"
expect 4 'standard output: error: .*Bad file descriptor' "$xent list >&-"
expect 4 'standard output: error: .*Bad file descriptor' "$xent diagnose digits.npz >&-"
expect 4 'error: .*Bad file descriptor' "$xent apply map.json digits.npz >&-"
expect 0 '' "$xent list 2>&-"
expect 2 '' "$xent no-such-command 2>&-"
expect 4 'error: ' "$xent diagnose - <&-"
expect 0 '' "$xent diagnose digits.npz -v | :"

# ---- where files are written
older full/map.json
expect 4 'error: .*No space left on device' "$fit -o /dev/full"
expect 4 'nowhere/map.json: error: .*No such file or directory' "$fit -o nowhere/map.json"
expect 4 'error: ' "$xent report digits.npz -o nowhere/report.html"
expect 4 'error: .*[Ii]s a directory' "mkdir d.json; $fit -o d.json"
if unshare -rm true 2>/dev/null; then
    in_a_tiny_disk="cd full && unshare -rm sh -c 'mount -t tmpfs -o size=16k none . && cd . &&
        cp ../digits.npz /dev/null && echo an older file >map.csv &&
        \"\$XENT\" apply ../map.json ../digits.npz -o map.csv; status=\$?;
        [ \"\$(cat map.csv)\" = \"an older file\" ] || echo LOST >&2; ls -A | grep -v \"^map.csv\" >&2;
        exit \$status'"
    expect 4 'map.csv: error: .*No space left on device' "$in_a_tiny_disk"
    ! grep -qE 'LOST|^\.xent' err || fail "a full disk: $(cat err)"
    older ro/map.json
    read_only="cd ro && unshare -rm sh -c 'mount --bind . . && mount -o remount,ro,bind . &&
        cd ../ro && \"\$XENT\" fit temperature ../digits.npz -o map.json'"
    expect 4 'map.json: error: .*Read-only file system' "$read_only"
    intact ro/map.json
else
    echo "SKIP full disk, read-only folder: unshare is not permitted"
fi

# ---- inputs are not outputs
cp digits.npz copy.npz && ln -s copy.npz soft.npz
ln copy.npz hard.npz
for output in copy.npz ./copy.npz hard.npz soft.npz "$PWD/copy.npz"; do
    expect 2 'error: .*input' "$xent fit temperature copy.npz -o $output"
    expect 2 'error: .*input' "$xent apply map.json copy.npz -o $output"
done
cmp -s digits.npz copy.npz || fail "an input was overwritten"
cp map.json same.json
expect 2 'error: .*input' "$xent report digits.npz --map same.json -o same.json"
cmp -s map.json same.json || fail "the map was overwritten"

# ---- a link stays a link, and its target gets the content
older there/target.json
ln -s there/target.json link.json
expect 0 '' "$fit -q -o link.json"
[ -L link.json ] || fail "the symbolic link was replaced"
cmp -s map.json there/target.json || fail "the target of the link was not written"

# ---- gnuplot
cat >gnuplot-fails <<'EOF'
#!/bin/sh
echo "line 3: everything is wrong" >&2
exit 1
EOF
cat >gnuplot-cuts <<'EOF'
#!/bin/sh
echo '<svg><g>'
EOF
cat >gnuplot-dies <<'EOF'
#!/bin/sh
kill -9 $$
EOF
chmod +x gnuplot-*
for gnuplot in /nonexistent "$PWD/gnuplot-fails" "$PWD/gnuplot-cuts" "$PWD/gnuplot-dies"; do
    for command in "plot reliability" report; do
        case $command in report) figure=figure.html ;; *) figure=figure.svg ;; esac
        older figures/$figure
        expect 6 'error: .*gnuplot' \
            "XENT_GNUPLOT=$gnuplot $xent $command digits.npz -o figures/$figure"
        intact figures/$figure
    done
done
expect 0 '' "XENT_GNUPLOT=/nonexistent $xent plot reliability digits.npz -q -o figure.gp"
expect 0 '' "XENT_GNUPLOT=/nonexistent $xent report digits.npz -q -o report.json"

# ---- a signal at any moment of the writing: old or new, never anything between
signals() {
    for signal in KILL TERM INT; do
        for call in openat write fsync linkat,link renameat,rename,renameat2 close; do
            for n in 1 2 3 4 5 6 7 8; do
                older kill/map.json
                strace -qq -o /dev/null -e trace="$call" \
                    -e inject="$call:signal=$signal:when=$n" "$xent" fit temperature digits.npz -q \
                    -o kill/map.json >/dev/null 2>&1 </dev/null
                ran=$((ran + 1))
                [ "$(cat kill/map.json)" = "an older file" ] || cmp -s map.json kill/map.json ||
                    fail "SIG$signal at $call $n: neither old nor new"
                [ "$(find kill -name '.xent-*' | wc -l)" -le 1 ] || fail "SIG$signal: litter"
                rm -rf kill
            done
        done
    done
}
if strace -o /dev/null true 2>/dev/null; then
    signals
else
    echo "SKIP signals: strace is not permitted"
fi

echo "$ran runs, $failures failures"
[ "$failures" -eq 0 ]
