"""The database of the benchmarks: one of their own, and partnerships as large as the country."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.test.utils import override_settings, setup_databases, teardown_databases

from accounts.models import Partnership
from tests.factories import PartnershipFactory

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
VINTAGE = 2020
OWNER = connection.settings_dict["USER"]
LEVELS = {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}


@contextmanager
def own_database() -> Iterator[Path]:
    """A new database, dropped at the end, used as the application's role; gives a folder for files, removed as well."""
    made = setup_databases(verbosity=0, interactive=False)
    try:
        with connection.cursor() as cursor:
            role = connection.ops.quote_name(settings.APPLICATION_ROLE)
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {role}")
        _connect_as(settings.APPLICATION_ROLE)
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=f"{folder}/media"):
            yield Path(folder)
    finally:
        _connect_as(OWNER)
        teardown_databases(made, verbosity=0)


@contextmanager
def owner_connection() -> Iterator[psycopg.Connection]:
    """psycopg without Django, as the owner, who may make tables: what floors are measured with."""
    given = connection.get_connection_params()
    place = {name: given[name] for name in ("host", "port", "password", "dbname") if name in given}
    with psycopg.connect(**place, user=OWNER, autocommit=True) as found:
        yield found


def partnership_with_areas(codes: Iterable[str]) -> Partnership:
    """A partnership that holds an area per code, each a small square: their shape does not matter to figures."""
    partnership = PartnershipFactory.create()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO datasets_area (partnership_id, code, vintage, level, name, geometry, surface_m2)
            SELECT %s, code, %s, level, code, ST_Multi(ST_MakeEnvelope(n * 10, 400000, n * 10 + 9, 400009, 28992)), 81
            FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS given (code, level, n)
            """,
            [partnership.pk, VINTAGE, *map(list, zip(*((c, LEVELS[c[:2]]) for c in codes), strict=True))],
        )
        cursor.execute("ANALYZE datasets_area")
    return partnership


def _connect_as(role: str) -> None:
    connection.close()
    connection.settings_dict["USER"] = role
