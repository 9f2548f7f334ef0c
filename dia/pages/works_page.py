"""One work: what it is, where and when, how it stands to others, and what its party can do with it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.editing import Difference, stale_page
from accounts.models import User
from datasets.models import Area
from datasets.pipeline.grants import shown_places
from dia.actions.agendas import OPEN
from dia.actions.works import FIXED, why_it_stays
from dia.models import Agenda, Measure, Work, WorkRelation
from dia.pages.works import Row, area_names, may_change, on_map, outlines, places_of, rows_of, with_places
from dia.pages.works_parties import Mark, marks
from dia.states import WORK

# What a button says that brings a work to this state; WITHDRAWING ones stand apart.
VERBS: dict[str, str | Promise] = {
    Work.State.IDEA: gettext_lazy("Back to an idea"),
    Work.State.PLANNED: gettext_lazy("Make it planned"),
    Work.State.PROGRAMMED: gettext_lazy("Programme it"),
    Work.State.EXECUTION: gettext_lazy("Start the execution"),
    Work.State.FINISHED: gettext_lazy("Finish it"),
    Work.State.SUSPENDED: gettext_lazy("Suspend it"),
    Work.State.CANCELLED: gettext_lazy("Cancel it"),
}
WITHDRAWING = {Work.State.SUSPENDED, Work.State.CANCELLED}


@dataclass(frozen=True, slots=True)
class Relation:
    relation: WorkRelation
    words: str
    other: Work
    mark: Mark | None


def page(work: Work, user: User) -> dict[str, Any]:
    """Return the context of the page.

    `work` comes without its place; only what this reader may see of that is read.
    """
    partnership = work.partnership
    shown = shown_places(user, partnership)
    [row] = rows_of(partnership, with_places(Work.objects.filter(pk=work.pk).plain(), shown))
    mine = may_change(work, user)
    measure = Measure.objects.filter(work=work).select_related("agenda").first()
    may_edit = mine and work.state not in FIXED
    return {
        "work": work,
        "row": row,
        "facts": facts(row),
        "places_of": places_of([row]),
        "on_map": on_map(partnership, [row]),
        "relations": relations(work),
        "may_change": mine,
        "may_edit": may_edit,
        "measure": measure,
        "agendas": agendas_to_join(work) if may_edit and not measure else [],
        "may_remove": mine and not why_it_stays(work),
        "moves": moves(work) if mine else [],
        **outlines(partnership),
    }


def agendas_to_join(work: Work) -> QuerySet[Agenda]:
    """Return the agendas on which its party can put it: those of its area, or of the wijk around that."""
    wijk = Area.objects.of(work.partnership).current().filter(code=work.area_code).values("parent__code")
    around = Q(areas__area_code=work.area_code) | Q(areas__area_code__in=wijk)
    return Agenda.objects.of(work.partnership).filter(around, state__in=OPEN).distinct()


def facts(row: Row) -> list[tuple[str, str]]:
    work, years = row.work, _("%(years)s years") % {"years": row.work.flexibility}
    must = _("yes") if work.mandatory else _("no, worth € %(value)s") % {"value": number_format(work.value)}
    site = _("kept confidential") if row.is_hidden else str(work.site or _("none"))
    return [
        (_("Direct cost"), euros(work.direct_cost)),
        (_("Common cost"), euros(work.common_cost)),
        (_("Manpower"), _("%(fte)s fte-years") % {"fte": number_format(work.fte_years, 1)}),
        (_("Years it may move"), years if work.flexibility else _("none")),
        (_("Days of hindrance"), number_format(work.days)),
        (_("How much hindrance"), number_format(work.severity, 2)),
        (_("Households affected"), number_format(work.households)),
        (_("Has to be done"), must),
        (_("Site"), site),
    ]


def moves(work: Work) -> list[dict[str, Any]]:
    return [{"to": to, "label": VERBS[to], "withdraws": to in WITHDRAWING} for to in WORK.get(work.state, ())]


def relations(work: Work) -> list[Relation]:
    """Return the relations as seen from this work: what comes before it first."""
    signs = marks(work.partnership)
    said = []
    for relation in touching(work).order_by("kind", "pk"):
        is_first = relation.first_id == work.pk
        other = relation.second if is_first else relation.first
        said.append(Relation(relation, words(relation.kind, is_first), other, signs.get(other.party_id)))
    return said


def touching(work: Work) -> QuerySet[WorkRelation]:
    found = WorkRelation.objects.filter(Q(first=work) | Q(second=work))
    people = found.select_related("first__party", "first__partnership", "second__party")
    return people.defer("first__place", "second__place")


def find_relation(work: Work, pk: int) -> WorkRelation | None:
    return touching(work).filter(pk=pk).first()


def words(kind: str, is_first: bool) -> str:
    if kind == WorkRelation.Kind.SEQUENCE:
        return _("before") if is_first else _("after")
    return _("in the same year as") if kind == WorkRelation.Kind.TOGETHER else _("not in the same year as")


def euros(amount: int) -> str:
    return f"€\u00a0{number_format(amount)}"


def conflict_page(work: Work, mine: dict[str, Any], sent: QueryDict, labels: dict[str, str]) -> dict[str, Any]:
    """Return where the work as it stands now and what somebody wanted to save differ, and all that was sent."""
    return {"work": work, **stale_page(differences(work, mine, labels), sent, work.version)}


def differences(standing: Any, mine: dict[str, Any], labels: dict[str, str]) -> list[Difference]:
    names = area_names(standing.partnership)
    pairs: Sequence[tuple[str, Any, Any]] = [(name, getattr(standing, name), value) for name, value in mine.items()]
    return [
        Difference(labels[name], said(standing, name, old, names), said(standing, name, new, names))
        for name, old, new in pairs
        if not same(old, new)
    ]


def same(old: Any, new: Any) -> bool:
    if isinstance(old, GEOSGeometry) and isinstance(new, GEOSGeometry):
        return old.equals_exact(new, 0.2)  # what a map brings back
    return float(old) == float(new) if isinstance(new, float) and old is not None else old == new


def said(standing: Any, name: str, value: Any, names: dict[str, str]) -> str:
    """Return a value as the screen says it."""
    if isinstance(value, GEOSGeometry):
        x, y = value.centroid.coords
        return _("around RD %(x)s, %(y)s") % {"x": round(x), "y": round(y)}
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "area_code":
        return str(names.get(value, value))
    choices = dict(standing._meta.get_field(name).flatchoices)
    if value in choices:
        return str(choices[value])
    if value in {None, ""}:
        return "–"
    year = name in {"earliest", "preferred", "latest", "last_renewed", "closed_until"}
    return str(value) if year or not isinstance(value, int | float) else number_format(value)
