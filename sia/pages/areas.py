"""The list of all areas: each wijk with its buurten."""

from __future__ import annotations

from typing import Any

from accounts.models import Partnership
from datasets.models import Area, Level
from sia.models import AreaResult, ScoreRun


def page(partnership: Partnership, words: str) -> dict[str, Any]:
    """Return every wijk followed by its buurten; `words` keeps those with the words in their name or code."""
    areas = Area.objects.of(partnership).current().plain().select_related("parent").order_by("code")
    results = newest_results(partnership)
    wijken = {area.pk: area for area in areas if area.level == Level.WIJK}
    buurten = [area for area in areas if area.level == Level.BUURT and matches(area, words)]
    by_parent: dict[int | None, list[Area]] = {pk: [] for pk, wijk in wijken.items() if matches(wijk, words)}
    for buurt in buurten:
        by_parent.setdefault(buurt.parent_id if buurt.parent_id in wijken else None, []).append(buurt)
    groups = [
        {"area": wijken.get(parent or 0), "result": results.get(parent or 0), "rows": rows_of(found, results)}
        for parent, found in sorted(by_parent.items(), key=lambda item: wijken[item[0]].code if item[0] else "")
    ]
    return {"groups": groups, "words": words, "total": len(areas), "found": len(buurten)}


def newest_results(partnership: Partnership) -> dict[int, AreaResult]:
    runs = [run for level in (Level.WIJK, Level.BUURT) if (run := ScoreRun.objects.newest(partnership, level))]
    return {result.area_id: result for result in AreaResult.objects.filter(run__in=runs).defer("theme_scores", "gates")}


def rows_of(areas: Any, results: dict[int, AreaResult]) -> list[dict[str, Any]]:
    return [{"area": area, "result": results.get(area.pk)} for area in areas]


def matches(area: Area, words: str) -> bool:
    text = f"{area.name} {area.code}".casefold()
    return all(word in text for word in words.casefold().split())
