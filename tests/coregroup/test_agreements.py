"""Performance agreements: drawn up, put to the parties, signed by each for itself, and from then on fixed."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.editing import StaleEdit
from coregroup.actions import agreements as actions
from coregroup.models import Agreement, Article, Bid, Spearhead
from tests.coregroup.table import Table, laid

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
ARTICLE: dict[str, Any] = {"subject": "sustainable", "text": "Wij renoveren 220 woningen.", "party": None, "due": None}


@pytest.fixture
def table(partnership) -> Table:
    return table_of(partnership)


def table_of(partnership: Any) -> Table:
    """With a person for each party who may sign for it."""
    found = laid(partnership)
    found.person("alderman", found.parties["Gemeente"], "budget_holder")
    found.person("chair", found.parties["Huurdersbelang"], "budget_holder")
    return found


SIGNERS = {"Gemeente": "alderman", "Woonnoord": "manager", "Huurdersbelang": "chair"}


def drafted(table: Table, articles: int = 1, **fields: Any) -> Agreement:
    usual = {"year": 2027, "title": "Prestatieafspraken", "parties": table.parties.values(), "text": "Samen."}
    lead = table.people["secretary"]
    made = actions.draft_agreement(partnership=table.partnership, by=lead, **(usual | fields))
    for number in range(articles):
        actions.add_article(agreement=made, by=lead, **(ARTICLE | {"text": f"Afspraak {number + 1}."}))
    return fresh(made)


def fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_related("partnership").get(pk=agreement.pk)


def moved(table: Table, agreement: Agreement, to: str) -> Agreement:
    version = fresh(agreement).version
    return actions.move_agreement(agreement=agreement, by=table.people["secretary"], to=to, version=version)


def signing(table: Table) -> Agreement:
    return moved(table, drafted(table), "signing")


def sign(table: Table, agreement: Agreement, party: str, version: int | None = None) -> Agreement:
    version = fresh(agreement).version if version is None else version
    by = table.people[SIGNERS[party]]
    return actions.sign_agreement(agreement=agreement, party=table.parties[party], by=by, version=version)


def running(table: Table) -> Agreement:
    agreement = signing(table)
    for party in SIGNERS:
        agreement = sign(table, agreement, party)
    return agreement


def browser(table: Table, name: str) -> Client:
    client = Client()
    client.force_login(table.people[name])
    return client


def path(table: Table, name: str, *more: Any) -> str:
    return reverse(name, args=[table.partnership.slug, *more])


# Drawing up


def test_the_parties_that_vote_and_make_agreements_by_law_are_ticked_beforehand(table: Table):
    table.party("Netbeheer", "grid_operator")
    table.party("Woonzuid", "corporation", votes=False)
    form = browser(table, "secretary").get(path(table, "agreement_add")).context["form"]
    named = {table.parties[name].pk for name in ("Gemeente", "Woonnoord", "Huurdersbelang")}
    assert set(form.initial["parties"]) == named
    assert form.fields["parties"].queryset.count() == 5


def test_it_is_drawn_up_on_its_page_by_who_leads(table: Table):
    address, client = path(table, "agreement_add"), browser(table, "secretary")
    sent = {"title": "Afspraken", "year": 2027, "text": "", "parties": [party.pk for party in table.parties.values()]}
    wrongs: list[dict[str, Any]] = [{"title": ""}, {"year": 1901}, {"parties": []}]
    for wrong in wrongs:
        assert client.post(address, sent | wrong).status_code == 422, wrong
    assert client.post(address, sent).status_code == 302
    made = Agreement.objects.get()
    assert (made.state, made.signatories.count()) == ("draft", 3)
    assert client.post(address, sent).status_code == 422, "this year has that title already"
    with pytest.raises(PermissionDenied):
        actions.draft_agreement(
            partnership=table.partnership, by=table.people["manager"], year=2028, title="X", parties=[]
        )


def test_articles_stand_under_their_subject_numbered_through(table: Table):
    agreement, lead = drafted(table, articles=0), table.people["secretary"]
    for subject, text in (("liveable", "Groen."), ("supply", "Bouwen."), ("liveable", "Licht.")):
        actions.add_article(agreement=agreement, by=lead, **(ARTICLE | {"subject": subject, "text": text}))
    page = browser(table, "viewer").get(path(table, "agreement", agreement.pk)).context["page"]
    numbered = [(row.number, row.article.text) for chapter in page.chapters for row in chapter.rows]
    assert numbered == [(1, "Bouwen."), (2, "Groen."), (3, "Licht.")]
    assert [chapter.key for chapter in page.chapters] == ["supply", "liveable"], "a reader sees no empty subject"


def test_an_article_is_added_changed_and_removed_on_its_pages(table: Table):
    agreement, client = drafted(table, articles=0), browser(table, "secretary")
    sent = ARTICLE | {"party": table.parties["Woonnoord"].pk, "due": "2027-09-01"}
    assert client.post(path(table, "article_add", agreement.pk), sent | {"text": ""}).status_code == 422
    assert client.post(path(table, "article_add", agreement.pk), sent).status_code == 302
    article = Article.objects.get()
    assert (article.party, article.due) == (table.parties["Woonnoord"], dt.date(2027, 9, 1))
    seen = actions.article_stamp(article)
    address = path(table, "article_edit", agreement.pk, article.pk)
    assert client.post(address, sent | {"text": "Anders.", "seen": seen}).status_code == 302
    assert "Anders." in browser(table, "viewer").get(path(table, "agreement", agreement.pk)).content.decode()
    remove = path(table, "article_remove", agreement.pk, article.pk)
    assert client.post(remove, {"seen": seen}).status_code == 409, "it is another by now"
    assert client.post(remove, {"seen": actions.article_stamp(Article.objects.get())}).status_code == 302
    assert not Article.objects.exists()


def test_who_writes_on_an_older_article_is_shown_both(table: Table):
    agreement, client = drafted(table), browser(table, "secretary")
    article = agreement.articles.get()
    seen = actions.article_stamp(article)
    actions.change_article(article=article, by=table.people["secretary"], seen=seen, text="Van mijn collega.")
    mine = {"subject": "sustainable", "text": "Van mij.", "party": "", "due": "", "seen": seen}
    address = path(table, "article_edit", agreement.pk, article.pk)
    answer = client.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Van mijn collega." in page
    assert "Van mij." in page
    assert client.post(address, mine | {"seen": answer.context["stamp"]}).status_code == 302
    assert agreement.articles.get().text == "Van mij."


def test_two_people_on_two_articles_do_not_get_in_each_others_way(table: Table):
    agreement, lead = drafted(table, articles=2), table.people["secretary"]
    first, second = agreement.articles.all()
    stamps = {each.pk: actions.article_stamp(each) for each in (first, second)}
    actions.change_article(article=first, by=lead, seen=stamps[first.pk], text="Een.")
    actions.change_article(article=second, by=lead, seen=stamps[second.pk], text="Twee.")
    assert [each.text for each in agreement.articles.all()] == ["Een.", "Twee."]


def test_who_changes_an_older_introduction_is_shown_both_with_the_parties_by_name(table: Table):
    agreement, client = drafted(table), browser(table, "secretary")
    address = path(table, "agreement_edit", agreement.pk)
    seen = client.get(address).context["form"].initial["seen"]
    actions.change_agreement(
        agreement=agreement, by=table.people["secretary"], seen=seen, year=2027, title="Prestatieafspraken",
        text="Van mijn collega.", parties=[table.parties["Gemeente"]],
    )  # fmt: skip
    mine = {"title": "Prestatieafspraken", "year": 2027, "text": "Van mij.", "seen": seen}
    mine |= {"parties": [table.parties["Gemeente"].pk, table.parties["Woonnoord"].pk]}
    answer = client.post(address, mine)
    rows = {(row.theirs, row.mine) for row in answer.context["differences"]}
    assert answer.status_code == 409
    assert rows == {("Van mijn collega.", "Van mij."), ("Gemeente", "Gemeente, Woonnoord")}
    assert client.post(address, mine | {"seen": answer.context["stamp"]}).status_code == 302
    assert {each.party.name for each in agreement.signatories.all()} == {"Gemeente", "Woonnoord"}


# Signing


def test_nothing_is_put_to_the_parties_without_an_article_or_without_a_party(table: Table):
    with pytest.raises(ValidationError):
        moved(table, drafted(table, articles=0), "signing")
    with pytest.raises(ValidationError):
        moved(table, drafted(table, title="Zonder", parties=[]), "signing")


def test_with_the_last_signature_it_runs(table: Table):
    agreement = signing(table)
    for party in ("Gemeente", "Woonnoord"):
        assert sign(table, agreement, party).state == "signing"
    assert sign(table, agreement, "Huurdersbelang").state == "running"
    assert all(each.signed_at and each.signed_by for each in agreement.signatories.all())


def test_nobody_signs_for_another_party_or_without_the_right_to(table: Table):
    agreement = signing(table)
    for name, party in (("manager", "Gemeente"), ("planner", "Gemeente"), ("tenant", "Huurdersbelang")):
        with pytest.raises(PermissionDenied):
            actions.sign_agreement(
                agreement=agreement, party=table.parties[party], by=table.people[name], version=agreement.version
            )
    address = path(table, "agreement_sign", agreement.pk)
    sent = {"party": table.parties["Gemeente"].pk, "version": agreement.version}
    assert browser(table, "manager").post(address, sent).status_code == 403


def test_a_party_that_is_no_party_to_it_does_not_sign(table: Table):
    agreement = moved(table, drafted(table, parties=[table.parties["Gemeente"]]), "signing")
    with pytest.raises(ValidationError):
        sign(table, agreement, "Woonnoord")


def test_a_draft_is_not_signed(table: Table):
    with pytest.raises(ValidationError):
        sign(table, drafted(table), "Gemeente")


def test_who_signed_already_has(table: Table):
    agreement = signing(table)
    sign(table, agreement, "Gemeente")
    before = agreement.signatories.get(party=table.parties["Gemeente"]).signed_at
    sign(table, agreement, "Gemeente")
    assert agreement.signatories.get(party=table.parties["Gemeente"]).signed_at == before


def test_the_text_is_fixed_while_the_parties_sign(table: Table):
    agreement, lead, client = signing(table), table.people["secretary"], browser(table, "secretary")
    article = agreement.articles.select_related("agreement__partnership").get()
    for change in (
        lambda: actions.add_article(agreement=agreement, by=lead, **ARTICLE),
        lambda: actions.change_article(article=article, by=lead, seen=actions.article_stamp(article), text="X"),
        lambda: actions.remove_article(article=article, by=lead, seen=actions.article_stamp(article)),
    ):
        with pytest.raises(ValidationError):
            change()
    for address in (
        path(table, "agreement_edit", agreement.pk),
        path(table, "article_add", agreement.pk),
        path(table, "article_edit", agreement.pk, article.pk),
    ):
        assert client.get(address).status_code == 409


def test_back_to_draft_the_signatures_lapse_and_nobody_signs_the_old_text(table: Table):
    agreement = signing(table)
    old = agreement.version
    sign(table, agreement, "Gemeente")
    moved(table, agreement, "draft")
    assert not agreement.signatories.filter(signed_at__isnull=False).exists()
    actions.add_article(agreement=fresh(agreement), by=table.people["secretary"], **ARTICLE)
    moved(table, agreement, "signing")
    with pytest.raises(StaleEdit):
        sign(table, agreement, "Woonnoord", version=old)
    answer = browser(table, "manager").post(
        path(table, "agreement_sign", agreement.pk), {"party": table.parties["Woonnoord"].pk, "version": old}
    )
    assert answer.status_code == 409
    assert not agreement.signatories.filter(signed_at__isnull=False).exists()


def test_what_runs_is_not_taken_back(table: Table):
    agreement = running(table)
    for state in ("draft", "signing", "running"):
        with pytest.raises(ValidationError):
            moved(table, agreement, state)


def test_nobody_makes_it_run_without_signatures(table: Table):
    agreement = signing(table)
    answer = browser(table, "secretary").post(
        path(table, "agreement_move", agreement.pk), {"to": "running", "version": agreement.version}
    )
    assert answer.status_code == 409
    assert fresh(agreement).state == "signing"


def test_a_step_on_an_older_version_changes_nothing(table: Table):
    agreement = drafted(table)
    actions.add_article(agreement=agreement, by=table.people["secretary"], **ARTICLE)
    sent = {"to": "signing", "version": agreement.version}
    assert browser(table, "secretary").post(path(table, "agreement_move", agreement.pk), sent).status_code == 409
    assert fresh(agreement).state == "draft"


@pytest.mark.django_db(transaction=True)
def test_two_last_signatures_at_once_make_it_run(partnership):
    table = table_of(partnership)
    agreement = signing(table)
    sign(table, agreement, "Gemeente")
    together = Barrier(2)

    def put(party: str) -> None:
        try:
            together.wait(5)
            sign(table, agreement, party)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(put, party) for party in ("Woonnoord", "Huurdersbelang")]:
            done.result(10)
    assert fresh(agreement).state == "running"


# Reading


def test_the_page_says_who_signed_and_when_and_offers_each_its_own_signature(table: Table):
    agreement = signing(table)
    sign(table, agreement, "Gemeente")
    page = browser(table, "manager").get(path(table, "agreement", agreement.pk))
    assert [(each.signatory.party.name, each.may_sign) for each in page.context["page"].signatures] == [
        ("Gemeente", False), ("Huurdersbelang", False), ("Woonnoord", True),
    ]  # fmt: skip
    assert str(table.people["alderman"]) in page.content.decode()
    assert not browser(table, "viewer").get(path(table, "agreement", agreement.pk)).context["page"].waits_for_me


def test_bids_and_spearheads_that_it_rests_on_are_listed(table: Table):
    agreement, home = drafted(table), table.parties["Woonnoord"]
    Bid.objects.create(
        partnership=table.partnership, party=home, year=2027, state="absorbed", agreement=agreement, sha256="0" * 64,
        offered_at="2026-07-01T12:00:00Z",
    )  # fmt: skip
    Spearhead.objects.create(
        partnership=table.partnership, title="Vol net", text="Nu.", party=home, first_year=2027, agreement=agreement
    )
    page = browser(table, "viewer").get(path(table, "agreement", agreement.pk)).content.decode()
    assert "Vol net" in page
    assert path(table, "bid", Bid.objects.get().pk) in page


def test_the_list_has_the_years_with_their_agreements_and_bids_the_newest_first(table: Table):
    signing(table)
    drafted(table, year=2028)
    Bid.objects.create(partnership=table.partnership, party=table.parties["Woonnoord"], year=2026)
    years = browser(table, "viewer").get(path(table, "agreement_list")).context["years"]
    assert [year.year for year in years] == [2028, 2027, 2026]
    assert [(line.signed, line.parties) for line in years[1].agreements] == [(0, 3)]
    assert [line.is_open for line in years[2].bids] == [False]
