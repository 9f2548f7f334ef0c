"""Recompute and borders: `python -m bench.bench_city` prints each goal as a ratio to a floor.

P3  the recompute of a city after one figure changed, stored, against the same from a packed row per area (read, numpy
    and one upsert as bare statements) and the arithmetic of a run: its draws, chances and advice.
    And the recompute of both levels after one buurt's figure, against that of the buurten alone: the wijken are read
    and found unchanged. And what a moved slider answers, list and reasons and chart as HTML, against the 500 ms asked.
P14 all borders of the national map of wijken with their lengths, stored, against a hash of the corners that outlines share.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations, count
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import psycopg
from django.db import connection, transaction
from django.template.loader import render_to_string

from accounts.models import Partnership
from bench.measure import Row, ratio, table
from bench.store import SHARED, own_database, owner_connection
from datasets.models import AreaLink, Level
from datasets.parsers.boundaries import Boundaries, read_boundaries
from datasets.parsers.files import FileKind
from datasets.pipeline import boundaries, derived
from datasets.pipeline.grants import Grant
from sia.models import ScoreModel
from sia.pages.ranking import Choice, what_if
from sia.pipeline import compute, propose_model
from sia.pipeline.figures import read_figures
from sia.pipeline.inputs import Inputs
from sia.pipeline.weigh import weigh
from sia.pipeline.weighing import Weighing
from tests.factories import PartnershipFactory, square_city

COLUMNS, ROWS, INDICATORS = 10, 7, 100
COUNTRY = SHARED / "nl" / "cbs_wijken_2022_nl.gpkg"
VINTAGE = 2022
THEMES = ["social", "health", "housing", "safety", "living_environment", "climate"]
REPEATS = 9
WHAT_IF_MS = 500.0
CORNERS = """
    SELECT id, ST_X(geom)::float8, ST_Y(geom)::float8 FROM (
        SELECT id, (ST_DumpPoints(geometry)).geom FROM datasets_area WHERE partnership_id = %s AND level = 'wijk') corner
