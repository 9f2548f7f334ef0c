"""The page of one delivery: its step, what runs in the background, and what is wrong, grouped by how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party
from datasets import states
from datasets.models import Area, Delivery, Indicator, Job
from datasets.pages.problems import Group, grouped
from datasets.pages.undo import words
from datasets.pages.years import Shown, of_delivery
from datasets.pipeline.asked import ANSWERABLE
from datasets.pipeline.column_mapping import supplier_of
from datasets.pipeline.problems import can_list_all, unlisted
from datasets.registries import AFTER_DATA_CHANGE
from datasets.sources import INDICATORS, SOURCES
from datasets.texts.problems import Lazy, sentence

CHECK, LOAD, UNDO = "datasets.check", "datasets.load", "datasets.undo"
TWO_READINGS = "ambiguous_number"
# What the page says on top: (kind of notice, title).
REFUSED = ("stop", _("The file is refused. Nothing has changed."))
FAILED = ("stop", _("Something went wrong on our side. Nothing has changed."))
STOPPED = ("warn", _("Stopped. Nothing has changed."))
UNCLEAR = ("warn", _("We cannot check this table yet. Fill in below what is missing."))
TWO_WAYS = ("warn", _("One thing to choose: what figures such as 1.234 mean."))
TO_ANSWER = ("warn", _("Something to choose: see the questions below. Nothing has changed."))
UNMAPPED = ("warn", _("We do not know this table yet. Say what its columns are."))
NAMED = ("warn", _("This table names its areas and has no codes. See which area each name means."))
CHECKED = ("ok", _("The file is in order. See what changes, then load it."))
SAME = ("ok", _("Everything in this file is already there. Loading it changes nothing."))
READING = ("", _("We read and check the file."))
LOADING = ("", _("The figures are being loaded. Until then the old ones stand."))
RECOMPUTING = ("ok", _("Loaded. The scores are being recomputed."))
STALE = ("warn", _("Loaded, but the scores could not be recomputed. The old scores stand."))
DONE = ("ok", _("Loaded. The scores are recomputed."))
COUNTED = ("ok", _("Samenwijk counted these figures itself."))
SUPERSEDED = ("", _("A later delivery has taken the place of this one."))
APPROVED = ("ok", _("Its supplier approved it. It is not loaded yet."))
RETURNED = ("stop", _("Returned to the supplier. Nothing has changed."))
WITHDRAWN = ("", _("Its supplier withdrew it. Nothing has changed."))
STEPS = (_("File"), _("Recognised"), _("Check"), _("Preview"), _("Load"), _("Scores"))
UNREAD, IN_LOAD, IN_SCORES, PAST_ALL = 1, 4, 5, 6
GONE = {Delivery.State.WITHDRAWN, Delivery.State.UNDONE}  # its way has ended, so no step is shown
# The step (counted from 0) at which a delivery in this state waits.
AT = {
    Delivery.State.RECEIVED: 1,
    Delivery.State.UNMAPPED: 1,
    Delivery.State.REFUSED: 2,
    Delivery.State.CHECKED: 3,
    Delivery.State.APPROVED: 4,
    Delivery.State.RETURNED: 3,
    Delivery.State.CURRENT: IN_SCORES,
    Delivery.State.SUPERSEDED: PAST_ALL,
}
# Problems that lie in how the columns are read, rather than in the file.
OF_COLUMNS = {"missing_column", "missing_indicator", "no_period", "no_value_columns", "wrong_period"}


@dataclass(frozen=True, slots=True)
class Step:
    label: Lazy
    state: str  # "done", "current", "stop" or "todo"


def jobs_of(partnership: Partnership, delivery: int) -> list[Job]:
    """Return the work in the background for one delivery, newest first.

    To be read before the delivery itself: of work that ends in between, the page then shows an open job and asks again.
    The other way round it would show a delivery that waits for work, and no work to wait for.
    """
    jobs = Job.objects.of(partnership).order_by("-pk")
    return list(jobs.filter(kind__in=(CHECK, LOAD, UNDO), key=f"delivery:{delivery}"))


class DeliveryPage:
    """Reads lazily: the parts that a state does not show cost no query."""

    def __init__(self, delivery: Delivery, own_jobs: list[Job]) -> None:
        self.delivery = delivery
        self.own_jobs = own_jobs

    @cached_property
    def jobs(self) -> list[Job]:
        """Return jobs of this delivery and, once it is loaded, the recomputes that follow from it; newest first."""
        changed_at = self._changed_at
        if changed_at is None:
            return self.own_jobs
        since = Q(finished_at__isnull=True) | Q(finished_at__gte=changed_at)
        after = Job.objects.of(self.delivery.partnership).filter(since, kind__in=AFTER_DATA_CHANGE)
        return [*self.own_jobs, *after.order_by("-pk")[:10]]

    @property
    def _changed_at(self) -> datetime | None:
        """Return when it changed the figures, for one of which the scores may still have to follow."""
        if self.delivery.state == Delivery.State.CURRENT:
            return self.delivery.loaded_at
        undone = self.delivery.state == Delivery.State.UNDONE
        return self.delivery.events.latest("pk").at if undone else None

    def newest(self, *kinds: str) -> Job | None:
        return next((job for job in self.jobs if job.kind in kinds), None)

    @cached_property
    def job(self) -> Job | None:
        """Return the open job that the reader waits for."""
        return next((job for job in self.jobs if job.is_open), None)

    @property
    def failed(self) -> Job | None:
        """Return the newest job, when it gave up or was stopped and the delivery is not past it."""
        newest = self.newest(CHECK, LOAD)
        stuck = newest is not None and newest.gave_up and not self.delivery.is_settled
        return newest if stuck and not self.job else None

    @property
    def recompute_failed(self) -> bool:
        newest = self.newest(*AFTER_DATA_CHANGE)
        return newest is not None and newest.state == Job.State.FAILED

    @property
    def busy(self) -> bool:
        """Return whether the delivery itself, and not the recompute after it, is being worked at."""
        return self.job is not None and self.job.kind in {CHECK, LOAD, UNDO}

    @property
    def notice(self) -> tuple[str, Lazy]:
        """Return how the delivery stands, in one sentence, with the kind of notice that goes with it."""
        state = self.delivery.state
        if self.failed:
            return STOPPED if self.failed.state == Job.State.STOPPED else FAILED
        if self.job and self.busy:
            return {LOAD: LOADING, UNDO: words(self.delivery).putting_back}.get(self.job.kind, READING)
        if state in {Delivery.State.CURRENT, Delivery.State.UNDONE}:
            return self._loaded_notice()
        if state == Delivery.State.REFUSED and (self.asks_columns or self.asks_sign or self.asks_answers):
            return UNCLEAR if self.asks_columns else TWO_WAYS if self.asks_sign else TO_ANSWER
        if state == Delivery.State.CHECKED:
            return SAME if self.changes_nothing else CHECKED
        unmapped = NAMED if self.delivery.recognised.get("names") else UNMAPPED
        said = {"approved": APPROVED, "returned": RETURNED, "withdrawn": WITHDRAWN, "superseded": SUPERSEDED}
        return {"unmapped": unmapped, "refused": REFUSED, **said}.get(state, READING)

    def _loaded_notice(self) -> tuple[str, Lazy]:
        if self.delivery.state == Delivery.State.UNDONE:
            return words(self.delivery).undoing if self.job else words(self.delivery).undone
        if self.job:
            return RECOMPUTING
        undo = self.newest(UNDO)
        if undo and undo.state == Job.State.FAILED:
            return words(self.delivery).failed
        if self.recompute_failed:
            return STALE
        return COUNTED if self.delivery.kind == Delivery.Kind.DERIVED else DONE

    @property
    def bar_label(self) -> Lazy:
        """Return what the bar measures."""
        if not self.job or self.job.state == Job.State.QUEUED:
            return _("Waiting for its turn")
        words = {CHECK: _("Reading and checking"), LOAD: _("Loading"), UNDO: _("Putting back")}
        return words.get(self.job.kind, _("Recomputing the scores"))

    @property
    def steps(self) -> list[Step]:
        if self.delivery.state in GONE or self.job and self.job.kind == UNDO:
            return []
        at = AT[Delivery.State(self.delivery.state)]
        if self.delivery.state == Delivery.State.REFUSED and not self.delivery.recognised:
            at = UNREAD
        if self.job and self.job.kind == LOAD:
            at = IN_LOAD
        if at == IN_SCORES and not self.job and not self.recompute_failed:
            at = PAST_ALL
        stuck = self.delivery.state in {Delivery.State.REFUSED, Delivery.State.RETURNED}
        here = "stop" if self.failed or stuck else "current"
        return [Step(label, "done" if n < at else here if n == at else "todo") for n, label in enumerate(STEPS)]

    @property
    def may_map(self) -> bool:
        """Return whether columns and areas can be named: of an own table that was read, not loaded or at work."""
        recognised = self.delivery.recognised
        table = self.delivery.kind == Delivery.Kind.STATISTICS and recognised.get("header")
        own = table and (not recognised.get("source") or recognised.get("names"))
        return bool(own) and states.can(self.delivery, states.RECEIVED) and not self.busy

    @property
    def asks_columns(self) -> bool:
        """Return whether naming the columns is what comes next, or what mends all that is wrong."""
        wrong = {problem["code"] for problem in self.delivery.refusals}
        return self.may_map and (self.delivery.state == Delivery.State.UNMAPPED or bool(wrong) and wrong <= OF_COLUMNS)

    @property
    def asks_sign(self) -> bool:
        """Return whether all that is wrong is that figures can be read in two ways."""
        return {problem["code"] for problem in self.delivery.refusals} == {TWO_READINGS}

    @property
    def asks_answers(self) -> bool:
        """Return whether a person can answer all that is wrong."""
        wrong = {problem["code"] for problem in self.delivery.refusals}
        return bool(wrong) and wrong <= ANSWERABLE

    @property
    def shows_preview(self) -> bool:
        return bool(self.delivery.preview) and self.delivery.state != Delivery.State.REFUSED

    @cached_property
    def indicators(self) -> list[Indicator]:
        return list(Indicator.objects.of(self.delivery.partnership))

    @cached_property
    def areas(self) -> list[Area]:
        """Return the areas from which one is chosen for each name, in a table that names its areas."""
        held = Area.objects.of(self.delivery.partnership).current().plain().order_by("level", "name")
        return list(held) if self.delivery.recognised.get("names") else []

    @cached_property
    def party(self) -> Party | None:
        """Return the party that it comes from."""
        return supplier_of(self.delivery)

    @cached_property
    def names(self) -> dict[str, str]:
        """Return names of indicators in the reader's language: the partnership's, else declared, else as to be made."""
        new = self.delivery.mapping.get("new_indicators", {})
        in_english = get_language() == "en"
        return (
            {code: fields.get("name_nl") or code for code, fields in new.items()}
            | {code: spec.name_en if in_english else spec.name_nl for code, spec in INDICATORS.items()}
            | {indicator.code: indicator.name for indicator in self.indicators}
        )

    @property
    def undivided(self) -> list[tuple[str, str]]:
        """Return the new indicators that count by their number itself, and why."""
        new = self.delivery.mapping.get("new_indicators", {})
        return [(self.names[code], fields["undivided"]) for code, fields in new.items() if fields.get("undivided")]

    @property
    def changes(self) -> list[dict[str, Any]]:
        """Return the new, changed, unchanged and vanished figures per indicator, by name."""
        rows = self.delivery.preview.get("indicators", [])
        return [{**row, "name": self.names.get(row["code"], row["code"])} for row in rows]

    @property
    def largest(self) -> list[dict[str, Any]]:
        rows = self.delivery.preview.get("largest", [])
        return [
            {**row, "code": row["indicator"], "indicator": self.names.get(row["indicator"], row["indicator"])}
            for row in rows
        ]

    @property
    def years(self) -> list[Shown]:
        """Return, for boundaries, what becomes of the areas of the year before."""
        return of_delivery(self.delivery)

    @property
    def source_title(self) -> str:
        source = SOURCES.get(self.delivery.recognised.get("source") or "")
        return (source.title_en if get_language() == "en" else source.title_nl) if source else ""

    @cached_property
    def groups(self) -> list[Group]:
        """Return the problems in groups, worst first, then in the order of the file."""
        return grouped(map(sentence, self.delivery.problems))

    @property
    def blocking(self) -> list[Group]:
        return [group for group in self.groups if group.severity != "warning"]

    @property
    def warnings(self) -> list[Group]:
        return [group for group in self.groups if group.severity == "warning"]

    @property
    def warning_count(self) -> int:
        return self.delivery.counts.get("problems", {}).get("warning") or sum(
            len(group.problems) for group in self.warnings
        )

    @property
    def unlisted(self) -> int:
        """Return the number of problems beyond the thousand that are kept."""
        return unlisted(self.delivery)

    @property
    def files_list_all(self) -> bool:
        return not self.unlisted or can_list_all(self.delivery)

    @property
    def changes_nothing(self) -> bool:
        preview = self.delivery.preview
        return bool(preview) and not any(preview.get(kind) for kind in ("new", "changed", "vanished"))
