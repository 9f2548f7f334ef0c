"""The screens of covenants and of access: from a draft to its end, in words; refusals with a sentence and nothing changed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from datasets.models import AccessEvent, AccessRequest, Covenant, Dataset
from datasets.pipeline.covenants import covenant_stamp
from tests.datasets.sealed import Sealed, covenant, sealed_city
from tests.days import in_days, today
from tests.factories import PartnershipFactory, member
from tests.shared_city import fresh_copy

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture(scope="module")
def sealed(module_db: None) -> Sealed:
    """Once for all tests of this file."""
    return sealed_city(PartnershipFactory.create())


@pytest.fixture
def here(sealed: Sealed, db: None) -> Sealed:
    return fresh_copy(sealed)


@pytest.fixture
def secretary(here: Sealed) -> User:
    return member(here.partnership, "secretary", party=here.town)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def at(here: Sealed, name: str, *args: Any) -> str:
    return reverse(name, args=[here.partnership.slug, *args])


def filled(here: Sealed, **fields: Any) -> dict[str, Any]:
    usual = {
        "title": "Convenant",
        "purpose": "Samen kiezen.",
        "since": today(),
        "review_on": today() + timedelta(days=300),
        "parties": [here.owner.pk, here.town.pk],
    }
    return {**usual, **fields}


def drafted(here: Sealed, secretary: User) -> Covenant:
    answer = browser(secretary).post(at(here, "covenant_add"), filled(here))
    assert answer.status_code == 302
    return Covenant.objects.latest("pk")


def test_who_shows_its_places_is_part_of_the_text_that_is_signed(here: Sealed, secretary: User):
    made, write = drafted(here, secretary), browser(secretary)
    form, before = at(here, "covenant_edit", made.pk), covenant_stamp(made)
    other = member(here.partnership, "viewer").memberships.get().party
    refused = write.post(form, filled(here, seen=before, showing=[other.pk]))
    assert refused.status_code == 422
    assert "Only a party to this covenant can show its places here." in refused.content.decode()
    assert write.post(form, filled(here, seen=before, showing=[here.owner.pk])).status_code == 302
    made = Covenant.objects.get(pk=made.pk)
    assert covenant_stamp(made) != before
    page = write.get(at(here, "covenant", made.pk)).content.decode()
    assert "Woonnoord shows the places of its confidential works to the other parties." in page
    assert "Nothing is shared yet" not in page
    assert "places of confidential works" in write.get(at(here, "covenant_list")).content.decode()


def test_from_a_draft_to_its_end_on_the_screens(here: Sealed, secretary: User):
    made, write = drafted(here, secretary), browser(secretary)
    page = write.get(at(here, "covenant", made.pk)).content.decode()
    assert "Nothing is shared yet. Add a dataset" in page
    choose = at(here, "covenant_clause", made.pk) + f"?dataset={here.dataset.pk}"
    assert here.indicator.name in write.get(choose).content.decode()
    given = {"seen": covenant_stamp(made), "levels": ["buurt"], "roles": ["analyst"], "indicators": [here.indicator.pk]}
    assert write.post(choose, given).status_code == 302
    signers = [(here.owner, member(here.partnership, "budget_holder", party=here.owner)), (here.town, secretary)]
    for party, signer in signers:
        client = browser(signer)
        assert "waits for your signature" in client.get(at(here, "covenant", made.pk)).content.decode()
        signed = client.post(at(here, "covenant_sign", made.pk), {"party": party.pk, "seen": covenant_stamp(made)})
        assert signed.status_code == 302
    page = write.get(at(here, "covenant", made.pk)).content.decode()
    assert "in force" in page
    assert "Make a new version" in page
    assert write.post(at(here, "covenant_edit", made.pk), filled(here, title="Anders")).status_code == 409
    area = at(here, "area", here.city.areas[0].code)
    assert "73.4" in browser(here.reader).get(area).content.decode()
    assert (
        "say why the covenant ends"
        in write.post(at(here, "covenant_end", made.pk), {"reason": ""}).content.decode().lower()
    )
    assert write.post(at(here, "covenant_end", made.pk), {"reason": "Klaar."}).status_code == 302
    after = browser(here.reader).get(area).content.decode()
    assert "73.4" not in after
    assert "not covered by your covenant" in after
    assert "Klaar." in write.get(at(here, "covenant", made.pk)).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "This field is required"),
        ({"parties": []}, "at least two parties"),
        ({"until": -1}, "cannot end before it begins"),
        ({"review_on": 0}, "a day after the first one"),
        ({"since": "morgen"}, "Enter a valid date"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(here: Sealed, secretary: User, fields, sentence):
    days = {name: in_days(value) for name, value in fields.items() if isinstance(value, int)}
    answer = browser(secretary).post(at(here, "covenant_add"), filled(here, **{**fields, **days}))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Covenant.objects.exists()


def test_a_party_alone_makes_no_covenant_and_a_title_is_given_once(here: Sealed, secretary: User):
    write = browser(secretary)
    alone = write.post(at(here, "covenant_add"), filled(here, parties=[here.town.pk]))
    assert (alone.status_code, Covenant.objects.count()) == (422, 0)
    drafted(here, secretary)
    again = write.post(at(here, "covenant_add"), filled(here))
    assert again.status_code == 422
    assert "this title already" in again.content.decode()


def test_who_saves_on_an_older_text_is_shown_what_stands_and_loses_nothing(here: Sealed, secretary: User):
    made, write = drafted(here, secretary), browser(secretary)
    seen = covenant_stamp(made)
    assert write.post(at(here, "covenant_edit", made.pk), filled(here, title="Eerst", seen=seen)).status_code == 302
    late = write.post(at(here, "covenant_edit", made.pk), filled(here, title="Later", seen=seen))
    assert late.status_code == 409
    text = late.content.decode()
    assert "Somebody was first" in text
    assert "Eerst" in text
    assert "Later" in text
    made.refresh_from_db()
    assert made.title == "Eerst"
    stamp = re.search(r'name="seen" value="([0-9a-f]{16})"', text)
    assert stamp is not None
    saved = write.post(at(here, "covenant_edit", made.pk), filled(here, title="Later", seen=stamp[1]))
    assert saved.status_code == 302


def test_a_text_that_changed_is_not_signed_and_an_old_step_says_so(here: Sealed, secretary: User):
    made, write = drafted(here, secretary), browser(secretary)
    for name in ("covenant_sign", "covenant_remove"):
        answer = write.post(at(here, name, made.pk), {"party": here.town.pk, "seen": "x"})
        assert answer.status_code == 409
    assert write.post(at(here, "covenant_sign", made.pk), {"party": "x"}).status_code == 422
    assert write.post(at(here, "covenant_remove", made.pk), {"seen": covenant_stamp(made)}).status_code == 302
    assert not Covenant.objects.exists()


def test_a_clause_is_written_and_left_out(here: Sealed, secretary: User):
    made, write = drafted(here, secretary), browser(secretary)
    choose = at(here, "covenant_clause", made.pk)
    assert write.get(choose).status_code == 422
    assert write.get(choose + "?dataset=999999").status_code == 422
    named = choose + f"?dataset={here.dataset.pk}"
    empty = write.post(named, {"seen": covenant_stamp(made)})
    assert empty.status_code == 422
    assert "at least one level" in empty.content.decode()
    write.post(named, {"seen": covenant_stamp(made), "levels": ["buurt"], "roles": ["analyst"]})
    stale = write.post(named, {"seen": "x", "levels": ["wijk"], "roles": ["analyst"]})
    assert stale.status_code == 409
    clause = made.clauses.get()
    assert clause.levels == ["buurt"]
    gone = write.post(at(here, "covenant_clause_remove", made.pk, clause.pk), {"seen": covenant_stamp(made)})
    assert gone.status_code == 302
    assert not made.clauses.exists()


def test_a_review_is_written_down_with_the_next_one(here: Sealed, secretary: User):
    made, write = covenant(here.partnership, here.dataset, [here.owner, here.town]), browser(secretary)
    form = {"held_on": today(), "outcome": "Blijft.", "next_on": today()}
    assert "a day after the review" in write.post(at(here, "covenant_review", made.pk), form).content.decode()
    form["next_on"] = today() + timedelta(days=365)
    assert write.post(at(here, "covenant_review", made.pk), form).status_code == 302
    assert "Blijft." in write.get(at(here, "covenant", made.pk)).content.decode()


def test_a_new_version_is_made_on_the_page(here: Sealed, secretary: User):
    made = covenant(here.partnership, here.dataset, [here.owner, here.town])
    browser(secretary).post(at(here, "covenant_replace", made.pk))
    assert made.replaced_by.clauses.get().dataset == here.dataset


def test_who_can_see_this_and_why(here: Sealed):
    page = browser(here.other).get(at(here, "dataset_readers", here.dataset.pk)).content.decode()
    assert page.count("owns it") == 1
    assert page.count("cannot see it") == 2
    covenant(here.partnership, here.dataset, [here.owner, here.town], levels=["buurt"])
    page = browser(here.other).get(at(here, "dataset_readers", here.dataset.pk)).content.decode()
    assert "buurt; all indicators; as analyst" in page
    assert page.count("cannot see it") == 1
    Dataset.objects.filter(pk=here.dataset.pk).update(covenant_required=False)
    page = browser(here.other).get(at(here, "dataset_readers", here.dataset.pk)).content.decode()
    assert page.count("open to the whole partnership") == 3


def test_the_catalogue_is_open_and_says_whom_to_ask(here: Sealed):
    page = browser(here.other).get(at(here, "data")).content.decode()
    assert "Huurachterstanden" in page
    assert "under a covenant" in page
    page = browser(here.other).get(at(here, "dataset", here.dataset.pk)).content.decode()
    assert "Woonnoord decides who does" in page
    assert "Ask for access" in page


def test_access_is_asked_for_and_answered(here: Sealed):
    ask = at(here, "access_ask", here.dataset.pk)
    party = here.other.memberships.get().party
    assert browser(here.other).post(ask, {"party": party.pk}).status_code == 422
    assert browser(here.other).post(ask, {"party": here.owner.pk, "reason": "x"}).status_code == 422
    assert browser(here.other).post(ask, {"party": party.pk, "reason": "Voor de wijk."}).status_code == 302
    twice = browser(here.other).post(ask, {"party": party.pk, "reason": "Voor de wijk."})
    assert "asked for this already" in twice.content.decode()
    asked = AccessRequest.objects.get()
    reply = at(here, "access_answer", asked.pk)
    assert browser(here.reader).post(reply, {"answer": "Ja."}).status_code == 403
    assert browser(here.keeper).post(reply, {"answer": ""}).status_code == 422
    assert "Voor de wijk." in browser(here.keeper).get(at(here, "covenant_list")).content.decode()
    assert browser(here.keeper).post(reply, {"answer": "Wij tekenen een convenant."}).status_code == 302
    assert browser(here.keeper).post(reply, {"answer": "Nog eens."}).status_code == 409
    assert (
        "Wij tekenen een convenant." in browser(here.other).get(at(here, "dataset", here.dataset.pk)).content.decode()
    )


def test_a_dataset_is_closed_and_opened_by_who_signs_for_its_owner(here: Sealed, secretary: User):
    switch = at(here, "dataset_close", here.dataset.pk)
    assert browser(secretary).post(switch, {"required": "no"}).status_code == 403
    signer = browser(member(here.partnership, "budget_holder", party=here.owner))
    assert signer.post(switch, {"required": "no"}).status_code == 302
    assert not Dataset.objects.get(pk=here.dataset.pk).covenant_required
    assert signer.post(switch, {"required": "yes"}).status_code == 302
    assert Dataset.objects.get(pk=here.dataset.pk).covenant_required


def test_the_log_shows_an_owner_its_own_and_an_administrator_all(here: Sealed):
    covenant(here.partnership, here.dataset, [here.owner, here.town])
    browser(here.reader).get(at(here, "area", here.city.areas[0].code))
    chief = member(here.partnership, "administrator", party=here.other.memberships.get().party)
    for user, sees in ((here.keeper, True), (chief, True), (here.other, False)):
        page = browser(user).get(at(here, "access_log")).content.decode()
        assert (here.reader.name in page) is sees
        file = browser(user).get(at(here, "access_log_file") + "?format=data").content.decode()
        assert (here.reader.name in file) is sees
        assert "73.4" not in page + file


def test_the_summary_for_the_yearly_review_counts_people_days_and_files(here: Sealed, secretary: User):
    made = covenant(here.partnership, here.dataset, [here.owner, here.town])
    looks = {"partnership": here.partnership, "dataset": here.dataset, "party": here.town}
    for days, user in ((0, here.reader), (1, here.reader), (1, secretary), (90, here.reader)):
        AccessEvent.objects.create(**looks, user=user, kind="seen", at=timezone.now() - timedelta(days=days))
    AccessEvent.objects.create(**looks, user=here.reader, kind="exported", purpose="Rapport", level="buurt")
    file = browser(here.other).get(at(here, "access_summary_file", made.pk) + "?format=data").content.decode()
    assert file.splitlines() == [
        "party,people,days,files,purposes",
        "Gemeente,2,3,1,Rapport (1)",
        "Woonnoord,0,0,0,",
    ]
