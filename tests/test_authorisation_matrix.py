"""Who may do what, at every address: the table is the rule, the tests ask the running application.

A new address without a line in the table fails by its name; so does a line without an address.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import AccessToken, Party, Role, User
from coregroup.models import (
    Agreement,
    Bid,
    Decision,
    Item,
    Meeting,
    PublicPage,
    RulesOfPlay,
    Series,
    Spearhead,
    StandingItem,
)
from datasets.models import (
    AccessRequest,
    Area,
    Covenant,
    Dataset,
    Delivery,
    DeliveryPromise,
    Export,
    Fetch,
    Indicator,
    MappingProfile,
    Observation,
)
from dia.actions.works_upload import Upload
from dia.models import Agenda, LookBack, Measure, Site, Work
from dia.parsers.works_sheet import Sheet, as_json
from sia.models import Bottleneck, Interpretation, Opportunity, ScoreModel, Snapshot
from tests import factories
from tests.alive import signs_of_life
from tests.dia.bundled import asked_by, opportunity_between, scenario_of
from tests.effort import FULL, sampled
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db

ANYBODY = "anybody"
LOGGED_IN = "logged in"
SUPERUSER = "who looks after the whole site"
ASKER = "who asked for it"  # and for nobody else it exists, whatever their role
MEMBERS = frozenset(Role.values)
DESK = frozenset({"analyst", "administrator"})
STEWARDS = frozenset({"administrator"})  # and analysts of the municipality, which no party here is
LEAD = frozenset({"secretary", "administrator"})
VOTERS = MEMBERS - {"viewer"}
PLANNERS = frozenset({"planner", "budget_holder", "administrator"})
SIGNERS = frozenset({"budget_holder", "secretary", "administrator"})
PURSE = frozenset({"budget_holder", "administrator"})

# What each address answers, by method; where nothing stands the method is refused with 405.
#  name                     GET        POST
TABLE: dict[str, tuple[str | frozenset[str] | None, str | frozenset[str] | None]] = {
    "healthz":             (ANYBODY,   None),
    "readyz":              (ANYBODY,   None),  # of this machine, or with its token: tests/test_health.py
    "login":               (ANYBODY,   ANYBODY),
    "logout":              (None,      ANYBODY),
    "language":            (None,      ANYBODY),
    "help":                (ANYBODY,   None),
    "accessibility":       (ANYBODY,   None),
    "privacy":             (ANYBODY,   None),
    "home":                (LOGGED_IN, None),
    "digest":              (LOGGED_IN, LOGGED_IN),
    "token_list":          (LOGGED_IN, None),
    "token_add":           (LOGGED_IN, LOGGED_IN),
    "token_revoke":        (None,      ASKER),
    "residents":           (ANYBODY,   None),
    "start":               (MEMBERS,   None),
    "room":                (MEMBERS,   None),
    "waiting":             (MEMBERS,   None),
    "changes":             (MEMBERS,   None),
    "in_short":            (MEMBERS,   None),
    "in_short_pdf":        (MEMBERS,   None),
    "releases":            (MEMBERS,   None),
    "public_page":         (LEAD,      LEAD),
    "release_edit":        (PLANNERS,  PLANNERS),
    "release_withdraw":    (None,      PLANNERS),
    # where
    "map":                 (MEMBERS,   None),
    "rank_history":        (MEMBERS,   None),
    "ranking_file":        (MEMBERS,   None),
    "advice":              (MEMBERS,   None),
    "advice_file":         (MEMBERS,   None),
    "advice_flip":         (MEMBERS,   None),
    "snapshot_list":       (MEMBERS,   None),
    "snapshot_add":        (DESK | LEAD, DESK | LEAD),
    "snapshot":            (MEMBERS,   None),
    "snapshot_move":       (None,      LEAD),
    "snapshot_adopt":      (None,      LEAD),
    "snapshot_rerun":      (None,      MEMBERS),
    "snapshot_area":       (LEAD,      LEAD),
    "area_list":           (MEMBERS,   None),
    "area":                (MEMBERS,   None),
    "area_sheet":          (MEMBERS,   None),
    "area_beside_choose":  (MEMBERS,   None),
    "area_beside":         (MEMBERS,   None),
    "pocket_list":         (MEMBERS,   None),
    "note_add":            (VOTERS,    VOTERS),
    "note_withdraw":       (None,      VOTERS),
    "bottleneck_add":      (VOTERS,    VOTERS),
    "bottleneck_close":    (None,      VOTERS),
    "opportunity_add":          (VOTERS,    VOTERS),
    "opportunity_take_up":      (None,      VOTERS),
    "opportunity_hand_back":    (None,      VOTERS),
    "model":               (MEMBERS,   None),
    "model_new":           (None,      DESK),
    "model_version":       (MEMBERS,   None),
    "model_edit":          (DESK,      DESK),
    "model_agree":         (None,      LEAD),
    "model_retire":        (None,      DESK),
    "model_compare":       (MEMBERS,   None),
    "method":              (MEMBERS,   None),
    "ballot":              (MEMBERS,   None),
    "ballot_open":         (None,      LEAD),
    "ballot_vote":         (None,      VOTERS),
    "ballot_try":          (None,      VOTERS),
    "ballot_close":        (None,      LEAD),
    "ballot_withdraw":     (None,      LEAD),
    "ballot_decide":       (None,      LEAD),
    "recompute":           (None,      DESK),
    "setup_new":           (SUPERUSER, SUPERUSER),
    "setup":               (STEWARDS,  None),
    "setup_step":          (STEWARDS,  None),
    "setup_fetch":         (None,      STEWARDS),
    "setup_files":         (None,      STEWARDS),
    "setup_go_on":         (None,      STEWARDS),
    "setup_party":         (None,      STEWARDS),
    # when and with whom: works
    "work_list":           (MEMBERS,   None),
    "works_file":          (MEMBERS,   None),
    "work":                (MEMBERS,   None),
    "work_add":            (PLANNERS,  PLANNERS),
    "work_edit":           (PLANNERS,  PLANNERS),
    "work_move":           (None,      PLANNERS),
    "work_remove":         (PLANNERS,  PLANNERS),
    "relation_add":        (None,      PLANNERS),
    "relation_remove":     (None,      PLANNERS),
    "works_upload":        (PLANNERS,  PLANNERS),
    "works_preview":       (PLANNERS,  PLANNERS),
    "works_problems":      (PLANNERS,  None),
    "site_list":           (MEMBERS,   None),
    "sites_file":          (MEMBERS,   None),
    "site_add":            (PLANNERS,  PLANNERS),
    "site_edit":           (PLANNERS | LEAD, PLANNERS | LEAD),
    "site_remove":         (PLANNERS | LEAD, PLANNERS | LEAD),
    "area_works":          (MEMBERS,   None),
    # the data desk
    "data":                (MEMBERS,   None),
    "upload":              (DESK,      DESK),
    "boundary_years":      (MEMBERS,   None),
    "delivery":            (MEMBERS,   None),
    "delivery_mapping":    (None,      DESK),
    "delivery_load":       (None,      DESK),
    "delivery_return":     (STEWARDS,  STEWARDS),
    "delivery_withdraw":   (DESK,      DESK),
    "delivery_undo":       (DESK,      DESK),
    "delivery_anew":       (None,      DESK),
    "delivery_calendar":   (MEMBERS,   None),
    "promise_add":         (DESK,      DESK),
    "promise_edit":        (DESK,      DESK),
    "promise_remove":      (None,      DESK),
    "delivery_quality":    (MEMBERS,   None),
    "delivery_table":      (DESK,      None),
    "delivery_replaced":   (MEMBERS,   None),
    "figure_history":      (MEMBERS,   None),
    "delivery_mend":       (None,      DESK),
    "delivery_forget_repairs": (None,  DESK),
    "delivery_sign":       (None,      DESK),
    "delivery_answer":     (None,      DESK),
    "delivery_problems":   (MEMBERS,   None),
    "dataset":             (MEMBERS,   None),
    "dataset_readers":     (MEMBERS,   None),
    "dataset_protection":  (MEMBERS,   STEWARDS),
    "dataset_close":       (None,      SIGNERS),
    "access_ask":          (VOTERS,    VOTERS),
    "access_answer":       (None,      VOTERS),
    "access_log":          (VOTERS,    None),
    "access_log_file":     (VOTERS,    None),
    "access_summary_file": (MEMBERS,   None),
    "covenant_list":       (MEMBERS,   None),
    "covenant":            (MEMBERS,   None),
    "covenant_add":        (LEAD,      LEAD),
    "covenant_edit":       (LEAD,      LEAD),
    "covenant_clause":     (LEAD,      LEAD),
    "covenant_clause_remove": (None,   LEAD),
    "covenant_remove":     (None,      LEAD),
    "covenant_sign":       (None,      SIGNERS),
    "covenant_end":        (SIGNERS,   SIGNERS),
    "covenant_replace":    (None,      LEAD),
    "covenant_review":     (LEAD,      LEAD),
    "source_fetch":        (DESK,      DESK),
    "delivery_profile":    (None,      DESK),
    "profile_list":        (DESK,      None),
    "profile":             (DESK,      DESK),
    "profile_delete":      (None,      DESK),
    "fetch":               (DESK,      None),
    "figures_file":        (MEMBERS,   None),
    "areas_file":          (MEMBERS,   None),
    "export":              (ASKER,     None),
    "job_stop":            (None,      ASKER),
    "export_file":         (ASKER,     None),
    "asset_list":          (MEMBERS,   None),
    "asset_add":           (DESK,      DESK),
    "link_edit":           (DESK,      DESK),
    "sub_area_list":       (MEMBERS,   None),
    "sub_area_add":        (DESK,      DESK),
    "sub_area_remove":     (DESK,      DESK),
    # the joint agenda
    "agenda_list":         (MEMBERS,   None),
    "agenda_add":          (LEAD,      LEAD),
    "agenda":              (MEMBERS,   None),
    "agenda_edit":         (LEAD,      LEAD),
    "agenda_file":         (MEMBERS,   None),
    "agenda_history":      (MEMBERS,   None),
    "agenda_move":         (None,      LEAD),
    "agenda_caps":         (LEAD,      LEAD),
    "agenda_cells":        (None,      PLANNERS),
    "measure_add":         (PLANNERS,  PLANNERS),
    "measure":             (MEMBERS,   None),
    "measure_edit":        (PLANNERS,  PLANNERS),
    "measure_remove":      (None,      PLANNERS),
    "actual_add":          (PLANNERS,  PLANNERS),
    "agenda_money":        (MEMBERS,   None),
    "commitment_edit":     (PURSE,     PURSE),
    "contribution_edit":   (PURSE,     PURSE),
    # doing works together
    "coupling_list":       (MEMBERS,   None),
    "opportunities_file":        (MEMBERS,   None),
    "coupling":            (MEMBERS,   None),
    "coupling_see":        (None,      PLANNERS),
    "coupling_talk":       (None,      PLANNERS),
    "coupling_decline":    (None,      PLANNERS),
    "coupling_rules":      (MEMBERS,   None),
    "coupling_rule_write": (None,      LEAD),
    "coupling_rule_remove": (None,     LEAD),
    "bundle_list":         (MEMBERS,   None),
    "bundles_file":        (MEMBERS,   None),
    "bundle_add":          (PLANNERS,  PLANNERS),
    "bundle":              (MEMBERS,   None),
    "bundle_edit":         (None,      PLANNERS),
    "bundle_join":         (None,      PLANNERS),
    "bundle_leave":        (None,      PLANNERS),
    "bundle_move":         (None,      PLANNERS),
    "bundle_consent":      (None,      PURSE),
    "bundle_condition":    (None,      PURSE),
    "request_send":        (None,      PLANNERS),
    "request_answer":      (PLANNERS,  PLANNERS),
    "request_withdraw":    (None,      PLANNERS),
    "scenario_list":       (MEMBERS,   None),
    "scenario_add":        (PLANNERS | LEAD, PLANNERS | LEAD),
    "scenario":            (MEMBERS,   None),
    "scenario_file":       (MEMBERS,   None),
    "scenario_carry":      (None,      PURSE),
    "scenario_stop":       (None,      PLANNERS | LEAD),
    "scenario_say":        (None,      PURSE),
    "scenario_adopt":      (None,      LEAD),
    "look_back_list":      (MEMBERS,   None),
    "look_back":           (MEMBERS,   None),
    "look_back_open":      (None,      LEAD),
    "look_back_say":       (None,      PLANNERS),
    "look_back_summary":   (None,      LEAD),
    "look_back_close":     (None,      LEAD),
    # the core group: meetings
    "meeting_list":        (MEMBERS,   None),
    "meeting_add":         (LEAD,      LEAD),
    "meeting":             (MEMBERS,   None),
    "meeting_edit":        (LEAD,      LEAD),
    "meeting_remove":      (LEAD,      LEAD),
    "meeting_open":        (LEAD,      LEAD),
    "meeting_undo":        (None,      LEAD),
    "meeting_standing":    (None,      LEAD),
    "meeting_attendance":  (LEAD,      LEAD),
    "meeting_screen":      (MEMBERS,   None),
    "meeting_follow":      (MEMBERS,   None),
    "presentation":        (MEMBERS,   LEAD),
    "item_add":            (LEAD,      LEAD),
    "item_edit":           (VOTERS,    VOTERS),
    "item_said":           (LEAD,      LEAD),
    "item_move":           (None,      LEAD),
    "item_take":           (None,      LEAD),
    "item_back":           (None,      LEAD),
    "item_remove":         (None,      VOTERS),
    "backlog":             (MEMBERS,   None),
    "backlog_add":         (VOTERS,    VOTERS),
    "series_add":          (LEAD,      LEAD),
    "series":              (LEAD,      LEAD),
    "series_plan":         (None,      LEAD),
    "standing_list":       (MEMBERS,   None),
    "standing_add":        (LEAD,      LEAD),
    "standing_usual":      (None,      LEAD),
    "standing_edit":       (LEAD,      LEAD),
    "standing_move":       (None,      LEAD),
    "standing_remove":     (None,      LEAD),
    "rules_of_play":       (MEMBERS,   None),
    "rules_add":           (LEAD,      LEAD),
    # the core group: decisions, actions, minutes
    "decision_list":       (MEMBERS,   None),
    "decisions_file":      (MEMBERS,   None),
    "decision":            (MEMBERS,   None),
    "decision_add":        (LEAD,      LEAD),
    "decision_edit":       (LEAD,      LEAD),
    "decision_withdraw":   (None,      LEAD),
    "decision_answer":     (None,      VOTERS),
    "decision_settle":     (None,      LEAD),
    "task_list":         (MEMBERS,   None),
    "task_add":          (LEAD,      LEAD),
    "task_edit":         (LEAD,      LEAD),
    "task_remove":       (None,      LEAD),
    "task_done":         (None,      VOTERS),
    "meeting_close":       (LEAD,      LEAD),
    "minutes_pdf":         (MEMBERS,   None),
    "minutes_txt":         (MEMBERS,   None),
    # what the parties agree on
    "agreement_list":      (MEMBERS,   None),
    "agreement_add":       (LEAD,      LEAD),
    "agreement":           (MEMBERS,   None),
    "agreement_pdf":       (MEMBERS,   None),
    "agreement_edit":      (LEAD,      LEAD),
    "agreement_move":      (None,      LEAD),
    "agreement_sign":      (None,      PURSE),
    "article_add":         (LEAD,      LEAD),
    "article_edit":        (LEAD,      LEAD),
    "article_remove":      (None,      LEAD),
    "article_outcome":     (VOTERS,    VOTERS),
    "bid_add":             (VOTERS,    VOTERS),
    "bid":                 (MEMBERS,   None),
    "bid_pdf":             (MEMBERS,   None),
    "bid_figure":          (MEMBERS,   None),
    "bid_write":           (VOTERS,    VOTERS),
    "bid_offer":           (None,      PURSE),
    "bid_take_back":       (None,      PURSE),
    "bid_discuss":         (None,      LEAD),
    "bid_absorb":          (None,      LEAD),
    "spearhead_list":      (MEMBERS,   None),
    "spearhead_add":       (VOTERS,    VOTERS),
    "spearhead":           (MEMBERS,   None),
    "spearhead_edit":      (VOTERS,    VOTERS),
    "spearhead_move":      (None,      LEAD),
    "key_date_list":       (MEMBERS,   None),
    "key_date_add":        (LEAD,      LEAD),
    "key_date_usual":      (None,      LEAD),
    "key_date_edit":       (LEAD,      LEAD),
    "key_date_remove":     (None,      LEAD),
    # the API
    "api-schema":          (LOGGED_IN, None),
    "api-map":             (MEMBERS,   None),
    "api-run":             (MEMBERS,   None),
    "api-ogc":             (MEMBERS,   None),
    "api-ogc-definition":  (MEMBERS,   None),
    "api-ogc-conformance": (MEMBERS,   None),
    "api-ogc-collections": (MEMBERS,   None),
    "api-ogc-collection":  (MEMBERS,   None),
    "api-ogc-features":    (MEMBERS,   None),
    "api-ogc-feature":     (MEMBERS,   None),
}  # fmt: skip
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
# No view takes the last three, whoever asks: every day two people try one of them, with --full all try all.
DAILY_METHODS, TRY_DELETE = METHODS[:2], {"administrator", "anonymous"}

# A form that is sent empty is explained again (422), a step that is past is refused with the page (409): both were let in.
LET_IN = {200, 302, 409, 422}
TO_LOGIN, UNAUTHORISED, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = "to login", 401, 403, 404, 405
OURS = " van-ons"
THEIRS = " van-hen"


@dataclass(frozen=True, slots=True)
class Person:
    title: str
    user: User | AnonymousUser
    role: str | None = None  # in the partnership that is asked for
    session: str = ""  # of who has logged in before

    def browser(self) -> Client:
        client = Client(raise_request_exception=False)
        if self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        elif self.user.is_authenticated:
            client.force_login(self.user)
        return client

    def logged_in(self) -> Person:
        cookie = self.browser().cookies.get(settings.SESSION_COOKIE_NAME)
        return replace(self, session=cookie.value) if cookie else self


@pytest.fixture
def _all_alive() -> Iterator[None]:
    """There is no worker beside the tests; whether one is there is not what is asked here."""
    with signs_of_life("worker", "beat"):
        yield


@dataclass(frozen=True, slots=True)
class Made:
    ours: City
    theirs: City
    people: list[Person]


@pytest.fixture(scope="module")
def made(module_db: None) -> Made:
    """Once for all tests of this file. The other city is four buurten wide: it has a code that does not exist in ours."""
    ours = weighed_city(factories.PartnershipFactory.create(slug="van-ons"), mark=OURS)
    theirs = weighed_city(factories.PartnershipFactory.create(slug="van-hen"), columns=4, mark=THEIRS)
    return Made(ours, theirs, [person.logged_in() for person in people_of(ours, theirs)])


@pytest.fixture
def ours(made: Made, db: None) -> City:
    return deepcopy(made.ours)


@pytest.fixture
def theirs(made: Made, db: None) -> City:
    return deepcopy(made.theirs)


@pytest.fixture
def people(made: Made, db: None) -> list[Person]:
    return deepcopy(made.people)


def people_of(ours: City, theirs: City) -> list[Person]:
    return [
        Person("anonymous", AnonymousUser()),
        *(Person(role, factories.member(ours.partnership, role), role) for role in Role.values),
        Person("administrator of the other partnership", factories.member(theirs.partnership, "administrator")),
        Person("superuser", User.objects.create_superuser("beheer@voorbeeld.nl")),
    ]


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, URLPattern]]:
    """Every address of our own by its name, or by its path where it has none; the admin is a group of its own."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern), pattern
        elif pattern.namespace != "admin":
            yield from addresses(pattern.url_patterns)


