# Web server, worker and beat of Samenwijk: the same Debian, Python and locked packages as bin/demo.
FROM debian:13-slim

# GeoDjango's libraries come with PostGIS elsewhere; here is no database server.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv gettext libgdal36 libgeos-c1t64 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements.txt ./
COPY bin/lib/uv.txt bin/lib/uv.txt
RUN python3 -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r bin/lib/uv.txt \
    && .venv/bin/uv pip install --no-cache --require-hashes -r requirements.txt --python .venv/bin/python

COPY . .
RUN for po in locale/*/LC_MESSAGES/*.po; do [ ! -e "$po" ] || msgfmt -o "${po%.po}.mo" "$po" || exit 1; done \
    && useradd --system --home-dir /var/lib/samenwijk --create-home samenwijk

USER samenwijk
VOLUME /var/lib/samenwijk
EXPOSE 8000
CMD ["bin/run", "web"]
