"""The page of what changed since the last meeting: in groups, each line with its link; what is empty is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Partnership
from coregroup.models import Agreement, Bid, Signatory, Spearhead, Task
from coregroup.pipeline import changes as pipeline
from coregroup.pipeline.changes import How, Since
from datasets.models import Delivery, Indicator, Level
from dia.models import JoinRequest
from dia.pages.agendas import area_names
from dia.words.amounts import euros
from sia.models import AreaResult, ScoreRun
from sia.pages.ranking.rows import CAUSES, Arrow, arrow_of
from sia.pipeline.moves import Move, Turn

NAMED = 4  # indicators of a delivery
SHOWN = 8  # lines of a group in a meeting; the page shows all
HOWS: dict[How, str | Promise] = {
    How.CANCELLED: gettext_lazy("cancelled"),
    How.MOVED: gettext_lazy("moved"),
    How.ADDED: gettext_lazy("new"),
    How.CHANGED: gettext_lazy("changed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`chip` is one word in front, `note` what stands after it, `cause` the one reason; `late` asks for attention."""

    text: str
    link: str
    note: str = ""
    chip: str | Promise = ""
    arrow: Arrow | None = None
    cause: str | Promise = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """`unsure` are moves that may be none: told as one line, and not counted."""

    key: str
    title: str | Promise
    lines: list[Line] = field(default_factory=list)
    unsure: list[Line] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def unsure_words(self) -> str:
        count = len(self.unsure)
        return ngettext("%(n)d move within the uncertainty", "%(n)d moves within the uncertainty", count) % {"n": count}

    @property
    def first(self) -> list[Line]:
        return self.lines[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, self.count - SHOWN)


class ChangesPage:
    """All groups that have a line, in the order in which a meeting speaks of them."""

    def __init__(self, partnership: Partnership, run: ScoreRun | None = None) -> None:
        self.partnership, self.today = partnership, timezone.localdate()
        self.run = run or pipeline.newest_run(partnership)

    @cached_property
    def since(self) -> Since:
        return pipeline.since_last_meeting(self.partnership)

    @cached_property
    def groups(self) -> list[Group]:
        found = [
            Group("figures", gettext_lazy("Figures that were loaded"), list(self._deliveries())),
            Group("ranks", gettext_lazy("Areas with another rank"), *self._ranks(self.run)),
            Group("wijken", gettext_lazy("Wijken with another rank"), *self._ranks(self._run_of_wijken)),
            Group("works", gettext_lazy("Works"), list(self._works())),
            Group("money", gettext_lazy("Commitments"), list(self._pledges())),
            Group("together", gettext_lazy("Bundles and requests to join"), list(self._together())),
            Group("agreements", gettext_lazy("Agreements, bids and spearheads"), list(self._agreements())),
            Group("actions", gettext_lazy("Actions that are open"), list(self._tasks())),
            Group("old", gettext_lazy("Figures older than two years"), list(self._old())),
        ]
        return [group for group in found if group.lines or group.unsure]

    @property
    def _run_of_wijken(self) -> ScoreRun | None:
        """Return the newest run of the wijken, where buurten are told first."""
        is_finer = self.run is not None and self.run.level == Level.BUURT
        return ScoreRun.objects.newest(self.partnership, Level.WIJK) if is_finer else None

    @cached_property
    def _indicators(self) -> dict[str, str]:
        return {each.code: each.name for each in Indicator.objects.of(self.partnership)}

    def _at(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.partnership.slug, *args])

    def _deliveries(self) -> Iterator[Line]:
        for delivery in pipeline.loaded(self.partnership, self.since.moment):
            codes = delivery.recognised.get("indicators", [])
            about = ", ".join(self._indicators.get(code, code) for code in codes[:NAMED])
            if len(codes) > NAMED:
                about = _("%(names)s and %(n)d more") % {"names": about, "n": len(codes) - NAMED}
            note = " · ".join(filter(None, [about, figures_of(delivery), day(delivery.loaded_at)]))
            yield Line(str(delivery.dataset or delivery), self._at("delivery", delivery.pk), note)

    def _ranks(self, run: ScoreRun | None) -> tuple[list[Line], list[Line]]:
        """Return what is sure to have changed, and what is not."""
        lines: tuple[list[Line], list[Line]] = ([], [])
        for row in pipeline.rank_changes(run, self.since.moment):
            link = self._at("area", row.area.code) if row.now else self._at("boundary_years")
            cause, shift = CAUSES[row.shift.cause], row.shift
            if isinstance(shift, Move) and row.now:
                arrow = arrow_of(shift) if shift.sure else None
                lines[not shift.sure].append(Line(row.area.name, link, moved(shift, row.now), arrow=arrow, cause=cause))
            elif isinstance(shift, Turn):
                lines[0].append(Line(row.area.name, link, turned(shift, row.now), cause=cause))
        return lines

    def _works(self) -> Iterator[Line]:
        found = pipeline.changed_works(self.partnership, self.since.moment)
        names = area_names(self.partnership, {change.work.area_code for change in found})
        for change in found:
            work = change.work
            years = f"{change.years[0]} → {change.years[1]}" if change.years else str(work.preferred)
            state = work.get_state_display() if change.how in {How.ADDED, How.CHANGED} else ""
            note = " · ".join(filter(None, [work.party.name, names[work.area_code], years, state]))
            yield Line(work.title, self._at("work", work.pk), note, HOWS[change.how])

    def _pledges(self) -> Iterator[Line]:
        for pledge in pipeline.changed_pledges(self.partnership, self.since.moment):
            same = pledge.before == pledge.after
            note = euros(pledge.after) if same else f"{euros(pledge.before)} → {euros(pledge.after)}"
            yield Line(f"{pledge.party}, {pledge.agenda}", self._at("agenda_money", pledge.agenda.pk), note)

    def _together(self) -> Iterator[Line]:
        for news in pipeline.moved_bundles(self.partnership, self.since.moment):
            said = ngettext("%(n)d party agrees", "%(n)d parties agree", news.agreed) % {"n": news.agreed}
            note = f"{news.bundle.get_state_display()} · {said}"
            yield Line(news.bundle.name, self._at("bundle", news.bundle.pk), note, _("bundle"))
        for request in pipeline.moved_requests(self.partnership, self.since, self.today):
            note = " · ".join(filter(None, [request.work.title, request.get_state_display(), due_of(request)]))
            text = _("%(sender)s asks %(to)s") % {"sender": request.sender, "to": request.to}
            late = request.state == JoinRequest.State.EXPIRED
            yield Line(text, self._at("bundle", request.bundle_id), note, _("request"), late=late)

    def _agreements(self) -> Iterator[Line]:
        mine, moment = {"partnership": self.partnership}, self.since.moment
        signed = Q(signatories__signed_at__gt=moment) | Q(created_at__gt=moment)
        for agreement in Agreement.objects.filter(signed, **mine).distinct():
            yield Line(str(agreement), self._at("agreement", agreement.pk), str(agreement.stands))
        for signatory in Signatory.objects.filter(
            agreement__partnership=self.partnership, signed_at__gt=moment
        ).select_related("party", "agreement"):
            text = _("%(party)s signed “%(agreement)s”") % {"party": signatory.party, "agreement": signatory.agreement}
            yield Line(text, self._at("agreement", signatory.agreement_id), day(signatory.signed_at))
        for bid in Bid.objects.filter(offered_at__gt=moment, **mine).select_related("party").defer("body"):
            yield Line(str(bid), self._at("bid", bid.pk), bid.get_state_display(), _("bid"))
        for spearhead in Spearhead.objects.filter(created_at__gt=moment, **mine):
            yield Line(
                str(spearhead), self._at("spearhead", spearhead.pk), spearhead.get_state_display(), _("spearhead")
            )

    def _tasks(self) -> Iterator[Line]:
        for task in Task.objects.of(self.partnership).open().select_related("party"):
            late = task.due < self.today
            note = _("%(party)s, before %(due)s") % {"party": task.party, "due": date_format(task.due, "j F Y")}
            yield Line(task.text, self._at("task_list"), note, _("late") if late else "", late=late)

    def _old(self) -> Iterator[Line]:
        for source in self.run.old_sources(self.today) if self.run else []:
            yield Line(
                self._indicators.get(source["indicator"], source["indicator"]), self._at("data"), str(source["period"])
            )


