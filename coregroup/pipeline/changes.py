"""The changes since a moment, read from what the rooms keep anyway: nothing is stored for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from accounts.models import Partnership, Party
from coregroup.models import Meeting
from datasets.models import Area, Delivery, Level
from dia.models import Agenda, AgendaEvent, Bundle, Commitment, Consent, JoinRequest, MeasureYear, Work
from sia.models import AreaResult, ScoreRun
from sia.pipeline import stored
from sia.pipeline.moves import Move, Turn, shifts

DAYS_WITHOUT_MEETING = 60
DAYS_SOON = 14


@dataclass(frozen=True, slots=True)
class Since:
    """The moment from which changes are told.

    `meeting` is the last one that was closed, `moment` when it was opened: what came while it sat is news to the next
    one. None where none was closed yet.
    """

    moment: dt.datetime
    meeting: Meeting | None

    @property
    def day(self) -> dt.date:
        """Return the day for what is told by its day: that of the meeting, or of its opening where that was earlier."""
        opened = timezone.localdate(self.moment)
        return min(opened, self.meeting.on) if self.meeting else opened


@dataclass(frozen=True, slots=True)
class RankChange:
    """An area that moved, or got or lost its rank; `now` is None where it is on the map no more."""

    area: Area
    now: AreaResult | None
    shift: Move | Turn


class How(StrEnum):
    """The kind of change of a work; of several things the first in this order."""

    CANCELLED = "cancelled"
    MOVED = "moved"
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class WorkChange:
    """`years`: the first year of its cost then and now, where that is another."""

    work: Work
    how: How
    years: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class BundleNews:
    """A bundle with how many parties agree to it now."""

    bundle: Bundle
    agreed: int


@dataclass(frozen=True, slots=True)
class Pledge:
    """The means that a party brings to an agenda in all its years, in whole euros, then and now."""

    agenda: Agenda
    party: Party
    before: int
    after: int


def since_last_meeting(partnership: Partnership) -> Since:
    closed = Meeting.objects.of(partnership).closed().defer("body").order_by("-opened_at").first()
    usual = timezone.now() - dt.timedelta(days=DAYS_WITHOUT_MEETING)
    return Since(closed.opened_at if closed and closed.opened_at else usual, closed)


def newest_run(partnership: Partnership) -> ScoreRun | None:
    """Return the newest run of the buurten, or of the wijken where no buurt is scored.

    That is the level of which ranks are told first.
    """
    runs = ScoreRun.objects
    return runs.newest(partnership, Level.BUURT) or runs.newest(partnership, Level.WIJK)


def rank_changes(run: ScoreRun | None, moment: dt.datetime) -> list[RankChange]:
    """Return the areas that stand elsewhere in `run` than in the run that stood at that moment.

    Or got or lost their rank, each with one reason; the largest moves first. Empty where there was no run yet.
    """
    history = ScoreRun.objects.history(run.partnership, run.level) if run else ScoreRun.objects.none()
    before = history.filter(created_at__lte=moment).first()
    if run is None or before is None or before.pk == run.pk:
        return []
    then, now = stored(before), stored(run)
    found = shifts(then, now)
    areas = {result.area_id: result.area for result in [*then.results, *now.results]}
    held = {result.area_id: result for result in now.results}
    stirred: dict[int, Move | Turn] = {**found.moves, **found.turns}
    changes = [RankChange(areas[pk], held.get(pk), shift) for pk, shift in stirred.items()]
    return sorted(changes, key=_largest_first)


def _largest_first(change: RankChange) -> tuple[int, int, str]:
    size = change.shift.size if isinstance(change.shift, Move) else 0
    return -size, (change.now and change.now.rank) or 0, change.area.name


def loaded(partnership: Partnership, moment: dt.datetime) -> Iterable[Delivery]:
    found = Delivery.objects.of(partnership).exclude(kind=Delivery.Kind.DERIVED).filter(loaded_at__gt=moment)
    return found.select_related("dataset").defer("problems", "mapping").order_by("-loaded_at")


def changed_works(partnership: Partnership, moment: dt.datetime) -> list[WorkChange]:
    shifts = _shifts(partnership, moment)
    touched = Q(changed_at__gt=moment) | Q(pk__in=shifts)
    works = Work.objects.of(partnership).plain().filter(touched).order_by("title", "pk")
    order = list(How)
    return sorted((_work_change(work, shifts) for work in works), key=lambda change: order.index(change.how))


def _work_change(work: Work, shifts: dict[int, tuple[int, int]]) -> WorkChange:
    if work.state == Work.State.CANCELLED:
        return WorkChange(work, How.CANCELLED)
    if work.pk in shifts:
        return WorkChange(work, How.MOVED, shifts[work.pk])
    return WorkChange(work, How.ADDED if work.version == 1 else How.CHANGED)


def _shifts(partnership: Partnership, moment: dt.datetime) -> dict[int, tuple[int, int]]:
    """Return the works on an agenda of which the cost now begins in another year: that year then and now.

    The first event of a cell since that moment says how the cell stood before all of them.
    """
    events = AgendaEvent.objects.filter(agenda__partnership=partnership, kind=AgendaEvent.Kind.CELL, at__gt=moment)
    events = events.filter(measure__isnull=False)
    then: dict[tuple[int, int], bool] = {}
    for measure, year, before in events.order_by("at", "pk").values_list("measure", "year", "before"):
        then.setdefault((measure, year or 0), _costs(before or {}))
    cells = MeasureYear.objects.filter(measure__in={measure for measure, _year in then})
    now: dict[tuple[int, int], bool] = {}
    works: dict[int, int] = {}
    for cell in cells.select_related("measure"):
        now[cell.measure_id, cell.year] = _costs({"euros": cell.euros, "fte": cell.fte})
        works[cell.measure_id] = cell.measure.work_id
    first_then, first_now = _first_years(now | then), _first_years(now)
    pairs = {works[key]: (first_then[key], first_now[key]) for key in works if key in first_then and key in first_now}
    return {work: years for work, years in pairs.items() if years[0] != years[1]}


def _costs(amounts: dict[str, Any]) -> bool:
    return any(float(amounts.get(unit) or 0) for unit in ("euros", "fte"))


def _first_years(cells: dict[tuple[int, int], bool]) -> dict[int, int]:
    found: dict[int, int] = {}
    for (measure, year), costs in cells.items():
        if costs:
            found[measure] = min(year, found.get(measure, year))
    return found


def changed_pledges(partnership: Partnership, moment: dt.datetime) -> list[Pledge]:
    """Return the changed sums by agenda, then party; what lapsed counts for nothing."""
    touched = Commitment.objects.filter(pot__agenda__partnership=partnership, at__gt=moment)
    rows = Commitment.objects.filter(pot__in=touched.values("pot")).select_related("pot__agenda", "pot__party")
    then: dict[tuple[int, str], int] = {}
    now: dict[tuple[int, str], int] = {}
    pots = {}
    for row in rows.order_by("pot__agenda__name", "pot__party__name", "version"):
        key, euros = (row.pot_id, row.funding), 0 if row.state == Commitment.State.LAPSED else row.euros
        pots[row.pot_id] = row.pot
        now[key] = euros
        if row.at <= moment:
            then[key] = euros
    sums: dict[tuple[Agenda, Party], list[int]] = defaultdict(lambda: [0, 0])
    for key, euros in now.items():
        pot = pots[key[0]]
        sums[pot.agenda, pot.party][0] += then.get(key, 0)
        sums[pot.agenda, pot.party][1] += euros
    return [Pledge(agenda, party, before, after) for (agenda, party), (before, after) in sums.items()]


def moved_bundles(partnership: Partnership, moment: dt.datetime) -> list[BundleNews]:
    """Return the bundles that were sketched since, or answered, or changed by an event on their agenda."""
    consents = Consent.objects.filter(Q(at__gt=moment) | Q(lapsed_at__gt=moment), bundle=OuterRef("pk"))
    events = AgendaEvent.objects.filter(agenda__partnership=partnership, kind=AgendaEvent.Kind.BUNDLE, at__gt=moment)
    touched = Q(created_at__gt=moment) | Exists(consents) | Q(name__in=events.values("subject"))
    standing = Consent.objects.filter(lapsed_at__isnull=True).exclude(answer=Consent.Answer.NO)
    found = Bundle.objects.of(partnership).filter(touched).order_by("year", "name")
    with_consents = found.prefetch_related(Prefetch("consents", standing))
    return [BundleNews(bundle, len(bundle.consents.all())) for bundle in with_consents]


def moved_requests(partnership: Partnership, since: Since, today: dt.date) -> Iterable[JoinRequest]:
    """Return the requests that were sent, answered or expired since; and those that want an answer soon."""
    soon = Q(state=JoinRequest.State.SENT, due__lte=today + dt.timedelta(days=DAYS_SOON))
    expired = Q(state=JoinRequest.State.EXPIRED, due__gte=since.day)
    touched = Q(sent_at__gt=since.moment) | Q(answered_at__gt=since.moment) | soon | expired
    found = JoinRequest.objects.filter(touched, bundle__partnership=partnership)
    return found.select_related("bundle", "work", "sender", "to").defer("work__place").order_by("due", "pk")
