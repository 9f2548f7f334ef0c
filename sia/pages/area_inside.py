"""The areas inside an area, how each differs from the whole, and which parts the average hides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import Area, Level
from datasets.models.indicators import Theme
from sia.models import AreaResult
from sia.pages.normalisation_words import note_of
from sia.pipeline import pockets
from sia.pipeline.pockets import Levels, Pocket, Scored
from sia.words.figures import written

LAST = 10**6
UNKNOWN = -1.0


@dataclass(frozen=True, slots=True)
class Child:
    """An area inside; `difference` in points of urgency from the whole, None where either has no score."""

    area: Area
    result: AreaResult | None
    urgency: float | None
    difference: float | None
    pocket: str

    @property
    def own(self) -> bool:
        return self.area.level == Level.DEELGEBIED


def kin(partnership: Partnership, area: Area) -> dict[str, Any]:
    """Return the areas inside this one, its own score where it has no rank, and its pockets.

    Also whether it is a pocket of the area around it.
    """
    inside = list(area.children.plain().order_by("name"))
    around = [area.parent] if area.parent else []
    known = pockets.levels(partnership, [each.pk for each in [*inside, area, *around]])
    scored = scored_of(known, [*inside, area, *around])
    whole = scored.get(area.pk)
    children = [child_of(each, known, scored, whole) for each in inside]
    return {
        "children": [as_row(child) for child in sorted(children, key=by_group)],
        "ruler_note": note_of(known.run) if known.run else "",
        "own_score": whole if area.level == Level.DEELGEBIED else None,
        "around_score": scored.get(area.parent_id or 0),
        "pocket_of": sentence(found_between(known, whole, scored.get(area.parent_id or 0))),
        "inside_pockets": [child.pocket for child in children if child.pocket],
        "own_themes": own_themes(known, whole, scored.get(area.parent_id or 0)),
    }


def as_row(child: Child) -> dict[str, Any]:
    return {"child": child, "area": child.area, "result": child.result}


def scored_of(known: Levels, areas: Iterable[Area]) -> dict[int, Scored]:
    """Return the scored areas by area; those of the partnership's own are scored here, all at once."""
    areas = list(areas)
    own = [area for area in areas if area.level == Level.DEELGEBIED]
    found = {scored.area.pk: scored for scored in pockets.score_own(known.run, own)} if known.run else {}
    ranked = ((area, known.scored(area)) for area in areas if area.pk not in found)
    return found | {area.pk: scored for area, scored in ranked if scored}


def child_of(area: Area, known: Levels, scored: dict[int, Scored], whole: Scored | None) -> Child:
    mine, result = scored.get(area.pk), known.results.get(area.pk)
    urgency = mine.total if mine else result.urgency if result else None
    around = whole.total if whole else None
    difference = mine.total - around if mine and mine.total is not None and around is not None else None
    return Child(area, result, urgency, difference, sentence(found_between(known, mine, whole)))


def found_between(known: Levels, child: Scored | None, parent: Scored | None) -> list[Pocket]:
    return pockets.find([(child, parent)], known.themes) if child and parent else []


def own_themes(known: Levels, own: Scored | None, around: Scored | None) -> list[dict[str, Any]]:
    """Return for each theme the score of an own area, and that of the area around it."""
    if own is None or own.result is not None:
        return []
    outside = around.scores if around else {}
    return [
        {"label": theme_label(theme), "score": own.scores.get(theme), "around": outside.get(theme)}
        for theme in known.themes
    ]


def sentence(found: Sequence[Pocket]) -> str:
    """Return a sentence on one area, as "Lasonder: health 18, social 12 points worse than the wijk".

    Empty where it is no pocket.
    """
    if not found:
        return ""
    parts = [f"{theme_label(pocket.theme).lower()} {written(pocket.points, 0)}" for pocket in found]
    names = {"name": found[0].area.name, "parts": ", ".join(parts), "level": found[0].parent.get_level_display()}
    return _("%(name)s: %(parts)s points worse than the %(level)s") % names


def theme_label(theme: str) -> str:
    return str(Theme(theme).label) if theme else _("In total")


def by_group(child: Child) -> tuple[bool, int, float, str]:
    """Return a sort key: ranked areas by group, inside it by name, since more is not certain.

    Then own areas by score; what has none comes last.
    """
    tranche = child.result.tranche if child.result else None
    score = UNKNOWN if child.urgency is None else child.urgency
    return child.own, tranche or LAST, -score if child.own else 0.0, child.area.name


def pocket_list(partnership: Partnership, theme: str) -> dict[str, Any]:
    """Return all pockets of the city, the worst first: each area once, or those of one theme.

    The theme "total" stands for the totals.
    """
    known = pockets.levels(partnership)
    found = pockets.in_the_city(partnership, known)
    themes = sorted({pocket.theme for pocket in found}, key=["", *Theme.values].index)
    wanted = "" if theme == "total" else theme
    chosen = theme if theme and wanted in themes else ""
    return {
        "scored": known.run is not None,
        "ruler_note": note_of(known.run) if known.run else "",
        "total": len(found),
        "choices": [{"key": key or "total", "label": theme_label(key)} for key in themes],
        "chosen": chosen,
        "pockets": [pocket for pocket in found if chosen and pocket.theme == wanted],
        "areas": [] if chosen else by_area(found),
    }


def by_area(found: Iterable[Pocket]) -> list[dict[str, Any]]:
    """Return one row for each area with all that is worse there, in the order of its worst."""
    rows: dict[int, dict[str, Any]] = {}
    for pocket in found:
        row = rows.setdefault(pocket.area.pk, {"area": pocket.area, "parent": pocket.parent, "parts": []})
        row["parts"].append({"label": theme_label(pocket.theme), "points": pocket.points, "total": not pocket.theme})
    return list(rows.values())
