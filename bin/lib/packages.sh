# Debian packages and the virtual environment: what is missing is installed, or named where it cannot be.
# shellcheck shell=bash

# missing ENTRY…: of the entries of lib/versions.sh the packages whose file is not there
missing() {
    local entry package file
    for entry in "$@"; do
        read -r package file <<<"$entry"
        compgen -G "$file" >/dev/null || printf '%s\n' "$package"
    done
}

# need_packages ENTRY…: names everything that is missing at once where it may not install.
need_packages() {
    local names
    mapfile -t names < <(missing "$@")
    [ ${#names[@]} = 0 ] && return
    if [ "$UID" != 0 ] || [ ! -x /usr/bin/apt-get ]; then
        die "these Debian $DEBIAN packages are missing: ${names[*]}
Let root install them, then run this again:
    apt-get update && apt-get install --no-install-recommends ${names[*]}"
    fi
}

# install_packages ENTRY…: as root, what is missing of them; another script may be installing beside us.
install_packages() {
    [ -n "$(missing "$@")" ] || return 0
    mkdir -p "$STATE"
    locked /run/samenwijk-packages.lock install_missing "$@"
}

install_missing() {
    local names
    mapfile -t names < <(missing "$@")
    [ ${#names[@]} = 0 ] && return
    say "Installing Debian packages: ${names[*]}"
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then   # no cluster on port 5432 just because we need the programs
        mkdir -p /etc/postgresql-common
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    fi
    logged "$STATE/packages.log" apt_get update || die "apt-get update failed"
    logged "$STATE/packages.log" apt_get install -y --no-install-recommends "${names[@]}" ||
        die "could not install ${names[*]}; they are packages of Debian $DEBIAN"
}

apt_get() {
    DEBIAN_FRONTEND=noninteractive /usr/bin/apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confold "$@" 9>&- </dev/null
}

# logged FILE COMMAND…: quiet unless it fails
logged() {
    local file=$1; shift
    "$@" >>"$file" 2>&1 || { local status=$?; tail -n 15 "$file" >&2; return "$status"; }
}

# supported_python: Debian's own, never one that PATH happens to offer
supported_python() {
    local python
    for python in /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3; do
        if "$python" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    die "needs Python 3.12 or 3.13 in /usr/bin, as Debian $DEBIAN has it"
}

# prepare_venv run|dev: the locked packages in .venv; "run" adds what is missing and never takes away a developer's tools.
prepare_venv() {
    mkdir -p "$STATE"
    locked "$STATE/venv.lock" install_venv "$1"
}

install_venv() {
    local file=requirements.txt how=(install -r) python stamp
    if [ "$1" = dev ]; then file=requirements-dev.txt how=(sync); fi
    python=$(supported_python)
    stamp="$VENV $("$python" -V) $(cat "$ROOT/$file" "$ROOT/bin/lib/uv.txt" | sha256sum)"
    if [ "$(cat "$VENV/.samenwijk-$1" 2>/dev/null)" = "$stamp" ] && "$VENV/bin/python" -c '' 2>/dev/null; then return; fi
    say "Installing Python packages ($file)"
    new_venv "$python"
    logged "$STATE/python.log" python_packages "${how[@]}" "$ROOT/$file" || die "could not install the Python packages of $file"
    echo "$stamp" >"$VENV/.samenwijk-$1"
}

# new_venv PYTHON: keeps one that works and lies where it was made
new_venv() {
    if ! grep -qsF "$VENV" "$VENV/bin/activate" || ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
        logged "$STATE/python.log" "$1" -m venv --clear "$VENV" || die "could not make $VENV"
    fi
}

python_packages() {
    "$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$ROOT/bin/lib/uv.txt" &&
        UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never "$VENV/bin/uv" pip "$1" -q --python "$VENV/bin/python" \
            --require-hashes "${@:2}"
}

# compile_messages: each .mo that is older than its .po
compile_messages() {
    local po mo
    for po in "$ROOT"/locale/*/LC_MESSAGES/*.po; do
        mo=${po%.po}.mo
        if [ -e "$po" ] && [ "$mo" -ot "$po" ]; then
            /usr/bin/msgfmt -o "$mo.$$" "$po" || die "$po does not compile"
            mv "$mo.$$" "$mo"
        fi
    done
}

# prepare_machine run|dev ENTRY…: Python first; its packages then load beside apt's unpacking of the rest.
prepare_machine() {
    local entries=("${PYTHON_PACKAGES[@]}" "${@:2}")
    need_packages "${entries[@]}"
    install_packages "${PYTHON_PACKAGES[@]}"
    install_packages "${entries[@]}" &
    UNPACKING=$!
    prepare_venv "$1"
}

# await_packages: after prepare_machine, before the first use of a server or a browser
await_packages() {
    wait "$UNPACKING" || exit 1
    compile_messages
}
