"""The list of covenants, and one of them as a document: what is shared, with whom, who signed, what was found of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from accounts.models import Partnership, Party, Role, User
from accounts.permissions import P, may
from datasets.actions.covenants import may_end
from datasets.forms.covenants import DatasetChoice
from datasets.models import AccessRequest, Covenant, CovenantClause, CovenantParty, CovenantReview, Level
from datasets.pipeline.access import Summary, summary_of
from datasets.pipeline.covenants import Standing, covenant_stamp, is_due, lacks, review_due, standing_of

KINDS = {Standing.SIGNING: "warn", Standing.IN_FORCE: "ok"}  # of the chip
OPEN = (Standing.IN_FORCE, Standing.COMING, Standing.SIGNING, Standing.DRAFT)


@dataclass(frozen=True, slots=True)
class Line:
    covenant: Covenant
    standing: Standing
    review: date
    is_due: bool
    parties: list[Party]
    datasets: list[str]
    shows_places: bool
    waits_for_me: bool

    @property
    def kind(self) -> str:
        return KINDS.get(self.standing, "")


def covenants_of(partnership: Partnership) -> Any:
    parts = ("parties__party", "clauses__dataset", "reviews")
    return Covenant.objects.of(partnership).prefetch_related(*parts).order_by("title", "pk")


def list_page(partnership: Partnership, user: User) -> dict[str, Any]:
    """Return the covenants: in force or being drawn up first, then those that are over."""
    mine = set(user.parties_in(partnership, P.SIGN_COVENANT).values_list("pk", flat=True))
    lines = [line_of(covenant, mine) for covenant in covenants_of(partnership)]
    lines.sort(key=lambda line: line.standing not in OPEN)
    return {
        "lines": lines,
        "may_draft": may(user, P.DRAFT_COVENANT, partnership),
        "may_read_log": may(user, P.REQUEST_DATA, partnership),
        "asked": requests_for(partnership, user),
    }


def requests_for(partnership: Partnership, user: User) -> list[AccessRequest]:
    """Return what others ask of the datasets of this person's parties, and is not answered."""
    waiting = AccessRequest.objects.of(partnership).filter(answered_at__isnull=True)
    mine = waiting.filter(dataset__owner__in=user.parties_in(partnership, P.REQUEST_DATA))
    return list(mine.select_related("dataset", "party", "asked_by").order_by("asked_at", "pk"))


def line_of(covenant: Covenant, mine: set[int]) -> Line:
    standing = standing_of(covenant)
    unsigned = {each.party_id for each in covenant.parties.all() if each.signed_at is None}
    return Line(
        covenant=covenant,
        standing=standing,
        review=review_due(covenant),
        is_due=is_due(covenant),
        parties=sorted((each.party for each in covenant.parties.all()), key=str),
        datasets=sorted(clause.dataset.title for clause in covenant.clauses.all()),
        shows_places=any(each.shows_places for each in covenant.parties.all()),
        waits_for_me=standing == Standing.SIGNING and bool(mine & unsigned),
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """A clause in words; None where all are meant."""

    clause: CovenantClause
    levels: list[str | Promise] | None
    roles: list[str | Promise] | None
    indicators: list[str] | None


@dataclass(frozen=True, slots=True)
class Signature:
    line: CovenantParty
    may_sign: bool


class CovenantPage:
    """Reads lazily: what a standing does not show costs no query."""

    def __init__(self, covenant: Covenant, user: User) -> None:
        self.covenant, self.user = covenant, user
        self.standing = standing_of(covenant)
        self.kind = KINDS.get(self.standing, "")
        self.stamp = covenant_stamp(covenant)
        self.is_text = covenant.signed_at is None
        self.may_draft = may(user, P.DRAFT_COVENANT, covenant.partnership)
        self.may_edit = self.may_draft and self.is_text

    @cached_property
    def shared(self) -> list[Shared]:
        clauses = self.covenant.clauses.select_related("dataset__owner").prefetch_related("indicators")
        return [shared_of(clause) for clause in clauses.order_by("dataset__title", "dataset")]

    @cached_property
    def signatures(self) -> list[Signature]:
        mine = set(self.user.parties_in(self.covenant.partnership, P.SIGN_COVENANT).values_list("pk", flat=True))
        lines = self.covenant.parties.select_related("party", "signed_by").order_by("party__name")
        ready = self.is_text and not self.lacks
        return [Signature(line, ready and not line.signed_at and line.party_id in mine) for line in lines]

    @property
    def showing(self) -> list[Party]:
        """Return who shows the others where its confidential works lie."""
        return [signature.line.party for signature in self.signatures if signature.line.shows_places]

    @cached_property
    def lacks(self) -> list[str]:
        return lacks(self.covenant) if self.is_text else []

    @property
    def signed(self) -> int:
        return sum(signature.line.signed_at is not None for signature in self.signatures)

    @property
    def waits_for_me(self) -> bool:
        return any(signature.may_sign for signature in self.signatures)

    @cached_property
    def reviews(self) -> list[CovenantReview]:
        return list(self.covenant.reviews.select_related("written_by").order_by("-held_on", "-pk"))

    @property
    def review(self) -> date:
        return review_due(self.covenant)

    @property
    def is_due(self) -> bool:
        return is_due(self.covenant)

    @property
    def may_review(self) -> bool:
        return self.may_draft and self.standing == Standing.IN_FORCE

    @property
    def may_replace(self) -> bool:
        return self.may_draft and not self.is_text and not hasattr(self.covenant, "replaced_by")

    @property
    def may_end(self) -> bool:
        return self.standing in {Standing.IN_FORCE, Standing.COMING} and may_end(self.user, self.covenant)

    @cached_property
    def choice(self) -> DatasetChoice:
        return DatasetChoice(covenant=self.covenant)

    @cached_property
    def summary(self) -> Summary | None:
        """Return who looked, once it is or was in force."""
        begun = self.standing in {Standing.IN_FORCE, Standing.EXPIRED, Standing.ENDED}
        return summary_of(self.covenant) if begun else None


def shared_of(clause: CovenantClause) -> Shared:
    named = [indicator.name for indicator in clause.indicators.all()]
    return Shared(clause, said(Level.choices, clause.levels), said(Role.choices, clause.roles), named or None)


def said(choices: list[tuple[str, Any]], chosen: list[str]) -> list[str | Promise] | None:
    """Return the labels of what is chosen, in the usual order; None for all."""
    found = [label for value, label in choices if value in chosen]
    return None if len(found) == len(choices) else found
