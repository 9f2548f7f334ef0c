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
from config.celery import keep_room
from datasets import actions
from datasets.models import Dataset, Delivery, Observation, ObservationRevision
from datasets.parsers.codes import plain_text
from datasets.parsers.tables import Table, read_table
from tests.factories import IndicatorFactory, deliver, run_jobs

REPEATS = 5
WORKBOOK = SHARED / "nl" / "rivm_gezondheid_2020_18plus_nl.xlsx"
WORKBOOK_FIGURES, WORKBOOK_INDICATORS = 530_272, 35
AREAS, INDICATORS, YEARS = 14_500, 100, [2023]  # a row per area: all buurten, as many figures as the goals speak of
LONG_AREAS, LONG_INDICATORS, LONG_YEARS = 3_000, 20, range(2019, 2024)  # a row per figure
PART_CHANGED = 0.01
type Cells = dict[str, tuple[str, NDArray]]  # how each column is written, and what is in it
BARE = "CREATE TABLE bare (area_id bigint, indicator_id bigint, period smallint, value float8)"
# As a figure stands in the store, which says where it came from.
WHOLE = f"{BARE}; ALTER TABLE bare ADD flag text NOT NULL, ADD delivery_id bigint NOT NULL"
CONSTRAINTS = """
    ALTER TABLE bare ADD PRIMARY KEY (area_id, indicator_id, period);
    ALTER TABLE bare ADD FOREIGN KEY (area_id) REFERENCES datasets_area;
    ALTER TABLE bare ADD FOREIGN KEY (indicator_id) REFERENCES datasets_indicator;
    ALTER TABLE bare ADD FOREIGN KEY (delivery_id) REFERENCES datasets_delivery
"""


def rows(_folder: Path) -> list[Row]:
    """All goals of this file, measured now in the open database."""
    keep_room()  # as a worker does
    with owner_connection() as owner:
        return [*_workbook_rows(owner), *_text_rows(owner, wide=False), *_text_rows(owner, wide=True)]


def _workbook_rows(owner: psycopg.Connection) -> list[Row]:
    if not WORKBOOK.exists():
        print(f"left out: {WORKBOOK.name} is not on this machine")
        return []
    national = read_table(WORKBOOK, "xlsx")
    assert isinstance(national, Table)
    partnership = partnership_with_areas(_codes(national))
    figures = _figures(partnership, WORKBOOK_INDICATORS, [2020], WORKBOOK_FIGURES)
    floor = partial(_copy, owner, _brought(partnership, figures), WHOLE, CONSTRAINTS)
    measured = ratio(partial(_first_load, partnership, WORKBOOK), floor, REPEATS)
    assert Observation.objects.count() == WORKBOOK_FIGURES
    return [Row.timed("P7", f"first load, national workbook, {WORKBOOK_FIGURES:,} figures", measured, 2.5)]


def _text_rows(owner: psycopg.Connection, *, wide: bool) -> list[Row]:
    areas, indicators, years = (AREAS, INDICATORS, YEARS) if wide else (LONG_AREAS, LONG_INDICATORS, LONG_YEARS)
    partnership = partnership_with_areas(f"BU{n // 100:04}{n % 100:04}" for n in range(100, areas + 100))
    # What may be shown is judged for tables of people; without a rule every figure is stored, as in the floor.
    Dataset.objects.create(partnership=partnership, key="eigen_tabel", title="Eigen tabel")
    first, second = _wide_texts(partnership) if wide else _texts(partnership)
    if wide:
        _say_how_to_read(partnership, first)
    count = areas * indicators * len(years)
    figures = _figures(partnership, indicators, list(years), count)
    constrained = partial(_copy, owner, _brought(partnership, figures), WHOLE, CONSTRAINTS)
    bare = partial(_copy, owner, _binary(figures), BARE)
    what = f"own table, {count:,} figures, a row per {'area' if wide else 'figure'}"
    first_load = ratio(lambda: _first_load(partnership, _file(first)), constrained, REPEATS)
    owner.execute("VACUUM ANALYZE datasets_observation")  # autovacuum has done so by the time that somebody comes again
    changing = _changing(partnership, round(PART_CHANGED * count), second, first)
    return [
        Row.timed("P7", f"first load, {what}", first_load, 2.5),
        Row.timed("P8", f"unchanged, same hash, {what}", ratio(lambda: _same(partnership, first), bare), 0.3),
        Row.timed("P8", f"unchanged, new hash, {what}", ratio(_unchanged(partnership, first), bare, REPEATS), 6),
        Row.timed("P9", f"1 % changed, {what}", ratio(changing, bare, REPEATS), 6),
    ]


