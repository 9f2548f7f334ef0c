"""Who may read what, against the same question asked of every row by hand; and the edges of a covenant."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from accounts.models import Membership, Partnership, Party, Role, Seat, User
from datasets.models import Area, Covenant, Dataset, Indicator, Level, Observation
from datasets.pipeline.grants import Grant, granted, shared
from tests import factories
from tests.datasets.sealed import covenant, loaded
from tests.days import today
from tests.effort import sampled

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def drawn(partnership: Partnership, seed: int) -> list[User]:
    """Parties, people with one or two memberships, datasets, figures of all at every level, and random covenants."""
    draw = random.Random(seed)  # noqa: S311
    areas = factories.square_city(partnership, columns=2, rows=1)
    parties = [factories.PartyFactory.create() for _ in range(3)]
    people = [factories.member(partnership, draw.choice(Role.values), party=draw.choice(parties)) for _ in range(5)]
    for user in people[:2]:
        party = draw.choice(parties)
        Seat.objects.get_or_create(partnership=partnership, party=party)
        Membership.objects.get_or_create(user=user, partnership=partnership, party=party, role="viewer")
    indicators = [factories.IndicatorFactory.create(partnership=partnership) for _ in range(2)]
    for number in range(3):
        dataset = Dataset.objects.create(
            partnership=partnership,
            key=f"d{number}",
            title=f"D{number}",
            owner=draw.choice(parties),
            covenant_required=number > 0,
        )
        delivery = loaded(dataset, "d.csv")
        Observation.objects.bulk_create(
            Observation(area=area, indicator=each, period=2020 + number, value=1, delivery=delivery)
            for area in [*areas, *Area.objects.of(partnership).filter(level__in=["wijk", "gemeente"])]
            for each in indicators
        )
    for number in range(draw.randint(1, 5)):
        begin, end = (
            today() + timedelta(days=draw.choice([-9, -9, -9, 9])),
            today() + timedelta(days=draw.choice([-1, 0, 9])),
        )
        draw_covenant(draw, partnership, f"C{number}", parties, indicators, begin, max(begin, end))
    return people


def draw_covenant(draw: random.Random, partnership: Partnership, title: str, parties: list[Party], indicators: list[Indicator], since, until) -> None:  # fmt: skip
    made = covenant(
        partnership,
        Dataset.objects.of(partnership).get(key=draw.choice(["d1", "d2"])),
        draw.sample(parties, draw.randint(1, 3)),
        title=title,
        levels=draw.sample(Level.values, draw.randint(1, 4)),
        roles=draw.choice([Role.values, draw.sample(Role.values, 2)]),
        indicators=draw.choice([[], indicators[:1]]),
        signed=draw.random() < 0.8,
        since=since,
        review_on=since + timedelta(days=1),
        until=draw.choice([None, until]),
    )
    if made.signed_at and draw.random() < 0.2:
        Covenant.objects.filter(pk=made.pk).update(
            ended_on=draw.choice([today(), today() + timedelta(days=1)]), end_reason="x"
        )


def holds(made: Covenant) -> bool:
    begun = made.signed_at is not None and made.since <= today()
    return (
        begun and (made.until is None or made.until >= today()) and (made.ended_on is None or made.ended_on > today())
    )


def given(row: Observation, places: list[tuple[int, str]]) -> bool:
    """The question as the covenant's text puts it, of one figure and the (party, role) pairs of one reader."""
    dataset = row.delivery.dataset
    assert dataset is not None
    if not dataset.covenant_required or any(party == dataset.owner_id for party, _role in places):
        return True
    for made in Covenant.objects.filter(partnership=dataset.partnership):
        parties = [each.party_id for each in made.parties.all()]
        for clause in made.clauses.filter(dataset=dataset) if holds(made) and dataset.owner_id in parties else []:
            named = list(clause.indicators.all())
            told = row.area.level in clause.levels and (not named or row.indicator in named)
            if told and any(party in parties and role in clause.roles for party, role in places):
                return True
    return False


@pytest.mark.parametrize("seed", sampled(range(12)))
def test_what_sql_gives_a_person_and_all_together_is_what_the_covenants_say_row_by_row(partnership, seed):
    people = drawn(partnership, seed)
    rows = list(Observation.objects.of(partnership).select_related("area", "indicator", "delivery__dataset"))
    for user in people:
        check(rows, granted(user, partnership), [list(user.memberships.values_list("party", "role"))])
    seats = partnership.seats.values_list("party", flat=True)
    check(rows, shared(partnership), [[(party, role)] for party in seats for role in Role.values])


def check(rows: list[Observation], grant: Grant, readers: list[list[tuple[int, str]]]) -> None:
    wanted = {row.pk for row in rows if all(given(row, places) for places in readers)}
    assert {row.pk for row in Observation.objects.readable_by(grant)} == wanted
    allowed = {row.pk for row in rows if grant.allows(row.delivery.dataset_id, row.area.level, row.indicator_id)}
    assert allowed == wanted
    refused = set(grant.refused({row.indicator_id for row in rows}))
    assert {r.pk for r in rows if (r.delivery.dataset_id, r.area.level, r.indicator_id) not in refused} == wanted


@pytest.fixture
def table(partnership) -> Dataset:
    owner = factories.PartyFactory.create()
    factories.member(partnership, "analyst", party=owner)
    return Dataset.objects.create(partnership=partnership, key="t", title="T", owner=owner, covenant_required=True)


def reads(user: User, table: Dataset, level: str = "buurt") -> bool:
    return granted(user, table.partnership).allows(table.pk, level, 1)


def test_an_open_table_is_everybodys(partnership, table, viewer):
    assert not reads(viewer, table)
    Dataset.objects.filter(pk=table.pk).update(covenant_required=False)
    assert reads(viewer, table)


def test_a_covenant_without_the_owner_gives_nothing(partnership, table, viewer):
    reader = viewer.memberships.get().party
    covenant(partnership, table, [reader])
    assert not reads(viewer, table)
    covenant(partnership, table, [reader, table.owner], title="Met de eigenaar")
    assert reads(viewer, table)


def test_it_ends_with_its_last_day(partnership, table, viewer):
    parties = [table.owner, viewer.memberships.get().party]
    covenant(partnership, table, parties, until=today(), levels=["buurt"])
    assert reads(viewer, table)
    assert not reads(viewer, table, "wijk")
    covenant(partnership, table, parties, title="Oud", until=today() - timedelta(days=1), levels=["wijk"])
    assert not reads(viewer, table, "wijk")


def test_a_party_that_leaves_takes_its_people_along(partnership, table, viewer):
    covenant(partnership, table, [table.owner, viewer.memberships.get().party])
    yesterday = today() - timedelta(days=1)
    Seat.objects.filter(party=viewer.memberships.get().party).update(since=yesterday, until=yesterday)
    assert not reads(User.objects.get(pk=viewer.pk), table)


def test_all_together_read_only_what_every_party_may_in_every_role(partnership, table, viewer):
    parties = [table.owner, viewer.memberships.get().party]
    covenant(partnership, table, parties, roles=["viewer", "analyst"])
    assert reads(viewer, table)
    assert not shared(partnership).allows(table.pk, "buurt", 1)
    covenant(partnership, table, parties, title="Iedereen")
    assert shared(partnership).allows(table.pk, "buurt", 1)
    factories.member(partnership, "viewer")  # of a third party
    assert not shared(partnership).allows(table.pk, "buurt", 1)


def test_a_stranger_reads_nothing_of_it(table, stranger):
    assert not reads(stranger, table)
