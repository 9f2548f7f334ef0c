"""The page for alderman and director: where, why, with what money, what is to be decided, what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Partnership
from coregroup.models import Agreement, Decision
from coregroup.pipeline.changes import newest_run
from datasets.pipeline.grants import shared
from dia.models import Agenda, Bundle, Commitment, LookBack
from dia.pipeline.agenda_lines import lines_of, measures_of
from dia.pipeline.sums import sum_up
from dia.words.amounts import euros
from sia.models import AreaResult, ScoreRun, Snapshot
from sia.pages.groups import by_rank
from sia.pages.snapshot import sections_of
from sia.pipeline import explain
from sia.pipeline.snapshots import content_of
from sia.words.figures import bare, figure

AREAS, REASONS = 3, 3
WORDS = 25  # of a proposal
DIA = AreaResult.AdviceClass.DIA
STANDING = [Commitment.State.COMMITTED, Commitment.State.FULFILLED]


@dataclass(frozen=True, slots=True)
class Money:
    agenda: Agenda
    committed: str
    unfunded: str


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    reasons: list[str]
    money: list[Money] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """Areas in no certain order among themselves; `others` are those for which there is no room."""

    letter: str
    mixes: str
    places: list[Place]
    others: list[str]

    @property
    def is_unsure(self) -> bool:
        return len(self.places) + len(self.others) > 1

    @property
    def words(self) -> str:
        """Return which group, whether an order in it and around it is certain, and who else is in it."""
        told = [_("Group %(letter)s") % {"letter": self.letter}]
        if self.is_unsure:
            told.append(_("in no certain order"))
        if self.mixes:
            told.append(_("may mix with %(letter)s") % {"letter": self.mixes})
        others = [_("Also in it: %(names)s") % {"names": ", ".join(self.others)}] if self.others else []
        return ". ".join([", ".join(told), *others])


class Ordered(NamedTuple):
    """A group of urgency, with the code and name of each area in it."""

    letter: str
    mixes: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Ask:
    text: str
    link: str


class InShort:
    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership

    @cached_property
    def snapshot(self) -> Snapshot | None:
        adopted = Snapshot.objects.of(self.partnership).adopted().select_related("run__model")
        return adopted.order_by("-adopted_at").first()

    @cached_property
    def run(self) -> ScoreRun | None:
        return self.snapshot.run if self.snapshot else newest_run(self.partnership)

    @cached_property
    def groups(self) -> list[Group]:
        """Return the first three areas in their groups: as adopted, else by the advice of now, else by urgency."""
        ordered = adopted_groups(self.snapshot) if self.snapshot else advised_groups(self.run) if self.run else []
        chosen, room = [], AREAS
        for group in ordered:
            if room > 0:
                chosen.append((group, group.rows[:room], group.rows[room:]))
                room -= len(group.rows)
        known = self._area_ids([code for _group, rows, _others in chosen for code, _name in rows])
        return [
            Group(
                group.letter,
                group.mixes,
                [self._place(code, name, known) for code, name in rows],
                [name for _code, name in others],
            )
            for group, rows, others in chosen
        ]

    @cached_property
    def looked(self) -> frozenset[tuple[int, str]]:
        """Return what the reasons tell of datasets under a covenant, for the access log."""
        told = self.run is not None and any(place.reasons for group in self.groups for place in group.places)
        return explain(self.run).looked if self.run and told else frozenset()

    def _area_ids(self, codes: list[str]) -> dict[str, int]:
        if self.run is None:
            return {}
        return dict(self.run.results.filter(area__code__in=codes).values_list("area__code", "area"))

    def _place(self, code: str, name: str, known: dict[str, int]) -> Place:
        reasons = reasons_of(self.run, known[code]) if self.run and code in known else []
        money = [money for money in self.money if code in {area.area_code for area in money.agenda.areas.all()}]
        return Place(code, name, reasons, money)

    @cached_property
    def money(self) -> list[Money]:
        """Return the money of the agendas that live: what is committed in all years, and what no party brings yet."""
        agendas = list(Agenda.objects.of(self.partnership).live().prefetch_related("areas"))
        measures = measures_of(*agendas)
        committed = dict(
            Commitment.objects.filter(pot__agenda__in=agendas, current=True, state__in=STANDING)
            .values_list("pot__agenda")
            .annotate(sum=Sum("euros"))
        )
        gaps = {
            agenda.pk: sum_up(lines_of((m for m in measures if m.agenda_id == agenda.pk), "euros"), agenda.years).gap
            for agenda in agendas
        }
        return [Money(agenda, euros(committed.get(agenda.pk, 0)), euros(gaps[agenda.pk])) for agenda in agendas]

    @cached_property
    def asks(self) -> list[Ask]:
        """Return what waits for a decision: of the core group, of who signs, of who consents."""
        return list(self._asks())

    def _at(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.partnership.slug, *args])

    def _asks(self) -> Iterator[Ask]:
        for decision in Decision.objects.of(self.partnership).filter(state=Decision.State.PROPOSED):
            yield Ask(Truncator(decision.text).words(WORDS), self._at("decision", decision.pk))
        signing = Agreement.objects.of(self.partnership).filter(state=Agreement.State.SIGNING)
        for agreement in signing.prefetch_related("signatories"):
            unsigned = sum(signatory.signed_at is None for signatory in agreement.signatories.all())
            text = ngettext("%(what)s: %(n)d party has to sign", "%(what)s: %(n)d parties have to sign", unsigned)
            yield Ask(text % {"what": agreement, "n": unsigned}, self._at("agreement", agreement.pk))
        offered = Bundle.objects.of(self.partnership).filter(state=Bundle.State.OFFERED)
        for bundle in offered:
            yield Ask(
                _("Consent to “%(bundle)s” in %(year)d") % {"bundle": bundle, "year": bundle.year},
                self._at("bundle", bundle.pk),
            )

    @cached_property
    def agreements(self) -> list[Agreement]:
        return list(Agreement.objects.of(self.partnership).running(timezone.localdate().year))

    @cached_property
    def look_back(self) -> LookBack | None:
        """Return the last look back that was closed, with how many measures were kept, came later or were dropped."""
        counts = {name: Count("lines", filter=Q(lines__outcome=name)) for name in ("kept", "late", "dropped")}
        closed = LookBack.objects.of(self.partnership).closed().select_related("agenda").defer("shown", "plan")
        return closed.annotate(**counts).order_by(F("closed_at").desc()).first()


def adopted_groups(snapshot: Snapshot) -> list[Ordered]:
    """Return the joint agendas of the snapshot as it was adopted; nothing where it has none or was tampered with."""
    content = content_of(snapshot, shared(snapshot.partnership)) or {"areas": []}
    sections = [section for section in sections_of(content) if section.key == DIA]
    groups = sections[0].groups if sections else []
    return [
        Ordered(
            group.letter,
            group.mixes,
            [(row.case.result.area.code, row.case.result.area.name) for row in group.rows],
        )
        for group in groups
    ]


def advised_groups(run: ScoreRun) -> list[Ordered]:
    """Return the joint agendas of a run; where it advises none, all areas with a rank."""
    ranked = list(run.results.ranked().filter(rank__isnull=False))
    groups = by_rank([result for result in ranked if result.advice == DIA] or ranked, run.robustness)
    return [Ordered(group.letter, group.mixes, [(r.area.code, r.area.name) for r in group.rows]) for group in groups]


def reasons_of(run: ScoreRun, area_id: int) -> list[str]:
    """Return the themes that put the area above the city most, each by the figure that does it."""
    rows = [row for row in explain(run).contributions(area_id) if (row["points"] or 0) > 0]
    return [_reason(row) for row in rows[:REASONS]]


def _reason(row: dict[str, Any]) -> str:
    known = [item for item in row["evidence"] if item["value"] is not None and item["city"] is not None]
    if not known:
        return str(row["label"])
    item = known[0]
    names = {
        "name": item["name"],
        "value": figure(item["value"], item["unit"]),
        "city": bare(item["city"], item["unit"]),
    }
    return _("%(name)s: %(value)s, city %(city)s") % names
