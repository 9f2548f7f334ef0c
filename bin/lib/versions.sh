# The versions and Debian packages of Samenwijk. docker-compose.yml and Dockerfile say the same (tests/test_repository.py).
# shellcheck shell=bash disable=SC2034

DEBIAN=13
POSTGRES=17
POSTGIS=3
REDIS=8

# Each package with one file that shows it is there: the file counts, whoever installed it.
PYTHON_PACKAGES=(
    "ca-certificates                      /etc/ssl/certs/ca-certificates.crt"
    "python3                              /usr/bin/python3"
    "python3-venv                         /usr/lib/python3.*/ensurepip/__init__.py"
)
RUN_PACKAGES=(
    "postgresql-$POSTGRES                 /usr/lib/postgresql/$POSTGRES/bin/postgres"
    "postgresql-$POSTGRES-postgis-$POSTGIS /usr/share/postgresql/$POSTGRES/extension/postgis.control"
    "redis-server                         /usr/bin/redis-server"
    "gettext                              /usr/bin/msgfmt"
)
TEST_PACKAGES=(
    "chromium                             /usr/bin/chromium"
    "fonts-dejavu-core                    /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
    "libfaketime                          /usr/lib/*/faketime/libfaketimeMT.so.1"
)