def parameters(name: str) -> set[str]:
    [(_, names)] = get_resolver().reverse_dict.getlist(name)[0][0]
    return set(names)


def sub_area_of(city: City) -> Area:
    """With a figure, so that nobody's POST takes it away; its code exists in no other partnership."""
    code, around = f"DG{city.partnership.pk:06}", city.areas[0]
    fields = {"level": "deelgebied", "name": code, "geometry": around.geometry, "surface_m2": 1, "parent": around}
    area, new = Area.objects.get_or_create(
        partnership=city.partnership, code=code, vintage=around.vintage, defaults=fields
    )
    if new:
        indicator = Indicator.objects.filter(partnership=city.partnership)[0]
        Observation.objects.create(area=area, indicator=indicator, period=2024, value=1, delivery=city.delivery)
    return area


def delivery_of(city: City) -> Delivery:
    """From a party that everybody here speaks for: only one's own can be mended, approved or withdrawn."""
    Delivery.objects.filter(pk=city.delivery.pk).update(supplier=party_of_all(city))
    city.delivery.refresh_from_db()
    if not city.delivery.file:
        city.delivery.file.save("kerncijfers.csv", ContentFile(b"code;x\nBU01530000;1"))
    return city.delivery


def snapshot_of(city: City) -> Snapshot:
    return Snapshot.objects.get_or_create(partnership=city.partnership, run=city.run, title="Maart")[0]