def moved(move: Move, now: AreaResult) -> str:
    """Return in words from which rank to which, with the ranks between which the area stands now.

    A move that may be none says only these.
    """
    told = {"before": move.before, "now": now.rank, "between": between(now)}
    if not move.sure:
        return _("now %(between)s") % told
    if now.rank_low == now.rank_high:
        return _("rank %(before)d → %(now)d") % told
    return _("rank %(before)d → %(now)d, now %(between)s") % told


def turned(turn: Turn, now: AreaResult | None) -> str:
    if now is None:
        return _("is no area of its own any more")
    if now.rank is None:
        return _("has no rank any more")
    return _("is new in the list, %(between)s") % {"between": between(now)}


def between(result: AreaResult) -> str:
    low, high = result.rank_low or result.rank, result.rank_high or result.rank
    if low == high:
        return _("rank %(rank)d") % {"rank": low}
    return _("between rank %(low)d and %(high)d") % {"low": low, "high": high}


def figures_of(delivery: Delivery) -> str:
    """Return how much of what stood is another by it, as its preview counted."""
    touched = sum(delivery.preview.get(change, 0) for change in ("new", "changed", "vanished"))
    of_areas = delivery.kind == Delivery.Kind.BOUNDARIES
    texts = (
        ngettext("%(n)s area changed", "%(n)s areas changed", touched)
        if of_areas
        else ngettext("%(n)s figure changed", "%(n)s figures changed", touched)
    )
    return texts % {"n": number_format(touched, 0, force_grouping=True)}


def due_of(request: JoinRequest) -> str:
    if request.state != JoinRequest.State.SENT:
        return ""
    return _("answer before %(due)s") % {"due": date_format(request.due, "j F")}


def day(moment: dt.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F") if moment else ""
