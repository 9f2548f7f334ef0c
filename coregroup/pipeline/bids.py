"""A bid as one canonical text: what the party wrote, and every figure beside it with where it comes from."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Party
from coregroup.models import Bid, BidText, Subject
from coregroup.pipeline.bid_figures import Figure, cost_of, figure, sum_of
from coregroup.pipeline.bid_indicators import indicators_of
from coregroup.pipeline.subjects import subject_of
from datasets.models import Area, Level
from dia.models import Agenda, Commitment, Work
from sia.pipeline.snapshots import fingerprint

type Plain = dict[str, Any]
FORMAT = 1
YEARS = 5  # from the year of the bid on
NO_MORE = {Work.State.FINISHED, Work.State.CANCELLED, Work.State.SUSPENDED}
FUNDING = dict(Commitment.Funding.choices)


def body_of(bid: Bid) -> Plain:
    """Return all that the bid says as things stand now, as plain values; see `bid_figures` for its figures."""
    works = works_of(bid)
    commitments = commitments_of(bid)
    areas = areas_of(bid, works)
    rows, found = indicators_of(bid, [area.pk for area in areas])
    names = area_names(bid, works)
    return {
        "format": FORMAT,
        "partnership": {"name": bid.partnership.name, "code": bid.partnership.municipality_code},
        "party": bid.party.name,
        "year": bid.year,
        "years": years_of(bid),
        "texts": texts_of(bid),
        "areas": [area.name for area in areas],
        "together": together(bid),
        "works": [work_row(work, names) for work in works],
        "indicators": rows,
        "figures": [*_committed(bid, commitments), *_planned(works), *found],
    }


def read_body(bid: Bid) -> Plain | None:
    """Return the content as offered; None where the text is no longer what was written."""
    if fingerprint(bid.body) != bid.sha256:
        return None
    content = json.loads(bid.body)
    return content if content.get("format") == FORMAT else None


def years_of(bid: Bid) -> list[int]:
    return list(range(bid.year, bid.year + YEARS))


def texts_of(bid: Bid) -> dict[str, str]:
    """Return the text of every subject, empty where nothing is written."""
    written = dict(BidText.objects.filter(bid=bid).values_list("subject", "text"))
    return {subject: written.get(subject, "") for subject in Subject.values}


def works_of(bid: Bid) -> list[Work]:
    """Return the works of the party with the year of the bid in their window; the largest first."""
    mine = Work.objects.of(bid.partnership).filter(party=bid.party, earliest__lte=bid.year, latest__gte=bid.year)
    found = mine.exclude(state__in=NO_MORE).plain().select_related("measure")
    return sorted(found, key=lambda work: (-work.planned_cost, work.title))


def commitments_of(bid: Bid) -> list[Commitment]:
    """Return what the party brings in these years to agendas that were not stopped; what lapsed is gone."""
    mine = {"pot__agenda__partnership": bid.partnership, "pot__party": bid.party, "pot__year__in": years_of(bid)}
    standing = Commitment.objects.filter(**mine, current=True).exclude(state=Commitment.State.LAPSED)
    return list(standing.exclude(pot__agenda__state=Agenda.State.STOPPED).select_related("pot").order_by("pk"))


def together(bid: Bid) -> list[str]:
    """Return who else is on the agendas that the party brings money to."""
    agendas = Agenda.objects.of(bid.partnership).exclude(state=Agenda.State.STOPPED).filter(pots__party=bid.party)
    others = Party.objects.filter(pots__agenda__in=agendas).exclude(pk=bid.party_id)
    return list(others.distinct().order_by("name").values_list("name", flat=True))


def areas_of(bid: Bid, works: Iterable[Work]) -> list[Area]:
    """Return the buurten in which the party works that year: of a wijk all of them."""
    codes = {work.area_code for work in works}
    here = Area.objects.of(bid.partnership).current().at(Level.BUURT).plain()
    return list(here.filter(Q(code__in=codes) | Q(parent__code__in=codes)).order_by("name"))


def area_names(bid: Bid, works: Iterable[Work]) -> dict[str, str]:
    codes = {work.area_code for work in works}
    named = Area.objects.of(bid.partnership).filter(code__in=codes).order_by("vintage")
    return dict(named.values_list("code", "name"))


def work_row(work: Work, names: dict[str, str]) -> Plain:
    """Return what is told of a work beside its cost: the place no closer than its area."""
    measure = getattr(work, "measure", None)
    return {
        "id": work.pk,
        "key": f"work:{work.pk}",
        "subject": subject_of(work.kind, measure.group) if measure else subject_of(work.kind),
        "title": work.title,
        "area": names.get(work.area_code, work.area_code),
        "years": [work.earliest, work.latest],
    }


def _committed(bid: Bid, commitments: list[Commitment]) -> Iterator[Figure]:
    """Yield what is committed per year and kind of money, and of all kinds together.

    Where nothing is committed there is no figure.
    """
    cells: dict[tuple[int, str], list[Commitment]] = defaultdict(list)
    for each in commitments:
        cells[each.pot.year, each.funding].append(each)
        cells[each.pot.year, "all"].append(each)
    for (year, kind), rows in cells.items():
        source = {"model": "dia.commitment", "rule": "sum", "pks": [each.pk for each in rows], "year": year}
        if amount := sum_of(rows, "euros"):
            label = partial(_money_label, kind, year)
            yield figure(f"money:{kind}:{year}", label, amount, euros, {**source, "field": "euros"})
        if kind == "all" and (amount := sum_of(rows, "fte")):
            yield figure(f"fte:{year}", partial(_fte_label, year), amount, fte, {**source, "field": "fte"})


def _planned(works: list[Work]) -> Iterator[Figure]:
    """Yield the cost of each work, and per subject and altogether how many there are and what they cost."""
    subjects: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        measure = getattr(work, "measure", None)
        subjects[subject_of(work.kind, measure.group) if measure else subject_of(work.kind)].append(work)
        yield _cost(f"work:{work.pk}", lambda work=work: work.title, [work])
    for subject, rows in {**subjects, **({"all": works} if works else {})}.items():
        source = {"model": "dia.work", "rule": "count", "pks": [work.pk for work in rows]}
        yield figure(f"works:{subject}", lambda: _("Number of works"), len(rows), count, source)
        yield _cost(f"cost:{subject}", lambda: _("Cost of these works"), rows)


def _cost(key: str, label: Any, works: list[Work]) -> Figure:
    source = {"model": "dia.work", "rule": "sum", "pks": [work.pk for work in works]}
    return figure(key, label, cost_of(works), euros, source)


def _money_label(kind: str, year: int) -> str:
    name = FUNDING.get(kind, _("together"))
    return _("Committed in %(year)s, %(kind)s") % {"year": year, "kind": name}


def _fte_label(year: int) -> str:
    return _("Manpower in %(year)s") % {"year": year}


def euros(number: float) -> str:
    return f"€\u00a0{number_format(int(number), 0, force_grouping=True)}"


def fte(number: float) -> str:
    return _("%(fte)s fte") % {"fte": number_format(number, 1)}


def count(number: float) -> str:
    return number_format(int(number), 0, force_grouping=True)


def changes(then: Plain, now: Plain) -> list[tuple[Figure, Figure | None]]:
    """Return the figures of `then` that are others now, with what they are now; None for what is not there any more."""
    today = {each["key"]: each for each in now["figures"]}
    pairs = [(each, today.get(each["key"])) for each in then["figures"]]
    return [(old, new) for old, new in pairs if new is None or not math.isclose(old["number"], new["number"])]