def version_of_their_own(city: City) -> int:
    """Of a model, with a number that no other partnership here has."""
    version, retired = 90 + city.partnership.pk, ScoreModel.State.RETIRED
    ScoreModel.objects.get_or_create(partnership=city.partnership, version=version, defaults={"state": retired})
    return version


def party_of_all(city: City) -> factories.Party:
    """That everybody here speaks for, in the own role."""
    party = factories.Party.objects.get_or_create(name=f"Allen {city.partnership.slug}", kind="other")[0]
    city.partnership.seats.get_or_create(party=party)
    roles = city.partnership.memberships.order_by("pk").values_list("role", "user")
    spoken_for = set(roles.filter(party=party))
    for role, user in dict.fromkeys(roles):
        if (role, user) not in spoken_for:
            city.partnership.memberships.create(user_id=user, party=party, role=role)
    return party


def note_of(city: City) -> Interpretation:
    """Of a party that everybody here speaks for: only one's own can be withdrawn."""
    party = party_of_all(city)
    return Interpretation.objects.get_or_create(area=city.areas[0], party=party, kind="confirm", text="Zo is het")[0]


def measure_of(city: City) -> Measure:
    """On an agenda, of a party that everybody here speaks for; something was given to it, so nobody's POST takes it off."""
    party, partnership = party_of_all(city), city.partnership
    years = {"first_year": 2026, "last_year": 2033, "reason": "Besloten."}
    agenda = Agenda.objects.get_or_create(partnership=partnership, name=f"Agenda {partnership.name}", defaults=years)[0]
    agenda.areas.get_or_create(area_code=city.areas[0].code)
    pot = agenda.pots.get_or_create(party=party, year=2028)[0]
    pot.commitments.get_or_create(funding="subsidy", defaults={"euros": 1})
    planned = {"kind": "sewer", "area_code": city.areas[0].code, "earliest": 2028, "preferred": 2028, "latest": 2028}
    fields = planned | {"direct_cost": 1000}
    work = Work.objects.get_or_create(partnership=partnership, party=party, title="Riool op de agenda", defaults=fields)
    measure = Measure.objects.get_or_create(agenda=agenda, work=work[0])[0]
    measure.contributions.get_or_create(pot=pot, defaults={"euros": 1})
    return measure


