"""What parties say of an area and take up: each for itself, kept readable, and never lost to somebody who was faster."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Partnership, Party, User
from sia import actions
from sia.models import Bottleneck, Interpretation, Opportunity
from tests import factories
from tests.shared_city import fresh_copy
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(module_db: None) -> City:
    """Once for all tests of this file."""
    return weighed_city(factories.PartnershipFactory.create())


@pytest.fixture
def city(made: City, db: None) -> City:
    return fresh_copy(made)


@pytest.fixture
def partnership(city: City) -> Partnership:
    return city.partnership


@pytest.fixture
def corporation() -> Party:
    return factories.PartyFactory.create(name="Corporatie Oost")


@pytest.fixture
def municipality() -> Party:
    return factories.PartyFactory.create(name="Gemeente")


@pytest.fixture
def planner(partnership: Partnership, corporation: Party) -> User:
    return factories.member(partnership, "planner", party=corporation)


@pytest.fixture
def secretary(partnership: Partnership, municipality: Party) -> User:
    return factories.member(partnership, "secretary", party=municipality)


@pytest.fixture
def bottleneck(city: City, planner: User, corporation: Party) -> Bottleneck:
    return actions.name_bottleneck(
        area=city.areas[0], by=planner, party=corporation, text="Kinderen kunnen niet zwemmen", theme="health"
    )


@pytest.fixture
def opportunity(bottleneck: Bottleneck, planner: User) -> Opportunity:
    return actions.add_opportunity(bottleneck=bottleneck, by=planner, text="Gratis zwemles")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def address(city: City, name: str, *arguments: object) -> str:
    return reverse(name, args=[city.partnership.slug, city.areas[0].code, *arguments])


def page(city: City, user: User) -> str:
    return browser(user).get(address(city, "area")).content.decode()


def test_an_interpretation_is_added_for_the_own_party_and_stands_on_the_page(city, planner, corporation):
    answer = browser(planner).post(
        address(city, "note_add"), {"kind": "nuance", "text": "De flats gaan weg.", "effect": "Wacht een jaar."}
    )
    assert answer["Location"] == address(city, "area") + "#interpretation"
    note = Interpretation.objects.get()
    assert (note.party, note.author, note.kind) == (corporation, planner, "nuance")
    shown = page(city, planner)
    for words in ("De flats gaan weg.", "Wacht een jaar.", "adds a nuance", "Corporatie Oost", planner.name):
        assert words in shown


def test_who_speaks_for_two_parties_chooses_one(city, partnership, planner, municipality):
    partnership.seats.create(party=municipality)
    Membership.objects.create(user=planner, partnership=partnership, party=municipality, role="secretary")
    told = {"kind": "confirm", "text": "Zo is het."}
    refused = browser(planner).post(address(city, "note_add"), told)
    assert refused.status_code == 422
    assert "Choose the party that you speak for." in refused.content.decode()
    browser(planner).post(address(city, "note_add"), told | {"party": municipality.pk})
    assert Interpretation.objects.get().party == municipality


def test_a_party_that_only_looks_on_is_no_party_to_speak_for(city, partnership, planner, corporation, municipality):
    """A viewer of one party and a planner of another speaks for the second."""
    partnership.seats.create(party=municipality)
    Membership.objects.create(user=planner, partnership=partnership, party=municipality, role="viewer")
    browser(planner).post(address(city, "note_add"), {"kind": "confirm", "text": "Zo is het."})
    assert Interpretation.objects.get().party == corporation
    with pytest.raises(PermissionDenied):
        actions.interpret(area=city.areas[0], by=planner, party=municipality, kind="confirm", text="Toch.")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"kind": "confirm", "text": "   "}, "What you know: This field is required."),
        ({"kind": "", "text": "Iets"}, "This field is required."),
        ({"kind": "other", "text": "Iets"}, "Select a valid choice."),
        ({"kind": "confirm", "text": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_a_form_that_will_not_do_says_what_to_mend_and_keeps_nothing(city, planner, told, sentence):
    answer = browser(planner).post(address(city, "note_add"), told)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Interpretation.objects.exists()


def test_a_second_click_adds_no_second_note(city, planner):
    told = {"kind": "confirm", "text": "Zo is het."}
    browser(planner).post(address(city, "note_add"), told)
    assert browser(planner).post(address(city, "note_add"), told).status_code == 422
    assert Interpretation.objects.count() == 1


def test_a_withdrawn_note_stays_readable_under_withdrawn(city, planner, corporation):
    note = actions.interpret(area=city.areas[0], by=planner, party=corporation, kind="correct", text="Oud nieuws.")
    browser(planner).post(address(city, "note_withdraw", note.pk))
    shown = page(city, planner)
    assert "No party has said yet" in shown
    assert "1 withdrawn interpretation" in shown
    assert "<s>Oud nieuws.</s>" in shown
    first = Interpretation.objects.get().withdrawn_at
    browser(planner).post(address(city, "note_withdraw", note.pk))
    assert Interpretation.objects.get().withdrawn_at == first


def test_another_partys_note_is_not_withdrawn(city, planner, secretary, corporation):
    note = actions.interpret(area=city.areas[0], by=planner, party=corporation, kind="confirm", text="Zo is het.")
    withdraw = address(city, "note_withdraw", note.pk)
    assert withdraw in page(city, planner)
    assert withdraw not in page(city, secretary)
    assert browser(secretary).post(withdraw).status_code == 403
    assert Interpretation.objects.standing().exists()


def test_a_viewer_reads_everything_and_is_offered_nothing(city, viewer, opportunity):
    shown = page(city, viewer)
    assert "Gratis zwemles" in shown
    for name in ("note_add", "bottleneck_add"):
        assert address(city, name) not in shown
    for name in ("opportunity_take_up", "opportunity_hand_back"):
        assert address(city, name, opportunity.pk) not in shown


def test_what_nobody_has_found_or_taken_up_is_seen(city, planner, bottleneck):
    assert "No chance has been found yet." in page(city, planner)
    actions.add_opportunity(bottleneck=bottleneck, by=planner, text="Gratis zwemles")
    shown = page(city, planner)
    assert "0 of 1 chance is taken up." in shown
    assert shown.count("chip--none") == 2  # nothing there yet, nobody yet


def test_an_opportunity_names_what_is_there_and_who_takes_it_up(city, planner, corporation, bottleneck):
    answer = browser(planner).post(
        address(city, "opportunity_add", bottleneck.pk),
        {"text": "Gratis zwemles", "asset": city.asset.pk, "activity": "", "taken_up_by": corporation.pk},
    )
    assert answer["Location"] == address(city, "area") + "#opportunities"
    made = Opportunity.objects.get()
    assert (made.asset, made.taken_up_by) == (city.asset, corporation)
    assert "1 of 1 chance is taken up." in page(city, planner)


def test_only_an_asset_within_reach_can_be_named(city, planner, corporation):
    """The club reaches 800 m: not to the third square."""
    far = city.areas[2]
    elsewhere = actions.name_bottleneck(area=far, by=planner, party=corporation, text="Niets te doen", theme="social")
    where = reverse("opportunity_add", args=[city.partnership.slug, far.code, elsewhere.pk])
    answer = browser(planner).post(where, {"text": "Voetbal", "asset": city.asset.pk})
    assert answer.status_code == 422
    assert not Opportunity.objects.exists()


def test_an_opportunity_cannot_be_laid_at_another_partys_door(city, planner, municipality, partnership, bottleneck):
    partnership.seats.create(party=municipality)
    where = address(city, "opportunity_add", bottleneck.pk)
    assert browser(planner).post(where, {"text": "Zwemles", "taken_up_by": municipality.pk}).status_code == 422
    with pytest.raises(PermissionDenied):
        actions.add_opportunity(bottleneck=bottleneck, by=planner, text="Zwemles", taken_up_by=municipality)
    assert not Opportunity.objects.exists()


def test_a_party_takes_up_and_hands_back_for_itself(city, planner, corporation, opportunity):
    browser(planner).post(address(city, "opportunity_take_up", opportunity.pk), {"party": corporation.pk})
    assert Opportunity.objects.get().taken_up_by == corporation
    browser(planner).post(address(city, "opportunity_hand_back", opportunity.pk))
    assert Opportunity.objects.get().taken_up_by is None


def test_the_only_party_need_not_be_named(city, planner, corporation, opportunity):
    browser(planner).post(address(city, "opportunity_take_up", opportunity.pk))
    assert Opportunity.objects.get().taken_up_by == corporation


@pytest.mark.parametrize("given", ["0", "nonsense"])
def test_a_party_that_is_not_the_users_own_is_not_committed(city, planner, opportunity, given):
    answer = browser(planner).post(address(city, "opportunity_take_up", opportunity.pk), {"party": given})
    assert answer.status_code == 409
    assert "You can commit your own party only." in answer.content.decode()
    assert Opportunity.objects.get().taken_up_by is None


def test_who_comes_second_is_told_who_was_first(city, planner, secretary, corporation, opportunity):
    actions.take_up(opportunity=opportunity, by=planner, party=corporation)
    answer = browser(secretary).post(address(city, "opportunity_take_up", opportunity.pk))
    assert answer.status_code == 409
    assert "Corporatie Oost has taken this up already. Speak with them first." in answer.content.decode()
    assert Opportunity.objects.get().taken_up_by == corporation


def test_another_partys_commitment_is_not_handed_back(city, planner, secretary, corporation, opportunity):
    actions.take_up(opportunity=opportunity, by=planner, party=corporation)
    assert address(city, "opportunity_hand_back", opportunity.pk) not in page(city, secretary)
    assert browser(secretary).post(address(city, "opportunity_hand_back", opportunity.pk)).status_code == 403
    assert Opportunity.objects.get().taken_up_by == corporation


def test_a_closed_bottleneck_leaves_the_chain_and_takes_no_more_opportunities(city, planner, bottleneck, opportunity):
    browser(planner).post(address(city, "bottleneck_close", bottleneck.pk))
    shown = page(city, planner)
    assert "1 closed bottleneck" in shown
    assert "chances are taken up" not in shown
    answer = browser(planner).post(address(city, "opportunity_add", bottleneck.pk), {"text": "Zwemfiets"})
    assert answer.status_code == 409
    assert "This bottleneck is closed." in answer.content.decode()
    with pytest.raises(ValidationError):
        actions.hand_back(opportunity=opportunity, by=planner)


def test_a_bottleneck_is_named_once(city, planner, bottleneck):
    told = {"text": "Kinderen kunnen niet zwemmen", "theme": "health"}
    answer = browser(planner).post(address(city, "bottleneck_add"), told)
    assert answer.status_code == 422
    assert "stands in the list already" in answer.content.decode()
    browser(planner).post(address(city, "bottleneck_add"), told | {"text": "Te warm in de zomer", "theme": "climate"})
    assert [each.theme for each in Bottleneck.objects.all()] == ["climate", "health"]


def test_what_belongs_to_another_area_does_not_exist_here(city, planner, bottleneck, opportunity):
    there = [city.partnership.slug, city.areas[1].code]
    for name, pk in (
        ("bottleneck_close", bottleneck.pk),
        ("opportunity_take_up", opportunity.pk),
        ("opportunity_hand_back", opportunity.pk),
    ):
        assert browser(planner).post(reverse(name, args=[*there, pk])).status_code == 404


def test_what_people_wrote_is_shown_as_text(city, planner, corporation):
    actions.interpret(area=city.areas[0], by=planner, party=corporation, kind="confirm", text="<script>x</script>")
    assert "<script>x" not in page(city, planner)
    assert re.search(r"&lt;script&gt;x", page(city, planner))


def test_more_notes_and_opportunities_cost_no_query_more(city, planner, corporation, django_assert_max_num_queries):
    counts = []
    for number in (1, 12):
        for place in range(number):
            said = {"area": city.areas[0], "by": planner, "party": corporation}
            actions.interpret(**said, kind="confirm", text=f"Klopt {place}")
            named = actions.name_bottleneck(**said, text=f"Knelpunt {number} {place}", theme="health")
            actions.add_opportunity(
                bottleneck=named, by=planner, text="Kans", asset=city.asset, taken_up_by=corporation
            )
            actions.add_opportunity(bottleneck=named, by=planner, text="Nog een kans")
        page(city, planner)
        with django_assert_max_num_queries(50) as asked:
            page(city, planner)
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
