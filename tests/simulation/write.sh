#!/bin/sh
# Runs a simulation and puts its tables into a document:  write.sh PROGRAM DOCUMENT [OPTION ...]
# What stands above the line "<!-- tables -->" stays.
set -u
program=$1 document=$2
shift 2
"$program" "$@" >simulation.tmp
status=$?
[ $status -le 1 ] && sed '/^<!-- tables -->$/q' "$document" >simulation.new && echo >>simulation.new &&
    cat simulation.tmp >>simulation.new && cp simulation.new "$document" || status=2
rm -f simulation.tmp simulation.new
exit $status
