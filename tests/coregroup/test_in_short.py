"""The page in short: three areas in their groups, why, with what money, what is to be decided; on one A4."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from coregroup.models import Agreement
from coregroup.pages.in_short import InShort
from coregroup.pages.in_short_sheet import sheet
from datasets.models import Area
from dia.models import Agenda, LookBack
from sia import actions as sia_actions
from sia.models import AreaResult, ScoreRun, Snapshot
from tests import factories
from tests.coregroup.table import Table
from tests.dia.agenda_steps import committed, measured, opened
from tests.dia.bundled import offered, street
from tests.weighed import City, weighed_city

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def city(partnership) -> City:
    return weighed_city(partnership)


def advised(city: City, tranches: dict[int, int]) -> None:
    """By place of the area, the group of those that are advised a joint agenda; nobody else is."""
    city.run.results.update(advice="watch", tranche=None)
    for place, tranche in tranches.items():
        city.run.results.filter(area=city.areas[place]).update(advice="dia", tranche=tranche)


def names(city: City) -> list[tuple[str, list[str], list[str], bool]]:
    groups = InShort(city.partnership).groups
    return [(g.letter, [place.name for place in g.places], g.others, g.is_unsure) for g in groups]


def test_the_first_three_are_told_in_their_groups(city):
    advised(city, {4: 1, 3: 2, 2: 2})
    assert names(city) == [("A", ["Buurt 01"], [], False), ("B", ["Buurt 00", "Buurt 02"], [], True)]


def test_a_group_without_room_names_the_others_so_that_no_order_is_made_up(city):
    advised(city, {0: 1, 1: 1, 2: 1, 3: 1, 4: 1})
    [(letter, shown, others, unsure)] = names(city)
    assert (letter, len(shown), len(others), unsure) == ("A", 3, 2, True)


def test_without_a_joint_agenda_the_most_urgent_groups_are_told(city):
    advised(city, {})
    city.run.results.filter(rank__isnull=False).update(tranche=1)
    [(letter, shown, others, unsure)] = names(city)
    assert (letter, len(shown), len(others), unsure) == ("A", 3, 2, True)


def test_an_adopted_advice_goes_before_the_scores_of_now(city):
    advised(city, {4: 1})
    snapshot = Snapshot.objects.create(partnership=city.partnership, run=city.run, title="Maart", state="proposed")
    secretary = factories.member(city.partnership, "secretary")
    snapshot = sia_actions.adopt_snapshot(snapshot=snapshot, by=secretary, decision="Besloten.")
    newer = ScoreRun.objects.get(pk=city.run.pk)
    newer.pk = None
    newer.save()
    AreaResult.objects.create(run=newer, area=city.areas[0], advice="dia", urgency_coverage=1, potential_coverage=1)
    short = InShort(city.partnership)
    assert short.snapshot == snapshot
    assert [place.name for group in short.groups for place in group.places] == ["Buurt 01"]


def test_each_area_has_at_most_three_reasons_in_plain_words_with_the_city_beside(city):
    advised(city, {4: 1})
    with translation.override("en"):
        [group] = InShort(city.partnership).groups
    assert set(group.places[0].reasons) == {"Loneliness: 17\xa0%, city 10\xa0%", "Poverty: 17\xa0%, city 10\xa0%"}


def test_money_is_told_with_the_agenda_of_the_area(city):
    manager = factories.member(city.partnership, "budget_holder")
    party = manager.memberships.get().party
    agenda = opened(city.partnership, party)
    measured(agenda, party, "Renovatie", manager)
    committed(agenda, party, manager, 2028, 400_000)
    advised(city, {0: 1, 1: 1})
    with translation.override("en"):
        [group] = InShort(city.partnership).groups
        told = {place.code: [(m.committed, m.unfunded) for m in place.money] for place in group.places}
    assert told == {"BU01530000": [("€ 400,000", "€ 1,000,000")], "BU01530001": []}


def test_what_is_to_be_decided_stands_together(city):
    table = Table(city.partnership)
    here = street(city.partnership)
    bundle = offered(here)
    meeting = table.meeting(state="open", on=timezone.localdate())
    meeting.decisions.create(partnership=city.partnership, text="Wij beginnen.")
    agreement = Agreement.objects.create(partnership=city.partnership, year=2027, title="Wonen", state="signing")
    agreement.signatories.create(party=here.city)
    with translation.override("en"):
        asks = [ask.text for ask in InShort(city.partnership).asks]
    assert asks == ["Wij beginnen.", "Wonen 2027: 1 party has to sign", f"Consent to “{bundle}” in {bundle.year}"]


def test_the_last_closed_look_back_counts_what_was_kept_late_and_dropped(city):
    manager = factories.member(city.partnership, "budget_holder")
    party = manager.memberships.get().party
    agenda = opened(city.partnership, party)
    back = LookBack.objects.create(agenda=agenda, year=2026)
    for title, outcome in (("Een", "kept"), ("Twee", "kept"), ("Drie", "late")):
        measure = measured(agenda, party, title, manager)
        back.lines.create(measure=measure, outcome=outcome, reason="Daarom")
    assert InShort(city.partnership).look_back is None
    back.state, back.closed_at, back.shown = "closed", timezone.now(), {"format": 1}
    back.save()
    found = InShort(city.partnership).look_back
    assert (found.kept, found.late, found.dropped) == (2, 1, 0)


def test_the_page_says_so_where_there_is_nothing_yet(partnership):
    client = Client()
    client.force_login(factories.member(partnership, "viewer"))
    client.cookies["django_language"] = "en"
    page = client.get(reverse("in_short", args=[partnership.slug])).content.decode()
    assert "There is no advice yet." in page
    assert "Nothing is waiting for a decision." in page


# On paper


def test_the_a4_says_of_each_area_what_the_page_says(city):
    advised(city, {0: 1, 1: 1, 2: 1, 3: 1, 4: 2})
    city.run.robustness["mixes"] = {"rank": {"1": 2}}
    city.run.save()
    Agreement.objects.create(partnership=city.partnership, year=2025, title="Wonen", state="running")
    client = Client()
    client.force_login(factories.member(city.partnership, "viewer"))
    client.cookies["django_language"] = "en"
    page = " ".join(re.sub("<[^>]+>", "", client.get(in_short(city)).content.decode()).split())
    with translation.override("en"):
        made = sheet(InShort(city.partnership))
    assert made["places"][0]["reasons"]
    first = made["places"][0]
    assert first["group"].startswith("Group A, in no certain order")
    assert first["group"].endswith(". Also in it: Buurt 02")
    assert len(made["places"]) == 3
    told = [made["agreements"], made["asks"], *(row["reasons"] for row in made["places"])]
    for words in [
        *(row["name"] for row in made["places"]),
        first["group"],
        made["no_asks"],
        *(each for part in told for each in part),
    ]:
        assert " ".join(words.split()) in page, words


def test_it_is_one_page_with_the_longest_names_and_all_that_can_be_on_it(city):
    """Twelve measures, eight parties, twelve proposals; in both languages."""
    long = "Samenwerkingsgebied Noord-Oost-Twente en omgeving " * 4
    Area.objects.of(city.partnership).update(name=long[: Area._meta.get_field("name").max_length])
    manager = factories.member(city.partnership, "budget_holder")
    agenda = opened(city.partnership, manager.memberships.get().party)
    Agenda.objects.filter(pk=agenda.pk).update(name=long[: Agenda._meta.get_field("name").max_length])
    parties = [factories.PartyFactory.create(name=f"{long[:80]}{number}") for number in range(8)]
    for number in range(12):
        party = parties[number % 8]
        measure = {
            "kind": "sewer",
            "area_code": city.areas[0].code,
            "earliest": 2028,
            "preferred": 2028,
            "latest": 2028,
        }
        work = city.partnership.works.create(party=party, title=f"{long[:100]}{number}", direct_cost=10**9, **measure)
        agenda.measures.create(work=work)
    advised(city, {0: 1, 1: 1, 2: 1, 3: 1, 4: 1})
    meeting = Table(city.partnership).meeting(state="open", on=timezone.localdate())
    for _ in range(12):
        meeting.decisions.create(partnership=city.partnership, text=long * 2)
    client = Client()
    client.force_login(manager)
    for language in ("nl", "en"):
        client.cookies["django_language"] = language
        made = client.get(reverse("in_short_pdf", args=[city.partnership.slug])).content
        assert re.findall(rb"/Type/Pages/Count (\d+)", made) == [b"1"]
        assert f"/Lang({language})".encode() in made


def in_short(city: City) -> str:
    return reverse("in_short", args=[city.partnership.slug])