def upload_of(city: City) -> Upload:
    """A file of works that was read, though it is refused."""
    upload = Upload(city.partnership, party_of_all(city), "0" * 64, "werken.csv")
    upload.path.parent.mkdir(exist_ok=True)
    sheet = Sheet(("titel", "soort"), [(2, {"titel": "Riool", "soort": "toverij"}, None, None)])
    upload.path.write_text(as_json(sheet), encoding="utf-8")
    return upload


def opportunity_of(city: City) -> Opportunity:
    party = factories.Party.objects.get_or_create(name=f"Buren {city.partnership.slug}", kind="other")[0]
    named = {"area": city.areas[0], "party": party, "text": "Te warm", "theme": "climate"}
    return Opportunity.objects.get_or_create(bottleneck=Bottleneck.objects.get_or_create(**named)[0], text="Bomen")[0]


def together(city: City) -> dict[str, int]:
    """An opportunity, a bundle, a request and a scenario of works of a party that everybody here speaks for."""
    first = measure_of(city).work
    fields = {"kind": "heat_grid", "area_code": city.areas[0].code, "earliest": 2028, "preferred": 2028, "latest": 2028}
    second, _new = Work.objects.get_or_create(
        partnership=city.partnership, party=first.party, title="Warmtenet", defaults=fields | {"direct_cost": 1000}
    )
    request = asked_by(first, second)
    return {
        "coupling": opportunity_between(first, second).pk,
        "bundle": request.bundle_id,
        "asking": request.pk,
        "scenario": scenario_of(measure_of(city).agenda, first).pk,
    }


