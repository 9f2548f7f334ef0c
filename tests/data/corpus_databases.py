"""SQLite files: GeoPackages with more in them than a GeoPackage may hold, and databases that only look like one."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.data.corpus_case import AREAS
from tests.data.corpus_maps import geopackage


def database(statement: str) -> Callable[[], bytes]:
    """A database that is no GeoPackage, though a table is called as one: it has no application id."""

    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "a.gpkg")) as store:
            store.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
            store.execute("CREATE TABLE buurten (buurtcode TEXT, lonely REAL)")
            store.execute("INSERT INTO buurten VALUES (?, 40)", [AREAS[0]])
            store.execute("PRAGMA writable_schema = ON")
            store.execute(statement)
            return _content(store)

    return make


def map_with(statement: str, *, index: bool = True) -> Callable[[], bytes]:
    """A sound GeoPackage of one area in which this was done too."""

    def make() -> bytes:
        sound = geopackage(("buurten", "buurtcode", "Polygon"))()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.gpkg"
            path.write_bytes(sound)
            with closing(sqlite3.connect(path)) as store:
                store.execute("PRAGMA writable_schema = ON")
                store.execute("DROP TRIGGER IF EXISTS trigger_insert_feature_count_buurten")
                if not index:
                    store.execute("DELETE FROM sqlite_master WHERE name LIKE 'rtree_%'")
                store.execute(statement)
                return _content(store)

    return make


def with_generated_column(expression: str) -> Callable[[], bytes]:
    """A layer with a column that is worked out as it is read, by a function of the reader."""
    columns = "fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POLYGON, buurtcode TEXT"
    made = f'CREATE TABLE "buurten" ( {columns}, uit TEXT GENERATED ALWAYS AS ({expression}) VIRTUAL)'
    quoted = made.replace("'", "''")
    return map_with(f"UPDATE sqlite_master SET sql = '{quoted}' WHERE name = 'buurten'")


def virtual(using: str, name: str = "abuurt", create: str = "CREATE VIRTUAL TABLE", kind: str = "table") -> str:
    """Return the statement that writes a virtual table into the schema: this library has no such module to make it with.

    `kind` is what the schema calls it.
    """
    made = f'{create} "{name}" {using}'.replace("'", "''")
    return f"INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('{kind}', '{name}', '{name}', 0, '{made}')"


def _content(store: sqlite3.Connection) -> bytes:
    store.commit()
    path = store.execute("PRAGMA database_list").fetchone()[2]
    store.close()
    return Path(path).read_bytes()
