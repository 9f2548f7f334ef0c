"""A sewer of the municipality and a heat grid 40 m away: together in 2028 they save € 200.000 and 2.500 household-days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point

from accounts.models import Partnership, Party, User
from datasets.models.areas import RD_NEW
from dia import actions
from dia.models import Agenda, Bundle, CouplingOpportunity, JoinRequest, Scenario, Work
from dia.pipeline.bundles import look
from dia.tasks import find_opportunities
from tests import factories
from tests.days import in_days

X, Y = 255_500, 470_500  # in the middle of the first buurt of a square city
SEWER = {"kind": "sewer", "earliest": 2027, "latest": 2028, "preferred": 2027, "direct_cost": 1_000_000}
SEWER |= {"common_cost": 300_000, "days": 60, "severity": 1.0, "households": 100}
HEAT = {"kind": "heat_grid", "earliest": 2028, "latest": 2029, "preferred": 2029, "direct_cost": 500_000}
HEAT |= {"common_cost": 200_000, "days": 50, "severity": 0.5, "households": 100}


@dataclass(frozen=True, slots=True)
class Street:
    partnership: Partnership
    city: Party
    grid: Party
    planner: User  # of the city, as budget holder
    operator: User  # of the grid, as budget holder
    sewer: Work
    heat: Work

    @property
    def opportunity(self) -> CouplingOpportunity:
        return (
            CouplingOpportunity.objects.with_works()
            .select_related("partnership")
            .get(first=self.sewer, second=self.heat)
        )


def work(partnership: Partnership, party: Party, title: str, *, east: float | None = 0, **fields: Any) -> Work:
    """`east`: metres from the sewer; None for no place."""
    place = None if east is None else Point(X + east, Y, srid=RD_NEW)
    fields = {"area_code": "BU01530000", **fields}
    return Work.objects.create(partnership=partnership, party=party, title=title, place=place, **fields)


def street(partnership: Partnership) -> Street:
    city, grid = factories.PartyFactory.create(name="Gemeente"), factories.PartyFactory.create(name="Netbeheerder")
    planner = factories.member(partnership, "budget_holder", party=city)
    operator = factories.member(partnership, "budget_holder", party=grid)
    sewer = work(partnership, city, "Riool Lambertuslaan", **SEWER)
    heat = work(partnership, grid, "Warmtenet eerste deel", east=40, **HEAT)
    return Street(partnership, city, grid, planner, operator, sewer, heat)


def talking(found: Street) -> Bundle:
    """The city has started the talk; the grid operator is asked."""
    find_opportunities(found.partnership, "all", lambda done, total: None)
    return actions.start_talk(opportunity=found.opportunity, by=found.planner, due=in_days(7))


def joined(found: Street) -> Bundle:
    """Both works are in a sketched bundle."""
    bundle = talking(found)
    actions.answer_request(request=bundle.requests.get(), by=found.operator, answer="agreed")
    return fresh(bundle)


def offered(found: Street) -> Bundle:
    bundle = joined(found)
    return actions.move_bundle(bundle=bundle, by=found.planner, to="offered", version=bundle.version)


def say(found: Street, bundle: Bundle, user: User, party: Party, answer: str = "yes", **options: Any) -> Any:
    """As on a page that was opened just now."""
    now = fresh(bundle)
    share = options.pop("share", look(now).shares.get(party.pk, 0))
    return actions.consent(
        bundle=now, party=party, by=user, answer=answer, **{"version": now.version, "share": share, **options}
    )


def consented(found: Street) -> Bundle:
    bundle = offered(found)
    say(found, bundle, found.planner, found.city)
    say(found, bundle, found.operator, found.grid)
    now = fresh(bundle)
    return actions.move_bundle(bundle=now, by=found.planner, to="consented", version=now.version)


def fresh(bundle: Bundle) -> Bundle:
    return Bundle.objects.select_related("partnership", "lead").get(pk=bundle.pk)


def opportunity_between(first: Work, second: Work) -> CouplingOpportunity:
    """As it is found, whatever the two works are."""
    facts = {
        "space": "distance",
        "distance_m": 40,
        "years": [2028],
        "gap": 0,
        "year": 2028,
        "euros": 1,
        "household_days": 1,
    }
    given = {"partnership": first.partnership, "kind": "site", "score": 50, "facts": facts, "fingerprint": "x"}
    return CouplingOpportunity.objects.get_or_create(first=first, second=second, defaults=given)[0]


def asked_by(first: Work, second: Work) -> JoinRequest:
    """The party of `first` leads a bundle, and asks that of `second`."""
    fields = {"partnership": first.partnership, "lead": first.party, "name": f"Bundel {first.partnership.name}"}
    bundle = Bundle.objects.get_or_create(**fields, defaults={"year": 2028, "state": "offered"})[0]
    bundle.members.get_or_create(work=first)
    asked = {"sender": first.party, "to": second.party, "due": in_days(7)}
    return JoinRequest.objects.get_or_create(bundle=bundle, work=second, defaults=asked)[0]


def scenario_of(agenda: Agenda, moved: Work) -> Scenario:
    """Computed; the work moves to 2029."""
    work = {"key": str(moved.pk), "party": str(moved.party_id), "preferred": moved.preferred}
    figures = {"cost": 1_000, "total_household_days": 0, "total_shift": 1, "objective": 1_000, "openings": []}
    plan = {**figures, "years": {str(moved.pk): 2029}, "money": {str(moved.party_id): {"2029": 1_000}}}
    outcome = {
        "plan": plan,
        "baseline": figures,
        "proven": True,
        "bound": 1_000,
        "solver": "HiGHS",
        "seed": 0,
        "seconds": 1,
    }
    fields = {
        "state": "done",
        "settings": {"nuisance_rate": 0, "shift_rate": 1_000},
        "problem": {"works": [work], "versions": {str(moved.pk): 0}},
        "outcome": outcome,
    }
    return Scenario.objects.get_or_create(agenda=agenda, name=f"Samen {agenda.name}", defaults=fields)[0]
