"""The access log of one covenant: who looked, how often, what was taken along, per party; without a value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.models import Partnership, Party, User
from accounts.permissions import P, may
from datasets.desk import desk_of
from datasets.models import AccessEvent, Covenant, CovenantParty, Delivery, Observation
from datasets.pipeline.disclosure_control import rule_of
from datasets.pipeline.grants import closed_datasets, granted


@dataclass(slots=True)
class PartyLooked:
    """`people` looked on `looks` days in all; `purposes` of what was taken along, each with its number of files."""

    party: Party
    seen_by: set[int] = field(default_factory=set)
    days: set[tuple[int, str]] = field(default_factory=set)
    purposes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def people(self) -> int:
        return len(self.seen_by)

    @property
    def looks(self) -> int:
        return len(self.days)

    @property
    def taken(self) -> int:
        return sum(map(len, self.purposes.values()))

    @property
    def purpose_list(self) -> list[tuple[str, int]]:
        return sorted((purpose, len(files)) for purpose, files in self.purposes.items())


@dataclass(frozen=True, slots=True)
class Summary:
    covenant: Covenant
    parties: list[PartyLooked]


def summary_of(covenant: Covenant) -> Summary:
    """Return the looks of the covenant's parties, from its first day to its last.

    A party that never looked stands in it too.
    """
    return summaries([covenant])[covenant.pk]


def summaries(covenants: Collection[Covenant]) -> dict[int, Summary]:
    """Return the summaries of many covenants, in a fixed number of queries."""
    parts = ("clauses", Prefetch("parties", CovenantParty.objects.select_related("party").order_by("party__name")))
    prefetch_related_objects(list(covenants), *parts)
    datasets = {clause.dataset_id for covenant in covenants for clause in covenant.clauses.all()}
    showers = {line.party_id for covenant in covenants for line in covenant.parties.all() if line.shows_places}
    about = Q(dataset__in=datasets) | Q(places_of__in=showers)
    held = {covenant.partnership_id for covenant in covenants}
    events = list(AccessEvent.objects.filter(about, partnership__in=held)) if datasets or showers else []
    return {covenant.pk: _summed(covenant, events) for covenant in covenants}


def _summed(covenant: Covenant, events: Iterable[AccessEvent]) -> Summary:
    found = {line.party_id: PartyLooked(line.party) for line in covenant.parties.all()}
    datasets = {clause.dataset_id for clause in covenant.clauses.all()}
    showers = {line.party_id for line in covenant.parties.all() if line.shows_places}
    last = min(filter(None, (covenant.until, covenant.ended_on)), default=date.max)
    for event in events:
        on = timezone.localdate(event.at)
        if event.dataset_id not in datasets and event.places_of_id not in showers:
            continue
        if event.party_id not in found or not covenant.since <= on <= last:
            continue
        looked = found[event.party_id]
        looked.seen_by.add(event.user_id)
        if event.kind == AccessEvent.Kind.EXPORTED:
            looked.purposes[event.purpose].add(
                f"{event.user_id} {event.at:%Y-%m-%d %H:%M:%S}"
            )  # a file of two levels is one
        else:
            looked.days.add((event.user_id, on.isoformat()))
    return Summary(covenant, list(found.values()))


def log_for(user: User, partnership: Partnership) -> QuerySet[AccessEvent]:
    """Return the access log as this user may see it: all for an administrator.

    For others what was looked at of their own party's datasets and places, and the files that they took along
    themselves.
    """
    events = AccessEvent.objects.of(partnership).visible_to(user).newest_first()
    if may(user, P.OVERSEE, partnership):
        return events
    mine = user.parties_in(partnership, P.REQUEST_DATA)
    own = Q(user=user, kind=AccessEvent.Kind.EXPORTED)
    return events.filter(Q(dataset__owner__in=mine) | Q(places_of__in=mine) | own)


def of_dataset(events: QuerySet[AccessEvent], dataset: str) -> QuerySet[AccessEvent]:
    """Keep the events of the dataset with this number; all where it is none."""
    return events.filter(dataset=int(dataset[:18])) if dataset.isascii() and dataset.isdecimal() else events


def may_see_file(user: User, delivery: Delivery) -> bool:
    """Return whether the user may see the cells of a file as it came, in its first rows and in what is wrong with it.

    They may be about few people, so of a table that is protected only its supplier's and owner's people and
    administrators see them, and who brought it. What came from no party is the stewards' own.
    """
    dataset = delivery.dataset
    protected = rule_of(dataset).protects if dataset else not delivery.recognised.get("source")
    if delivery.kind != Delivery.Kind.STATISTICS or not protected or delivery.created_by_id == user.pk:
        return True
    if may(user, P.OVERSEE, delivery.partnership):
        return True
    own = {delivery.supplier_id, dataset.owner_id if dataset else None}
    mine = set(user.parties_in(delivery.partnership, P.READ).values_list("pk", flat=True))
    return bool(own & mine) or (delivery.supplier_id is None and desk_of(user, delivery.partnership).steward)


def may_see_values(user: User, delivery: Delivery) -> bool:
    """Return whether the user may see the values of a delivery under a covenant, what it changed and what was wrong.

    Its supplier's and owner's people may, administrators who take it in, and who may read the whole dataset. Others see
    only that there was one.

    What is not recognised yet may belong to such a dataset, so where there are any it is treated as one of them. A
    table that would take the place of figures which this person may not read tells them by comparing: of that nothing
    is shown either.
    """
    partnership, dataset = delivery.partnership, delivery.dataset
    closed = closed_datasets(partnership)
    if not closed or may(user, P.OVERSEE, partnership):
        return True
    if _meets_unreadable(user, delivery):
        return False
    if delivery.created_by_id == user.pk or (dataset and dataset.pk not in closed):
        return True
    own = {delivery.supplier_id, dataset.owner_id if dataset else None}
    mine = set(user.parties_in(partnership, P.READ).values_list("pk", flat=True))
    return bool(own & mine) or (dataset is not None and granted(user, partnership).gives_all(dataset.pk))


def _meets_unreadable(user: User, delivery: Delivery) -> bool:
    """Return whether figures of its indicators stand that this person may not read.

    Also in the dataset that it goes to.
    """
    grant, codes = granted(user, delivery.partnership), delivery.recognised.get("indicators", [])
    held = Observation.objects.filter(
        indicator__partnership=delivery.partnership, indicator__code__in=codes, delivery__dataset__in=grant.closed
    )
    found = held.order_by().values_list("delivery__dataset", "area__level", "indicator").distinct()
    return not all(grant.allows(*each) for each in found)
