"""What changed since the last meeting: every kind with its line and link, each area with one reason, nothing stored."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Partnership
from coregroup.models import Agreement, Bid, Meeting
from coregroup.pages.changes import ChangesPage, Group
from coregroup.pipeline.changes import Pledge, changed_pledges, changed_works, newest_run, rank_changes
from datasets.models import Area, Delivery
from dia import actions as works
from dia.models import AgendaEvent, JoinRequest, Work
from sia import actions, pipeline
from sia.models import ScoreModel, ScoreRun, ScoreTheme
from sia.pages.ranking.rows import CAUSES
from sia.scoring.moves import Cause
from tests import factories
from tests.coregroup.table import HASH, Table, laid
from tests.datasets.drawn import box, outlines
from tests.dia.agenda_steps import committed, measured, opened, work_of, write
from tests.dia.bundled import offered, say, street, talking
from tests.sia.six_squares import CODES, FIGURES, bring, newest, six_squares

pytestmark = pytest.mark.dated

LETTERS = {code: letter for letter, code in CODES.items()}


def ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def closed(partnership: Partnership, days: int = 5) -> Meeting:
    """The last meeting, that many days ago."""
    moment = ago(days)
    day = timezone.localdate(moment)
    return Table(partnership).meeting(state="closed", on=day, opened_at=moment, closed_at=moment)


def groups(partnership: Partnership) -> dict[str, Group]:
    with translation.override("en"):
        return {group.key: group for group in ChangesPage(partnership).groups}


def said(partnership: Partnership, key: str) -> list[str]:
    with translation.override("en"):
        found = {group.key: group for group in ChangesPage(partnership).groups}
        return [f"{line.chip} {line.text}: {line.note}".strip() for line in found[key].lines] if key in found else []


# Ranks: one reason for each area, whatever changed.


@pytest.fixture
def squares(transactional_db: None) -> Partnership:
    partnership = factories.PartnershipFactory.create()
    six_squares(partnership)
    ScoreRun.objects.of(partnership).update(created_at=ago(10))
    return partnership


@pytest.fixture
def city(squares: Partnership) -> Partnership:
    closed(squares)
    return squares


def reasons(city: Partnership) -> list[tuple[str, Cause]]:
    [since] = [ChangesPage(city).since.moment]
    return [(LETTERS[row.area.code], row.shift.cause) for row in rank_changes(newest_run(city), since)]


def other_weights(city: Partnership) -> None:
    draft = actions.new_version(model=ScoreModel.objects.in_use(city), by=None)
    ScoreTheme.objects.filter(model=draft, theme="social").update(weight=0)
    ScoreModel.objects.filter(pk=draft.pk).update(state="agreed")
    factories.run_jobs(city)
    pipeline.compute(city, ScoreModel.objects.get(pk=draft.pk), "buurt")


def new_figures(city: Partnership) -> None:
    bring(city, {"lonely": FIGURES["lonely"] | {"C": 50, "F": 30}}, year=2025)


def corrected_figures(city: Partnership) -> None:
    bring(city, {"poverty": FIGURES["poverty"] | {"E": 20, "D": 4}})


def corrected_on_two_themes(city: Partnership) -> None:
    """E rises so far that it keeps no chance of its old rank, D may not have moved at all."""
    bring(city, {"poverty": FIGURES["poverty"] | {"E": 20, "D": 4}, "lonely": FIGURES["lonely"] | {"E": 50}})


def other_boundaries(city: Partnership) -> None:
    for code in CODES.values():
        area = Area.objects.of(city).get(code=code)
        area.pk, area.vintage = None, 2025
        area.save(force_insert=True)
    bring(city, FIGURES | {"poverty": FIGURES["poverty"] | {"E": 20, "D": 4}})


def other_method(city: Partnership) -> None:
    """The run that stood then is of an older method, which gave two areas each other's rank."""
    before = newest(city)
    first, second = before.results.get(area__code=CODES["A"]), before.results.get(area__code=CODES["D"])
    ScoreRun.objects.filter(pk=before.pk).update(engine_version="1", input_hash="x")
    for result, other in ((first, second), (second, first)):
        before.results.filter(pk=result.pk).update(rank=other.rank)
    pipeline.compute(city, ScoreModel.objects.in_use(city), "buurt")


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (new_figures, Cause.FIGURES),
        (corrected_figures, Cause.CORRECTION),
        (other_weights, Cause.WEIGHTS),
        (other_boundaries, Cause.BOUNDARIES),
        (other_method, Cause.METHOD),
    ],
)
def test_a_change_of_one_kind_is_the_reason_of_every_area_that_moved(city, change, cause):
    change(city)
    factories.run_jobs(city)
    found = reasons(city)
    assert found
    assert {reason for _letter, reason in found} == {cause}


