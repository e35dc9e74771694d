#!/bin/sh
# Every kind of figure for every FILE, before and after a fitted temperature, on one picture to be
# looked at:  contact_sheet.sh OUT.png FILE...   Wants ImageMagick; a developer's tool.
set -eu
sheet=$1
shift
command -v montage >/dev/null || { echo "montage not found: apt install imagemagick" >&2; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
n=0
for file; do
    n=$((n + 1))
    name=$(basename "$file")
    map=
    "$XENT" fit temperature "$file" -q -o "$scratch/map.json" >/dev/null && map="--map $scratch/map.json"
    for kind in $("$XENT" list plots | awk '{ print $1 }'); do
        figure=$(printf '%s/%03d-%s' "$scratch" "$n" "$kind")
        "$XENT" plot "$kind" "$file" -q --title "$name" -o "$figure-1.png" || continue
        # shellcheck disable=SC2086
        [ -z "$map" ] || "$XENT" plot "$kind" "$file" $map -q --title "$name, after" -o "$figure-2.png"
    done
    rm -f "$scratch/map.json"
done
montage "$scratch"/*.png -resize 480x -tile 6x -geometry +6+6 -background '#dddddd' "$sheet"
echo "$sheet"
