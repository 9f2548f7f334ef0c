"""Check that a GeoPackage holds nothing that runs while it is read: only tables and the index that the standard describes.

A view is a query, a virtual table is a door to another reader (of any file or address), a computed column calls functions.
Triggers run only when something is written, and nothing is; those of the standard are in every GeoPackage, others in none.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from datasets.parsers.problems import Problem, refusal

INDEX = re.compile(r'\s*CREATE\s+VIRTUAL\s+TABLE\s+(?:"rtree_[^"]*"|rtree_\w+)\s+USING\s+rtree\s*\(', re.IGNORECASE)
TABLE = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)
TRIGGERS = re.compile(r"rtree_.+|gpkg_.+|trigger_(?:insert|delete|update)_feature_count_.+", re.IGNORECASE)
COMPUTED = (2, 3)  # what SQLite says of a generated column, kept or not


def refused_contents(path: Path) -> Problem | None:
    """Return the refusal of a GeoPackage; damaged_file where SQLite cannot read its schema."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as store:
            store.execute("PRAGMA trusted_schema = OFF")
            return next(_instructions(store), None)
    except sqlite3.Error:
        return refusal("damaged_file")


def _instructions(store: sqlite3.Connection) -> Iterator[Problem]:
    parts = store.execute("SELECT type, name, COALESCE(sql, '') FROM sqlite_master ORDER BY rowid").fetchall()
    for kind, name, made in parts:
        if kind == "view":
            yield refusal("view_in_map", value=str(name))
        elif kind == "trigger":
            if not TRIGGERS.fullmatch(str(name)):
                yield refusal("instruction_in_map", value=str(name))
        elif kind == "table" and not INDEX.match(made) and (not TABLE.match(made) or _is_computed(store, name)):
            yield refusal("instruction_in_map", value=str(name))


def _is_computed(store: sqlite3.Connection, table: str) -> bool:
    columns = store.execute("SELECT hidden FROM pragma_table_xinfo(?)", [table])
    return any(hidden in COMPUTED for (hidden,) in columns)