def meeting_of(city: City) -> Meeting:
    """In session, so that nobody's POST takes it off."""
    rules, _new = RulesOfPlay.objects.get_or_create(
        partnership=city.partnership, version=1, defaults={"text": "Samen.", "agreed_on": dt.date(2026, 1, 8)}
    )
    fields = {"on": dt.date(2026, 11, 12), "begins": dt.time(9), "opened_at": timezone.now(), "rules": rules}
    return Meeting.objects.get_or_create(
        partnership=city.partnership, title="Kerngroep", state="open", defaults=fields
    )[0]


def item_of(city: City) -> Item:
    """On the backlog, from a request without an answer of a party that everybody here speaks for: it cannot be deleted."""
    fields = {"title": "Geen antwoord", "party": party_of_all(city), "partnership": city.partnership}
    return Item.objects.get_or_create(request_id=together(city)["asking"], defaults=fields)[0]


def decided_of(city: City) -> dict[str, int]:
    """A proposal and an action of a party that everybody here speaks for."""
    meeting, party = meeting_of(city), party_of_all(city)
    meeting.attendance.get_or_create(party=party, defaults={"present": True})
    usual = {"partnership": city.partnership, "meeting": meeting, "text": f"Oost eerst {city.partnership.slug}"}
    action = {"text": "Bellen", "party": party, "due": dt.date(2026, 12, 1)}
    return {
        "decision": Decision.objects.get_or_create(**usual)[0].pk,
        "task": meeting.tasks.get_or_create(**action)[0].pk,
    }


