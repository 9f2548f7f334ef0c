"""A page asks the database as often for sixty areas as for six, and nothing in a loop."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from typing import Any

import pytest
import zeal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from zeal.apps import ZealConfig

from accounts.models import User
from coregroup.models import Agreement, Bid, Decision, Item, Meeting, RulesOfPlay
from coregroup.pipeline.bids import body_of
from datasets.models import (
    AccessEvent,
    AccessRequest,
    Dataset,
    Delivery,
    DeliveryPromise,
    Indicator,
    Observation,
    ObservationRevision,
)
from dia.models import Agenda, Bundle, LookBack, Measure, Scenario, Site, Work, WorkRelation
from sia.models import Interpretation, Snapshot
from sia.pipeline.snapshots import canonical, fingerprint
from tests import factories
from tests.datasets.sealed import covenant, loaded
from tests.dia.bundled import opportunity_between, scenario_of
from tests.effort import FULL
from tests.weighed import City, renewed, weighed_city

pytestmark = pytest.mark.django_db

# Per page how many queries it may cost at most, with what every page asks: session, person, partnership.
PAGES: dict[str, tuple[str, str, int]] = {
    "home": ("home", "", 3),
    "start": ("start", "", 53),
    "what waits": ("waiting", "", 37),
    "what changed": ("changes", "", 26),
    "in short": ("in_short", "", 20),
    "for residents": ("releases", "", 9),
    "map": ("map", "", 21),
    "map of the wijken": ("map", "?level=wijk", 21),
    "map with an area": ("map", "?area=BU01530001&layer=both", 21),
    "map by advice": ("map", "?layer=advice&sort=-rank", 21),
    "map by theme": ("map", "?layer=health", 21),
    "ranking as a file": ("ranking_file", "", 13),
    "advice": ("advice", "", 14),
    "advice as a file": ("advice_file", "", 13),
    "what would change the advice": ("advice_flip", "", 13),
    "snapshots": ("snapshot_list", "", 7),
    "snapshot": ("snapshot", "", 18),
    "list of areas": ("area_list", "", 14),
    "search in the list": ("area_list", "?q=buurt", 14),
    "area": ("area", "", 29),
    "wijk": ("wijk", "", 29),
    "two areas": ("area_beside", "", 16),
    "pockets": ("pocket_list", "", 15),
    "model": ("model", "", 28),
    "version of the model": ("model_version", "", 35),
    "works": ("work_list", "", 16),
    "work": ("work", "", 15),
    "works as a file": ("works_file", "", 10),
    "works of an area": ("area_works", "", 13),
    "sites": ("site_list", "", 10),
    "sites as a file": ("sites_file", "", 10),
    "look-backs": ("look_back_list", "", 9),
    "look-back": ("look_back", "", 38),
    "opportunities": ("coupling_list", "?state=all", 23),
    "chances as a file": ("opportunities_file", "?state=all&format=geojson", 12),
    "rules for chances": ("coupling_rules", "", 8),
    "opportunity": ("coupling", "", 10),
    "bundles": ("bundle_list", "", 11),
    "bundle": ("bundle", "", 16),
    "bundles as a file": ("bundles_file", "", 17),
    "scenarios": ("scenario_list", "", 11),
    "scenario": ("scenario", "", 17),
    "scenario as a file": ("scenario_file", "", 12),
    "ask a scenario": ("scenario_add", "", 10),
    "who pays": ("agenda_money", "", 18),
    "meetings": ("meeting_list", "", 15),
    "meeting": ("meeting", "", 45),
    "big screen": ("meeting_screen", "", 54),  # its first item is about what changed
    "big screen with a what-if": ("meeting_screen", "?w_health=90&w_social=10&area=BU01530001", 64),
    "follow": ("meeting_follow", "", 47),
    "what is shown to all": ("presentation", "", 4),
    "backlog": ("backlog", "", 17),
    "register of decisions": ("decision_list", "", 10),
    "register as a file": ("decisions_file", "", 17),
    "decision": ("decision", "", 13),
    "actions": ("task_list", "", 12),
    "close a meeting": ("meeting_close", "", 25),
    "minutes as text": ("minutes_txt", "", 19),
    "agreements": ("agreement_list", "", 11),
    "agreement": ("agreement", "", 11),
    "bid": ("bid", "", 27),
    "bid as a file": ("bid_pdf", "", 11),
    "figure of a bid": ("bid_figure", "?of=cost:all", 14),
    "spearheads": ("spearhead_list", "", 7),
    "yearly calendar": ("key_date_list", "", 7),
    "data": ("data", "", 10),
    "covenants": ("covenant_list", "", 13),
    "covenant": ("covenant", "", 20),
    "access log": ("access_log", "", 8),
    "dataset": ("dataset", "", 17),
    "who sees a dataset": ("dataset_readers", "", 10),
    "protection of a dataset": ("dataset_protection", "", 8),
    "figures as a file": ("figures_file", "", 18),
    "areas as a file": ("areas_file", "?format=geojson", 7),
    "ranking as a map": ("ranking_file", "?format=geojson", 14),
    "works as a map": ("works_file", "?format=geojson", 11),
    "delivery": ("delivery", "", 14),
    "delivery calendar": ("delivery_calendar", "", 8),
    "what a delivery replaced": ("delivery_replaced", "", 15),
    "every value of a figure": ("figure_history", "", 13),
    "assets": ("asset_list", "", 6),
    "changed boundaries": ("boundary_years", "", 6),
    "upload": ("upload", "", 6),
    "ways to read a table": ("profile_list", "", 6),
    "border": ("link_edit", "", 6),
    "set-up": ("setup_step", "", 25),
    "outlines": ("api-map", "", 5),
    "scores": ("api-run", "", 11),
    "layers for QGIS": ("api-ogc-collections", "", 42),
    "ranking for QGIS": ("api-ogc-features", "?bbox=6,52,7,53", 15),
}


TOGETHER = {
    "coupling_list",
    "opportunities_file",
    "bundles_file",
    "scenario_file",
    "coupling_rules",
    "coupling",
    "bundle_list",
    "bundle",
    "scenario_list",
    "scenario_add",
    "scenario",
    "agenda_money",
}
# What these tell depends on the day.
DATED = {"start", "what waits", "what changed", "in short", "for residents", "meeting", "big screen", "follow"}
MEETINGS = {"meeting_list", "meeting", "meeting_screen", "meeting_follow", "presentation", "backlog"}
DECIDED = {"decision_list", "decisions_file", "decision", "task_list", "meeting_close", "minutes_txt"}
AGREED = {"agreement_list", "agreement", "bid", "bid_pdf", "bid_figure", "spearhead_list", "key_date_list"}
SHARED = {"covenant_list", "covenant", "access_log", "dataset", "dataset_protection", "dataset_readers"}
MOST_OPENED = {"start", "map", "area", "meeting"}
LACKS = {"unit": "euros", "euros": 2, "allowed": 1, "over": 1}


def marks_of(screen: str, place: int) -> list[pytest.MarkDecorator]:
    """Return the marks of a page: every second one is counted daily, and those that people open most."""
    marks = [pytest.mark.dated] if screen in DATED else []
    return [*marks, pytest.mark.full] if place % 2 and screen not in MOST_OPENED else marks


@pytest.fixture(scope="session")
def _zeal() -> None:
    """Not among the installed apps: it wraps every relation of every model."""
    ZealConfig("zeal", zeal).ready()


@pytest.fixture(scope="module")
def made(module_db: None) -> tuple[City, City]:
    """Six areas in two wijken, and sixty in two; every day twelve. As many datasets under a covenant."""
    few, many = factories.PartnershipFactory.create(slug="klein"), factories.PartnershipFactory.create(slug="groot")
    cities = weighed_city(few, columns=3), weighed_city(many, columns=30 if FULL else 6)
    for city in cities:
        close_datasets(renewed(city))
    return cities


@pytest.fixture
def cities(made: tuple[City, City], db: None) -> tuple[City, City]:
    return deepcopy(made)


def close_datasets(city: City) -> None:
    """For every area a dataset that its owner shares with one party."""
    indicator = factories.IndicatorFactory.create(partnership=city.partnership, code="arrears", theme="social")
    for area in city.areas:
        owner, reader = (factories.PartyFactory.create() for _ in range(2))
        for party in (owner, reader):
            city.partnership.seats.create(party=party)
        closed = {"key": f"closed-{area.code.lower()}", "owner": owner, "covenant_required": True}
        dataset = Dataset.objects.create(partnership=city.partnership, title=area.code, **closed)
        figure = {"indicator": indicator, "period": 2024, "delivery": loaded(dataset, "achterstanden.csv")}
        Observation.objects.create(area=area, value=10, **figure)
        covenant(city.partnership, dataset, [owner, reader], title=f"Convenant {area.code}", indicators=[indicator])


def address(screen: str, city: City) -> str:
    name, query, _ = PAGES[screen]
    slug, code = city.partnership.slug, city.areas[1].code
    arguments: dict[str, list[Any]] = {
        "home": [],
        "area": [slug, code],
        "wijk": [slug, "WK015300"],
        "area_beside": [slug, code, city.areas[0].code],
        "delivery": [slug, city.delivery.pk],
        "delivery_calendar": promised_of(city) if name == "delivery_calendar" else [],
        "delivery_replaced": [slug, replacing_of(city)] if name == "delivery_replaced" else [],
        "figure_history": corrected_of(city) if name == "figure_history" else [],
        "model_version": [slug, city.model.version],
        "advice_flip": [slug, code],
        "snapshot": [slug, snapshot_of(city).pk],
        "setup_step": [slug, "ranking"],
        "work": [slug, works_of(city)[0].pk] if name.startswith(("work", "site", "area_works")) else [],
        "area_works": [slug, "WK015300"],
        "look_back_list": [slug, look_back_of(city).agenda_id] if name == "look_back_list" else [],
        "look_back": [slug, look_back_of(city).agenda_id, 2026] if name == "look_back" else [],
        "link_edit": [slug, city.areas[0].code, city.link.pk],
        **(meeting_of(city) if name in MEETINGS else {}),
        **(decided_of(city) if name in DECIDED else {}),
        **(together(city) if name in TOGETHER else {}),
        **(agreed_of(city) if name in AGREED else {}),
        **(shared_of(city) if name in SHARED else {}),
        "api-map": [slug, city.map.sha256],
        "api-run": [slug, city.run.pk],
        "api-ogc-features": [slug, "ranking-buurt"],
    }
    return reverse({"wijk": "area"}.get(name, name), args=arguments.get(name, [slug])) + query


def snapshot_of(city: City) -> Snapshot:
    """In which every area got another class, and has a reading."""
    fields = {"partnership": city.partnership, "run": city.run, "title": "Maart", "state": "interpreting"}
    snapshot, new = Snapshot.objects.get_or_create(**fields)
    if new:
        party = factories.PartyFactory.create()
        for area in city.areas:
            snapshot.deviations.create(area=area, advice="watch", reason="Loopt al.", party=party)
            Interpretation.objects.create(area=area, party=party, kind="confirm", text="Klopt.")
    return snapshot


def meetings_of(city: City) -> list[Meeting]:
    """One for every area; the first is in session, with an item about each, and as many wait on the backlog."""
    rules = RulesOfPlay.objects.create(
        partnership=city.partnership, version=1, text="Samen.", agreed_on=dt.date(2026, 1, 8)
    )
    party, day = factories.PartyFactory.create(), dt.date(2026, 11, 12)
    usual = {"partnership": city.partnership, "begins": dt.time(9), "rules": rules}
    made = [
        Meeting.objects.create(title=area.code, on=day + dt.timedelta(days=place), **usual)
        for place, area in enumerate(city.areas)
    ]
    Meeting.objects.filter(pk=made[0].pk).update(state="open", opened_at=timezone.now())
    about = {"delivery": city.delivery, "snapshot": snapshot_of(city)}
    for area in city.areas:
        made[0].attendance.create(party=factories.PartyFactory.create(), present=True)
        for meeting in (made[0], None):
            fields = {"partnership": city.partnership, "meeting": meeting, "title": area.code, "party": party}
            Item.objects.create(area_code=area.code, shows_changes=True, **fields)
            for name, thing in about.items():
                Item.objects.create(**fields, **{name: thing})
    decide(made[0], city)
    return made


def meeting_of(city: City) -> dict[str, list[Any]]:
    """What the pages of MEETINGS are asked for."""
    meeting = [city.partnership.slug, meetings_of(city)[0].pk]
    return dict.fromkeys(("meeting", "meeting_screen", "meeting_follow", "presentation"), meeting)


def decide(meeting: Meeting, city: City) -> None:
    """In every area a decision with an answer and an action; in every tenth a proposal too."""
    parties = [row.party for row in meeting.attendance.select_related("party")]
    usual = {"partnership": city.partnership, "meeting": meeting, "year": 2026, "state": "taken"}
    for number, (item, area) in enumerate(zip(meeting.items.order_by("pk"), city.areas, strict=False), start=1):
        about = {"item": item, "area_code": area.code, "text": area.code, "snapshot": snapshot_of(city)}
        made = Decision.objects.create(**usual, **about, number=number, answered_at=timezone.now())
        made.answers.create(party=parties[number % len(parties)], kind="no", words="Omdat.")
        meeting.tasks.create(text=area.code, party=parties[0], due="2026-12-01", item=item, decision=made)
    for area in city.areas[::10]:
        proposal = Decision.objects.create(partnership=city.partnership, meeting=meeting, text=area.code)
        proposal.answers.create(party=parties[0], kind="yes")


def decided_of(city: City) -> dict[str, list[Any]]:
    """What the pages of DECIDED are asked for: the decision has an action for every area."""
    meeting, slug = meetings_of(city)[0], city.partnership.slug
    decision = meeting.decisions.latest("pk")
    meeting.tasks.update(decision=decision)
    return {"decision": [slug, decision.pk], "meeting_close": [slug, meeting.pk], "minutes_txt": [slug, meeting.pk]}


def agreed_of(city: City) -> dict[str, list[Any]]:
    """For every area an article, a signatory, a spearhead, a key date, and a work with money of the bid, which is offered."""
    partnership, slug, party = city.partnership, city.partnership.slug, works_of(city)[0].party
    agreement = Agreement.objects.create(partnership=partnership, year=2028, title="Afspraken")
    agenda = Agenda.objects.create(partnership=partnership, name="A", first_year=2028, last_year=2032, reason="Ja.")
    pot = agenda.pots.create(party=party, year=2028)
    pot.commitments.create(euros=1000, fte=1)
    Indicator.objects.filter(partnership=partnership, code="loneliness").update(code="lonely")
    for number, area in enumerate(city.areas):
        other = factories.PartyFactory.create()
        agreement.articles.create(subject="supply", text=area.code, party=other)
        agreement.signatories.create(party=other)
        head = {"title": area.code, "text": "Nu.", "first_year": 2028, "area_code": area.code}
        agreement.spearheads.create(partnership=partnership, party=other, **head)
        partnership.key_dates.create(title=area.code, month=1 + number % 12, day=1)
        Bid.objects.create(partnership=partnership, party=other, year=2028)
    bid = Bid.objects.create(partnership=partnership, party=party, year=2028)
    body = canonical(body_of(bid))
    offered = {"state": "offered", "offered_at": timezone.now(), "body": body, "sha256": fingerprint(body)}
    Bid.objects.filter(pk=bid.pk).update(**offered)
    asked = {name: [slug, bid.pk] for name in ("bid", "bid_pdf", "bid_figure")}
    return asked | {"agreement": [slug, agreement.pk]}


def shared_of(city: City) -> dict[str, list[Any]]:
    """For every area a covenant in force on the same dataset, with a party, a review, a look, and somebody who asks."""
    partnership, slug, day = city.partnership, city.partnership.slug, dt.date(2026, 1, 1)
    owner = factories.member(partnership, "viewer").memberships.get().party
    dataset = Dataset.objects.create(
        partnership=partnership, key="closed", title="Dicht", owner=owner, covenant_required=True
    )
    Delivery.objects.filter(pk=city.delivery.pk).update(supplier=owner)
    for area in city.areas:
        reader = factories.member(partnership, "analyst")
        party = reader.memberships.get().party
        made = partnership.covenants.create(title=area.code, purpose="Samen.", since=day, review_on="2026-12-01")
        clause = made.clauses.create(dataset=dataset, levels=["buurt"], roles=["analyst"])
        clause.indicators.set(partnership.indicators.all())
        for each in (owner, party):
            made.parties.create(party=each, signed_at=timezone.now(), signed_by=reader)
        type(made).objects.filter(pk=made.pk).update(signed_at=timezone.now())
        made.reviews.create(held_on=day, outcome="Blijft.", next_on="2026-12-01", written_by=reader)
        looked = {"partnership": partnership, "dataset": dataset, "party": party}
        AccessEvent.objects.create(**looked, user=reader, kind="exported", purpose=area.code)
        AccessRequest.objects.create(**looked, asked_by=reader, reason="Graag.")
    about = dict.fromkeys(("dataset", "dataset_protection", "dataset_readers"), [slug, dataset.pk])
    return about | {"covenant": [slug, made.pk]}


def promised_of(city: City) -> list[Any]:
    """A dataset of every area, promised and delivered."""
    for area in city.areas:
        dataset = Dataset.objects.create(partnership=city.partnership, key=area.code.lower(), title=area.code)
        promise = {"party": factories.PartyFactory.create(), "first_on": dt.date(2026, 1, 1)}
        DeliveryPromise.objects.create(partnership=city.partnership, dataset=dataset, **promise)
        delivered = {"kind": "statistics", "state": "current", "size": 1, "loaded_at": timezone.now()}
        Delivery.objects.create(partnership=city.partnership, dataset=dataset, name=area.code, **delivered)
    return [city.partnership.slug]


def replacing_of(city: City) -> int:
    """A delivery that replaced a figure in every area."""
    later = Delivery.objects.create(
        partnership=city.partnership,
        dataset=city.delivery.dataset,
        kind="statistics",
        state="current",
        name="later.csv",
        size=1,
        loaded_at=timezone.now(),
    )
    poverty = Indicator.objects.get(partnership=city.partnership, code="poverty")
    place = {"indicator": poverty, "period": 2024, "delivery": city.delivery, "replaced_by": later}
    for area in city.areas:
        ObservationRevision.objects.create(area=area, value=1, **place)
    return later.pk


def corrected_of(city: City) -> list[Any]:
    """A figure that was replaced as often as there are areas."""
    for _ in range(len(city.areas) // 3):
        replacing_of(city)
    return [city.partnership.slug, city.areas[1].code, "poverty"]


def works_of(city: City) -> list[Work]:
    """One on a site of its own in every area, the first before all others."""
    party = factories.Party.objects.get_or_create(name=f"Werken {city.partnership.slug}", kind="other")[0]
    city.partnership.seats.get_or_create(party=party)
    years = {"earliest": 2028, "preferred": 2028, "latest": 2028, "direct_cost": 1000}
    made = []
    for area in city.areas:
        named = {"partnership": city.partnership, "name": area.code, "area_code": area.code}
        fields = {"party": party, "area_code": area.code, "site": Site.objects.create(**named), "place": area.geometry}
        made.append(Work.objects.create(partnership=city.partnership, title=area.code, kind="sewer", **fields, **years))
        if len(made) > 1:
            WorkRelation.objects.create(kind="sequence", first=made[0], second=made[-1])
    return made


def together(city: City) -> dict[str, list[Any]]:
    """What the pages of TOGETHER are asked for: an agenda with a work of another party in every area, all in one bundle."""
    partnership, slug = city.partnership, city.partnership.slug
    years = {"first_year": 2026, "last_year": 2033, "reason": "Besloten"}
    agenda = Agenda.objects.create(partnership=partnership, name=f"Agenda {slug}", **years)
    works = [measured_of(agenda, area.code, number) for number, area in enumerate(city.areas)]
    fields = {"partnership": partnership, "lead": works[0].party, "year": 2029}
    bundle = Bundle.objects.create(name="Alle", agenda=agenda, **fields)
    scenario = scenario_of_all(agenda, works)
    for number, work in enumerate(works):
        bundle.members.create(work=work)
        bundle.consents.create(party=work.party, answer="yes", year=2029, split="proportional")
        scenario.consents.create(party=work.party, agrees=True)
        other = Bundle.objects.create(name=f"Leeg {number}", **fields)
        other.requests.create(work=work, sender=works[0].party, to=work.party, due="2099-12-31")
        agenda.scenarios.create(name=f"Vraag {number}", outcome=scenario.outcome, problem=scenario.problem)
        clash = partnership.conflicts.create(kind="means", party=work.party, year=2028, facts=LACKS)
        clash.works.add(work)
    opportunities = [opportunity_between(works[0], work) for work in works[1:]]
    for kind, _work in zip(Work.Kind.values, works, strict=False):
        partnership.coupling_rules.create(kind=kind, other=kind)
    return {
        "coupling": [slug, opportunities[0].pk],
        "bundle": [slug, bundle.pk],
        "scenario_list": [slug, agenda.pk],
        "scenario_add": [slug, agenda.pk],
        "scenario": [slug, agenda.pk, scenario.pk],
        "scenario_file": [slug, agenda.pk, scenario.pk],
        "agenda_money": [slug, agenda.pk],
    }


def measured_of(agenda: Agenda, code: str, number: int) -> Work:
    """With its cost in 2028, and money of its party that lies in 2027."""
    party = factories.PartyFactory.create(name=f"Partij {agenda.name} {number}")
    agenda.partnership.seats.create(party=party)
    planned = {"kind": "sewer", "earliest": 2027, "preferred": 2028, "latest": 2030, "direct_cost": 1000}
    work = Work.objects.create(partnership=agenda.partnership, party=party, title="Riool", area_code=code, **planned)
    measure = Measure.objects.create(agenda=agenda, work=work)
    measure.years.create(year=2028, euros=1000)
    pot = agenda.pots.create(party=party, year=2027)
    pot.commitments.create(euros=1000)
    measure.contributions.create(pot=pot, euros=500)
    return work


def scenario_of_all(agenda: Agenda, works: list[Work]) -> Scenario:
    """Adopted; every work moved to 2029."""
    made = scenario_of(agenda, works[0])
    made.problem["works"] = [
        {"key": str(work.pk), "party": str(work.party_id), "preferred": work.preferred} for work in works
    ]
    made.outcome["plan"] |= {
        "years": {str(work.pk): 2029 for work in works},
        "money": {str(work.party_id): {"2029": 1000} for work in works},
        "shortages": [{"means": "money", "who": str(w.party_id), "year": 2029, "amount": 1} for w in works],
    }
    made.state = "adopted"
    made.save()
    return made


def look_back_of(city: City) -> LookBack:
    """With a measure and its outcome in every area."""
    years = {"first_year": 2026, "last_year": 2033, "reason": "Besloten.", "state": "running"}
    agenda = Agenda.objects.create(partnership=city.partnership, name="Agenda", **years)
    look_back = LookBack.objects.create(agenda=agenda, year=2026)
    for work in works_of(city):
        agenda.areas.create(area_code=work.area_code)
        measure = Measure.objects.create(agenda=agenda, work=work)
        measure.years.create(year=2026, euros=1000)
        measure.actuals.create(year=2026, euros=900, days=3)
        look_back.lines.create(measure=measure, outcome="late", reason="Ziek.")
    return look_back


def queries(user: User, path: str) -> list[str]:
    browser = Client()
    browser.force_login(user)
    browser.get(path)  # what a process asks once and then knows, such as the systems of coordinates
    with CaptureQueriesContext(connection) as asked, zeal.zeal_context():
        assert browser.get(path).status_code in {200, 302}
    return [query["sql"] for query in asked]


@pytest.mark.usefixtures("_zeal")
@pytest.mark.parametrize("role", [pytest.param("viewer", marks=pytest.mark.full), "administrator"])
@pytest.mark.parametrize(
    "screen", [pytest.param(each, marks=marks_of(each, place)) for place, each in enumerate(PAGES)]
)
def test_a_larger_city_costs_no_query_more(screen: str, role: str, cities: tuple[City, City]):
    if role == "viewer" and screen in {"upload", "ways to read a table", "border", "access log"}:
        role = "analyst"
    if screen == "set-up":
        role = "administrator"
    if role == "viewer" and screen == "close a meeting":
        role = "secretary"
    if role == "viewer" and screen == "ask a scenario":
        role = "planner"
    few, many = (queries(factories.member(city.partnership, role), address(screen, city)) for city in cities)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= PAGES[screen][2], "\n".join(many)
