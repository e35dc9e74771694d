#!/bin/sh
# Every command, option and registered name stands in the manual page, and what the help of a
# command shows is what the command takes.
set -u
man=$XENT_SRC/doc/xent.1
status=0
plain=$(sed 's/\\-/-/g; s/\\f[BIRP]//g; s/\\(..//g' "$man")

want() {
    printf '%s\n' "$plain" | grep -qE -e "(^|[^a-z0-9_-])$1([^a-z0-9_-]|\$)" && return
    echo "doc/xent.1 does not mention $2"
    status=1
}

for command in $("$XENT" list commands | awk '{ print $1 }'); do
    want "$command" "the command $command"
    for option in $("$XENT" "$command" --help | grep -oE '^ +(-[a-z], |    )--[a-z-]+' | grep -oE -e '--[a-z-]+'); do
        want "$option" "the option $option of $command"
    done
done
for kind in $("$XENT" list | grep -E '^[a-z]'); do
    for name in $("$XENT" list "$kind" | awk '{ print $1 }'); do
        want "$name" "$name, one of the $kind"
    done
done

# The manual has every option and every member of the documents, the theory every metric and map.
in_document() {
    for document in manual theory; do
        grep -qE -e "(^|[^a-z0-9_-])$1([^a-z0-9_-]|\$)" "$XENT_SRC/doc/$document.md" && return
    done
    echo "neither doc/manual.md nor doc/theory.md mentions $1"
    status=1
}

data=$XENT_SRC/examples/digits.npz
for option in $(for command in diagnose fit apply plot report loss info; do "$XENT" "$command" --help; done |
    grep -oE -e '--[a-z-]+' | sort -u); do
    in_document "$option"
done
for member in $({ "$XENT" diagnose "$data" --json && "$XENT" fit temperature "$data" --json &&
    "$XENT" inspect "$data" --json &&
    "$XENT" info p=0.5,0.5 q=0.4,0.6 --json && "$XENT" info counts=1,2/3,4 --joint --json &&
    "$XENT" info normal:0,1 normal:0,2 --json; } | sed -n 's/^ *"\([a-z0-9_]*\)": .*/\1/p' | sort -u); do
    in_document "$member"
done
for kind in maps losses; do
    for name in $("$XENT" list "$kind" | awk '{ print $1 }'); do
        in_document "$name"
    done
done
exit $status
