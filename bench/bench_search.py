"""The search for opportunities: `python -m bench.bench_search` prints each goal as a ratio to what was asked.

P24 2,000 works at real places in the streets of Amsterdam (its register of works, doubled and shifted by 40 m to have as
    many): a whole search in 10 s, the search after one change in 1 s, and its process and that of PostgreSQL together
    300 MB. What PostgreSQL shares between all its processes is not counted.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.models import Partnership
from bench.measure import Row, table
from bench.store import SHARED, own_database
from dia.models import CouplingOpportunity, Work
from dia.pipeline.opportunities import find_opportunities
from tests.factories import PartnershipFactory, PartyFactory

PLACES = SHARED / "works" / "amsterdam_wior_projecten_2020.geojson"
WORKS, SHIFT_M, CELL_M = 2_000, 40, 750
WHOLE_MS, CHANGE_MS, MEMORY = 10_000.0, 1_000.0, 300e6
CHANGES = 9
KINDS = ["sewer", "pavement", "electricity", "telecom", "gas", "water", "heat_grid", "greening", "renovation", "social"]
CELL = f"'BU0363' || lpad((floor(ST_X(c) / {CELL_M})::int %% 100 * 100 + floor(ST_Y(c) / {CELL_M})::int %% 100)::text, 4, '0')"
INSERT = f"""
    INSERT INTO dia_work (partnership_id, party_id, area_code, title, description, kind, state, place, earliest, latest,
        preferred, flexibility, direct_cost, common_cost, fte_years, days, severity, households, mandatory, value,
        confidential, version, changed_at)
    SELECT %s, party, {CELL}, 'Werk ' || n, '', kind, 'planned', place, first, first + 3, first + 1, 1, 400000, 80000, 1, 20,
        0.5, 60, true, 0, n %% 20 = 0, 1, %s
    FROM (
        SELECT n, party, kind, 2026 + n %% 6 AS first,
            ST_Translate(ST_Transform(ST_SetSRID(ST_CollectionExtract(ST_MakeValid(ST_Force2D(ST_GeomFromGeoJSON(shape))),
                ST_Dimension(ST_GeomFromGeoJSON(shape)) + 1), 4326), 28992), shift, shift) AS place
        FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::text[], %s::int[]) AS given(n, party, kind, shape, shift)
    ) placed CROSS JOIN LATERAL ST_PointOnSurface(place) AS c
"""  # noqa: S608 -- a part of our own


def rows(_folder: Path) -> list[Row]:
    """All goals of this file, measured now in the open database (under a minute)."""
    if not PLACES.exists():
        print(f"left out: {PLACES.name} is not on this machine")
        return []
    partnership = _partnership_with_works()
    with _memory() as peak:
        whole = _timed(lambda: find_opportunities(partnership))
    opportunities = CouplingOpportunity.objects.count()
    nothing = median(_timed(lambda: find_opportunities(partnership)) for _ in range(CHANGES))
    changes = [_timed(partial(_change, partnership, work)) for work in _spread(partnership)]
    used = peak[0]
    return [
        Row(
            "P24",
            f"search around {WORKS:,} works, {opportunities:,} chances, to 10 s",
            whole / WHOLE_MS,
            1,
            whole,
            WHOLE_MS,
        ),
        Row(
            "P24", "search after one change, median, to 1 s", median(changes) / CHANGE_MS, 1, median(changes), CHANGE_MS
        ),
        Row("P24", "… the slowest", max(changes) / CHANGE_MS, 1, max(changes), CHANGE_MS),
        Row("P24", "… after none", nothing / CHANGE_MS, 1, nothing, CHANGE_MS),
        Row.sized("P24", "memory of worker and PostgreSQL, to 300 MB", used, MEMORY, 1),
    ]


def _partnership_with_works() -> Partnership:
    partnership = PartnershipFactory.create()
    parties = [PartyFactory.create().pk for _ in range(4)]
    shapes = [json.dumps(each["geometry"]) for each in json.loads(PLACES.read_text())["features"]]
    numbers = range(WORKS)
    columns = [
        list(numbers),
        list(islice(cycle(parties), WORKS)),
        [KINDS[number * 7 % len(KINDS)] for number in numbers],
        [shapes[number % len(shapes)] for number in numbers],
        [SHIFT_M * (number // len(shapes)) for number in numbers],
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [partnership.pk, timezone.now(), *columns])
        cursor.execute("ANALYZE dia_work")
    assert partnership.works.count() == WORKS
    return partnership


def _spread(partnership: Partnership) -> list[int]:
    works = list(Work.objects.of(partnership).order_by("pk").values_list("pk", flat=True))
    return works[:: len(works) // CHANGES][:CHANGES]


def _change(partnership: Partnership, work: int) -> None:
    Work.objects.filter(pk=work).update(direct_cost=F("direct_cost") + 1_000, latest=F("latest") + 1)
    find_opportunities(partnership)


def _timed(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return (perf_counter() - start) * 1000


@contextmanager
def _memory() -> Iterator[list[float]]:
    """The most that this process and its PostgreSQL backend took together, in bytes, looked at fifty times a second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    peak, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.is_set():
            peak[0] = max(peak[0], _anonymous("self", "VmRSS") + _anonymous(str(backend), "RssAnon"))
            sleep(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _anonymous(process: str, what: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))


if __name__ == "__main__":
    with own_database() as folder:
        print(table(rows(folder)))
