"""Speed of a delivery of figures: `python -m bench.bench_import` prints each goal as a ratio to a bare COPY.

P7  a first load as a person does it (kept, checked, loaded), against a COPY of the finished figures into a new table
    with a key and foreign keys that are validated as sets.
P8  the same file again, known by its hash or only by what is in it, against a COPY into a table without a key.
P9  a file in which one figure in a hundred changed, against the same.
"""

from __future__ import annotations

from functools import partial
from itertools import count, cycle, product
from pathlib import Path

import numpy as np
import psycopg
from django.core.files.base import ContentFile
from django.db import connection
from numpy.typing import NDArray

from accounts.models import Partnership
from bench.measure import Call, Row, ratio, table
from bench.store import SHARED, own_database, owner_connection, partnership_with_areas
from datasets.models import Dataset, Delivery, Observation, ObservationRevision
from datasets.parsers.codes import plain_text
from datasets.parsers.tables import Table, read_table
from tests.factories import IndicatorFactory, deliver

REPEATS = 5
WORKBOOK = SHARED / "nl" / "rivm_gezondheid_2020_18plus_nl.xlsx"
WORKBOOK_FIGURES, WORKBOOK_INDICATORS = 530_272, 35
AREAS, INDICATORS, YEARS = 3_000, 20, range(2019, 2024)
CHANGED = 3_000  # one in a hundred
BARE = "CREATE TABLE bare (area_id bigint, indicator_id bigint, period smallint, value float8)"
CONSTRAINTS = """
    ALTER TABLE bare ADD PRIMARY KEY (area_id, indicator_id, period);
    ALTER TABLE bare ADD FOREIGN KEY (area_id) REFERENCES datasets_area;
    ALTER TABLE bare ADD FOREIGN KEY (indicator_id) REFERENCES datasets_indicator
"""


def rows(_folder: Path) -> list[Row]:
    """All goals of this file, measured now in the open database."""
    with owner_connection() as owner:
        return [*_workbook_rows(owner), *_text_rows(owner)]


def _workbook_rows(owner: psycopg.Connection) -> list[Row]:
    if not WORKBOOK.exists():
        print(f"left out: {WORKBOOK.name} is not on this machine")
        return []
    national = read_table(WORKBOOK, "xlsx")
    assert isinstance(national, Table)
    partnership = partnership_with_areas(_codes(national))
    floor = partial(_copy, owner, _figures(partnership, WORKBOOK_INDICATORS, [2020], WORKBOOK_FIGURES), CONSTRAINTS)
    measured = ratio(partial(_first_load, partnership, WORKBOOK), floor, REPEATS)
    assert Observation.objects.count() == WORKBOOK_FIGURES
    return [Row.timed("P7", f"first load, national workbook, {WORKBOOK_FIGURES:,} figures", measured, 2.5)]


def _text_rows(owner: psycopg.Connection) -> list[Row]:
    partnership = partnership_with_areas(f"BU{n // 100:04}{n % 100:04}" for n in range(100, AREAS + 100))
    # What may be shown is judged for tables of people; without a rule every figure is stored, as in the floor.
    Dataset.objects.create(partnership=partnership, key="eigen_tabel", title="Eigen tabel")
    first, second = _texts(partnership)
    figures = _figures(partnership, INDICATORS, list(YEARS), AREAS * INDICATORS * len(YEARS))
    constrained, bare = (partial(_copy, owner, figures, then) for then in (CONSTRAINTS, ""))
    what = f"own table, {AREAS * INDICATORS * len(YEARS):,} figures"
    first_load = ratio(lambda: _first_load(partnership, _file(first)), constrained, REPEATS)
    owner.execute("VACUUM ANALYZE datasets_observation")  # autovacuum has done so by the time that somebody comes again
    return [
        Row.timed("P7", f"first load, {what}", first_load, 2.5),
        Row.timed("P8", f"unchanged, same hash, {what}", ratio(lambda: _same(partnership, first), bare), 0.3),
        Row.timed("P8", f"unchanged, new hash, {what}", ratio(_unchanged(partnership, first), bare, REPEATS), 6),
        Row.timed("P9", f"1 % changed, {what}", ratio(_changing(partnership, second, first), bare, REPEATS), 6),
    ]


