"""One dataset: whose it is, who can see it and why, and what this reader can do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.permissions import P, acts_for, may
from datasets.models import AccessRequest, Covenant, CovenantClause, Dataset, Delivery, Level
from datasets.owners import may_answer, may_close
from datasets.pipeline.covenants import Standing, standing_of
from datasets.pipeline.grants import clauses_in_force, granted


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason why somebody can see it, in words; `covenant` where it is by one."""

    words: str
    covenant: Covenant | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """A person in one role of one party, with every reason why; without one nothing can be seen."""

    membership: Membership
    reasons: list[Reason]


class DatasetPage:
    """Reads lazily."""

    def __init__(self, dataset: Dataset, user: User) -> None:
        self.dataset, self.user = dataset, user

    @cached_property
    def own(self) -> bool:
        return acts_for(self.user, P.READ, self.dataset.partnership, self.dataset.owner)

    @cached_property
    def reach(self) -> str:
        """Return how much of it this reader can see: "open", "own", "all", "part" or "none"."""
        if not self.dataset.covenant_required:
            return "open"
        grant = granted(self.user, self.dataset.partnership)
        if self.own:
            return "own"
        return "all" if grant.gives_all(self.dataset.pk) else "part" if grant.gives(self.dataset.pk) else "none"

    @property
    def may_close(self) -> bool:
        return may_close(self.user, self.dataset)

    @cached_property
    def may_ask(self) -> bool:
        return self.reach in {"part", "none"} and may(self.user, P.REQUEST_DATA, self.dataset.partnership)

    @cached_property
    def requests(self) -> list[AccessRequest]:
        """Return for the owner's people all open requests; for others those of the own parties, also answered ones."""
        asked = AccessRequest.objects.filter(dataset=self.dataset).select_related("party", "asked_by", "answered_by")
        if self.may_answer:
            asked = asked.filter(answered_at__isnull=True)
        else:
            asked = asked.filter(party__in=self.user.parties_in(self.dataset.partnership, P.REQUEST_DATA))
        return list(asked.order_by("-asked_at", "-pk")[:20])

    @cached_property
    def may_answer(self) -> bool:
        return may_answer(self.user, self.dataset)

    @cached_property
    def covenants(self) -> list[tuple[Covenant, Standing]]:
        found = Covenant.objects.filter(clauses__dataset=self.dataset).prefetch_related("parties").order_by("title")
        return [(covenant, standing_of(covenant)) for covenant in found]

    @cached_property
    def deliveries(self) -> list[Delivery]:
        found = Delivery.objects.filter(dataset=self.dataset).newest_first()
        return list(found.defer("problems", "preview", "mapping", "recognised")[:20])

    @cached_property
    def readers(self) -> list[Reader]:
        return readers_of(self.dataset)

    @property
    def without(self) -> list[Reader]:
        return [reader for reader in self.readers if not reader.reasons]


def readers_of(dataset: Dataset) -> list[Reader]:
    """Return everybody at the table by party and name, each with the reasons."""
    partnership = dataset.partnership
    held = Membership.objects.of(partnership).current().select_related("user", "party")
    clauses = clauses_of(dataset)
    return [
        Reader(each, reasons_of(dataset, each, clauses)) for each in held.order_by("party__name", "user__name", "pk")
    ]


def clauses_of(dataset: Dataset) -> list[tuple[CovenantClause, set[int]]]:
    """Return the clauses in force, with the parties that each gives to.

    One that the owner is no party to gives nothing.
    """
    found = clauses_in_force(dataset.partnership, [dataset.pk]) if dataset.covenant_required else []
    named = [(clause, {party.party_id for party in clause.covenant.parties.all()}) for clause in found]
    return [(clause, parties) for clause, parties in named if dataset.owner_id in parties]


def reasons_of(
    dataset: Dataset, membership: Membership, clauses: Iterable[tuple[CovenantClause, set[int]]]
) -> list[Reason]:
    if not dataset.covenant_required:
        return [Reason(_("open to the whole partnership"))]
    if membership.party_id == dataset.owner_id:
        return [Reason(_("owns it"))]
    return [
        Reason(clause_words(clause, membership), clause.covenant)
        for clause, parties in clauses
        if membership.party_id in parties and membership.role in clause.roles
    ]


def clause_words(clause: CovenantClause, membership: Membership) -> str:
    """Return which part, and by which role: "buurt, wijk; all indicators; as analyst"."""
    levels: list[str | Promise] = [label for value, label in Level.choices if value in clause.levels]
    named = [indicator.name for indicator in clause.indicators.all()]
    told = {
        "levels": ", ".join(map(str, levels)),
        "indicators": ", ".join(named) or _("all indicators"),
        "role": membership.get_role_display(),
    }
    return _("%(levels)s; %(indicators)s; as %(role)s") % told
