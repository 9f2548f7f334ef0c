"""Tokens for programs: they read what their owner may see at that moment, in one partnership, and nothing else."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions
from accounts.models import AccessToken, Partnership, User
from tests import factories
from tests.days import in_days, today

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def made_for(user: User, partnership: Partnership, **more: Any) -> tuple[AccessToken, str]:
    usual = {"name": "QGIS", "purpose": "Kaart van de wijken", "until": today() + timedelta(days=90)}
    return actions.make_token(by=user, partnership=partnership, **usual | more)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def basic(token: str, name: str = "wie@voorbeeld.nl") -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{token}".encode()).decode()}


def asked(headers: dict[str, str], partnership: Partnership, name: str = "api-ogc", method: str = "GET") -> Any:
    return Client().generic(method, reverse(name, args=[partnership.slug]), headers=headers)


@pytest.fixture
def reader(client: Client, viewer: User) -> Client:
    client.force_login(viewer)
    client.cookies["django_language"] = "en"
    return client


def test_a_token_opens_the_addresses_for_programs_in_both_ways(partnership, viewer):
    _made, token = made_for(viewer, partnership)
    for headers in (bearer(token), basic(token), basic(token, name="")):
        assert asked(headers, partnership).status_code == 200
    assert Client().get(reverse("api-schema"), headers=bearer(token)).status_code == 200


def test_only_its_hash_is_kept(partnership, viewer):
    made, token = made_for(viewer, partnership)
    assert re.fullmatch(r"samenwijk_[A-Za-z0-9_-]{43}", token)
    made.refresh_from_db()
    assert token.endswith(made.ending)
    kept = AccessToken.objects.filter(pk=made.pk).values().get()
    assert token not in str(kept)
    assert token.removeprefix("samenwijk_") not in str(kept)


def test_a_token_never_opens_a_page(partnership, viewer):
    _made, token = made_for(viewer, partnership)
    for headers in (bearer(token), basic(token)):
        for name in ("start", "data", "areas_file", "ranking_file"):
            assert asked(headers, partnership, name).status_code == 302
        assert Client().get(reverse("token_list"), headers=headers).status_code == 302


def ended(made: AccessToken) -> None:
    yesterday = today() - timedelta(days=1)
    AccessToken.objects.filter(pk=made.pk).update(made_on=yesterday, until=yesterday)


def seat_ended(made: AccessToken) -> None:
    party = made.user.memberships.get().party
    yesterday = today() - timedelta(days=1)
    made.partnership.seats.filter(party=party).update(since=yesterday, until=yesterday)


REASONS = {
    "it was revoked": lambda made: actions.revoke_token(token=made, by=made.user),
    "it has ended": ended,
    "its owner may not log in": lambda made: User.objects.filter(pk=made.user_id).update(is_active=False),
    "its owner has no role any more": lambda made: made.user.memberships.all().delete(),
    "the party has no seat any more": seat_ended,
    "it is gone": lambda made: made.delete(),
}


@pytest.mark.parametrize("reason", REASONS)
def test_at_the_next_request_a_token_gives_nothing_when(reason: str, partnership, viewer):
    made, token = made_for(viewer, partnership)
    assert asked(bearer(token), partnership).status_code == 200
    REASONS[reason](made)
    for headers in (bearer(token), basic(token)):
        answer = asked(headers, partnership)
        assert (answer.status_code, set(answer.json())) == (401, {"detail"})
        assert answer["WWW-Authenticate"].startswith("Basic ")


def test_another_partnership_does_not_exist_for_a_token_also_where_its_owner_belongs_to_it(partnership, viewer):
    other = factories.PartnershipFactory.create()
    party = factories.PartyFactory.create()
    other.seats.create(party=party)
    viewer.memberships.create(partnership=other, party=party, role="administrator")
    _made, token = made_for(viewer, partnership)
    assert asked(bearer(token), other).status_code == 404
    assert asked(bearer(made_for(viewer, other)[1]), other).status_code == 200


def test_a_token_only_reads(partnership, viewer):
    _made, token = made_for(viewer, partnership)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert asked(bearer(token), partnership, method=method).status_code == 403
    assert asked(bearer(token), partnership, method="HEAD").status_code == 200


@pytest.mark.parametrize("given", ["", "samenwijk_", "samenwijk_" + "x" * 43, "é", "x" * 5000, "%00"])
def test_what_is_no_token_is_refused_with_one_look(given: str, partnership, viewer):
    made_for(viewer, partnership)
    with CaptureQueriesContext(connection) as looks:
        answer = asked(bearer(given), partnership)
    assert (answer.status_code, answer["WWW-Authenticate"][:6]) == (401, "Basic ")
    assert len(looks) == 1


@pytest.mark.parametrize("header", ["Basic geheim", "Basic ===", "Basic é", "Digest x", "Basic", ""])
def test_what_is_meant_for_somebody_else_changes_nothing(header: str, partnership, reader):
    """A proxy in front may ask for a name and a password: the session of who is logged in counts."""
    address = reverse("api-schema")
    assert reader.get(address, headers={"authorization": header}).status_code == 200
    assert reader.get(address, headers=basic("wachtwoord van de proxy")).status_code == 200
    refused = Client().get(address, headers=basic("wachtwoord"))
    assert (refused.status_code, "WWW-Authenticate" in refused) == (401, True)


def test_who_comes_with_nothing_is_asked_only_where_no_page_of_ours_reads(partnership):
    """Else a browser would show a box of its own when a session ends."""
    assert "WWW-Authenticate" not in Client().get(reverse("api-schema"))
    assert asked({}, partnership)["WWW-Authenticate"] == 'Basic realm="Samenwijk", charset="UTF-8"'


def test_a_program_is_answered_in_the_language_of_the_owner(partnership, viewer):
    User.objects.filter(pk=viewer.pk).update(language="en")
    _made, token = made_for(viewer, partnership)
    answer = asked(bearer(token), partnership)
    assert answer["Content-Language"] == "en"
    assert answer.json()["description"].startswith("Areas")


def test_the_day_of_use_is_noted_once_a_day(partnership, viewer):
    made, token = made_for(viewer, partnership)
    assert made.used_on is None
    writes = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as looks:
            asked(bearer(token), partnership)
        writes.append([query["sql"] for query in looks if query["sql"].startswith("UPDATE")])
    made.refresh_from_db()
    assert made.used_on == today()
    assert [len(each) for each in writes] == [1, 0]


def filled_in(chosen: Partnership, **more: Any) -> dict[str, Any]:
    until = today() + timedelta(days=30)
    return {"name": "QGIS", "purpose": "Kaart", "partnership": chosen.pk, "until": until.isoformat(), **more}


def test_it_is_shown_once_at_its_making(partnership, viewer, reader):
    page = reader.post(reverse("token_add"), filled_in(partnership))
    assert page.status_code == 200
    [token] = set(re.findall(r"samenwijk_[\w-]{43}", page.content.decode()))
    assert asked(bearer(token), partnership).status_code == 200
    again = reader.get(reverse("token_list")).content.decode()
    assert token not in again
    assert f"… {token[-4:]}" in again
    assert "no-store" in page["Cache-Control"]


def test_a_form_begins_at_ninety_days(reader):
    usual = today() + timedelta(days=90)
    assert f'value="{usual.isoformat()}"' in reader.get(reverse("token_add")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Give the token a name."),
        ({"purpose": ""}, "Say what you use the token for."),
        ({"partnership": "0"}, "Choose a partnership."),
        ({"partnership": "x"}, "Choose a partnership."),
        ({"until": ""}, "Say until which day the token is valid."),
        ({"until": "gisteren"}, "Enter a valid date."),
        ({"until": -1}, "Choose a day from today up to a year from now."),
        ({"until": 366}, "Choose a day from today up to a year from now."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(wrong, sentence, partnership, reader):
    days = {name: in_days(value).isoformat() for name, value in wrong.items() if isinstance(value, int)}
    page = reader.post(reverse("token_add"), filled_in(partnership, **{**wrong, **days}))
    assert (page.status_code, sentence in page.content.decode()) == (422, True)
    assert not AccessToken.objects.exists()


def test_a_partnership_of_others_cannot_be_chosen(stranger, partnership, reader):
    theirs = stranger.memberships.get().partnership
    assert reader.post(reverse("token_add"), filled_in(theirs)).status_code == 422


def test_only_its_owner_sees_and_revokes_a_token(partnership, analyst, viewer, reader):
    theirs, _token = made_for(analyst, partnership, name="Van een ander")
    mine, _token = made_for(viewer, partnership, name="Van mij")
    page = reader.get(reverse("token_list")).content.decode()
    assert ("Van mij" in page, "Van een ander" in page) == (True, False)
    assert reader.post(reverse("token_revoke", args=[theirs.pk])).status_code == 404
    for _ in range(2):
        assert reader.post(reverse("token_revoke", args=[mine.pk])).status_code == 302
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.works, theirs.works) == (False, True)


def test_who_belongs_to_no_partnership_is_told_what_to_do(client, viewer):
    viewer.memberships.all().delete()
    viewer.refresh_from_db()  # as at a log-in
    client.force_login(viewer)
    client.cookies["django_language"] = "en"
    assert "Ask the administrator of your city" in client.get(reverse("token_list")).content.decode()


def test_ten_tokens_cost_no_query_more_than_one(partnership, viewer, reader):
    counts = []
    for number in (1, 9):
        for each in range(number):
            made_for(viewer, partnership, name=f"QGIS {number} {each}")
        with CaptureQueriesContext(connection) as looks:
            reader.get(reverse("token_list"))
        counts.append(len(looks))
    assert counts[0] == counts[1] <= 6
