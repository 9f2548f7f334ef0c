# A private PostgreSQL and a private Redis per instance: "demo", "test" (by hand) or "test-XXXXXX" (one run of bin/test).
# shellcheck shell=bash disable=SC2153

POSTGRES_BIN=/usr/lib/postgresql/$POSTGRES/bin   # never by PATH: another major version may come first there
REDIS_DATABASES=512

# use_instance NAME: choose the instance that the functions below speak about, and make its folder.
use_instance() {
    INSTANCE=$1
    HERE=$STATE/$INSTANCE
    SOCKET=$SOCKETS-$INSTANCE
    (umask 077 && mkdir -p "$HERE/media" "$HERE/logs") || die "cannot write to $STATE"
    chmod 711 "$STATE" "$HERE"   # the servers' accounts pass through to their own folders
    [ -s "$HERE/secret" ] || (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$HERE/secret")
}

for_tests() { [ "${INSTANCE%%-*}" = test ]; }

# as ACCOUNT COMMAND…: root lends a server the account of its package; an ordinary user is the server's account.
as() {
    local account=$1; shift
    if [ "$UID" = 0 ]; then
        (cd / && exec setpriv --reuid="$account" --regid="$account" --init-groups \
            env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 HOME=/ "$@")
    else
        "$@"
    fi
}

# private_folder ACCOUNT PATH: for that account and root only; refused if somebody else made it first.
private_folder() {
    [ -e "$2" ] || mkdir -m 700 "$2"
    if [ -L "$2" ] || [ ! -d "$2" ]; then die "$2 is not a folder"; fi
    if [ "$UID" = 0 ]; then chown "$1:" "$2"; else [ -O "$2" ] || die "$2 belongs to somebody else"; fi
    chmod 700 "$2"
}

sql() { PGOPTIONS="-c client_min_messages=warning" "$POSTGRES_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$SOCKET" -U postgres -d postgres "$@"; }

postgres_runs() { "$POSTGRES_BIN/pg_isready" -q -h "$SOCKET"; }

postgres_start() {
    local data=$HERE/postgres/data options
    postgres_runs && return
    private_folder postgres "$SOCKET"
    private_folder postgres "$HERE/postgres"
    if [ ! -e "$HERE/postgres/complete" ]; then
        rm -rf "$data"
        if [ -n "${TEMPLATE:-}" ]; then
            cp -a "$TEMPLATE/data" "$data"
            touch "$HERE/postgres/complete"
        else
            as postgres "$POSTGRES_BIN/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
        fi
    fi
    options="-c listen_addresses='' -c unix_socket_directories='$SOCKET'"
    if for_tests; then options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"; fi
    as postgres "$POSTGRES_BIN/pg_ctl" -D "$data" -w -s -t 60 -l "$HERE/postgres/log" -o "$options" start </dev/null ||
        { tail -n 5 "$HERE/postgres/log" >&2; die "PostgreSQL does not start"; }
    if [ ! -e "$HERE/postgres/complete" ]; then
        sql -f "$ROOT/bin/lib/database.sql"
        touch "$HERE/postgres/complete"
    fi
    if for_tests; then   # it makes a database for each process, empties it without asking the triggers, and sends away who is left
        sql -c "ALTER ROLE samenwijk_owner CREATEDB" -c "GRANT SET ON PARAMETER session_replication_role TO samenwijk_owner" \
            -c "GRANT pg_signal_backend TO samenwijk_owner"
    fi
}

postgres_stop() {
    postgres_runs || return 0
    as postgres "$POSTGRES_BIN/pg_ctl" -D "$HERE/postgres/data" -w -s -t 60 -m fast stop
}

redis_port() { cat "$HERE/redis.port" 2>/dev/null || echo 0; }

redis_command() {
    REDISCLI_AUTH=$(cat "$HERE/secret") timeout 5 /usr/bin/redis-cli -h 127.0.0.1 -p "$(redis_port)" "$@" 2>/dev/null
}

# Only ours knows the password.
redis_runs() { [ "$(redis_command ping)" = PONG ]; }

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

redis_start() {
    local attempt
    redis_runs && return
    private_folder redis "$HERE/redis"
    for attempt in 1 2 3 4 5; do   # the last port again, so that programs that run find it; another one if it is taken
        if [ "$attempt" != 1 ] || [ "$(redis_port)" = 0 ]; then free_port >"$HERE/redis.port"; fi
        redis_configuration | as redis tee "$HERE/redis/redis.conf" >/dev/null
        as redis /usr/bin/redis-server "$HERE/redis/redis.conf" </dev/null >/dev/null
        for _ in {1..50}; do
            redis_runs && return
            sleep 0.05
        done
    done
    tail -n 5 "$HERE/redis/log" >&2
    die "Redis does not start ($attempt attempts)"
}

redis_configuration() {
    local durable=yes
    if for_tests; then durable=no; fi
    cat <<END
bind 127.0.0.1
databases $REDIS_DATABASES
port $(redis_port)
requirepass $(cat "$HERE/secret")
dir "$HERE/redis"
logfile "$HERE/redis/log"
pidfile "$HERE/redis/pid"
daemonize yes
appendonly $durable
appendfsync everysec
save ""
maxmemory-policy noeviction
END
}

redis_stop() {
    redis_runs || return 0
    redis_command shutdown >/dev/null || true
    for _ in {1..100}; do
        redis_runs || return 0
        sleep 0.05
    done
    die "Redis does not stop"
}

# Whoever uses an instance holds its file "users" (as file descriptor 8), shared; the last one to leave may stop the
# servers. A program that replaces this script or is started by it keeps the hold: it uses them too.
join_services() {
    exec 8>>"$HERE/users"
    locked "$HERE/lock" start_servers
}

start_servers() {
    flock -s 8
    postgres_start 6<&- 8>&- 9>&-   # the servers outlive the script: they must not inherit its locks
    redis_start 6<&- 8>&- 9>&-
}

# leave_services: 0 if they are stopped now, 1 if others use them or "bin/services start" asked to keep them.
leave_services() { locked "$HERE/lock" stop_servers; }

stop_servers() {
    [ ! -e "$HERE/keep" ] && flock -n -x 8 || return 1
    redis_stop
    postgres_stop
}

# environment: the variables that config/settings read, one NAME=value a line; docs/operations.md explains them.
environment() {
    local secret
    secret=$(cat "$HERE/secret")
    cat <<END
DATABASE_URL=$(database_url samenwijk_app)
DATABASE_OWNER_URL=$(database_url samenwijk_owner)
SECRET_KEY=$secret$secret
ALLOWED_HOSTS=127.0.0.1,localhost
MEDIA_ROOT=$HERE/media
STATIC_ROOT=$HERE/static
STATE_DIR=$HERE
END
    if for_tests; then   # two runs by hand share the servers: their names differ by the shell that called
        echo "DJANGO_SETTINGS_MODULE=config.settings.test"
        echo "TEST_DATABASE=test_samenwijk_$PPID"
        echo "TEST_TEMPLATE=samenwijk"
        echo "TEST_CACHE=$STATE/cache"
        echo "REDIS_URL=redis://:$secret@127.0.0.1:$(redis_port)/$((PPID % REDIS_DATABASES))"
    else
        echo "DJANGO_SETTINGS_MODULE=config.settings.demo"
        echo "REDIS_URL=redis://:$secret@127.0.0.1:$(redis_port)/0"
    fi
}

database_url() { echo "postgres://$1@/samenwijk?host=$SOCKET"; }

# take_environment: export it for the programs that this script starts
take_environment() {
    local line
    while IFS= read -r line; do export "${line?}"; done < <(environment)
}

# new_test_instance: servers for one run, with their environment; what killed runs left behind is cleared first.
new_test_instance() {
    mkdir -p "$STATE"
    locked "$STATE/template.lock" prepare_template
    TEMPLATE=$(template_folder)
    claim_instance
    join_services
    take_environment
}

# claim_instance: a folder of its own, held before another run could take it for abandoned
claim_instance() {
    exec 7>>"$STATE/runs.lock"
    flock 7
    clear_abandoned
    use_instance "$(cd "$STATE" && mktemp -d test-XXXXXX)"
    exec 8>>"$HERE/users"
    flock -s 8
    exec 7>&-
}

# template_folder: where the migrated cluster lies that each test run copies, named by a hash of what it is made from
template_folder() {
    local key
    key=$(cd "$ROOT" && find requirements.txt bin/lib/database.sql bin/lib/versions.sh ./*/migrations ./*/sql \
        -type f ! -name '*.pyc' -print0 2>/dev/null | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
    echo "$STATE/cache/cluster-$key"
}

# prepare_template: make it if it is not there. What no run used for three days goes, the demo of other days too.
prepare_template() {
    local template
    template=$(template_folder)
    find "$STATE/cache" -mindepth 1 -maxdepth 1 -mtime +2 -exec rm -rf {} + 2>/dev/null || true   # of other days and branches
    if [ ! -e "$template/complete" ]; then
        say "Migrating a database for the tests"
        (make_template "$template") || die "the template database cannot be made"
    fi
    touch "$template"
}

make_template() {
    trap discard_instance EXIT
    claim_instance
    join_services
    take_environment
    logged "$HERE/logs/migrate.log" "$VENV/bin/python" "$ROOT/manage.py" migrate --no-input 8>&- 9>&- || exit 1
    postgres_stop || exit 1
    rm -rf "$1"
    mkdir -p "$1"
    mv "$HERE/postgres/data" "$1/data" && touch "$1/complete"
}

clear_abandoned() {
    local folder
    for folder in "$STATE"/test-*/; do
        if [ -d "$folder" ]; then (
            use_instance "$(basename "$folder")"
            exec 8>>"$HERE/users"
            discard_instance
        ); fi
    done
}

# discard_instance: stops the servers of a test run and removes its files, unless somebody holds them.
discard_instance() {
    [[ ${INSTANCE:-} == test-?* ]] || return 0
    leave_services || return 0
    rm -rf "$HERE" "$SOCKET"
}
