"""Deliveries of boundaries: which areas of the file are the partnership's, and what loading them changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from datasets.models import Area, Dataset, Delivery, Level
from datasets.models.areas import RD_NEW
from datasets.parsers.boundaries import BETWEEN, Boundaries, read_boundaries
from datasets.parsers.codes import CODE
from datasets.parsers.files import FileKind, sniff
from datasets.parsers.problems import Problem, Severity, any_blocks, error, refusal, warning
from datasets.pipeline import asked, boundaries, coverage, deliveries, replaced_areas, sub_areas, vintage_links
from datasets.pipeline.derived import observe_assets

STEPS = 4


def read(delivery: Delivery, path: Path, kind: FileKind) -> Boundaries | Problem:
    """Read the areas of the partnership's municipality (all with the option `whole_file`), at the level asked for.

    With the level deelgebied: areas of the partnership's own, in the year of its newest buurten.
    """
    if _own(delivery):
        return _read_own(delivery, path, kind)
    found = read_boundaries(path, kind, delivery.name, code_column=delivery.options.get("code_column", ""))
    if isinstance(found, Problem):
        return _ask_column(delivery, kind, found) if found.code == asked.CODE_COLUMN else found
    vintage = delivery.options.get("vintage") or found.year or 0
    level = delivery.options.get("level")
    inside = [row for row in found.areas if _belongs(delivery, row.code) and level in {None, "", row.level}]
    problems = [p for p in found.problems if _concerns(delivery, p)]
    if not any_blocks(problems):
        if not inside:
            code = delivery.partnership.municipality_code
            return refusal("no_areas_of_partnership", municipality=code, rows=len(found.areas))
        if not vintage:
            return refusal("vintage_unknown")
    delivery.counts |= {
        "rows": len(found.areas) + found.water,
        "areas": len(inside),
        "water": found.water,
        "left_out_rows": len(found.areas) - len(inside),
        "elsewhere_rows": sum(not _belongs(delivery, row.code) for row in found.areas),
    }
    return replace(found, areas=_named(delivery, inside), year=int(vintage), problems=problems)


def _read_own(delivery: Delivery, path: Path, kind: FileKind) -> Boundaries | Problem:
    vintage = sub_areas.vintage_of(delivery.partnership)
    said = delivery.options.get("code_column", "")
    found = read_boundaries(path, kind, delivery.name, own=True, code_column=said)
    if isinstance(found, Problem):
        return found
    if vintage is None:
        return refusal("no_buurten_yet")
    delivery.counts |= {"rows": len(found.areas) + found.water, "areas": len(found.areas), "water": found.water}
    problems = [problem for problem in found.problems if problem.code != "no_vintage"]
    return replace(found, areas=_named(delivery, found.areas), year=vintage, problems=problems)


def _ask_column(delivery: Delivery, kind: FileKind, problem: Problem) -> Boundaries:
    """Return the question which of several columns holds the codes: the file is kept until a person says so."""
    delivery.recognised = {"file_kind": str(kind), "code_columns": str(problem.params["columns"]).split(BETWEEN)}
    return Boundaries([], RD_NEW, None, [replace(problem, severity=Severity.ERROR)])


def check(delivery: Delivery, found: Boundaries, progress: Any) -> None:
    if any(problem.code == asked.CODE_COLUMN for problem in found.problems):
        deliveries.note_problems(delivery, found.problems)
        return
    problems = _stage(delivery, found)
    progress(1, STEPS)
    vintage = found.year or 0
    derived = _derive(delivery, vintage) if not any_blocks(problems) else {}
    levels: dict[str, int] = {}
    for row in found.areas:
        levels[row.level] = levels.get(row.level, 0) + 1
    delivery.recognised |= {"srid": found.srid, "vintage": vintage, "levels": levels}
    if _own(delivery):
        delivery.recognised["codes"] = sorted(row.code for row in found.areas)
    delivery.counts["repaired"] = len(boundaries.mended())
    delivery.preview = {**boundaries.compare(delivery.partnership, vintage), "levels": levels, "derived": derived}
    progress(2, STEPS)
    if not any_blocks(problems) and _is_news(delivery):
        delivery.preview["years"] = vintage_links.foresee(delivery.partnership, vintage, boundaries.levels())
    deliveries.note_problems(delivery, problems)
    progress(STEPS, STEPS)


@transaction.atomic
def find_problems(delivery: Delivery, path: Path) -> list[Problem]:
    """Return all that is wrong with its file, in the order of its check.

    Only the problems are held on to; nothing is stored.
    """
    kind = sniff(path, delivery.name)
    found = kind if isinstance(kind, Problem) else read(delivery, path, FileKind(kind))
    return [found] if isinstance(found, Problem) else _stage(delivery, found)


def load(delivery: Delivery, found: Boundaries, progress: Any) -> bool:
    """Write the areas with parents, borders and maps, inside the caller's transaction.

    Returns whether any is new or changed.
    """
    _stage(delivery, found)
    progress(1, STEPS)
    vintage = found.year or 0
    _derive(delivery, vintage)
    progress(2, STEPS)
    delivery.preview |= boundaries.compare(delivery.partnership, vintage)
    changed = _is_news(delivery)
    if changed:
        _write(delivery, found, progress)
        observe_assets(delivery.partnership)
    delivery.dataset = _dataset(delivery)
    progress(STEPS, STEPS)
    return changed


def _write(delivery: Delivery, found: Boundaries, progress: Any) -> None:
    """Write the areas with all that follows.

    For an undo, which own areas do not have, what it replaces is kept.
    """
    if not _own(delivery):
        replaced_areas.remember(delivery.partnership)
    levels = boundaries.write(delivery, found.year or 0)
    progress(3, STEPS)
    delivery.preview["years"] = vintage_links.follow(delivery, found.year or 0, levels)
    sub_areas.settle(delivery.partnership, [row.code for row in found.areas] if _own(delivery) else [])
    if not _own(delivery):
        replaced_areas.keep(delivery)


def _is_news(delivery: Delivery) -> bool:
    return bool(delivery.preview["new"] or delivery.preview["changed"])


def _own(delivery: Delivery) -> bool:
    return bool(delivery.options.get("level") == Level.DEELGEBIED)


def _dataset(delivery: Delivery) -> Dataset:
    """Return the dataset of the delivery; own areas have one that never takes the place of the map of CBS."""
    key, described = (
        ("sub-areas", {"title": "Deelgebieden"})
        if _own(delivery)
        else ("boundaries", {"title": "Wijk- en buurtkaart", "publisher": "CBS/Kadaster", "licence": "CC BY 4.0"})
    )
    return Dataset.objects.get_or_create(partnership=delivery.partnership, key=key, defaults=described)[0]


def _stage(delivery: Delivery, found: Boundaries) -> list[Problem]:
    boundaries.stage(found.areas, found.srid)
    empty = [error("no_surface", row=line, value=code) for line, code in boundaries.without_surface()]
    mended = [warning("outline_mended", row=line, value=code) for line, code in boundaries.mended()]
    problems = [*found.problems, *empty, *mended]
    if _own(delivery):
        return [*problems, *_misplaced(delivery, found)]
    return problems if any_blocks(problems) else [*problems, *_incomplete(delivery, found)]


def _incomplete(delivery: Delivery, found: Boundaries) -> list[Problem]:
    """Return what does not fit on the map: a future year, areas over each other, a part of the municipality."""
    vintage = found.year or 0
    parts = coverage.parts(delivery.partnership, vintage, water=found.water > 0)
    delivery.recognised["in_part"] = bool(parts)
    asked_of = [*asked.future_years([vintage]), *parts]
    return [*coverage.overlaps(delivery.partnership, vintage), *asked.unanswered(delivery, asked_of)]


def _derive(delivery: Delivery, vintage: int) -> dict[str, int]:
    """Derive wijken and the gemeente of all buurten; of a part nothing is made that would seem to be the whole."""
    if delivery.recognised.get("in_part"):
        return {}
    return boundaries.derive_parents(delivery.partnership, vintage)


def _misplaced(delivery: Delivery, found: Boundaries) -> list[Problem]:
    away = sub_areas.outside(delivery.partnership, found.year or 0)
    over = sub_areas.overlapping(delivery.partnership)
    return [
        *(error("outside_your_map", row=line, value=code) for line, code in away),
        *(error("own_areas_overlap", row=line, value=code, other=other) for line, code, other in over),
    ]


def _concerns(delivery: Delivery, problem: Problem) -> bool:
    """Return whether a problem concerns the partnership.

    Problems of other municipalities' areas do not; nor does a missing year that the user filled in.
    """
    if problem.code == "no_vintage":
        return not delivery.options.get("vintage")
    return problem.value is None or not CODE.fullmatch(problem.value) or _belongs(delivery, problem.value)


def _belongs(delivery: Delivery, code: str) -> bool:
    return delivery.options.get("whole_file", False) or code[2:6] == delivery.partnership.municipality_code[2:]


def _named(delivery: Delivery, rows: list[Any]) -> list[Any]:
    """Return the rows with names; those that the file lacks come from what is stored of the code, else "Wijk 03"."""
    if all(row.name for row in rows):
        return rows
    known = dict(Area.objects.of(delivery.partnership).order_by("vintage").values_list("code", "name"))
    return [
        row if row.name else replace(row, name=known.get(row.code) or _plain_name(row.code, row.level)) for row in rows
    ]


def _plain_name(code: str, level: str) -> str:
    return f"Wijk {code[-2:]}" if level == Level.WIJK else code