def _say_how_to_read(partnership: Partnership, text: bytes) -> None:
    """A person names the columns of a table once."""
    delivery = deliver(partnership, _file(text))
    names = {f"eigen_{n}": f"eigen_{n}" for n in range(INDICATORS)}
    mapping = {**delivery.recognised["mapping"], "title": "eigen_tabel", "indicators": names}
    actions.map_columns(delivery=delivery, by=None, mapping=mapping)
    run_jobs(partnership, "datasets.check")


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


def _changing(partnership: Partnership, changed: int, *texts: bytes) -> Call:
    turns = cycle(texts)

    def load() -> None:
        assert _written(partnership, next(turns)) == changed

    return load


def _written(partnership: Partnership, text: bytes) -> int:
    """Return how many figures a load replaced."""
    before = ObservationRevision.objects.count()
    assert deliver(partnership, _file(text)).state == Delivery.State.CURRENT
    return ObservationRevision.objects.count() - before


def _copy(owner: psycopg.Connection, figures: bytes, made: str, then: str = "SELECT") -> None:
    with owner.transaction(), owner.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bare; {made}")
        with cursor.copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(figures)
        cursor.execute(then)


def _figures(partnership: Partnership, indicators: int, periods: list[int], wanted: int) -> Cells:
    """So many figures of the partnership's areas, in the order of a file: column after column."""
    areas = list(partnership.areas.order_by("pk").values_list("pk", flat=True))
    kinds = [indicator.pk for indicator in IndicatorFactory.create_batch(indicators, partnership=partnership)]
    keys = np.array(list(product(periods, kinds, areas)))
    random = np.random.default_rng(7)
    keys = keys[np.sort(random.choice(len(keys), wanted, replace=False))]
    cells = {"a": (">i8", keys[:, 2]), "i": (">i8", keys[:, 1]), "p": (">i2", keys[:, 0])}
    return {**cells, "v": (">f8", random.uniform(0, 100, wanted))}


def _brought(partnership: Partnership, figures: Cells) -> bytes:
    """With no flag, and the delivery that brought them."""
    delivery = Delivery.objects.create(partnership=partnership, kind=Delivery.Kind.STATISTICS, sha256="0" * 64, size=0)
    count = len(figures["v"][1])
    return _binary({**figures, "f": ("S0", np.zeros(count)), "d": (">i8", np.full(count, delivery.pk))})


def _binary(cells: Cells) -> bytes:
    """As COPY reads it."""
    layout = [
        (name + part, form)
        for name, (kind, _) in cells.items()
        for part, form in (("length", ">i4"), ("", kind))
        if form != "S0"
    ]
    made = np.empty(len(cells["v"][1]), dtype=[("columns", ">i2"), *layout])
    made["columns"] = len(cells)
    for name, (kind, column) in cells.items():
        made[f"{name}length"] = 0 if kind == "S0" else np.dtype(kind).itemsize
        if kind != "S0":
            made[name] = column
    return b"PGCOPY\n\xff\r\n\0" + bytes(8) + made.tobytes() + b"\xff\xff"


def _texts(partnership: Partnership) -> tuple[bytes, bytes]:
    """Two tables with a row per figure that differ in one figure of a hundred."""
    codes = partnership.areas.order_by("pk").values_list("code", flat=True)
    keys = list(product(codes, (f"eigen_{n}" for n in range(LONG_INDICATORS)), LONG_YEARS))
    values, other = _two(len(keys))
    return _table(keys, values), _table(keys, other)


def _wide_texts(partnership: Partnership) -> tuple[bytes, bytes]:
    """The same with a row per area and a column per indicator."""
    codes = list(partnership.areas.order_by("pk").values_list("code", flat=True))
    head = ";".join(["buurtcode", "jaar", *(f"eigen_{n}" for n in range(INDICATORS))])
    first, second = (
        "\n".join([head, *(f"{code};{YEARS[0]};{';'.join(cells)}" for code, cells in zip(codes, table, strict=True))])
        for table in (np.char.mod("%.1f", values.reshape(AREAS, INDICATORS)) for values in _two(AREAS * INDICATORS))
    )
    return first.replace(".", ",").encode(), second.replace(".", ",").encode()


def _two(count: int) -> tuple[NDArray, NDArray]:
    """Figures with one decimal, and the same of which one in a hundred is another."""
    random = np.random.default_rng(8)
    values = random.uniform(0, 100, count).round(1)
    other = values.copy()
    other[random.choice(count, round(PART_CHANGED * count), replace=False)] += 0.5
    return values, other


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
