"""Links between years of boundaries: overlaps, figures, and borders that a person corrected."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.db import connection

from accounts.models import Partnership
from accounts.sql_rows import fetch_rows
from datasets.models import Area, Delivery
from datasets.pipeline import carry_over, vintages
from datasets.vintages.changes import Comparison, Named, Part
from datasets.vintages.match import KEPT, Kind, Match

DRAWN = 100  # areas of which a preview keeps the outlines


def foresee(partnership: Partnership, vintage: int, levels: Iterable[str]) -> list[dict[str, Any]]:
    """Return what loading the staged outlines would change, per level beside its former year. Nothing is stored."""
    levels, found = list(levels), []
    newest = _newest(partnership, levels, vintage)
    for before, held in vintages.former_years(partnership, levels, vintage).items():
        compared = vintages.lay_over(partnership, before, vintage, held, later="staged")
        figures = carry_over.work_out(partnership) if newest.issuperset(held) else {}
        found += [_plain(level, before, vintage, compared, figures.get(level, {})) for level in held]
    return found


def follow(delivery: Delivery, vintage: int, levels: Iterable[str]) -> list[dict[str, Any]]:
    """Keep the overlaps of these levels with the year before and the year after.

    Onto the newest year the figures are carried, and corrections of borders where both areas stayed the same.
    """
    partnership, levels, found = delivery.partnership, list(levels), []
    newest = _newest(partnership, levels, vintage)
    for before, held in vintages.former_years(partnership, levels, vintage).items():
        compared = vintages.lay_over(partnership, before, vintage, held, later="loaded")
        vintages.keep(before, vintage, held, partnership)
        figures = _carry(delivery) if newest.issuperset(held) else {}
        found += [_plain(level, before, vintage, compared, figures.get(level, {})) for level in held]
    for after, held in vintages.next_years(partnership, levels, vintage).items():
        vintages.lay_over(partnership, vintage, after, held, later="stored")
        vintages.keep(vintage, after, held, partnership)
    return found


def again(partnership: Partnership) -> None:
    """Carry to the newest years once more: the figures of a former year are others than when these were loaded."""
    levels_of: dict[int, list[str]] = {}
    held = Area.objects.of(partnership).current().filter(level__in=vintages.LEVELS).order_by()
    for level, year in held.values_list("level", "vintage").distinct():
        levels_of.setdefault(year, []).append(level)
    for year, levels in levels_of.items():
        for before, found in vintages.former_years(partnership, levels, year).items():
            vintages.lay_over(partnership, before, year, found, later="stored")
            carry_over.work_out(partnership)
            carry_over.write()


def onward(partnership: Partnership, vintage: int) -> None:
    """Carry the figures of this year to each later year in turn, up to the newest."""
    pairs: dict[tuple[int, int], list[str]] = {}
    for level in vintages.LEVELS:
        held = Area.objects.of(partnership).at(level).filter(vintage__gte=vintage)
        years = held.order_by("vintage").values_list("vintage", flat=True).distinct()
        for pair in pairwise(years):
            pairs.setdefault(pair, []).append(level)
    for (before, after), levels in sorted(pairs.items()):
        vintages.lay_over(partnership, before, after, levels, later="stored")
        carry_over.work_out(partnership)
        carry_over.write()


def _newest(partnership: Partnership, levels: list[str], vintage: int) -> set[str]:
    older = vintages.next_years(partnership, levels, vintage).values()
    return set(levels) - {level for held in older for level in held}


def _carry(delivery: Delivery) -> dict[str, dict[str, int]]:
    ways = carry_over.work_out(delivery.partnership)
    carry_over.write(delivery)
    carry_over.count_in_areas()
    _keep_corrections()
    return ways


def _keep_corrections() -> None:
    """Copy barriers and borders that a person corrected to the same two areas in the later year."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO datasets_arealink (a_id, b_id, border_m, corrected, barrier, barrier_share, crossings, permeability, note)
            SELECT least(a.after, b.after), greatest(a.after, b.after), border_m, true, barrier, barrier_share, crossings, permeability, note
            FROM datasets_arealink l JOIN piece a ON a.before = l.a_id JOIN piece b ON b.before = l.b_id
            WHERE l.corrected AND a.kind = ANY(%(kept)s) AND b.kind = ANY(%(kept)s)
            ON CONFLICT ON CONSTRAINT area_link_once DO UPDATE SET border_m = excluded.border_m, corrected = true,
                barrier = excluded.barrier, barrier_share = excluded.barrier_share, crossings = excluded.crossings,
                permeability = excluded.permeability, note = excluded.note WHERE NOT datasets_arealink.corrected
            """,
            {"kept": [str(kind) for kind in KEPT]},
        )


def _plain(level: str, before: int, after: int, compared: Match, figures: dict[str, int]) -> dict[str, Any]:
    """Return the comparison of one level, from the tables of this transaction."""
    former, later = _named("former", level), _named("later", level)
    parts = [
        Part(level, kind, former[one], later[other], *shares)
        for one, other, kind, *shares in fetch_rows(
            "SELECT before, after, kind, surface, inhabitants, dwellings FROM piece ORDER BY before, after"
        )
        if one in former
    ]
    changed = [part for part in parts if part.kind != Kind.SAME]
    keys = [named.key for part in changed if part.kind not in KEPT for named in (part.before, part.after)]
    return Comparison(
        level,
        before,
        after,
        len(parts) - len(changed),
        changed,
        [later[key] for key in compared.new if key in later],
        [former[key] for key in compared.gone if key in former],
        [(former[one], later[other]) for one, other in compared.reused if one in former],
        figures,
        draw(keys[:DRAWN], "(SELECT key, geometry FROM former UNION ALL SELECT key, geometry FROM later)"),
    ).to_plain()


def draw(keys: list[int], areas: str) -> dict[str, str]:
    """Return outlines as paths of an SVG, in RD New with the north upwards.

    They are fine enough for a drawing of a few centimetres.
    """
    rows = fetch_rows(
        f"""
        SELECT key::text, ST_AsSVG(ST_SimplifyPreserveTopology(geometry, sqrt(ST_Area(ST_Envelope(geometry))) / 150), 0, 0)
        FROM {areas} area WHERE key = ANY(%s)
        """,  # noqa: S608 -- a table of our own
        [keys],
    )
    return dict(rows)


def _named(table: str, level: str) -> dict[int, Named]:
    rows = fetch_rows(f"SELECT key, code, name FROM {table} WHERE level = %s", [level])  # noqa: S608 -- one of two names of our own
    return {key: Named(key, code, name) for key, code, name in rows}