def rhythm_of(city: City) -> dict[str, int]:
    usual = {"partnership": city.partnership, "name": "Kerngroep", "begins": dt.time(9)}
    standing = {"partnership": city.partnership, "title": "Opening", "position": 1}
    return {
        "series": Series.objects.get_or_create(**usual)[0].pk,
        "standing": StandingItem.objects.get_or_create(**standing)[0].pk,
    }


def agreed_of(city: City) -> dict[str, int]:
    """A draft with an article, and a bid and a spearhead of a party that everybody here speaks for."""
    partnership, party = city.partnership, party_of_all(city)
    agreement = Agreement.objects.get_or_create(partnership=partnership, year=2027, title=str(partnership))[0]
    head = {"title": f"Vol net {partnership.slug}", "text": "Nu.", "first_year": 2027}
    return {
        "agreement": agreement.pk,
        "article": agreement.articles.get_or_create(subject="supply", text=f"Bouwen {partnership.slug}", party=party)[
            0
        ].pk,
        "bid": Bid.objects.get_or_create(partnership=partnership, party=party, year=2027)[0].pk,
        "spearhead": Spearhead.objects.get_or_create(partnership=partnership, party=party, **head)[0].pk,
        "key_date": partnership.key_dates.get_or_create(title="Bod", month=7, day=1)[0].pk,
    }


def waited_for(city: City) -> dict[str, int]:
    """A file and a fetch that a colleague asked for."""
    colleague = factories.member(city.partnership, "administrator")
    asked = {"partnership": city.partnership, "asked_by": colleague}
    export = Export.objects.create(**asked, what="figures", format="csv", language="nl", name="cijfers.csv")
    job = city.partnership.jobs.create(kind="datasets.export", key=export.job_key)
    return {
        "export": export.pk,
        "job": job.pk,
        "fetch": Fetch.objects.create(**asked, publication="cbs-boundaries", year=2024).pk,
    }


def shared_of(city: City) -> dict[str, int]:
    """A dataset that its owner closed, a draft of a covenant about it, and somebody who asks for it."""
    partnership, dataset = city.partnership, city.delivery.dataset
    parties = [Party.objects.get_or_create(name=f"{name} {partnership.slug}", kind="other")[0] for name in ("A", "B")]
    for party in parties:
        partnership.seats.get_or_create(party=party)
    assert dataset is not None
    Dataset.objects.filter(pk=dataset.pk, owner=None).update(owner=parties[0])
    fields = {"purpose": "Samen.", "review_on": timezone.localdate() + dt.timedelta(days=9)}
    covenant = Covenant.objects.get_or_create(partnership=partnership, title=str(partnership), defaults=fields)[0]
    for party in parties:
        covenant.parties.get_or_create(party=party)
    usual = {"levels": ["buurt"], "roles": ["analyst"]}
    asker = partnership.memberships.first() or factories.member(partnership, "analyst").memberships.get()
    asked = AccessRequest.objects.create(
        partnership=partnership, dataset=dataset, party=factories.PartyFactory.create(), reason="x", asked_by=asker.user
    )
    clause = covenant.clauses.get_or_create(dataset=dataset, defaults=usual)[0]
    return {"dataset": dataset.pk, "covenant": covenant.pk, "clause": clause.pk, "asked": asked.pk}


def token_of(city: City) -> AccessToken:
    """Of a colleague."""
    kept = {"name": "QGIS", "purpose": "Kaart", "until": timezone.localdate(), "digest": f"{city.partnership.pk:064}"}
    colleague = factories.member(city.partnership, "administrator")
    return AccessToken.objects.get_or_create(partnership=city.partnership, defaults={"user": colleague, **kept})[0]


def promise_of(city: City) -> DeliveryPromise:
    """Of a dataset that everybody here looks after; a new one each time, since it can be removed."""
    number = Dataset.objects.count()
    dataset = Dataset.objects.create(
        partnership=city.partnership, key=f"d{number}", title="Beloofd", owner=party_of_all(city)
    )
    return DeliveryPromise.objects.create(
        partnership=city.partnership, dataset=dataset, party=party_of_all(city), first_on="2027-01-31"
    )


