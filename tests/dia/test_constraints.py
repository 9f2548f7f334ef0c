"""What PostgreSQL refuses of works, agendas, money, bundles and scenarios."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils import timezone

from dia.models import (
    Actual,
    Agenda,
    AgendaArea,
    Bundle,
    BundleWork,
    CarryOver,
    Commitment,
    Consent,
    Contribution,
    CouplingOpportunity,
    CouplingRule,
    JoinRequest,
    LookBack,
    LookBackLine,
    Measure,
    MeasureYear,
    NuisanceCap,
    Pot,
    Scenario,
    ScenarioConsent,
    Site,
    Work,
    WorkRelation,
)
from tests.constraints import at_once, named, refused_by
from tests.dia.works_city import A, City, registered, works_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(partnership) -> City:
    return works_city(partnership)


def again(row: Any) -> None:
    row.pk = None
    row.save(force_insert=True)


def changed(row: Any, **values: Any) -> int:
    return type(row)._base_manager.filter(pk=row.pk).update(**values)


def site(city: City) -> Site:
    return Site.objects.create(partnership=city.partnership, name="Laan", area_code=A)


def work(city: City, title: str = "Riool") -> Work:
    return registered(city.partnership, city.city, title)


def relation(city: City) -> WorkRelation:
    return WorkRelation.objects.create(kind="together", first=work(city), second=work(city, "Gas"))


def agenda(city: City, **fields: Any) -> Agenda:
    usual = {"name": "Laan", "first_year": 2027, "last_year": 2033, "reason": "Besloten."}
    return Agenda.objects.create(partnership=city.partnership, **(usual | fields))


def measure(city: City) -> Measure:
    return Measure.objects.create(agenda=agenda(city), work=work(city))


def year(city: City, **fields: Any) -> MeasureYear:
    return MeasureYear.objects.create(measure=measure(city), year=2028, **fields)


def pot(city: City, on: Agenda | None = None) -> Pot:
    return Pot.objects.create(agenda=on or agenda(city), party=city.city, year=2028)


def commitment(city: City, **fields: Any) -> Commitment:
    return Commitment.objects.create(pot=pot(city), euros=100, **fields)


def contribution(city: City) -> Contribution:
    found = measure(city)
    paying = pot(city, found.agenda)
    Commitment.objects.create(pot=paying, euros=100, fte=2, state="committed")
    return Contribution.objects.create(pot=paying, measure=found, euros=100)


def opportunity(city: City, **fields: Any) -> CouplingOpportunity:
    first, second = work(city), work(city, "Gas")
    usual = {"first": first, "second": second, "kind": "trench", "score": 70, "fingerprint": "x"}
    return CouplingOpportunity.objects.create(partnership=city.partnership, **(usual | fields))


def rule(city: City, **fields: Any) -> CouplingRule:
    usual = {"kind": "heat_grid", "other": "sewer"}
    return CouplingRule.objects.create(partnership=city.partnership, **(usual | fields))


def turned(city: City) -> CouplingOpportunity:
    """The later work first."""
    second, first = work(city), work(city, "Gas")
    return CouplingOpportunity.objects.create(
        partnership=city.partnership, first=first, second=second, kind="site", score=1, fingerprint="x"
    )


def bundle(city: City, name: str = "Samen", **fields: Any) -> Bundle:
    return Bundle.objects.create(partnership=city.partnership, name=name, lead=city.city, year=2028, **fields)


def member(city: City) -> BundleWork:
    return BundleWork.objects.create(bundle=bundle(city), work=work(city))


def in_two(city: City) -> None:
    first = member(city)
    BundleWork.objects.create(bundle=bundle(city, "Ook samen"), work=first.work)


def consent(city: City, **fields: Any) -> Consent:
    usual = {"answer": "yes", "year": 2028, "split": "equal"}
    return Consent.objects.create(bundle=bundle(city), party=city.city, **(usual | fields))


def request(city: City, **fields: Any) -> JoinRequest:
    asked = {"sender": city.city, "to": city.grid, "due": timezone.localdate()}
    return JoinRequest.objects.create(bundle=bundle(city), work=work(city), **(asked | fields))


def scenario(city: City) -> Scenario:
    return Scenario.objects.create(agenda=agenda(city), name="Goedkoopst")


def voice(city: City, **fields: Any) -> ScenarioConsent:
    usual = {"agrees": True}
    return ScenarioConsent.objects.create(scenario=scenario(city), party=city.city, **(usual | fields))


def look_back(city: City, **fields: Any) -> LookBack:
    return LookBack.objects.create(agenda=agenda(city), year=2027, **fields)


def said(city: City, **fields: Any) -> LookBackLine:
    found = measure(city)
    usual = {"measure": found, "outcome": "kept"}
    held = LookBack.objects.create(agenda=found.agenda, year=2027)
    return LookBackLine.objects.create(look_back=held, **(usual | fields))


REFUSED: dict[str, Callable[[City], object]] = {
    "site_name_once": lambda city: again(site(city)),
    "site_rest_years": lambda city: changed(site(city), rest_years=0),
    "work_title_once_per_party": lambda city: again(work(city)),
    "work_preferred_year_in_window": lambda city: changed(work(city), preferred=2031),
    "work_severity": lambda city: changed(work(city), severity=1.1),
    "work_relation_once": lambda city: again(relation(city)),
    "work_relation_of_two": lambda city: WorkRelation.objects.create(
        kind="apart", first=work(city), second=Work.objects.get()
    ),
    "agenda_name_once": lambda city: again(agenda(city)),
    "agenda_of_five_to_ten_years": lambda city: agenda(city, last_year=2030),
    "agenda_rests_on_advice_or_reason": lambda city: agenda(city, reason=""),
    "agenda_price_year": lambda city: agenda(city, price_year=26),
    "agenda_area_once": lambda city: again(AgendaArea.objects.create(agenda=agenda(city), area_code=A)),
    "nuisance_cap_once": lambda city: again(
        NuisanceCap.objects.create(agenda=agenda(city), area_code=A, year=2028, household_days=1)
    ),
    "measure_year_once": lambda city: again(year(city)),
    "measure_year_fte": lambda city: year(city, fte=-1),
    "pot_once": lambda city: again(pot(city)),
    "commitment_version_once": lambda city: again(commitment(city, current=False)),
    "commitment_one_current": lambda city: Commitment.objects.create(pot=commitment(city).pot, version=2),
    "commitment_fte": lambda city: commitment(city, fte=-1),
    "contribution_once": lambda city: again(contribution(city)),
    "contribution_fte": lambda city: changed(contribution(city), fte=-1),
    "actual_once": lambda city: again(Actual.objects.create(measure=measure(city), year=2028)),
    "opportunity_once_per_pair": lambda city: again(opportunity(city)),
    "opportunity_one_direction": turned,
    "opportunity_score": lambda city: opportunity(city, score=101),
    "opportunity_declined_with_reason": lambda city: opportunity(city, state="declined"),
    "bundle_name_once": lambda city: again(bundle(city)),
    "bundle_overlap": lambda city: bundle(city, overlap=1.1),
    "bundle_tolerance": lambda city: bundle(city, tolerance=-0.1),
    "bundle_work_once": lambda city: BundleWork.objects.create(
        bundle=(first := member(city)).bundle, work=first.work, live=False
    ),
    "work_in_one_live_bundle": in_two,
    "consent_one_standing": lambda city: again(consent(city)),
    "consent_names_condition": lambda city: consent(city, answer="condition"),
    "consent_met_condition": lambda city: consent(city, met_at=timezone.now()),
    "coupling_rule_once_per_pair": lambda city: again(rule(city)),
    "coupling_rule_of_two_kinds_or_all": lambda city: rule(city, other=""),
    "coupling_rule_trench_within_site": lambda city: rule(city, trench_m=101),
    "coupling_rule_not_too_far": lambda city: rule(city, site_m=1001),
    "coupling_rule_not_too_long": lambda city: rule(city, gap_years=11),
    "join_request_one_open": lambda city: again(request(city)),
    "join_request_says_why": lambda city: request(city, state="refused"),
    "scenario_name_once": lambda city: again(scenario(city)),
    "carry_over_once": lambda city: again(CarryOver.objects.create(agenda=agenda(city), party=city.city)),
    "scenario_consent_once": lambda city: again(voice(city)),
    "scenario_refused_with_reason": lambda city: voice(city, agrees=False),
    "look_back_once": lambda city: again(look_back(city)),
    "look_back_closed_with_what_it_showed": lambda city: look_back(city, state="closed", closed_at=timezone.now()),
    "look_back_line_once": lambda city: again(said(city)),
    "look_back_line_says_why": lambda city: said(city, outcome="dropped"),
    "look_back_line_later_year_if_late": lambda city: said(city, later_year=2029),
}


def programmed(city: City) -> Contribution:
    """€ 800.000 of firm money pays a work that costs as much."""
    found = measure(city)
    paying = pot(city, found.agenda)
    Commitment.objects.create(pot=paying, euros=800_000, state="committed")
    gift = Contribution.objects.create(pot=paying, measure=found, euros=800_000)
    changed(found.work, state="programmed")
    return gift


def shut[Thing](thing: Thing, city: City) -> Thing:
    """The year of it is closed."""
    Pot.objects.get_or_create(agenda=Agenda.objects.get(), party=city.city, year=2028)
    Pot.objects.update(closed=True)
    return thing


def agreed(city: City, **fields: Any) -> Bundle:
    """A bundle of one work, and what its party says."""
    found = member(city).bundle
    Consent.objects.create(
        bundle=found, party=city.city, **({"answer": "yes", "year": 2028, "split": "equal"} | fields)
    )
    return found


def revived(city: City) -> None:
    """The work of a dissolved bundle went to another one."""
    first = member(city)
    changed(first.bundle, state="dissolved")
    BundleWork.objects.create(bundle=bundle(city, "Ook samen"), work=first.work)
    changed(first.bundle, state="sketched")


# What triggers keep, by the door at which it is tried; what the actions forbid besides is in test_invariants.
KEPT: dict[str, tuple[str, Callable[[City], object]]] = {
    "a gift from another pot": (
        "dia_pot_holds",
        lambda city: changed(
            gift := contribution(city), pot=Pot.objects.create(agenda=gift.pot.agenda, party=city.grid, year=2028)
        ),
    ),
    "a commitment lapses": (
        "dia_pot_holds",
        lambda city: changed(contribution(city).pot.commitments.get(), state="lapsed"),
    ),
    "a commitment goes": ("dia_pot_holds", lambda city: contribution(city).pot.commitments.all().delete()),
    "another note": ("a new version", lambda city: changed(commitment(city), note="Anders.")),
    "firm money loosens": (
        "dia_pot_is_firm",
        lambda city: changed(programmed(city).pot.commitments.get(), state="intended"),
    ),
    "loose money for what is programmed": (
        "dia_pot_is_firm",
        lambda city: (
            Commitment.objects.create(pot=(gift := programmed(city)).pot, euros=1, funding="subsidy"),
            changed(gift, euros=800_001),
        ),
    ),
    "a commitment to a closed year": (
        "dia_pot_closed",
        lambda city: Commitment.objects.create(pot=shut(pot(city), city)),
    ),
    "a commitment of a closed year": (
        "dia_pot_closed",
        lambda city: changed(shut(commitment(city), city), state="lapsed"),
    ),
    "a gift of a closed year": ("dia_pot_closed", lambda city: changed(shut(contribution(city), city), euros=1)),
    "a gift of a closed year goes": ("dia_pot_closed", lambda city: shut(contribution(city), city).delete()),
    "the plan of a closed year": ("dia_pot_closed", lambda city: changed(shut(year(city), city), euros=1)),
    "the plan of a closed year goes": ("dia_pot_closed", lambda city: shut(year(city, euros=1), city).delete()),
    "programmed after a no": (
        "dia_bundle_has_consent",
        lambda city: changed(agreed(city, answer="no"), state="programmed"),
    ),
    "consented on what lapsed": (
        "dia_bundle_has_consent",
        lambda city: changed(agreed(city, lapsed_at=timezone.now()), state="consented"),
    ),
    "carried out without a party": (
        "dia_bundle_has_consent",
        lambda city: (
            BundleWork.objects.create(bundle=(found := agreed(city)), work=registered(city.partnership, city.grid)),
            changed(found, state="execution"),
        ),
    ),
    "programmed without works": ("dia_bundle_has_consent", lambda city: changed(bundle(city), state="programmed")),
    "a bundle back with a work of another": ("work_in_one_live_bundle", revived),
}

# No year lies in a window that is reversed, and of two broken rules PostgreSQL names the first by its name.
OUTSPOKEN = "work_window_in_order"


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_what_the_constraint_forbids(name: str, city: City):
    assert refused_by(lambda: REFUSED[name](city)) == name


@pytest.mark.parametrize("door", KEPT)
def test_the_database_keeps_sums_closed_years_and_consents_at_every_door(door: str, city: City):
    said, wrong = KEPT[door]
    with pytest.raises(IntegrityError, match=said), at_once():
        wrong(city)


def test_every_constraint_of_the_models_is_tried():
    assert set(REFUSED) | {OUTSPOKEN} == named("dia")


def test_a_window_that_ends_before_it_begins_is_refused(city: City):
    refused = refused_by(lambda: changed(work(city), earliest=2031, preferred=2031))
    assert refused in {OUTSPOKEN, "work_preferred_year_in_window"}


@pytest.mark.parametrize("years", [(2027, 2030), (2027, 2037)])
def test_an_agenda_is_neither_shorter_than_five_nor_longer_than_ten_years(city: City, years: tuple[int, int]):
    first, last = years
    refused = refused_by(lambda: agenda(city, first_year=first, last_year=last))
    assert refused == "agenda_of_five_to_ten_years"


@pytest.mark.parametrize("last", [2031, 2036])
def test_an_agenda_of_five_and_of_ten_years_may_be(city: City, last: int):
    assert agenda(city, last_year=last).pk


def test_a_work_may_be_in_a_bundle_again_after_the_first_is_dissolved(city: City):
    first = member(city)
    changed(first.bundle, state="dissolved")
    BundleWork.objects.create(bundle=bundle(city, "Opnieuw"), work=first.work)


@pytest.mark.parametrize("holds", ["measure", "bundle", "request"])
def test_a_work_that_something_rests_on_is_not_deleted(city: City, holds: str):
    made = {"measure": measure, "bundle": member, "request": request}[holds](city)
    with pytest.raises(ProtectedError):
        made.work.delete()


def test_a_site_with_works_is_not_deleted(city: City):
    used = site(city)
    registered(city.partnership, city.city, site=used)
    with pytest.raises(ProtectedError):
        used.delete()