PLACES = [(letter, place % 3, place // 3) for place, letter in enumerate("ABCDEF")]


def every_change(city: Partnership) -> None:
    """The older method gave C and D each other's rank; then E is corrected, C joined to B, poverty made to weigh less, by
    which F lacks too much, and A felt unsafe to nobody in the next year."""
    before = newest(city)
    ScoreRun.objects.filter(pk=before.pk).update(engine_version="1", input_hash="x")
    for letter, rank in (("C", 2), ("D", 6)):
        before.results.filter(area__code=CODES[letter]).update(rank=rank, rank_low=rank, rank_high=rank)
    corrections = {name: FIGURES[name] | {"E": value} for name, value in (("poverty", 20), ("lonely", 50))}
    bring(city, corrections)
    squares = {CODES[letter]: box(x * 1000, y * 1000, x * 1000 + 1000, y * 1000 + 1000) for letter, x, y in PLACES}
    del squares[CODES["C"]]
    squares[CODES["B"]] = box(1000, 0, 3000, 1000)
    assert factories.deliver(city, outlines(squares, year=2025), "boundaries").state == "current"
    bring(city, {"feels_safe": {"A": 100, "B": 75, "D": 60, "E": 90, "F": 70}}, year=2025)
    draft = actions.new_version(model=ScoreModel.objects.in_use(city), by=None)
    ScoreTheme.objects.filter(model=draft, theme="social").update(weight=0.4)
    ScoreModel.objects.filter(pk=draft.pk).update(state="agreed")
    factories.run_jobs(city)


def test_with_every_cause_at_once_each_area_that_moved_has_exactly_one_reason(city):
    """An area whose rank is the same has no line at all; one that lost its rank, or is part of another, has."""
    before = newest(city)
    every_change(city)
    ranks = [dict(run.results.values_list("area__code", "rank")) for run in (before, newest(city))]
    assert ranks[1][CODES["F"]] is None
    assert CODES["C"] not in ranks[1]
    assert [letter for letter, code in CODES.items() if ranks[0][code] == ranks[1].get(code)] == ["B"]
    assert sorted(reasons(city)) == [
        ("A", Cause.FIGURES),
        ("C", Cause.BOUNDARIES),
        ("D", Cause.METHOD),
        ("E", Cause.CORRECTION),
        ("F", Cause.WEIGHTS),
    ]
    group = groups(city)["ranks"]
    told = Counter(line.link for line in [*group.lines, *group.unsure])
    assert told == Counter(
        [
            *(reverse("area", args=[city.slug, CODES[letter]]) for letter in "ADEF"),
            reverse("boundary_years", args=[city.slug]),
        ]
    )


def names_of(city: Partnership, letters: set[str]) -> list[str]:
    codes = [CODES[letter] for letter in letters]
    return list(Area.objects.of(city).filter(code__in=codes).values_list("name", flat=True))


def test_a_line_says_from_which_rank_to_which_and_links_to_the_area(city):
    corrected_on_two_themes(city)
    factories.run_jobs(city)
    [risen] = groups(city)["ranks"].lines
    with translation.override("en"):
        assert (risen.note, str(risen.cause)) == ("rank 5 → 2, now between rank 1 and 4", "corrected figures")
    assert risen.link == reverse("area", args=[city.slug, CODES["E"]])


def test_a_move_that_may_be_none_is_folded_and_names_no_rank_of_its_own(city, client: Client):
    """D was second and is fifth, and can still be second."""
    corrected_on_two_themes(city)
    factories.run_jobs(city)
    [fallen] = groups(city)["ranks"].unsure
    assert fallen.note == "now between rank 2 and 5"
    client.force_login(factories.member(city, "analyst"))
    client.cookies["django_language"] = "en"
    for page in ("changes", "start"):
        text = client.get(reverse(page, args=[city.slug])).content.decode()
        assert "1 move within the uncertainty" in text
        assert "rank 5 → 2, now between rank 1 and 4" in text
        assert "2 → 5" not in text


def test_an_area_that_got_its_rank_is_new_in_the_list(city):
    other_weights(city)
    ScoreRun.objects.of(city).update(created_at=ago(10))
    assert newest(city).results.get(area__code=CODES["F"]).rank is None
    bring(city, {"lonely": FIGURES["lonely"] | {"F": 30}})
    factories.run_jobs(city)
    [line] = [line for line in groups(city)["ranks"].lines if line.link.endswith(f"/{CODES['F']}/")]
    with translation.override("en"):
        assert (line.note.split(",")[0], str(line.cause)) == ("is new in the list", "new figures")


WIJKEN = (("poverty", 4, 16), ("lonely", 35, 45))  # indicator, south, north


def test_moves_of_wijken_are_told_beside_those_of_buurten(city):
    south, north = "WK015300", "WK015301"
    bring(city, {name: {south: low, north: high} for name, low, high in (*WIJKEN, ("feels_safe", 90, 60))})
    factories.run_jobs(city)
    ScoreRun.objects.of(city).update(created_at=ago(10))
    assert "wijken" not in groups(city)
    bring(city, {name: {south: high, north: low} for name, low, high in (*WIJKEN, ("feels_safe", 90, 60))})
    factories.run_jobs(city)
    found = groups(city)
    assert "ranks" not in found
    assert {(line.link, line.cause) for line in found["wijken"].lines} == {
        (reverse("area", args=[city.slug, code]), CAUSES[Cause.CORRECTION]) for code in (south, north)
    }


def test_what_changed_while_a_meeting_sat_is_news_to_the_next_one(squares):
    """Opened ten days ago, closed five days ago; the figures came in between."""
    opened_at = ago(10)
    Delivery.objects.of(squares).update(loaded_at=opened_at)
    Table(squares).meeting(state="closed", on=timezone.localdate(opened_at), opened_at=opened_at, closed_at=ago(5))
    assert groups(squares).keys() & {"figures", "ranks"} == set()
    corrected_figures(squares)
    factories.run_jobs(squares)
    between = ago(7)
    Delivery.objects.of(squares).filter(loaded_at__gt=opened_at).update(loaded_at=between)
    ScoreRun.objects.filter(pk=newest(squares).pk).update(created_at=between)
    assert {"figures", "ranks"} <= groups(squares).keys()


def test_figures_that_were_loaded_are_named_with_what_they_are_about(city):
    corrected_figures(city)
    [line] = [line for line in groups(city)["figures"].lines if re.search(r"\b2 figures changed", line.note)]
    assert line.note.startswith("Poverty")


def test_before_the_first_meeting_it_is_what_changed_in_sixty_days(db):
    partnership = factories.PartnershipFactory.create()
    since = ChangesPage(partnership).since
    assert since.meeting is None
    assert (timezone.now() - since.moment).days == 60


# Works, money and what parties do together.


@pytest.fixture
def table(partnership: Partnership) -> Table:
    closed(partnership)
    return laid(partnership)


def test_works_are_new_changed_or_cancelled(table):
    party = table.parties["Gemeente"]
    made = {name: work_of(table.partnership, party, name) for name in ("Oud", "Nieuw", "Anders", "Af")}
    Work.objects.filter(pk=made["Oud"].pk).update(changed_at=ago(10))
    Work.objects.filter(pk=made["Anders"].pk).update(version=2)
    Work.objects.filter(pk=made["Af"].pk).update(version=2, state="cancelled")
    assert said(table.partnership, "works") == [
        "cancelled Af: Gemeente · BU01530000 · 2028",
        "new Nieuw: Gemeente · BU01530000 · 2028 · planned",
        "changed Anders: Gemeente · BU01530000 · 2028 · planned",
    ]


def test_a_work_of_which_the_cost_begins_in_another_year_has_moved(table):
    manager, party = table.people["manager"], table.parties["Woonnoord"]
    agenda = opened(table.partnership, party)
    kept, moved = (measured(agenda, party, title, manager) for title in ("Blijft", "Schuift"))
    Work.objects.update(changed_at=ago(10))
    write(moved, manager, 2030, Decimal(1_000_000), 0)
    write(moved, manager, 2028, Decimal(0), 1)
    for year in (2028, 2028):
        write(kept, manager, year, Decimal(1_000_000), kept.years.get(year=2028).version)
    write(moved, manager, 2028, Decimal(0), moved.years.get(year=2028).version, unit="fte")
    [change] = changed_works(table.partnership, ago(5))
    assert (change.work, change.how, change.years) == (moved.work, "moved", (2028, 2030))


def test_what_a_party_brings_is_told_then_and_now(table):
    manager, party = table.people["manager"], table.parties["Woonnoord"]
    agenda = opened(table.partnership, party)
    committed(agenda, party, manager, 2028, 500_000)
    meeting = table.meeting(state="closed", on=timezone.localdate(), title="Vandaag")
    assert said(table.partnership, "money") == []
    committed(agenda, party, manager, 2028, 800_000, seen=1, note="Meer geld.")
    committed(agenda, party, manager, 2029, 100_000)
    [pledge] = changed_pledges(table.partnership, meeting.closed_at)
    assert pledge == Pledge(agenda, party, 500_000, 900_000)
    assert said(table.partnership, "money") == ["Woonnoord, Agenda Twekkelerveld: € 500,000 → € 900,000"]


def test_requests_are_told_as_they_stand(partnership):
    closed(partnership)
    here = street(partnership)
    talking(here)
    request = JoinRequest.objects.get()
    assert "sent" in " ".join(said(partnership, "together"))
    works.answer_request(request=request, by=here.operator, answer="refused", text="Geen geld")
    assert "refused" in " ".join(said(partnership, "together"))


def test_an_expired_request_asks_for_attention_and_one_of_long_ago_does_not(partnership):
    closed(partnership)
    talking(street(partnership))
    JoinRequest.objects.update(sent_at=ago(10), state="expired", due=timezone.localdate() - dt.timedelta(days=1))
    assert [line.late for line in groups(partnership)["together"].lines if line.chip == "request"] == [True]
    JoinRequest.objects.update(due=timezone.localdate() - dt.timedelta(days=9))
    assert [line for line in groups(partnership)["together"].lines if line.chip == "request"] == []


def test_a_bundle_says_how_many_parties_agree(partnership):
    closed(partnership)
    here = street(partnership)
    bundle = offered(here)
    say(here, bundle, here.planner, here.city)
    assert any("offered · 1 party agrees" in line for line in said(partnership, "together"))


def test_agreements_bids_and_signatures_are_told(table):
    fields = {"partnership": table.partnership, "year": 2027}
    agreement = Agreement.objects.create(title="Wonen", state="signing", **fields)
    Agreement.objects.filter(pk=agreement.pk).update(created_at=ago(10))
    assert "agreements" not in groups(table.partnership)
    agreement.signatories.create(party=table.parties["Gemeente"], signed_at=timezone.now())
    offered_bid = {"state": "offered", "offered_at": timezone.now(), "sha256": HASH}
    Bid.objects.create(party=table.parties["Woonnoord"], **fields, **offered_bid)
    assert said(table.partnership, "agreements")[0] == "Wonen 2027: to be signed"
    assert any("Gemeente signed “Wonen 2027”" in line for line in said(table.partnership, "agreements"))
    assert "bid Woonnoord 2027: offered" in said(table.partnership, "agreements")


def test_open_actions_are_told_and_late_ones_marked(table):
    today = timezone.localdate()
    meeting = table.meeting(state="open", on=today)
    for text, days in (("Bellen", -1), ("Tekenen", 3)):
        meeting.tasks.create(text=text, party=table.parties["Gemeente"], due=today + dt.timedelta(days=days))
    meeting.tasks.create(text="Klaar", party=table.parties["Gemeente"], due=today, done_at=timezone.now())
    assert [(line.text, line.late) for line in groups(table.partnership)["actions"].lines] == [
        ("Bellen", True),
        ("Tekenen", False),
    ]


def test_old_figures_are_named_with_their_period(city):
    sources = [
        source | {"period": 2001 if source["indicator"] == "poverty" else timezone.localdate().year}
        for source in newest(city).sources
    ]
    ScoreRun.objects.filter(pk=newest(city).pk).update(sources=sources)
    assert said(city, "old") == ["Poverty: 2001"]


def test_what_was_before_the_meeting_is_no_news(city):
    corrected_figures(city)
    factories.run_jobs(city)
    Table(city).meeting(state="closed", on=timezone.localdate(), title="Vandaag")
    assert set(groups(city)) <= {"old"}


def test_the_page_shows_every_group_once_with_its_count(city, client: Client):
    corrected_figures(city)
    factories.run_jobs(city)
    client.force_login(factories.member(city, "viewer"))
    client.cookies["django_language"] = "en"
    page = client.get(reverse("changes", args=[city.slug])).content.decode()
    assert "Since Kerngroep of" in page
    for group in groups(city).values():
        assert page.count(f'id="{group.key}"') == 1
        assert f"<b>{group.count}</b>" in page


def test_ten_times_the_works_and_events_cost_no_query_more(table):
    party, manager = table.parties["Woonnoord"], table.people["manager"]
    agenda = opened(table.partnership, party)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert groups(table.partnership)
        return len(queries)

    def more(count: int, start: int) -> None:
        for number in range(start, start + count):
            measure = measured(agenda, party, f"Werk {number}", manager)
            write(measure, manager, 2030, Decimal(1), 0)
            committed(
                agenda, party, manager, 2026 + number % 8, 1, funding="subsidy", seen=0 if number < 8 else number // 8
            )

    more(2, 0)
    few = asked()
    more(6, 2)
    assert AgendaEvent.objects.count() > 10
    assert asked() == few
