"""An agenda that is changed after its opening: words and price level at once, years and areas by a new decision."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Party, User
from datasets.models import Area
from dia.actions.agendas import add_areas, as_decided, check_open, hold, make_pots, name_once
from dia.actions.cells import closed_years
from dia.actions.opportunities import queue_opportunity_search
from dia.models import Agenda, Measure, MeasureYear
from dia.models.agendas import LONGEST, SHORTEST
from dia.pipeline.history import note

WORDS = ("name", "goals", "price_year", "with_vat")
DECIDED = ("first_year", "last_year", "areas")
MOST_NAMED = 6


def terms_of(agenda: Agenda) -> dict[str, Any]:
    """Return all that can be changed: areas by code, and the parties that take part, by name."""
    taking = Party.objects.filter(pots__agenda=agenda).distinct().order_by("name")
    areas = sorted(agenda.areas.values_list("area_code", flat=True))
    fields = {name: getattr(agenda, name) for name in (*WORDS, "first_year", "last_year")}
    return {**fields, "areas": areas, "parties": list(taking)}


@transaction.atomic
def change_agenda(*, agenda: Agenda, by: User, version: int, decision: str = "", **terms: Any) -> Agenda:
    """Put `terms`, all those of `terms_of`, in the place of what stands.

    StaleEdit where the agenda is another by now. ValidationError with sentences for an agenda that stays as it is, for
    other years or areas without a decision, and for a year, area or party that cannot go.
    """
    held = hold(agenda)
    check_unchanged(held.version, version)
    check_open(held)
    before = terms_of(held)
    after = {**terms, "areas": sorted(terms["areas"]), "parties": sorted(terms["parties"], key=lambda each: each.name)}
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        return held
    _check(held, before, after, decision)
    for name in changed:
        said = {"decision": decision.strip()} if name in DECIDED else {}
        note(held, by, "changed", before=_plain(name, before), after=_plain(name, after) | said)
    _write(held, after, decision)
    queue_opportunity_search(held.partnership)
    return held


def _plain(name: str, terms: Mapping[str, Any]) -> dict[str, Any]:
    return {name: [party.name for party in terms[name]] if name == "parties" else terms[name]}


def _check(agenda: Agenda, before: Mapping[str, Any], after: Mapping[str, Any], decision: str) -> None:
    if not after["areas"] or not after["parties"]:
        raise ValidationError(_("An agenda has at least one area and one party."))
    if not SHORTEST <= after["last_year"] - after["first_year"] + 1 <= LONGEST:
        raise ValidationError({"last_year": _("An agenda has 5 to 10 years.")})
    if any(before[name] != after[name] for name in DECIDED) and not decision.strip():
        raise ValidationError(
            {"reason": _("Other years or areas need a decision. Write down who decided this, when and why.")}
        )
    _check_price_level(agenda, before, after)
    stays = [
        *_years_in_use(agenda, set(agenda.years) - set(range(after["first_year"], after["last_year"] + 1))),
        *_areas_in_use(agenda, set(before["areas"]) - set(after["areas"]), after["areas"]),
        *_parties_in_use(agenda, [party for party in before["parties"] if party not in after["parties"]]),
    ]
    if stays:
        raise ValidationError(stays)


def _check_price_level(agenda: Agenda, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Refuse another price level while amounts are in the old one: nothing converts them."""
    changed = [name for name in ("price_year", "with_vat") if before[name] != after[name]]
    if not changed or not _has_amounts(agenda):
        return
    text = _(
        "The amounts of this agenda are in: %(level)s. They would stay the same numbers, at another price level. "
        "Keep this price level, or make all amounts 0 first."
    )
    raise ValidationError({changed[0]: text % {"level": agenda.price_level}})


def _has_amounts(agenda: Agenda) -> bool:
    measures = agenda.measures.all()
    return (
        measures.filter(Q(years__euros__gt=0) | Q(contributions__euros__gt=0) | Q(actuals__euros__gt=0)).exists()
        or agenda.pots.filter(commitments__current=True, commitments__euros__gt=0).exists()
    )


def _write(agenda: Agenda, terms: Mapping[str, Any], decision: str) -> None:
    for name in (*WORDS, "first_year", "last_year"):
        setattr(agenda, name, terms[name])
    if decision.strip():
        agenda.reason = as_decided(agenda, _("changed"), decision)
    agenda.version += 1
    with name_once():
        agenda.save()
    outside = ~Q(year__in=agenda.years)
    agenda.areas.exclude(area_code__in=terms["areas"]).delete()
    agenda.caps.filter(outside | ~Q(area_code__in=terms["areas"])).delete()
    agenda.pots.filter(outside | ~Q(party__in=terms["parties"])).delete()
    MeasureYear.objects.filter(outside, measure__agenda=agenda).delete()
    add_areas(agenda, terms["areas"])
    make_pots(agenda, terms["parties"])


def _years_in_use(agenda: Agenda, gone: Collection[int]) -> Iterator[str]:
    for year in sorted(gone):
        if agenda.look_backs.filter(year=year).exists():
            yield _("%(year)s stays: there is a look-back on it.") % {"year": year}
            continue
        filled = Q(years__year=year) & (Q(years__euros__gt=0) | Q(years__fte__gt=0))
        used = agenda.measures.filter(filled | Q(actuals__year=year) | Q(contributions__pot__year=year))
        givers = Party.objects.filter(pots__in=agenda.pots.filter(year=year, commitments__isnull=False)).distinct()
        bundles = agenda.bundles.live().filter(year=year)
        yield from _stays(year, [*_titles(used), *map(str, givers), *(f"“{bundle}”" for bundle in bundles)])


def _areas_in_use(agenda: Agenda, gone: Collection[str], kept: Collection[str]) -> Iterator[str]:
    """Yield a sentence for each area that works keep on the agenda.

    A work lies in its area and in those that hold it: it keeps an area that goes where no other one holds it.
    """
    measures = list(agenda.measures.select_related("work").defer("work__place"))
    found = Area.objects.of(agenda.partnership).current().filter(code__in={each.work.area_code for each in measures})
    holders = {code: set(above) for code, *above in found.values_list("code", "parent__code", "parent__parent__code")}
    names = dict(Area.objects.of(agenda.partnership).current().filter(code__in=gone).values_list("code", "name"))
    for code in sorted(gone):
        around = [(each, {each.work.area_code} | holders.get(each.work.area_code, set())) for each in measures]
        inside = [each for each, areas in around if code in areas and not areas & set(kept)]
        yield from _stays(names.get(code, code), [f"“{each.work.title}”" for each in inside])


def _parties_in_use(agenda: Agenda, gone: Iterable[Party]) -> Iterator[str]:
    for party in gone:
        if agenda.pots.filter(party=party, commitments__isnull=False).exists():
            yield _("%(party)s stays: it committed money or people.") % {"party": party}
        if closed := closed_years(agenda, party.pk):
            years = ", ".join(map(str, sorted(closed)))
            yield _("%(party)s stays: %(years)s is closed after its look-back.") % {"party": party, "years": years}
        yield from _stays(party, _titles(agenda.measures.filter(work__party=party)))


def _titles(measures: Any) -> list[str]:
    titles = Measure.objects.filter(pk__in=measures.values("pk")).values_list("work__title", flat=True)
    return [f"“{title}”" for title in titles]


def _stays(what: object, things: list[str]) -> Iterator[str]:
    """Yield a sentence where there is anything."""
    if things:
        named = ", ".join(things[:MOST_NAMED]) + (", …" if len(things) > MOST_NAMED else "")
        yield _("%(what)s stays, because of %(things)s.") % {"what": what, "things": named}
