"""The origin of one figure of a bid: the stored rows, each with the page that it stands on, and the sum once more."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coregroup.models import Bid
from coregroup.pages.bid_content import Content
from coregroup.pipeline.bid_figures import Figure, looked_at, observed, resolve
from coregroup.pipeline.bids import euros, fte
from datasets.models import Area, Indicator
from datasets.pipeline.grants import shared
from dia.models import Commitment, Work
from sia.words.figures import figure as written

RULES: dict[tuple[str, str], str | Promise] = {
    ("dia.commitment", "sum"): gettext_lazy("The sum of these commitments."),
    ("dia.work", "sum"): gettext_lazy("The cost of these works together."),
    ("dia.work", "count"): gettext_lazy("The number of these works."),
    ("datasets.observation", "mean"): gettext_lazy("The mean of these areas, each counting once."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One stored row: what it is, what it says now, and where that stands."""

    label: str
    about: str
    value: str
    url: str


class FigurePage:
    """`figure` as it stands on the bid."""

    def __init__(self, bid: Bid, content: Content, figure: Figure) -> None:
        self.bid, self.figure, self.content = bid, figure, content
        self.label = content.label(figure["key"])
        self.shown = content.cell(figure["key"]).shown
        self.again = resolve(figure, content.grant)
        source = figure["source"]
        self.rule = RULES[source["model"], source["rule"]]
        self.year = source.get("year")
        self.rows = list(ROWS[source["model"]](bid, source))
        self.looked = looked_at([figure], content.grant)

    @property
    def is_same(self) -> bool:
        return self.again is not None and math.isclose(self.again, self.figure["number"])


def _commitments(bid: Bid, source: dict[str, Any]) -> Iterator[Row]:
    found = Commitment.objects.filter(pk__in=source["pks"]).select_related("pot__agenda", "pot__party").order_by("pk")
    for each in found:
        url = reverse("agenda_money", args=[bid.partnership.slug, each.pot.agenda_id])
        about = [
            each.get_funding_display(),
            each.get_state_display(),
            _("version %(number)s") % {"number": each.version},
        ]
        if not each.current:
            about.append(_("amended since"))
        value = fte(float(each.fte)) if source["field"] == "fte" else euros(each.euros)
        label = f"{each.pot.agenda.name}, {each.pot.year}"
        yield Row(label, ", ".join(str(word) for word in about), value, f"{url}?party={each.pot.party_id}")


def _works(bid: Bid, source: dict[str, Any]) -> Iterator[Row]:
    found = Work.objects.of(bid.partnership).filter(pk__in=source["pks"]).plain()
    for each in sorted(found, key=lambda work: -work.planned_cost):
        about = f"{each.get_kind_display()}, {each.get_state_display()}, {each.earliest}–{each.latest}"
        yield Row(each.title, about, euros(each.planned_cost), reverse("work", args=[bid.partnership.slug, each.pk]))


def _observations(bid: Bid, source: dict[str, Any]) -> Iterator[Row]:
    indicator = Indicator.objects.of(bid.partnership).filter(pk=source["indicator"]).first()
    if indicator is None:
        return
    values = observed({indicator.pk: source["year"]}, source["areas"], shared(bid.partnership))[indicator.pk]
    areas = Area.objects.of(bid.partnership).filter(pk__in=source["areas"]).plain().order_by("name")
    for area in areas:
        about = f"{area.get_level_display()}, {source['year']}"
        value = written(values.get(area.pk), indicator.unit)
        yield Row(area.name, about, value, reverse("area", args=[bid.partnership.slug, area.code]))


ROWS: dict[str, Callable[[Bid, dict[str, Any]], Iterator[Row]]] = {
    "dia.commitment": _commitments,
    "dia.work": _works,
    "datasets.observation": _observations,
}
