# What every script in bin/ shares: where things lie, how it speaks, and an environment that the caller cannot bend.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

# A script that starts us in the background has SIGINT ignored, and bash could not trap it then: kill -INT must stop us too.
if [ -n "$(trap -p INT)" ]; then exec env --default-signal=INT "$0" "$@"; fi

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
VENV=$ROOT/.venv
# shellcheck source=bin/lib/versions.sh
. "$ROOT/bin/lib/versions.sh"

say() { printf '%s\n' "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Two checkouts never share a folder; sockets lie in a short one, because their paths may not exceed 107 bytes.
KEY=$(printf %s "$ROOT" | sha256sum | cut -c1-8)
if [ "$UID" = 0 ]; then
    STATE=/var/lib/samenwijk-$KEY   # the servers' accounts can enter it, wherever the checkout lies
    SOCKETS=/run/samenwijk-$KEY
else
    STATE=$ROOT/.state
    SOCKETS=/tmp/samenwijk-$KEY-$UID
fi

# A setting for another PostgreSQL or Python on this machine must not steer ours.
unset "${!PG@}" PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE VIRTUAL_ENV
export LC_ALL=C.UTF-8

# now: milliseconds since the epoch
now() { local t=$EPOCHREALTIME; t=${t/[.,]/}; echo $((t / 1000)); }

# seconds MILLISECONDS: 12345 as 12.3
seconds() { printf '%d.%d' $(($1 / 1000)) $(($1 % 1000 / 100)); }

# locked FILE COMMAND…: one at a time. Servers that the command starts must close descriptor 9, or they keep the lock.
locked() {
    (
        exec 9>>"$1"
        flock 9
        "${@:2}"
    )
}
