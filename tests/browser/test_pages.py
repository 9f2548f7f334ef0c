"""Every page of the demo, wide and narrow: axe finds nothing, nothing scrolls sideways or is blocked.

Every day a quarter of the pages, in one language and with axe at one size; with --full all of them in both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Partnership, User
from coregroup.models import PublicPage, Subject
from datasets.models import Area, AreaLink, Dataset, Delivery, Export, Fetch
from dia import actions as agenda_actions
from dia.models import Agenda
from sia import actions as model_actions
from sia.models import ScoreModel, Snapshot
from sia.pages.setup import KEYS
from tests import factories
from tests.browser.conftest import NARROW, WIDE, fits
from tests.coregroup.assembled import in_session
from tests.days import this_year
from tests.effort import DAILY_SHARE, FULL

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PARTS = 4  # so that both cores have some to the end
STEP = PARTS if FULL else PARTS * 3 * DAILY_SHARE
LANGUAGES = ("nl", "en")  # every day each page in one of them, with --full in both
SIZES = (WIDE, NARROW)  # every day each page in both, but axe in one of them, with --full in both
READERS = (
    "data",
    "secretaris",
    "gebiedsmanager",
    "beheerder",
)  # who looks first, and who where that is not for an analyst
FORBIDDEN = 403
MAP = ":is([data-draw], [data-works-map], [data-map])"
DEMO_FILES = Path(__file__).resolve().parents[2] / "demo" / "files"


def notes_of(demo: Partnership) -> list[tuple[str, Mapping[str, object]]]:
    """An area with something in every column of its chain, and the forms that it came from."""
    user = User.objects.get(email="data@gemeente.demo")
    party, area = user.memberships.get().party, Area.objects.of(demo).current().get(code="BU01530406")
    said = {"area": area, "by": user, "party": party}
    model_actions.withdraw(note=model_actions.interpret(**said, kind="correct", text="Oud nieuws."), by=user)
    model_actions.interpret(**said, kind="nuance", text="De school gaat dicht. " * 20, effect="Begin een jaar later.")
    model_actions.name_bottleneck(**said, text="Te warm in de zomer", theme="climate")
    bottleneck = model_actions.name_bottleneck(**said, text="Kinderen kunnen niet zwemmen " * 8, theme="health")
    model_actions.add_opportunity(bottleneck=bottleneck, by=user, text="Zwemles", activity="Zwemuur", taken_up_by=party)
    model_actions.add_opportunity(bottleneck=bottleneck, by=user, text="Gratis zwembad voor de buurt")
    code = {"code": area.code}
    forms: list[tuple[str, Mapping[str, object]]] = [
        ("note_add", code),
        ("bottleneck_add", code),
        ("opportunity_add", {**code, "bottleneck": bottleneck.pk}),
    ]
    return [("area", code), *forms]


def look_backs_of(demo: Partnership) -> list[tuple[str, Mapping[str, object]]]:
    """An open look-back on this year, in which one outcome is said."""
    agenda = demo.agendas.earliest("pk")
    lead = User.objects.get(email="secretaris@gemeente.demo")
    Agenda.objects.filter(pk=agenda.pk).update(state="running")
    year = {"agenda": agenda.pk, "year": agenda.first_year}
    held = agenda_actions.open_look_back(agenda=agenda, by=lead, year=agenda.first_year)
    measure = agenda.measures.filter(years__year=agenda.first_year, years__euros__gt=0).earliest("pk")
    said = {"outcome": "late", "reason": "Geen aannemer te vinden.", "later_year": agenda.first_year + 1}
    held.lines.create(measure=measure, **said)
    return [("look_back_list", {"agenda": agenda.pk}), ("look_back", year)]


def meetings_of(demo: Partnership) -> list[tuple[str, Mapping[str, object]]]:
    """A meeting in session with an item about each thing, one that is planned and empty, and the pages around them."""
    found = in_session(demo)
    empty = demo.meetings.create(title="Nog leeg", on=found.meeting.on.replace(day=1), begins="13:30")
    demo.items.create(title="Overlast op het plein", area_code="BU01530301", party=found.table.parties["Woonnoord"])
    pages = ("meeting_list", "backlog", "backlog_add", "standing_list", "rules_of_play")
    meetings = [("meeting", {"meeting": meeting.pk}) for meeting in (found.meeting, empty)]
    screens = [(name, {"meeting": found.meeting.pk}) for name in ("meeting_screen", "meeting_follow")]
    return [*meetings, *screens, *((name, {}) for name in pages)]


def agreed_of(demo: Partnership) -> list[tuple[str, Mapping[str, object]]]:
    """An agreement that is being signed, a draft of a bid, a spearhead, key dates, and their forms."""
    party = User.objects.get(email="data@gemeente.demo").memberships.get().party
    agreement = demo.agreements.create(year=2027, title="Nog te ondertekenen", state="signing", text="Samen. " * 40)
    agreement.articles.create(subject="supply", text="Wij bouwen. " * 30, party=party, due="2027-12-31")
    for each in demo.parties.all():
        agreement.signatories.create(party=each)
    bid = demo.bids.create(party=party, year=2027)
    for subject in Subject.values:
        bid.texts.create(subject=subject, text="Wij zien het. " * 20)
    head = {"title": "Vol net", "text": "Nu.", "first_year": 2027, "party": party, "area_code": "BU01530301"}
    spearhead = demo.spearheads.create(state="adopted", agreement=agreement, **head)
    demo.spearheads.create(**head | {"title": "Weg", "state": "dropped", "reason": "Te duur."})
    demo.key_dates.create(title="Begroting van de raad", month=11, day=1)
    pages = ("agreement_list", "bid_add", "spearhead_list", "spearhead_add", "key_date_list")
    which = {"agreement": agreement.pk}, {"bid": bid.pk}, {"spearhead": spearhead.pk}
    things = zip(("agreement", "bid", "spearhead"), which, strict=True)
    running = demo.agreements.get(state="running")  # of the demo itself, of this year
    asked = {"agreement": running.pk, "article": running.articles.filter(party=party).latest("pk").pk}
    return [*((name, {}) for name in pages), *things, ("bid_write", {"bid": bid.pk}), ("article_outcome", asked)]


def waited_for(demo: Partnership) -> list[tuple[str, Mapping[str, object]]]:
    """A file and a table that are under way, and a fetch that failed."""
    asked = {"partnership": demo, "asked_by": User.objects.get(email="data@gemeente.demo")}
    export = Export.objects.create(**asked, what="figures", format="csv", language="nl", name="cijfers-2026-11-27.csv")
    busy = Fetch.objects.create(**asked, publication="rivm-health", year=2022)
    for kind, key in (("datasets.export", export.job_key), ("datasets.fetch", busy.job_key)):
        demo.jobs.create(kind=kind, key=key, state="running", done=1, total=4)
    failed = Fetch.objects.create(
        **asked, publication="cbs-boundaries", year=2024, problem="unreachable", problem_about="api.pdok.nl"
    )
    fetches = [("fetch", {"fetch": each.pk}) for each in (busy, failed)]
    return [("source_fetch", {}), ("export", {"export": export.pk}), *fetches]


def shared_of(demo: Partnership) -> list[tuple[str, Mapping[str, object]]]:
    """Covenants in force and unsigned, a dataset under one, one that is open, and who asks for it."""
    agreed, waits = (demo.covenants.get(title__startswith=f"Convenant {what}") for what in ("huur", "storing"))
    closed, faults = (Dataset.objects.of(demo).get(clauses__covenant=each) for each in (agreed, waits))
    published = Dataset.objects.of(demo).filter(covenant_required=False).earliest("pk")
    agreed.reviews.create(
        held_on="2026-01-01", outcome="Blijft. " * 30, next_on="2026-12-01", written_by=agreed.created_by
    )
    pages: list[tuple[str, Mapping[str, object]]] = [("covenant_list", {}), ("access_log", {})]
    pages += [("covenant", {"covenant": each.pk}) for each in (agreed, waits)]
    pages += [
        (name, {"dataset": each.pk})
        for name in ("dataset", "dataset_protection", "dataset_readers")
        for each in (closed, published)
    ]
    return [*pages, ("access_ask", {"dataset": faults.pk})]


def supplied_of(demo: Partnership) -> list[tuple[str, Mapping[str, object]]]:
    """Deliveries of the municipality and of a corporation at each step past the check, and what each step asks first."""
    party = User.objects.get(email="data@gemeente.demo").memberships.get().party
    other = User.objects.get(email="data@woonmidden.demo").memberships.get().party
    codes = Area.objects.of(demo).current().at("buurt").order_by("code").values_list("code", flat=True)

    def table(title: str, text: str, supplier: object = party, *, year: int = 2024, load: bool = False) -> Delivery:
        rows = "".join(f"{code};{year};{text}\n" for code in codes[:14])
        file = factories.upload(f"{title}.csv", f"gebiedscode;jaar;lonely\n{rows}BU01530301;{year};90,5\n")
        return factories.deliver(demo, file, supplier=supplier, load=load)

    loaded = [table("gemeten", value, load=True) for value in ("10,5", "12,5")]
    gone = table("verkeerd", "99", load=True)
    factories.undo(gone, "Dit is het jaar 2021.")
    approved, returned, withdrawn = (
        table(f"van midden {at}", f"{at}4,5", other, year=this_year() - 1) for at in (1, 2, 3)
    )
    factories.actions.approve(delivery=returned, by=User.objects.get(email="data@woonmidden.demo"))
    factories.actions.send_back(delivery=returned, by=None, reason="De cijfers van Pathmos ontbreken.")
    factories.actions.approve(delivery=approved, by=User.objects.get(email="data@woonmidden.demo"))
    factories.actions.withdraw(delivery=withdrawn, by=None)
    wrong = factories.upload("fout.csv", "gebiedscode;jaar;lonely\n" + "".join(f"{c};2024;ca. 40\n" for c in codes[:5])
        + "".join(f"{c};2024;12,5\n" for c in codes[5:14]) + "BU1530301;2024;heel veel meer dan verwacht in deze buurt\n")  # fmt: skip
    refused = factories.deliver(demo, wrong, supplier=party)
    dataset = loaded[-1].dataset
    for first, each in (("2027-01-31", Dataset.objects.of(demo).earliest("pk")), ("2026-01-31", dataset)):
        promised = demo.delivery_promises.create(dataset=each, party=other, first_on=first)
    deliveries = [*loaded, gone, approved, returned, withdrawn, refused]
    return [
        ("delivery_calendar", {}),
        ("promise_add", {}),
        ("promise_edit", {"promise": promised.pk}),
        ("delivery_return", {"delivery": approved.pk}),
        ("delivery_withdraw", {"delivery": refused.pk}),
        ("delivery_undo", {"delivery": loaded[-1].pk}),
        ("delivery_replaced", {"delivery": loaded[-1].pk}),
        ("figure_history", {"code": "BU01530301", "indicator": "lonely"}),
        *(("delivery", {"delivery": each.pk}) for each in deliveries),
    ]


def outside_the_partnership(demo: Partnership) -> list[str]:
    """What residents read, and the person's own choices: with a token that works and one that does not."""
    PublicPage.objects.update_or_create(partnership=demo, defaults={"on": True, "contact": "053 123 45 67"})
    reader, until = User.objects.get(email="data@gemeente.demo"), timezone.localdate()
    for name, revoked in (("QGIS op mijn laptop", None), ("Het script van vorig jaar", timezone.now())):
        kept = {"purpose": "Kaarten voor de wijkraad. " * 6, "digest": hashlib.sha256(name.encode()).hexdigest()}
        reader.access_tokens.create(partnership=demo, name=name, until=until, revoked_at=revoked, **kept)
    own = [reverse(name) for name in ("digest", "token_list", "token_add", "help", "accessibility", "privacy")]
    return [reverse("residents", args=[demo.slug]), *own]


