"""The register of decisions: chosen by what stands in the address, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Partnership
from coregroup.models import Decision
from dia.pages.works import area_names

PAGE = 50
LONGEST = 80  # letters of a word that is looked for
REPLACED = Q(replaced_by__state=Decision.State.TAKEN)
STATES: dict[str, tuple[str | Promise, Q]] = {
    "stands": (gettext_lazy("in force"), Q(state=Decision.State.TAKEN) & ~REPLACED),
    "replaced": (gettext_lazy("replaced"), REPLACED),
    "rejected": (Decision.State.REJECTED.label, Q(state=Decision.State.REJECTED)),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice in the address; what is empty or unknown chooses nothing."""

    year: str = ""
    area: str = ""
    state: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        year, state = query.get("year", ""), query.get("state", "")
        digits = year.isascii() and year.isdigit() and len(year) == 4  # noqa: PLR2004 -- digits of a year
        text = query.get("q", "").strip()[:LONGEST]
        return cls(year if digits else "", query.get("area", "")[:20], state if state in STATES else "", text)

    def query(self, **changes: str) -> str:
        new = replace(self, **changes)
        kept = [(each.name, value) for each in fields(self) if (value := getattr(new, each.name))]
        return "?" + urlencode(kept) if kept else ""

    @property
    def is_made(self) -> bool:
        return self != type(self)()


@dataclass(frozen=True, slots=True)
class Row:
    decision: Decision
    area: str
    state: str | Promise
    replaced_by: Decision | None


def chosen(partnership: Partnership, choice: Choice) -> QuerySet[Decision]:
    found = Decision.objects.of(partnership).register()
    if choice.year:
        found = found.filter(year=int(choice.year))
    if choice.area:
        found = found.filter(area_code=choice.area)
    if choice.state:
        found = found.filter(STATES[choice.state][1])
    if choice.q:
        text = Q(text__icontains=choice.q) | Q(reason__icontains=choice.q) | Q(deviation_reason__icontains=choice.q)
        found = found.filter(text)
    return found.select_related("meeting", "replaces", "replaced_by").defer("meeting__body", "replaced_by__text")


def page(partnership: Partnership, query: Mapping[str, str]) -> dict[str, Any]:
    choice = Choice.read(query)
    shown = Paginator(chosen(partnership, choice), PAGE).get_page(query.get("page", ""))
    register = Decision.objects.of(partnership).register()
    names = area_names(partnership)
    codes = set(register.exclude(area_code="").values_list("area_code", flat=True)) | ({choice.area} - {""})
    return {
        "choice": choice,
        "shown": shown,
        "rows": rows_of(shown, names),
        "years": sorted({str(year) for year in register.values_list("year", flat=True)}, reverse=True),
        "areas": sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1]),
        "states": [(key, label) for key, (label, _filter) in STATES.items()],
        "any": bool(shown.paginator.count) or register.exists(),
    }


def rows_of(decisions: Iterable[Decision], names: Mapping[str, str]) -> list[Row]:
    return [
        Row(each, names.get(each.area_code, each.area_code), STATES[state_of(each)][0], replaced_by(each))
        for each in decisions
    ]


def state_of(decision: Decision) -> str:
    """Return the state of a decision as a key of STATES."""
    if decision.state == Decision.State.REJECTED:
        return "rejected"
    return "replaced" if replaced_by(decision) else "stands"


def replaced_by(decision: Decision) -> Decision | None:
    """Return the decision that is taken in its place; a proposal replaces nothing yet."""
    newer = getattr(decision, "replaced_by", None)
    return newer if newer and newer.state == Decision.State.TAKEN else None
