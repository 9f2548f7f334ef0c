"""The loaded demo as files: its rows in PostgreSQL's binary form, its sequences and its uploads.

Loading the demo takes seconds in each process of each run; bringing these files into a database takes a moment.
They are kept under a hash of everything that the demo is made from, the day included.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from django.utils import timezone
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
MADE_FROM = {".py", ".sql", ".csv", ".geojson", ".typ", ".po", ".txt"}
FOLDERS = ("accounts", "datasets", "sia", "dia", "coregroup", "demo", "reports", "config", "locale")
OURS = "SELECT split_part(path, '.', 2) FROM our_tables()"


def cached_demo(schema: str, load: Callable[[Path], None], spare: Path) -> Path:
    """Return the folder with the demo's uploads, its rows being in `schema` of this test database.

    `load` makes the demo in the public tables and `schema`, with uploads in the given folder; it is called only where
    no run before has done so. Without TEST_CACHE (tests that are not run by bin/test) `spare` is used and nothing kept.
    """
    if not (cache := os.environ.get("TEST_CACHE")):
        load(spare)
        return spare
    folder = Path(cache) / f"demo-{_key()}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.with_suffix(".lock")):
        if (folder / "complete").exists():
            _bring(folder, schema)
        else:
            shutil.rmtree(folder, ignore_errors=True)
            (folder / "media").mkdir(parents=True)
            load(folder / "media")
            _keep(folder, schema)
            (folder / "complete").touch()
    return folder / "media"


def _key() -> str:
    digest = hashlib.sha256(str(timezone.localdate()).encode())
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in MADE_FROM)
    for path in sorted([*files, ROOT / "requirements.txt"]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _owner() -> psycopg.Connection:
    """Connect as the database's owner, who alone may create a schema and set sequences."""
    given = connections["default"].get_connection_params()
    where = {name: given[name] for name in ("dbname", "host", "port") if name in given}
    return psycopg.connect(user=settings.DATABASE_OWNER, **where)


def _keep(folder: Path, schema: str) -> None:
    with _owner() as owner:
        for (table,) in owner.execute(OURS).fetchall():
            copy = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(schema, table))
            with owner.cursor().copy(copy) as rows, (folder / table).open("wb") as file:
                file.writelines(rows)
        numbers = owner.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
        ).fetchall()
    (folder / "sequences.json").write_text(json.dumps({name: last for name, last in numbers if last is not None}))


def _bring(folder: Path, schema: str) -> None:
    with _owner() as owner:
        owner.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        for (table,) in owner.execute(OURS).fetchall():
            inside = sql.Identifier(schema, table)
            owner.execute(sql.SQL("CREATE TABLE {} AS TABLE {} WITH NO DATA").format(inside, sql.Identifier(table)))
            with owner.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(inside)) as rows:
                rows.write((folder / table).read_bytes())
        for name, last in json.loads((folder / "sequences.json").read_text()).items():
            owner.execute("SELECT setval(%s, greatest(%s, nextval(%s)))", [name, last, name])
