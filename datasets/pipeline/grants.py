"""Grants to read figures: derived at each request from covenants in force, their clauses, and memberships.

Of a dataset that is shared only under a covenant its owner's people read all; everybody else what a clause gives to the
party and the role that they have. A covenant gives a dataset only where the dataset's owner is a party to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from django.contrib.auth.models import AnonymousUser

from accounts.models import Partnership, Party, Role, User
from accounts.request_cache import once_per_request
from datasets.models import Covenant, CovenantClause, CovenantParty, Dataset, Level

type Place = tuple[int, str]  # a party, and a role in it


@dataclass(frozen=True, slots=True)
class Opening:
    """The part that one clause gives: a dataset at some levels; of it these indicators, or all (None)."""

    dataset: int
    levels: frozenset[str]
    indicators: frozenset[int] | None = None

    def covers(self, dataset: int, level: str, indicator: int) -> bool:
        named = self.indicators is None or indicator in self.indicators
        return dataset == self.dataset and level in self.levels and named


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to read the datasets in `closed`, which need a covenant; every other dataset is open to all.

    Each of `readers` must be given a figure: one for a person, and one per party and role where all must be able to
    read it.
    """

    closed: frozenset[int] = frozenset()
    readers: frozenset[frozenset[Opening]] = frozenset()

    def allows(self, dataset: int | None, level: str, indicator: int) -> bool:
        if dataset is None or dataset not in self.closed:
            return True
        return all(any(given.covers(dataset, level, indicator) for given in reader) for reader in self.readers)

    def refused(self, indicators: Iterable[int]) -> list[tuple[int, str, int]]:
        """Return every dataset, level and indicator of these that may not be read."""
        asked = product(sorted(self.closed), Level.values, indicators) if self.closed else ()
        return [each for each in asked if not self.allows(*each)]

    def gives(self, dataset: int) -> bool:
        """Return whether any of the dataset may be read."""
        return dataset not in self.closed or all(
            any(given.dataset == dataset for given in reader) for reader in self.readers
        )

    def gives_all(self, dataset: int) -> bool:
        """Return whether the whole dataset may be read: each level, each indicator."""
        return dataset not in self.closed or all(
            any(given == whole(dataset) for given in reader) for reader in self.readers
        )


def whole(dataset: int) -> Opening:
    return Opening(dataset, frozenset(Level.values))


def granted(user: User | AnonymousUser, partnership: Partnership) -> Grant:
    """Return what this person may read today."""
    closed = closed_datasets(partnership)
    if not closed:
        return Grant()
    held = user.memberships_in(partnership) if isinstance(user, User) else []
    places = [(each.party_id, each.role) for each in held]
    return Grant(frozenset(closed), frozenset([_given(places, openings(partnership))]))


def shown_places(user: User | AnonymousUser, partnership: Partnership) -> frozenset[int]:
    """Return the parties of which this person may see where confidential works lie.

    The own ones, and who shows it by covenant.
    """
    if not isinstance(user, User):
        return frozenset()
    mine = {membership.party_id for membership in user.memberships_in(partnership)}
    agreed = Covenant.objects.of(partnership).in_force().filter(parties__party__in=mine)
    shown = CovenantParty.objects.filter(covenant__in=agreed, shows_places=True)
    return frozenset(mine.union(shown.values_list("party", flat=True)))


@once_per_request
def shared(partnership: Partnership) -> Grant:
    """Return what everybody may read today: every party at the table, in every role. Only this is weighed together."""
    closed = closed_datasets(partnership)
    if not closed:
        return Grant()
    found = openings(partnership)
    seated = partnership.seats.current().values_list("party", flat=True)
    readers = [_given([place], found) for place in product(seated, Role.values)]
    return Grant(frozenset(closed), frozenset(readers))


@once_per_request
def closed_datasets(partnership: Partnership) -> dict[int, int | None]:
    """Return the datasets that need a covenant, each with its owner."""
    return dict(Dataset.objects.of(partnership).filter(covenant_required=True).values_list("pk", "owner"))


@once_per_request
def openings(partnership: Partnership) -> Mapping[Place, set[Opening]]:
    """Return per party and role what is given of the datasets that need a covenant."""
    closed = closed_datasets(partnership)
    found: dict[Place, set[Opening]] = {}
    for dataset, owner in closed.items():
        for role in Role.values:
            found.setdefault((owner or 0, role), set()).add(whole(dataset))
    for clause in clauses_in_force(partnership, closed):
        parties = {party.party_id for party in clause.covenant.parties.all()}
        if closed[clause.dataset_id] in parties:
            for place in product(parties, clause.roles):
                found.setdefault(place, set()).add(opening_of(clause))
    return found


def clauses_in_force(partnership: Partnership, datasets: Iterable[int]) -> Iterable[CovenantClause]:
    standing = Covenant.objects.of(partnership).in_force()
    clauses = CovenantClause.objects.filter(covenant__in=standing, dataset__in=list(datasets))
    return clauses.select_related("covenant").prefetch_related("indicators", "covenant__parties").order_by("pk")


def opening_of(clause: CovenantClause) -> Opening:
    named = frozenset(indicator.pk for indicator in clause.indicators.all())
    return Opening(clause.dataset_id, frozenset(clause.levels), named or None)


def _given(places: Iterable[Place], found: Mapping[Place, set[Opening]]) -> frozenset[Opening]:
    return frozenset(opening for place in places for opening in found.get(place, ()))


def granted_by(user: User, partnership: Partnership, closed: Mapping[int, int | None]) -> dict[int, Party | None]:
    """Return by which party the user reads each of these datasets, except those that the own party owns.

    Who sees one without a grant, as a steward of deliveries does, is there for the first of the own parties.
    """
    held = user.memberships_in(partnership)
    mine = {membership.party_id for membership in held}
    wanted = {dataset: owner for dataset, owner in closed.items() if owner not in mine}
    found = openings(partnership) if wanted else {}
    by_grant = {
        opening.dataset: membership.party
        for membership in reversed(held)
        for opening in found.get((membership.party_id, membership.role), ())
        if opening.dataset in wanted
    }
    return {dataset: by_grant.get(dataset, held[0].party if held else None) for dataset in wanted}


def lent(
    user: User, partnership: Partnership, looked: Collection[tuple[int, str]]
) -> dict[tuple[int, str], Party | None]:
    """Return what of these datasets and levels is another party's under a covenant.

    Each with the party by which it is read.
    """
    closed = closed_datasets(partnership) if looked else {}
    wanted = {dataset: closed[dataset] for dataset, _level in looked if dataset in closed}
    parties = granted_by(user, partnership, wanted) if wanted else {}
    return {(dataset, level): parties[dataset] for dataset, level in looked if dataset in parties}


def places_lent(user: User, partnership: Partnership, parties: Collection[int]) -> dict[int, Party | None]:
    """Return of these parties, except the own ones, each that shows its places with the own party to which it does."""
    held = user.memberships_in(partnership) if parties else []
    mine = {membership.party_id: membership.party for membership in reversed(held)}
    wanted = set(parties) - mine.keys()
    if not wanted:
        return {}
    agreed = Covenant.objects.of(partnership).in_force()
    shown = CovenantParty.objects.filter(covenant__in=agreed, party__in=wanted, shows_places=True)
    pairs = set(shown.filter(covenant__parties__party__in=mine).values_list("party", "covenant__parties__party"))
    return {shower: party for reader, party in mine.items() for shower in wanted if (shower, reader) in pairs}