def profile_of(city: City) -> dict[str, int]:
    """Of a party that everybody here delivers for; a new one each time, since it can be deleted."""
    kept = {"header": ["buurtcode"], "mapping": {}, "made_by": factories.member(city.partnership, "analyst")}
    name = f"Beheer {MappingProfile.objects.count()}"
    made = MappingProfile.objects.create(partnership=city.partnership, party=party_of_all(city), name=name, **kept)
    return {"profile": made.pk}


def planned_of(city: City) -> dict[str, int]:
    measure = measure_of(city)
    agenda = measure.agenda
    year = LookBack.objects.get_or_create(agenda=agenda, year=2026)[0].year
    return {"agenda": agenda.pk, "measure": measure.pk, "pot": agenda.pots.get().pk, "year": year}


def work_of(city: City) -> dict[str, Any]:
    """On a site, so that nobody's POST deletes that."""
    work = measure_of(city).work
    site = Site.objects.get_or_create(partnership=city.partnership, name="Laan", area_code=city.areas[0].code)[0]
    Work.objects.filter(pk=work.pk).update(site=site)
    return {"work": work.pk, "site": site.pk, "token": upload_of(city).token}


def answered_of(city: City) -> dict[str, int]:
    opportunity = opportunity_of(city)
    return {"opportunity": opportunity.pk, "bottleneck": opportunity.bottleneck_id}


# What is made only for the addresses that ask for it, by their parameters.
MADE: list[tuple[set[str], Callable[[City], dict[str, Any]]]] = [
    ({"agenda", "measure", "pot", "year"}, planned_of),
    ({"work", "site", "token", "relation"}, work_of),
    ({"opportunity", "bottleneck"}, answered_of),
    ({"delivery"}, lambda city: {"delivery": delivery_of(city).pk}),
    ({"snapshot"}, lambda city: {"snapshot": snapshot_of(city).pk}),
    ({"sub_area"}, lambda city: {"sub_area": sub_area_of(city).code}),
    ({"indicator"}, lambda city: {"indicator": city.partnership.indicators.earliest("pk").code}),
    ({"coupling", "bundle", "asking", "scenario"}, together),
    ({"rule"}, lambda city: {"rule": city.partnership.coupling_rules.get_or_create()[0].pk}),
    ({"export", "job", "fetch"}, waited_for),
    ({"profile"}, profile_of),
    ({"access_token"}, lambda city: {"access_token": token_of(city).pk}),
    ({"promise"}, lambda city: {"promise": promise_of(city).pk}),
    ({"dataset", "covenant", "asked"}, shared_of),
    ({"meeting"}, lambda city: {"meeting": meeting_of(city).pk}),
    ({"item"}, lambda city: {"item": item_of(city).pk}),
    ({"decision", "task"}, decided_of),
    ({"series", "standing"}, rhythm_of),
    ({"agreement", "bid", "spearhead", "key_date"}, agreed_of),
]


def address(name: str, through: City, owner: City) -> str:
    """The address of an object of `owner`, asked for through the partnership `through`."""
    asked = parameters(name)
    values: dict[str, Any] = {
        "partnership": through.partnership.slug,
        "code": owner.areas[3].code if owner is not through else owner.areas[0].code,
        "other": owner.areas[1].code,
        "note": note_of(owner).pk if name == "note_withdraw" else 0,
        "link": owner.link.pk,
        "run": owner.run.pk,
        "against": through.model.version,
        "funding": "regular",
        "room": "plans",
        "step": "figures",
        "relation": 0,
        "sha256": owner.map.sha256,
        "collection": "areas-buurt",
        "feature": owner.areas[0].pk,
    }
    if "version" in asked:
        values["version"] = owner.model.version if owner is through else version_of_their_own(owner)
    if name == "residents":
        PublicPage.objects.get_or_create(partnership=owner.partnership, defaults={"on": True})
    for keys, made in MADE:
        if asked & keys:
            values |= made(owner)
    return reverse(name, kwargs={key: values[key] for key in asked})


def expected(name: str, method: str, person: Person, owner_is_other: bool = False) -> set[Any]:
    """What the table says of this person."""
    get, post = TABLE[name]
    who = {"GET": get, "POST": post}.get(method)
    anonymous, api = not person.user.is_authenticated, name.startswith("api-")
    if anonymous and who != ANYBODY and (api or who):
        return {UNAUTHORISED if name.startswith("api-ogc") else FORBIDDEN if api else TO_LOGIN}
    if who is None:
        return {NOT_ALLOWED}
    if who == ASKER:
        return {NOT_FOUND}
    if who == SUPERUSER:
        return LET_IN if person.user.is_superuser else {FORBIDDEN}
    return LET_IN if who in {ANYBODY, LOGGED_IN} else inside_partnership(person.role, who, owner_is_other)


def inside_partnership(role: str | None, who: str | frozenset[str], owner_is_other: bool) -> set[Any]:
    if role is None:
        return {NOT_FOUND}
    if role not in who:
        return {FORBIDDEN}
    return {NOT_FOUND} if owner_is_other else LET_IN


