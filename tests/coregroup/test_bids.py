"""Bids: written and offered by their own party, taken up by the core group, printed on one A4."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse

from accounts.editing import StaleEdit
from coregroup.actions import bids as actions
from coregroup.models import Bid, Subject
from coregroup.pages.bid_content import Content
from coregroup.pages.bid_sheet import sheet
from coregroup.pipeline.bids import body_of
from datasets.pipeline.grants import shared
from dia.models import Commitment, Work
from reports.bid import fit
from sia.pipeline.snapshots import canonical, fingerprint
from tests.coregroup.offer import TEXTS, YEAR, Offer, browser, offer, path, work

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def ours(partnership) -> Offer:
    return offer(partnership)


# Who may, and when


def test_a_draft_is_read_by_its_own_party_only(ours: Offer):
    for name in ("bid", "bid_pdf", "bid_figure"):
        assert browser(ours.secretary).get(path(ours, name)).status_code == 404
    assert browser(ours.manager).get(path(ours)).status_code == 200
    ours.offered()
    assert browser(ours.secretary).get(path(ours)).status_code == 200


def test_the_list_says_that_a_draft_is_there_and_leads_only_its_own_party_to_it(ours: Offer):
    address = reverse("agreement_list", args=[ours.partnership.slug])
    for user, leads in ((ours.manager, True), (ours.secretary, False)):
        page = browser(user).get(address).content.decode()
        assert "Woonnoord" in page
        assert (path(ours) in page) is leads


def test_a_corporation_begins_one_bid_a_year_and_nobody_else_does(ours: Offer):
    begin = {"partnership": ours.partnership, "by": ours.manager}
    made = actions.begin_bid(**begin, party=ours.party, year=2028)
    assert made.state == "draft"
    with pytest.raises(ValidationError, match="2028"):
        actions.begin_bid(**begin, party=ours.party, year=2028)
    with pytest.raises(PermissionDenied):
        actions.begin_bid(**begin, party=ours.table.parties["Gemeente"], year=2028)
    city = ours.table.parties["Gemeente"]
    with pytest.raises(ValidationError):
        actions.begin_bid(partnership=ours.partnership, by=ours.secretary, party=city, year=2028)


def test_a_bid_is_begun_on_its_page(ours: Offer):
    address = reverse("bid_add", args=[ours.partnership.slug])
    answer = browser(ours.manager).post(address, {"party": ours.party.pk, "year": YEAR + 1})
    made = Bid.objects.get(year=YEAR + 1)
    assert answer["Location"] == reverse("bid_write", args=[ours.partnership.slug, made.pk])
    assert browser(ours.manager).post(address, {"party": ours.party.pk, "year": YEAR + 1}).status_code == 422
    assert browser(ours.manager).post(address, {"party": ours.party.pk, "year": 1901}).status_code == 422


def test_only_its_own_party_writes_and_offers(ours: Offer):
    stranger = ours.table.person("rival", ours.table.party("Woonzuid", "corporation"), "budget_holder")
    writer = ours.table.person("relation", ours.party, "planner")
    now = ours.now()
    with pytest.raises(PermissionDenied):
        actions.write_bid(bid=now, by=stranger, seen=actions.texts_stamp(now), texts=TEXTS)
    actions.write_bid(bid=now, by=writer, seen=actions.texts_stamp(now), texts=TEXTS)
    with pytest.raises(PermissionDenied):
        actions.offer_bid(bid=ours.now(), by=writer, version=ours.now().version)
    with pytest.raises(PermissionDenied):
        actions.offer_bid(bid=ours.now(), by=stranger, version=ours.now().version)


def test_a_bid_without_a_word_is_not_offered(ours: Offer):
    with pytest.raises(ValidationError):
        actions.offer_bid(bid=ours.now(), by=ours.manager, version=1)
    assert ours.now().state == "draft"


def test_what_is_offered_is_written_down_with_its_fingerprint_and_stays(ours: Offer):
    bid = ours.offered()
    body = json.loads(bid.body)
    assert bid.sha256 == fingerprint(canonical(body)) == fingerprint(bid.body)
    assert body["texts"] == TEXTS
    assert "manager" not in bid.body.lower(), "no person is named in what cannot be changed"
    with pytest.raises(ValidationError):
        actions.write_bid(bid=bid, by=ours.manager, seen=actions.texts_stamp(bid), texts={"supply": "Toch anders."})
    assert browser(ours.manager).get(path(ours, "bid_write")).status_code == 409


def test_a_bid_that_is_not_what_was_offered_says_so_and_is_not_printed(ours: Offer):
    ours.offered()
    Bid.objects.filter(pk=ours.bid.pk).update(state="draft", sha256="", offered_at=None)
    broken = {"state": "offered", "sha256": "0" * 64, "offered_at": "2026-07-01T12:00:00Z", "body": "{}"}
    Bid.objects.filter(pk=ours.bid.pk).update(**broken)
    assert 'role="alert"' in browser(ours.manager).get(path(ours)).content.decode()
    assert browser(ours.manager).get(path(ours, "bid_pdf")).status_code == 409


def test_a_bid_goes_from_offered_over_discussed_into_an_agreement(ours: Offer):
    bid, agreement = ours.discussed(), ours.agreement()
    before = agreement.version
    absorbed = actions.absorb_bid(bid=bid, by=ours.secretary, version=bid.version, agreement=agreement)
    agreement.refresh_from_db()
    assert (absorbed.state, absorbed.agreement) == ("absorbed", agreement)
    assert agreement.version == before + 1, "who is about to sign an older text is told"
    with pytest.raises(ValidationError):
        actions.take_back_bid(bid=absorbed, by=ours.manager, version=absorbed.version)


@pytest.mark.parametrize("state", ["signing", "running", "ended"])
def test_no_bid_slips_into_an_agreement_that_is_being_signed_or_runs(ours: Offer, state):
    bid, agreement = ours.discussed(), ours.agreement(state=state)
    with pytest.raises(ValidationError):
        actions.absorb_bid(bid=bid, by=ours.secretary, version=bid.version, agreement=agreement)
    assert ours.now().state == "discussed"


def test_taken_back_it_is_a_draft_again_and_keeps_its_texts(ours: Offer):
    bid = ours.discussed()
    back = actions.take_back_bid(bid=bid, by=ours.manager, version=bid.version)
    assert (back.state, back.body, back.sha256, back.offered_at) == ("draft", "", "", None)
    assert body_of(back)["texts"] == TEXTS


def test_only_who_leads_says_that_it_is_discussed(ours: Offer):
    bid = ours.offered()
    with pytest.raises(PermissionDenied):
        actions.discuss_bid(bid=bid, by=ours.manager, version=bid.version)


def test_a_step_on_an_older_version_changes_nothing(ours: Offer):
    bid = ours.offered()
    with pytest.raises(StaleEdit):
        actions.take_back_bid(bid=bid, by=ours.manager, version=bid.version - 1)
    answer = browser(ours.manager).post(path(ours, "bid_take_back"), {"version": bid.version - 1})
    assert answer.status_code == 409
    assert ours.now().state == "offered"


def test_the_steps_on_the_page(ours: Offer):
    ours.written()
    director, lead, agreement = browser(ours.manager), browser(ours.secretary), ours.agreement()
    assert director.post(path(ours, "bid_offer"), {"version": ours.now().version}).status_code == 302
    assert lead.post(path(ours, "bid_discuss"), {"version": ours.now().version}).status_code == 302
    assert lead.post(path(ours, "bid_absorb"), {"version": ours.now().version}).status_code == 422
    whole = {"version": ours.now().version, "agreement": agreement.pk}
    assert lead.post(path(ours, "bid_absorb"), whole).status_code == 302
    assert ours.now().state == "absorbed"
    assert director.post(path(ours, "bid_take_back"), {"version": ours.now().version}).status_code == 409


# Writing at once


def test_who_writes_on_older_texts_is_shown_both_and_loses_nothing(ours: Offer):
    client, seen = browser(ours.manager), actions.texts_stamp(ours.bid)
    ours.written(supply="Van mijn collega.")
    mine = {**TEXTS, "supply": "Van mij.", "seen": seen}
    answer = client.post(path(ours, "bid_write"), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Van mijn collega." in page
    assert "Van mij." in page
    assert body_of(ours.now())["texts"]["supply"] == "Van mijn collega."
    again = client.post(path(ours, "bid_write"), {**mine, "seen": answer.context["stamp"]})
    assert again.status_code == 302
    assert body_of(ours.now())["texts"]["supply"] == "Van mij."


def test_a_text_has_at_most_1000_characters_and_a_line_end_counts_once(ours: Offer):
    client, seen = browser(ours.manager), actions.texts_stamp(ours.bid)
    too_long = client.post(path(ours, "bid_write"), {**TEXTS, "supply": "a" * 1001, "seen": seen})
    assert too_long.status_code == 422
    text = "a\r\n" * 499 + "ab"  # 1000 with one character a line end
    assert client.post(path(ours, "bid_write"), {**TEXTS, "supply": text, "seen": seen}).status_code == 302
    assert len(body_of(ours.now())["texts"]["supply"]) == 1000


def test_before_offering_the_page_says_which_texts_are_cut_and_by_how_much(ours: Offer):
    client = browser(ours.manager)
    ours.written()
    assert client.get(path(ours)).context["page"].cuts == []
    long = dict.fromkeys(Subject.values, "Woorden over wonen. " * 50)
    ours.written(**long)
    content = Content(body_of(ours.now()), shared(ours.now().partnership))
    _fitted, cut = fit(sheet(ours.now(), content), language="nl")
    page = client.get(path(ours))
    assert [each.subject for each in cut] == Subject.values
    assert len(page.context["page"].cuts) == 5
    assert f"{cut[0].shown}" in page.context["page"].cuts[0][1]
    assert f"{cut[0].of - cut[0].shown}" in client.get(path(ours, "bid_write")).context["form"]["supply"].help_text


def test_the_page_says_too_which_works_and_names_have_no_place_on_the_a4(ours: Offer):
    ours.written()
    for number in range(11):
        work(ours.partnership, ours.party, f"Werk {number}", "sewer", ours.areas[0], direct_cost=1_000)
    assert said_of(ours) == [("Works", "12 of 14 fit")]
    work(ours.partnership, ours.party, "Heel " * 30, "sewer", ours.areas[0], direct_cost=2_000_000)
    assert said_of(ours) == [("Works", "12 of 15 fit, names are shortened")]


def said_of(ours: Offer) -> list[tuple[str, str]]:
    """What its page says that is cut, in English."""
    client = browser(ours.manager)
    client.cookies["django_language"] = "en"
    page = client.get(path(ours))
    cuts = page.context["page"].cuts
    assert all(words in page.content.decode() for _part, words in cuts)
    return list(cuts)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_texts_at_once_one_is_told(partnership):
    ours = offer(partnership)
    seen, first_wrote = actions.texts_stamp(ours.bid), Event()

    def second() -> str:
        try:
            first_wrote.wait(5)
            actions.write_bid(bid=ours.bid, by=ours.manager, seen=seen, texts={"supply": "Tweede."})
        except StaleEdit:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.write_bid(bid=ours.bid, by=ours.manager, seen=seen, texts={"supply": "Eerste."})
            first_wrote.set()
            waiting = pool.submit(second)
        assert waiting.result(10) == "told"
    assert body_of(ours.now())["texts"]["supply"] == "Eerste."


# On paper


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_a4_comes_in_the_language_of_the_reader(ours: Offer, language):
    ours.offered()
    client = browser(ours.table.people["viewer"])
    client.cookies["django_language"] = language
    answer = client.get(path(ours, "bid_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert b"/Type/Pages/Count 1" in answer.content
    assert f"/Lang({language})".encode() in answer.content


def test_an_offered_bid_is_printed_the_same_whatever_happens_after_it(ours: Offer):
    ours.offered()
    client = browser(ours.manager)
    before = client.get(path(ours, "bid_pdf")).content
    Work.objects.all().update(direct_cost=1)
    Commitment.objects.all().update(state="lapsed")
    assert client.get(path(ours, "bid_pdf")).content == before
