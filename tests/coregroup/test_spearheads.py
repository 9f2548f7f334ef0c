"""Spearheads: proposed by a party, adopted by the core group, ended with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.editing import StaleEdit
from coregroup.actions import spearheads as actions
from coregroup.models import Agreement, Spearhead
from tests import factories
from tests.coregroup.table import Table, laid

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
FIELDS: dict[str, Any] = {"title": "Netcongestie", "text": "Het net is vol.", "area_code": "", "first_year": 2027}


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


def proposed(table: Table, **fields: Any) -> Spearhead:
    usual = {"partnership": table.partnership, "by": table.people["tenant"], "party": table.parties["Huurdersbelang"]}
    return actions.propose_spearhead(**(usual | FIELDS | fields))


def moved(table: Table, spearhead: Spearhead, to: str, **options: Any) -> Spearhead:
    version = options.pop("version", spearhead.version)
    return actions.move_spearhead(spearhead=spearhead, by=table.people["secretary"], to=to, version=version, **options)


def agreement(table: Table, **fields: Any) -> Agreement:
    usual = {"year": 2027, "title": "Prestatieafspraken"}
    return Agreement.objects.create(partnership=table.partnership, **(usual | fields))


def browser(table: Table, name: str) -> Client:
    client = Client()
    client.force_login(table.people[name])
    return client


def path(table: Table, name: str, *more: Any) -> str:
    return reverse(name, args=[table.partnership.slug, *more])


def test_any_party_proposes_one_for_itself_and_for_nobody_else(table: Table):
    assert proposed(table).state == "proposed"
    with pytest.raises(PermissionDenied):
        proposed(table, title="Ander", party=table.parties["Woonnoord"])
    with pytest.raises(PermissionDenied):
        proposed(table, title="Ander", by=table.people["viewer"])
    with pytest.raises(ValidationError, match="title"):
        proposed(table)


def test_the_core_group_adopts_it_with_or_without_an_agreement(table: Table):
    into = agreement(table)
    adopted = moved(table, proposed(table), "adopted", agreement=into)
    assert (adopted.state, adopted.agreement) == ("adopted", into)
    assert moved(table, proposed(table, title="Ander"), "adopted").agreement is None


@pytest.mark.parametrize("end", ["finished", "dropped"])
def test_it_ends_with_the_reason_only(table: Table, end):
    adopted = moved(table, proposed(table), "adopted")
    for reason in ("", "   "):
        with pytest.raises(ValidationError, match="reason"):
            moved(table, adopted, end, reason=reason)
    ended = moved(table, adopted, end, reason=" Er ligt een kabel. ")
    assert (ended.state, ended.reason) == (end, "Er ligt een kabel.")
    with pytest.raises(ValidationError):
        moved(table, ended, "adopted")


def test_what_was_only_proposed_can_be_dropped_and_not_finished(table: Table):
    with pytest.raises(ValidationError):
        moved(table, proposed(table), "finished", reason="Klaar.")
    dropped = moved(table, Spearhead.objects.get(), "dropped", reason="Te duur.")
    assert dropped.state == "dropped"


def test_only_who_leads_adopts_or_ends(table: Table):
    spearhead = proposed(table)
    with pytest.raises(PermissionDenied):
        actions.move_spearhead(spearhead=spearhead, by=table.people["tenant"], to="adopted", version=1)


def test_its_own_party_changes_it_as_long_as_it_is_proposed(table: Table):
    spearhead, tenant, lead = proposed(table), table.people["tenant"], table.people["secretary"]
    with pytest.raises(PermissionDenied):
        actions.change_spearhead(spearhead=spearhead, by=table.people["manager"], version=1, title="X")
    changed = actions.change_spearhead(spearhead=spearhead, by=tenant, version=1, title="Vol net")
    adopted = moved(table, changed, "adopted")
    with pytest.raises(PermissionDenied):
        actions.change_spearhead(spearhead=adopted, by=tenant, version=adopted.version, title="X")
    again = actions.change_spearhead(spearhead=adopted, by=lead, version=adopted.version, title="Net vol")
    ended = moved(table, again, "finished", reason="Klaar.")
    with pytest.raises(ValidationError):
        actions.change_spearhead(spearhead=ended, by=lead, version=ended.version, title="X")


def test_a_step_on_an_older_version_changes_nothing(table: Table):
    spearhead = proposed(table)
    actions.change_spearhead(spearhead=spearhead, by=table.people["tenant"], version=1, title="Vol net")
    with pytest.raises(StaleEdit):
        moved(table, spearhead, "adopted", version=1)
    answer = browser(table, "secretary").post(
        path(table, "spearhead_move", spearhead.pk), {"to": "adopted", "version": 1}
    )
    assert answer.status_code == 409
    assert Spearhead.objects.get().state == "proposed"


def test_who_changes_an_older_one_is_shown_both(table: Table):
    spearhead, client = proposed(table), browser(table, "tenant")
    actions.change_spearhead(spearhead=spearhead, by=table.people["secretary"], version=1, text="Van de secretaris.")
    address = path(table, "spearhead_edit", spearhead.pk)
    mine = FIELDS | {"text": "Van mij.", "last_year": "", "version": 1}
    answer = client.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Van de secretaris." in page
    assert "Van mij." in page
    assert client.post(address, mine | {"version": answer.context["stamp"]}).status_code == 302
    assert Spearhead.objects.get().text == "Van mij."


def test_it_is_proposed_on_its_page_and_what_cannot_be_is_said(table: Table):
    client, address = browser(table, "tenant"), path(table, "spearhead_add")
    sent = FIELDS | {"party": table.parties["Huurdersbelang"].pk, "last_year": ""}
    for wrong in ({"first_year": 1901}, {"last_year": 2026}, {"title": ""}, {"area_code": "BU99999999"}):
        assert client.post(address, sent | wrong).status_code == 422, wrong
    assert client.post(address, sent | {"party": table.parties["Woonnoord"].pk}).status_code == 422
    assert client.post(address, sent).status_code == 302
    made = Spearhead.objects.get()
    assert (made.party, made.created_by) == (table.parties["Huurdersbelang"], table.people["tenant"])
    assert client.post(address, sent).status_code == 422, "the title is taken"


def test_the_list_tells_adopted_from_proposed_and_from_what_is_over_with_area_and_years(table: Table):
    [area] = factories.square_city(table.partnership, columns=1, rows=1)
    moved(table, proposed(table, title="Vast", area_code=area.code, last_year=2029), "adopted")
    proposed(table, title="Nieuw")
    moved(table, proposed(table, title="Weg"), "dropped", reason="Te duur.")
    answer = browser(table, "viewer").get(path(table, "spearhead_list"))
    page = answer.content.decode()
    for key, title in (("running", "Vast"), ("proposed", "Nieuw"), ("ended", "Weg")):
        assert [line.spearhead.title for line in answer.context[key]] == [title]
    assert answer.context["running"][0].area == area.name
    assert "2027–2029" in page
    assert "Te duur." in page
    assert path(table, "spearhead_add") not in page


def test_the_page_of_one_lets_who_leads_end_it_with_a_reason(table: Table):
    spearhead, client = moved(table, proposed(table), "adopted"), browser(table, "secretary")
    address = path(table, "spearhead_move", spearhead.pk)
    bare = client.post(address, {"to": "finished", "version": spearhead.version})
    assert bare.status_code == 422
    assert "reason" in bare.context["form"].errors
    told = {"to": "finished", "version": spearhead.version, "reason": "Klaar."}
    assert client.post(address, told).status_code == 302
    assert "Klaar." in browser(table, "viewer").get(path(table, "spearhead", spearhead.pk)).content.decode()


def test_an_agreement_of_another_partnership_is_no_choice(table: Table):
    theirs = Agreement.objects.create(partnership=factories.PartnershipFactory.create(), year=2027, title="Elders")
    sent = {"to": "adopted", "version": 1, "agreement": theirs.pk}
    answer = browser(table, "secretary").post(path(table, "spearhead_move", proposed(table).pk), sent)
    assert answer.status_code == 422
    assert Spearhead.objects.get().state == "proposed"