def answer(browser: Client, method: str, path: str) -> Any:
    response = browser.generic(method, path)
    if response.status_code == 302 and response["Location"].startswith(f"{reverse('login')}?next="):
        return TO_LOGIN
    return response.status_code


def methods_of(person: Person, foreign: bool) -> list[str]:
    """Return what a person tries; every day DELETE only at objects of the own partnership."""
    tried = DAILY_METHODS if foreign or person.title not in TRY_DELETE else [*DAILY_METHODS, "DELETE"]
    return METHODS if FULL else tried


def deviations(name: str, people: list[Person], through: City, owner: City) -> list[str]:
    """Ask as everybody; every day as the first who gets each answer."""
    path, found, asked = address(name, through, owner), [], Counter[Any]()
    for person in people:
        browser = person.browser()
        for method in methods_of(person, foreign=owner is not through):
            allowed = expected(name, method, person, owner is not through)
            kind = method, frozenset(allowed), person.role is None
            asked[kind] += 1
            if asked[kind] > 1 and not FULL:
                continue
            given = answer(browser, method, path)
            if given not in allowed:
                found.append(f"{method} {path} as {person.title}: {given}, the table says {allowed}")
            if name == "logout" and person.user.is_authenticated:
                browser.force_login(person.user)
    return found


def test_every_address_stands_in_the_table_and_every_line_has_an_address():
    assert {name for name, _ in addresses(get_resolver().url_patterns)} == set(TABLE)


@pytest.mark.usefixtures("_all_alive")
@pytest.mark.parametrize("name", TABLE)
def test_everybody_gets_what_the_table_says(name: str, people: list[Person], ours: City):
    assert deviations(name, people, through=ours, owner=ours) == []


@pytest.mark.parametrize(
    "name",
    sampled([name for name, (get, post) in TABLE.items() if MEMBERS in {get, post} or isinstance(post, frozenset)], 2),
)
def test_an_object_of_another_partnership_does_not_exist_here(name, people, ours: City, theirs: City):
    """Also not for a member who asks for it through the own partnership, nor for its owner who asks through ours."""
    if parameters(name) <= {"partnership", "collection", "room"}:
        return
    assert deviations(name, people, through=ours, owner=theirs) == []


def test_a_border_is_found_only_from_one_of_its_two_areas(ours: City):
    analyst = Person("analyst", factories.member(ours.partnership, "analyst"), "analyst").browser()
    elsewhere = reverse("link_edit", args=[ours.partnership.slug, ours.areas[5].code, ours.link.pk])
    assert answer(analyst, "GET", elsewhere) == NOT_FOUND


def test_no_page_shows_a_word_of_another_partnership(people, ours: City, theirs: City):
    """The same pages do show our own words, so that the search is known to find them."""
    browser = people[1].browser()
    told, seen = [], 0
    for name in TABLE:
        if TABLE[name][0] == MEMBERS:
            text = browser.get(address(name, ours, ours)).content.decode(errors="replace")  # a PDF is packed bytes
            told += [name] if THEIRS in text else []
            seen += OURS in text
    assert told == []
    assert seen >= 8


def test_who_belongs_to_both_partnerships_still_sees_one_at_a_time(ours: City, theirs: City):
    user = factories.member(ours.partnership, "administrator")
    party = user.memberships.get().party
    theirs.partnership.seats.create(party=party)
    user.memberships.create(partnership=theirs.partnership, party=party, role="administrator")
    browser = Person("administrator of both", user).browser()
    for name in ("delivery", "link_edit", "api-map", "api-run", "area"):
        assert answer(browser, "GET", address(name, ours, theirs)) == NOT_FOUND
        assert answer(browser, "GET", address(name, theirs, theirs)) == 200


def admin_addresses() -> list[str]:
    [admin] = [each for each in get_resolver().url_patterns if getattr(each, "namespace", None) == "admin"]
    assert isinstance(admin, URLResolver)
    found: list[str] = []
    for pattern in admin.url_patterns:
        inside: list[Any] = pattern.url_patterns if isinstance(pattern, URLResolver) else [pattern]
        found += [each.name for each in inside if each.name and not each.pattern.regex.groups]
    return [reverse(f"admin:{name}") for name in found if name not in {"login", "logout", "jsi18n"}]


def test_the_admin_is_for_superusers_only(people: list[Person]):
    wrong = []
    for path in admin_addresses():
        for person in people:
            browser = person.browser()
            open_to = person.user.is_authenticated and person.user.is_superuser
            for method in ("GET", "POST"):
                response = browser.generic(method, path)
                refused = response.status_code == 302 and response["Location"].startswith(reverse("admin:login"))
                if refused == open_to or response.status_code >= 500:
                    wrong.append(f"{method} {path} as {person.title}: {response.status_code}")
    assert len(admin_addresses()) > 10
    assert wrong == []


def test_deliveries_are_not_changed_in_the_admin(ours: City, people: list[Person]):
    [browser] = [person.browser() for person in people if person.title == "superuser"]
    change = reverse("admin:datasets_delivery_change", args=[ours.delivery.pk])
    assert browser.get(change).status_code == 200
    assert browser.post(change, {"state": "refused"}).status_code == FORBIDDEN
    assert Delivery.objects.get(pk=ours.delivery.pk).state == Delivery.State.CURRENT
