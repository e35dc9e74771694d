#!/bin/sh
# Every metric of the reference data, where there are any: XENT_REFERENCE_DATA names their folder.
set -u
[ -n "${XENT_REFERENCE_DATA:-}" ] && [ -d "$XENT_REFERENCE_DATA" ] || exit 77
command -v python3 >/dev/null || exit 77
exec python3 "$XENT_SRC/tests/definitions.py" "$XENT"