def _first_load(partnership: Partnership, file: Path | ContentFile) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE datasets_observation, datasets_observationrevision")
    Delivery.objects.filter(kind=Delivery.Kind.STATISTICS).update(state=Delivery.State.UNDONE)
    assert deliver(partnership, file).state == Delivery.State.CURRENT


def _same(partnership: Partnership, text: bytes) -> None:
    before = Delivery.objects.count()
    deliver(partnership, _file(text))
    assert Delivery.objects.count() == before


def _unchanged(partnership: Partnership, text: bytes) -> Call:
    """Another number of blank lines at the end gives another hash."""
    lines = count(1)

    def load() -> None:
        assert _written(partnership, text + b"\n" * next(lines)) == 0

    return load


def _changing(partnership: Partnership, *texts: bytes) -> Call:
    turns = cycle(texts)

    def load() -> None:
        assert _written(partnership, next(turns)) == CHANGED

    return load


def _written(partnership: Partnership, text: bytes) -> int:
    """How many figures a load replaced."""
    before = ObservationRevision.objects.count()
    assert deliver(partnership, _file(text)).state == Delivery.State.CURRENT
    return ObservationRevision.objects.count() - before


def _copy(owner: psycopg.Connection, figures: bytes, then: str) -> None:
    with owner.transaction(), owner.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bare; {BARE}")
        with cursor.copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(figures)
        cursor.execute(then or "SELECT")


def _figures(partnership: Partnership, indicators: int, periods: list[int], wanted: int) -> bytes:
    """So many figures of the partnership's areas as binary COPY, in the order of a file: column after column."""
    areas = list(partnership.areas.order_by("pk").values_list("pk", flat=True))
    kinds = [indicator.pk for indicator in IndicatorFactory.create_batch(indicators, partnership=partnership)]
    keys = np.array(list(product(periods, kinds, areas)))
    random = np.random.default_rng(7)
    keys = keys[np.sort(random.choice(len(keys), wanted, replace=False))]
    cells = {"a": (">i8", keys[:, 2]), "i": (">i8", keys[:, 1]), "p": (">i2", keys[:, 0])}
    cells["v"] = (">f8", random.uniform(0, 100, wanted))
    layout = [
        (name + part, form) for name, (kind, _) in cells.items() for part, form in (("length", ">i4"), ("", kind))
    ]
    made = np.empty(wanted, dtype=[("columns", ">i2"), *layout])
    made["columns"] = len(cells)
    for name, (kind, column) in cells.items():
        made[name], made[f"{name}length"] = column, np.dtype(kind).itemsize
    return b"PGCOPY\n\xff\r\n\0" + bytes(8) + made.tobytes() + b"\xff\xff"


def _texts(partnership: Partnership) -> tuple[bytes, bytes]:
    """Two tables with a row per figure that differ in one figure of a hundred."""
    codes = partnership.areas.order_by("pk").values_list("code", flat=True)
    keys = list(product(codes, (f"eigen_{n}" for n in range(INDICATORS)), YEARS))
    random = np.random.default_rng(8)
    values = random.uniform(0, 100, len(keys)).round(1)
    other = values.copy()
    other[random.choice(len(keys), CHANGED, replace=False)] += 0.5
    return _table(keys, values), _table(keys, other)


def _table(keys: list[tuple[str, str, int]], values: NDArray) -> bytes:
    lines = (f"{code};{name};{year};{value:.1f}" for (code, name, year), value in zip(keys, values, strict=True))
    return "\n".join(["buurtcode;indicator;jaar;waarde", *lines]).replace(".", ",").encode()


def _file(text: bytes) -> ContentFile:
    return ContentFile(text, name="eigen_tabel.csv")


def _codes(found: Table) -> list[str]:
    column = next(name for name in found.header if name.startswith("WijkenEnBuurten"))
    codes = (plain_text(cell) for cell in found.frame[column])
    return [code for code in codes if not code.startswith("NL")]


if __name__ == "__main__":
    with own_database() as folder:
        print(table(rows(folder)))
