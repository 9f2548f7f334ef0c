"""Rows of covenants and access that break one rule each, for the test of constraints; each is about the partnership of an area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from datasets.models import AccessEvent, AccessRequest, Area, Covenant, Dataset
from tests import factories

BEGIN, LATER = date(2026, 1, 1), date(2026, 12, 31)


def draft(area: Area, **fields: Any) -> Covenant:
    usual = {"title": "Convenant", "purpose": "Samen.", "since": BEGIN, "review_on": LATER}
    return Covenant.objects.create(partnership=area.partnership, **{**usual, **fields})


def table(area: Area, **fields: Any) -> Dataset:
    return Dataset.objects.create(partnership=area.partnership, key="own", title="Eigen", **fields)


def clause(area: Area, **fields: Any) -> Any:
    usual = {"dataset": table(area), "levels": ["buurt"], "roles": ["viewer"]}
    return draft(area).clauses.create(**{**usual, **fields})


def party_twice(area: Area) -> Any:
    covenant, party = draft(area), factories.PartyFactory.create()
    return [covenant.parties.create(party=party) for _ in range(2)]


def clause_twice(area: Area) -> Any:
    first = clause(area)
    return first.covenant.clauses.create(dataset=first.dataset, levels=["wijk"], roles=["viewer"])


def review_backwards(area: Area) -> Any:
    writer = factories.member(area.partnership, "secretary")
    return draft(area).reviews.create(held_on=LATER, outcome="Blijft.", next_on=BEGIN, written_by=writer)


def asked_twice(area: Area) -> Any:
    user, dataset = factories.member(area.partnership, "analyst"), table(area)
    asked = {"partnership": area.partnership, "dataset": dataset, "party": user.memberships.get().party}
    return [AccessRequest.objects.create(**asked, asked_by=user, reason="Graag.") for _ in range(2)]


def taken_for_nothing(area: Area) -> Any:
    user = factories.member(area.partnership, "analyst")
    return AccessEvent.objects.create(partnership=area.partnership, user=user, dataset=table(area), kind="exported")


def looked_at(area: Area, **about: Any) -> Any:
    user = factories.member(area.partnership, "analyst")
    return AccessEvent.objects.create(partnership=area.partnership, user=user, kind="seen", **about)


def looked_at_both(area: Area) -> Any:
    return looked_at(area, dataset=table(area), places_of=factories.PartyFactory.create())


COVENANT_RULES: dict[str, Callable[[Area], Any]] = {
    "access_asked_once": asked_twice,
    "access_is_about_something": looked_at,
    "access_taken_along_with_a_purpose": taken_for_nothing,
    "access_to_figures_or_to_places": looked_at_both,
    "covenant_clause_has_levels": lambda area: clause(area, levels=[]),
    "covenant_clause_has_roles": lambda area: clause(area, roles=[]),
    "covenant_clause_once_per_dataset": clause_twice,
    "covenant_ended_with_a_reason": lambda area: draft(area, ended_on=LATER),
    "covenant_ends_after_it_begins": lambda area: draft(area, since=LATER, until=BEGIN, review_on=date(2027, 1, 1)),
    "covenant_next_review_is_later": review_backwards,
    "covenant_party_once": party_twice,
    "covenant_reviewed_after_it_begins": lambda area: draft(area, review_on=BEGIN),
    "covenant_signed_by_somebody": lambda area: draft(area).parties.create(
        party=factories.PartyFactory.create(), signed_at="2026-01-01T12:00Z"
    ),
    "covenant_title_once": lambda area: [draft(area) for _ in range(2)],
    "dataset_under_covenant_has_owner": lambda area: table(area, covenant_required=True),
}
