"""The quality report of a delivery in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from datasets.models import Delivery
from datasets.texts.problems import Lazy

# How each kind is found, for who wants to know: in the order in which they are shown.
RULES: dict[str, Lazy] = {
    "jump": gettext_lazy(
        "A jump: more than twice, or less than half, of what one expects from the figure before and the change of the whole city."
    ),
    "break": gettext_lazy(
        "Unlike its own past: more than six robust standard deviations from the middle of at least four earlier years of the area."
    ),
    "outlier": gettext_lazy(
        "Unlike the city: more than six robust standard deviations from the middle of all areas of its level, where there are ten or more."
    ),
    "constant": gettext_lazy("The same everywhere: three or more areas, all with one and the same figure."),
    "double": gettext_lazy("Twice there: two columns with exactly the same figures."),
}


@dataclass(frozen=True, slots=True)
class Remark:
    kind: str
    indicator: str
    level: str
    year: int | None
    text: str


def remarks(delivery: Delivery, names: Mapping[str, str]) -> list[Remark]:
    """Return a sentence for each finding; `names` of indicators by code."""
    order = list(RULES)
    found = sorted(delivery.quality.get("findings", []), key=lambda finding: order.index(finding["kind"]))
    return [
        Remark(
            finding["kind"],
            names.get(finding["indicator"], finding["indicator"]),
            finding["level"],
            finding["year"] or None,
            _sentence(finding, names),
        )
        for finding in found
    ]


def _sentence(finding: Mapping[str, Any], names: Mapping[str, str]) -> str:
    said = {"areas": _areas(finding), "level": finding["level"], "other": names.get(finding["other"], finding["other"])}
    many = finding["count"]
    texts = {
        "jump": ngettext("%(areas)s jumps.", "%(areas)s jump.", many),
        "break": ngettext("%(areas)s differs much from its earlier years.", "%(areas)s differ much from their earlier years.", many),
        "outlier": ngettext("%(areas)s lies far from the rest of the city.", "%(areas)s lie far from the rest of the city.", many),
        "constant": _("Every %(level)s has the same figure."),
        "double": _("The figures are exactly those of “%(other)s”."),
    }  # fmt: skip
    return texts[finding["kind"]] % said


def _areas(finding: Mapping[str, Any]) -> str:
    """Return the areas in words, as "Pathmos, Stevenfenne and 12 more"."""
    named, more = list(finding["areas"]), finding["count"] - len(finding["areas"])
    if more:
        return ngettext("%(areas)s and %(n)d more", "%(areas)s and %(n)d more", more) % {
            "areas": ", ".join(named),
            "n": more,
        }
    if len(named) > 1:
        return _("%(areas)s and %(last)s") % {"areas": ", ".join(named[:-1]), "last": named[-1]}
    return "".join(named)


def missing_share(delivery: Delivery) -> str:
    """Return how many of the cells in a hundred have no figure, as "12,5"; empty where none is missing.

    Also empty where nothing is known.
    """
    cells, missing = delivery.quality.get("cells") or 0, delivery.quality.get("missing") or 0
    return number_format(100 * missing / cells, 1) if cells and missing else ""


def rows(delivery: Delivery, names: Mapping[str, str]) -> Iterator[list[str | int]]:
    """Yield the whole report as rows for a spreadsheet."""
    yield [
        _("indicator"),
        _("level"),
        _("year"),
        _("areas with a figure"),
        _("areas on the map"),
        _("remark"),
        _("areas"),
    ]
    for each in delivery.quality.get("coverage", []):
        name = names.get(each["indicator"], each["indicator"])
        yield [name, each["level"], each["year"], each["areas"], each["held"], "", ""]
    for remark in remarks(delivery, names):
        yield [remark.indicator, remark.level, remark.year or "", "", "", str(RULES[remark.kind]), remark.text]