"""


def rows(_folder: Path) -> list[Row]:
    """All goals of this file, measured now in the open database (under a minute)."""
    with owner_connection() as owner:
        return [*_recompute_rows(owner), *_border_rows(owner)]


def _recompute_rows(owner: psycopg.Connection) -> list[Row]:
    partnership = PartnershipFactory.create()
    square_city(partnership, columns=COLUMNS, rows=ROWS)
    _observe(partnership)
    model = propose_model(partnership)
    assert model
    turns = count(1)
    _pack(owner, partnership)
    run = compute(partnership, model, Level.BUURT)
    assert run
    inputs, weighing = Inputs.unpack(run.inputs), Weighing.of(model)

    def bare() -> None:
        _bare_recompute(owner, turns)
        weigh(inputs, weighing)

    measured = ratio(partial(_recompute, partnership, model, turns), bare, REPEATS)
    return [
        Row.timed("P3", f"recompute of a city, {COLUMNS * ROWS} x {INDICATORS}, stored", measured, 3),
        _both_levels_row(partnership, model, turns),
        _what_if_row(partnership),
    ]


def _both_levels_row(partnership: Partnership, model: ScoreModel, turns: count) -> Row:
    def both() -> None:
        wijken = compute(partnership, model, Level.WIJK)
        _recompute(partnership, model, turns)
        assert compute(partnership, model, Level.WIJK) == wijken

    compute(partnership, model, Level.WIJK)
    measured = ratio(both, partial(_recompute, partnership, model, turns), REPEATS)
    return Row.timed("P3", "both levels after one buurt's figure, to the buurten alone", measured, 1.5)


def _what_if_row(partnership: Partnership) -> Row:
    turns = count(1)

    def answer() -> None:
        choice = Choice(weights={THEMES[0]: next(turns), THEMES[1]: 20})
        page = render_to_string("sia/_what_if_answer.html", what_if(partnership, choice) | {"partnership": partnership})
        assert page.count("<tr data-area") == COLUMNS * ROWS

    answer()
    taken = median(_timed(answer) for _ in range(REPEATS))
    return Row("P2", "what-if of a city, drawn and as HTML, to 500 ms", taken / WHAT_IF_MS, 1.0, taken, WHAT_IF_MS)


def _timed(call: Callable[[], None]) -> float:
    start = perf_counter()
    call()
    return (perf_counter() - start) * 1000


@transaction.atomic
def _observe(partnership: Partnership) -> None:
    """A figure for every buurt and indicator."""
    areas = partnership.areas.filter(level=Level.BUURT).order_by("code").values_list("pk", flat=True)
    for number in range(INDICATORS):
        spec = {"name_nl": f"Cijfer {number}", "theme": THEMES[number % len(THEMES)], "role": "urgency", "direction": 1}
        figures = zip(areas, np.random.default_rng(number).uniform(0, 100, len(areas)).tolist(), strict=True)
        derived.store_derived(partnership, {"code": f"cijfer_{number}", **spec}, 2024, figures)


def _recompute(partnership: Partnership, model: ScoreModel, turns: count) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE datasets_observation SET value = %s WHERE (area_id, indicator_id, period) IN "
            "(SELECT area_id, indicator_id, period FROM datasets_observation LIMIT 1)",
            [next(turns) / 1000],
        )
    run = compute(partnership, model, Level.BUURT)
    assert run
    assert run.results.count() == COLUMNS * ROWS


def _pack(owner: psycopg.Connection, partnership: Partnership) -> None:
    areas = list(partnership.areas.filter(level=Level.BUURT).order_by("code").values_list("pk", flat=True))
    indicators = list(partnership.indicators.order_by("pk").values_list("pk", flat=True))
    values = read_figures(areas, indicators, Grant()).values
    owner.execute("CREATE TABLE packed (area_id bigint PRIMARY KEY, figures float8[])")
    owner.execute("CREATE TABLE scored (area_id bigint PRIMARY KEY, score float8, rank float8)")
    with owner.cursor() as cursor:
        cursor.executemany("INSERT INTO packed VALUES (%s, %s)", zip(areas, values.tolist(), strict=True))


def _bare_recompute(owner: psycopg.Connection, turns: count) -> None:
    with owner.transaction(), owner.cursor(binary=True) as cursor:
        cursor.execute(
            "UPDATE packed SET figures[1] = %s WHERE area_id = (SELECT min(area_id) FROM packed)", [next(turns) / 1000]
        )
        areas, found = zip(*cursor.execute("SELECT area_id, figures FROM packed").fetchall(), strict=True)
        values = np.array(found)
        low, high = values.min(axis=0), values.max(axis=0)
        scores = ((values - low) / (high - low)).mean(axis=1)
        ranks = np.empty(len(areas))
        ranks[np.argsort(-scores)] = np.arange(1, len(areas) + 1)
        cursor.execute(
            "INSERT INTO scored SELECT * FROM unnest(%s::bigint[], %s::float8[], %s::float8[]) "
            "ON CONFLICT (area_id) DO UPDATE SET score = excluded.score, rank = excluded.rank",
            [list(areas), scores.tolist(), ranks.tolist()],
        )


def _border_rows(owner: psycopg.Connection) -> list[Row]:
    if not COUNTRY.exists():
        print(f"left out: {COUNTRY.name} is not on this machine")
        return []
    partnership = PartnershipFactory.create()
    _draw_country(partnership)
    found: list[set[tuple[int, int]]] = []
    link = partial(boundaries.link_neighbours, partnership, Level.WIJK, VINTAGE)
    measured = ratio(link, lambda: found.append(_by_corners(owner, partnership)), 5)
    linked = set(AreaLink.objects.filter(a__partnership=partnership).values_list("a", "b"))
    assert found[-1] <= linked, f"{len(found[-1] - linked)} pairs that share a corner are not linked"
    areas = partnership.areas.count()
    return [Row.timed("P14", f"borders of {areas:,} wijken, {len(linked):,} pairs", measured, 8)]


def _draw_country(partnership: Partnership) -> None:
    drawn = read_boundaries(COUNTRY, FileKind.GPKG, COUNTRY.name)
    assert isinstance(drawn, Boundaries)
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO datasets_area (partnership_id, code, vintage, level, name, geometry, surface_m2)
            SELECT %s, %s, %s, 'wijk', %s, shape, ST_Area(shape)
            FROM ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_GeomFromWKB(%s, 28992)), 3)) shape
            """,
            [(partnership.pk, row.code, VINTAGE, row.name, row.wkb) for row in drawn.areas],
        )
        cursor.execute("ANALYZE datasets_area")


def _by_corners(owner: psycopg.Connection, partnership: Partnership) -> set[tuple[int, int]]:
    """Pairs of areas that share a corner of their outlines."""
    holders: dict[tuple[float, float], set[int]] = {}
    for area, x, y in owner.execute(CORNERS, [partnership.pk], binary=True):
        holders.setdefault((x, y), set()).add(area)
    return {pair for areas in holders.values() if len(areas) > 1 for pair in combinations(sorted(areas), 2)}


if __name__ == "__main__":
    with own_database() as folder:
        print(table(rows(folder)))