def addresses(demo: Partnership) -> list[str]:
    """All pages, and of a delivery each state that a user meets."""
    year = timezone.localdate().year
    refused = factories.deliver(demo, DEMO_FILES / "fout_tekst_in_getal.csv", period=year - 1)
    checked = factories.deliver(demo, DEMO_FILES / "cijfers_goed.csv", load=False, period=year - 1)
    unmapped = factories.deliver(
        demo, factories.upload("eigen.csv", "gebiedscode;iets\nBU01530301;1,5\nBU01530302;2,5")
    )
    waiting = factories.upload("wacht.csv", "gebiedscode;jaar;lonely\nBU01530301;2023;1,5")
    received = factories.actions.receive_file(partnership=demo, by=None, upload=waiting, kind="statistics", options={})
    loaded = Delivery.objects.of(demo).filter(state="current", kind="boundaries").get()
    link = AreaLink.objects.filter(a__code="BU01530301").first()
    area = {"code": "BU01530301"}
    yard = Area.objects.of(demo).current().get(**area).geometry.point_on_surface.buffer(40)
    sub_area = factories.actions.draw_sub_area(partnership=demo, by=None, name="Het hof", outline=yard)
    used = ScoreModel.objects.in_use(demo)
    draft = model_actions.new_version(model=used, by=None)
    pages: list[tuple[str, Mapping[str, object]]] = [
        ("start", {}),
        ("waiting", {}),
        ("changes", {}),
        ("in_short", {}),
        ("releases", {}),
        ("map", {}),
        ("rank_history", {}),
        ("advice", {}),
        ("advice_flip", area),
        ("snapshot_list", {}),
        ("snapshot_add", {}),
        ("area_list", {}),
        ("work_list", {}),
        ("work", {"work": demo.works.earliest("pk").pk}),
        ("area_works", area),
        ("site_list", {}),
        ("agenda_list", {}),
        *look_backs_of(demo),
        ("agenda_history", {"agenda": demo.agendas.earliest("pk").pk}),
        ("agenda_edit", {"agenda": demo.agendas.earliest("pk").pk}),
        ("coupling_list", {}),
        ("coupling_rules", {}),
        ("bundle_list", {}),
        ("area", area),
        ("area", {"code": "WK015303"}),
        ("model", {}),
        ("model_version", {"version": used.version}),
        ("model_version", {"version": draft.version}),
        ("model_edit", {"version": draft.version}),
        ("model_compare", {"version": draft.version, "against": used.version}),
        ("method", {"version": 1}),
        *(("ballot", {"version": version}) for version in (1, 2, 3)),
        ("snapshot", {"snapshot": Snapshot.objects.of(demo).get().pk}),
        *(("room", {"room": room}) for room in ("areas", "plans", "meetings", "data", "administration")),
        *(("setup_step", {"step": step}) for step in KEYS),
        ("data", {}),
        ("upload", {}),
        ("profile_list", {}),
        *waited_for(demo),
        ("asset_list", {}),
        ("boundary_years", {}),
        ("asset_add", {}),
        ("link_edit", {**area, "link": link.pk}),
        ("sub_area_list", {}),
        ("sub_area_add", {}),
        ("sub_area_remove", {"sub_area": sub_area.code}),
        ("area", {"code": sub_area.code}),
        ("area_beside", {**area, "other": "BU01530406"}),
        ("pocket_list", {}),
        *shared_of(demo),
        *notes_of(demo),
        *supplied_of(demo),
        *meetings_of(demo),
        *agreed_of(demo),
        *(("delivery", {"delivery": d.pk}) for d in (refused, checked, unmapped, received, loaded)),
    ]
    found = [reverse(name, kwargs={"partnership": demo.slug, **which}) for name, which in pages]
    agenda = reverse("agenda", args=[demo.slug, demo.agendas.earliest("pk").pk])
    found += [f"{agenda}?as=map", f"{agenda}?as=map&view=fte&year={year + 2}"]
    layers = ["?layer=potential", "?layer=both", "?layer=advice", "?layer=social", "?level=wijk", "?area=BU01530406"]
    layers += [
        "?layer=i:lonely&over=assets",
        "?layer=i:feels_safe&show=value",
        f"?year={year - 4}",
        "?w_social=90&w_health=10",
    ]
    return [
        *found,
        *outside_the_partnership(demo),
        *(reverse("map", kwargs={"partnership": demo.slug}) + layer for layer in layers),
    ]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_and_fits_at_both_sizes(demo, page, live_server, log_in, accessible, part):
    open_page = opener(page, live_server.url, log_in)
    for place, address in list(enumerate(addresses(demo)))[part::STEP]:
        language, looked_at = LANGUAGES[place % 2], SIZES[place // STEP % 2]
        for each in LANGUAGES if FULL else [language]:
            open_page(address, each)
            for size in SIZES:
                if page.viewport_size != size:
                    page.set_viewport_size(size)
                (accessible if FULL or size is looked_at else fits)(page)


def opener(page: Page, url: str, log_in: Callable[[User], None]) -> Callable[[str, str], None]:
    """Return what opens an address in a language, wide, as the first reader who may see it."""
    people = [User.objects.get(email=f"{name}@gemeente.demo") for name in READERS]
    who, spoken = None, None

    def open_page(address: str, language: str) -> None:
        nonlocal who, spoken
        if language != spoken:
            page.context.add_cookies([{"name": "django_language", "value": language, "url": url}])
            spoken = language
        page.set_viewport_size(WIDE)
        for person in people:
            if person != who:
                log_in(person)
                who = person
            answer = page.goto(url + address)
            if answer.status != FORBIDDEN:
                break
        assert answer.status == 200, address
        wait_for_maps(page)

    return open_page


def wait_for_maps(page: Page) -> None:
    if page.locator(MAP).count():
        page.locator(f"{MAP}[data-ready=yes]").wait_for()


def test_the_login_page_is_accessible_and_says_what_is_wrong(db, page, live_server, accessible):
    page.goto(f"{live_server.url}/login/")
    accessible(page)
    page.get_by_label("E-mailadres").fill("niemand@voorbeeld.nl")
    page.get_by_label("Wachtwoord").fill("fout")
    page.get_by_role("button", name="Inloggen").click()
    page.locator(".error-summary, [role=alert]").first.wait_for()
    accessible(page)


def test_an_empty_partnership_says_what_to_do_next(partnership, page, live_server, analyst, log_in, accessible):
    log_in(analyst)
    for name in ("start", "map", "area_list", "model", "data", "asset_list"):
        page.goto(live_server.url + reverse(name, kwargs={"partnership": partnership.slug}))
        accessible(page)
        assert page.locator("main a[href*='/data/']").count() >= 1, name
