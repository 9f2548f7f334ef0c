"""A scenario as a table to take along: works by years, with what the plan has them cost in each year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from datasets.exports import Column, Places, Style, Table, origin_of
from datasets.exports.table import Value, file_name
from datasets.pipeline.grants import shown_places
from dia.models import Scenario
from dia.pages.scenarios import ScenarioPage
from dia.pages.works_export import place_texts, seen_places, told_of

ROWS = {
    "work": gettext_lazy("work"),
    "opening": gettext_lazy("common cost of an opening"),
    "standing": gettext_lazy("works that are finished or that no year suits"),
}


def scenario(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return a row per work with its direct cost in euros; None without a plan.

    Then one per opening with its common cost, and one for what is asked whatever the plan: the total of all is the cost
    of the scenario.
    """
    visible = Scenario.objects.of(partnership).visible_to(user).select_related("agenda__partnership")
    found = visible.filter(agenda=int(query["agenda"]), pk=int(query["scenario"])).first()
    if found is None or not found.outcome.get("plan"):
        return None
    page, shown = ScenarioPage(found, user), shown_places(user, partnership)
    works = found.problem.get("works", [])
    keys = [int(work["key"]) for work in works]
    places = place_texts(keys, shown)
    rows = [_of_work(page, work, places.get(int(work["key"]), "")) for work in works]
    rows += [*_openings(page), *_standing(page)]
    return Table(
        name=file_name(gettext_lazy("scenario"), found.pk, timezone.localdate().isoformat()),
        title=found.name,
        columns=_columns(page),
        rows=rows,
        count=len(rows),
        origin=origin_of(partnership, ()),
        keys=[*keys, *range(-1, len(keys) - len(rows) - 1, -1)],  # what is no work lies nowhere
        places=Places(seen_places(keys, shown), "place", Style()),
        places_of=told_of([page.works[str(key)] for key in keys if str(key) in page.works], shown),
    )


def _columns(page: ScenarioPage) -> list[Column]:
    return [
        Column("agenda", _("agenda")),
        Column("number", _("number"), "whole"),
        Column("row", _("what is in the row"), "code", ROWS),
        Column("work", _("work")),
        Column("party", _("party")),
        Column("area", _("code of the area")),
        Column("preferred", _("preferred year"), "whole"),
        Column("year", _("year in this scenario"), "whole"),
        *(Column(str(year), str(year), "whole") for year in page.years),
        Column("total", _("total"), "whole"),
        Column("price_year", _("price level"), "whole", {page.agenda.price_year: page.agenda.price_level}),
        Column("place", _("place"), "shape"),
    ]


def _of_work(page: ScenarioPage, work: Mapping[str, Any], place: str) -> list[Value]:
    """Return the row of a work; one that is not done in the plan has no year and no cost."""
    key, held = work["key"], page.works.get(work["key"])
    year, costs = page.plan["years"].get(key), Counter[int]()
    for charge in work.get("charges") or [{"euros": work.get("direct_cost", 0)}]:
        if year is not None:
            costs[year + charge.get("later", 0)] += charge["euros"]
    about = ["work", _title(page, key), page.names.parties.get(str(work["party"]), ""), held.area_code if held else ""]
    return _row(page, [int(key), *about, work.get("preferred"), year], costs, place)


def _title(page: ScenarioPage, key: object) -> str:
    """Return the title of a work; empty for one that is gone: the row of a program knows no words."""
    return page.names.works.get(str(key), "")


def _openings(page: ScenarioPage) -> Iterable[list[Value]]:
    for opening in page.plan.get("openings", []):
        titles = " + ".join(filter(None, (_title(page, key) for key in opening["works"])))
        yield _row(page, [None, "opening", titles, "", "", None, opening["year"]], {opening["year"]: opening["cost"]})


def _standing(page: ScenarioPage) -> Iterable[list[Value]]:
    costs = Counter[int]()
    for by_year in page.scenario.problem.get("standing", {}).values():
        costs.update({int(year): euros for year, euros in by_year.items()})
    if costs:
        yield _row(page, [None, "standing", "", "", "", None, None], costs)


def _row(page: ScenarioPage, head: Sequence[Value], costs: Mapping[int, int], place: str = "") -> list[Value]:
    amounts = [costs.get(year) or None for year in page.years]
    return [page.agenda.name, *head, *amounts, sum(costs.values()), page.agenda.price_year, place]
