"""What came of an agreement: each party says it of its own articles while it runs, and from its end on it is fixed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.editing import StaleEdit
from coregroup.actions import agreements as actions
from coregroup.models import Agreement, Article
from coregroup.pages.in_short import InShort
from coregroup.pipeline.agreement_outcomes import counted
from coregroup.pipeline.waiting import waiting
from coregroup.pipeline.waiting_lead import duties
from tests.coregroup.table import Table
from tests.coregroup.test_agreements import SIGNERS, browser, drafted, fresh, moved, path, sign, table_of
from tests.days import this_year

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def table(partnership) -> Table:
    return table_of(partnership)


def signed(
    table: Table,
    year: int | None = None,
    parties: tuple[str | None, ...] = ("Woonnoord", None),
    due: dt.date | None = None,
) -> Agreement:
    """By all, of this year unless said otherwise, with an article of each of `parties`; None is all together."""
    agreement = drafted(table, articles=0, year=year or this_year())
    for party in parties:
        actions.add_article(
            agreement=agreement, by=table.people["secretary"], subject="supply", text=f"Van {party}.",
            party=table.parties[party] if party else None, due=due,
        )  # fmt: skip
    moved(table, agreement, "signing")
    for party in SIGNERS:
        sign(table, agreement, party)
    return fresh(agreement)


def of(agreement: Agreement, party: str | None = "Woonnoord") -> Article:
    return agreement.articles.select_related("agreement__partnership", "party").get(
        **({"party__name": party} if party else {"party": None})
    )


def say(table: Table, article: Article, who: str = "manager", **said: Any) -> Article:
    usual: dict[str, Any] = {"seen": actions.outcome_stamp(article), "outcome": "kept"}
    return actions.say_outcome(article=article, by=table.people[who], **(usual | said))


# Saying it


def test_a_party_says_on_its_page_what_came_of_its_article(table: Table):
    agreement = signed(table)
    article, client = of(agreement), browser(table, "manager")
    client.cookies["django_language"] = "en"
    address = path(table, "article_outcome", agreement.pk, article.pk)
    assert address in client.get(path(table, "agreement", agreement.pk)).content.decode()
    seen = client.get(address).context["form"].initial["seen"]
    sent = {"outcome": "late", "reason": "", "seen": seen}
    assert client.post(address, sent).status_code == 422, "nobody is late without a reason"
    assert client.post(address, sent | {"outcome": "gone"}).status_code == 422
    assert "Choose what became of it." in client.post(address, {"seen": seen}).content.decode()
    assert client.post(address, sent | {"reason": "De vergunning kwam laat."}).status_code == 302
    said = of(agreement)
    assert (said.outcome, said.reason, said.said_by) == ("late", "De vergunning kwam laat.", table.people["manager"])
    assert (
        "De vergunning kwam laat."
        in browser(table, "viewer").get(path(table, "agreement", agreement.pk)).content.decode()
    )


def test_nobody_says_it_for_another_party_and_who_leads_says_it_of_all_together(table: Table):
    agreement = signed(table)
    for who in ("planner", "tenant", "secretary"):
        with pytest.raises(PermissionDenied):
            say(table, of(agreement), who)
    address = path(table, "article_outcome", agreement.pk, of(agreement).pk)
    assert browser(table, "tenant").get(address).status_code == 403
    with pytest.raises(PermissionDenied):
        say(table, of(agreement, None), "manager")
    assert say(table, of(agreement, None), "secretary").outcome == "kept"


def test_who_leads_says_it_for_a_party_that_left_the_table(table: Table):
    agreement = signed(table)
    today = timezone.localdate()
    left = {"since": today - dt.timedelta(days=9), "until": today - dt.timedelta(days=1)}
    table.partnership.seats.filter(party=table.parties["Woonnoord"]).update(**left)
    assert say(table, of(agreement), "secretary").outcome == "kept"


def test_who_answers_after_a_colleague_is_shown_both(table: Table):
    agreement = signed(table)
    article = of(agreement)
    sent = {"outcome": "dropped", "reason": "Te duur.", "seen": actions.outcome_stamp(article)}
    say(table, article, outcome="late", reason="Volgend jaar.")
    client, address = browser(table, "manager"), path(table, "article_outcome", agreement.pk, article.pk)
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert {row.theirs for row in answer.context["differences"]} >= {"Volgend jaar."}
    assert article.text in answer.content.decode()
    assert client.post(address, sent | {"seen": answer.context["stamp"]}).status_code == 302
    assert of(agreement).reason == "Te duur."
    with pytest.raises(StaleEdit):
        say(table, article)


def test_the_page_counts_them(table: Table):
    agreement = signed(table, parties=("Woonnoord", "Gemeente", None))
    say(table, of(agreement))
    say(table, of(agreement, "Gemeente"), "planner", outcome="dropped", reason="Te duur.")
    page = browser(table, "viewer").get(path(table, "agreement", agreement.pk)).context["page"]
    assert [(each.count, each.kind) for each in page.counts] == [(1, "ok"), (1, "stop"), (1, "")]
    assert counted(page.articles) == {"kept": 1, "late": 0, "dropped": 1, "": 1}


# Its year


def test_signed_before_its_year_it_is_signed_and_runs_from_the_first_of_january(table: Table, monkeypatch):
    agreement = signed(table, this_year() + 1)
    page = browser(table, "viewer").get(path(table, "agreement", agreement.pk))
    assert (fresh(agreement).is_ahead, page.context["page"].is_looked_back_on) == (True, False)
    assert str(fresh(agreement).stands) in page.content.decode()
    assert fresh(agreement).stands != fresh(agreement).get_state_display()
    assert InShort(table.partnership).agreements == []
    with pytest.raises(ValidationError, match=str(this_year() + 1)):
        say(table, of(agreement))
    assert moved_state(table, agreement, "ended") == (409, "running")
    monkeypatch.setattr(timezone, "localdate", lambda *_given: dt.date(this_year() + 1, 1, 1))
    assert fresh(agreement).stands == fresh(agreement).get_state_display()
    assert InShort(table.partnership).agreements == [agreement]


def moved_state(table: Table, agreement: Agreement, to: str) -> tuple[int, str]:
    sent = {"to": to, "version": fresh(agreement).version}
    answer = browser(table, "secretary").post(path(table, "agreement_move", agreement.pk), sent)
    return answer.status_code, fresh(agreement).state


def test_it_ends_after_its_year_once_every_party_has_spoken(table: Table):
    agreement = signed(table, this_year())
    assert moved_state(table, agreement, "ended") == (409, "running"), "the year is not over"
    agreement = signed(table, this_year() - 1)
    assert moved_state(table, agreement, "ended") == (409, "running"), "nobody has spoken"
    say(table, of(agreement), outcome="dropped", reason="Te duur.")
    say(table, of(agreement, None), "secretary")
    assert moved_state(table, agreement, "ended") == (302, "ended")
    with pytest.raises(ValidationError):
        say(table, of(agreement))
    assert [each.count for each in page_of(table, agreement).counts] == [1, 1]


def page_of(table: Table, agreement: Agreement) -> Any:
    return browser(table, "viewer").get(path(table, "agreement", agreement.pk)).context["page"]


def test_once_its_year_is_over_the_parties_and_who_leads_are_asked(table: Table):
    signed(table, this_year())
    agreement = signed(table, this_year() - 1)
    address = path(table, "agreement", agreement.pk)
    today = timezone.localdate()
    assert [duty.pk for duty in duties(table.partnership, today) if duty.page == "agreement"] == [agreement.pk]
    [asked] = [each for each in waiting(table.people["manager"], table.partnership) if each.link == address]
    assert "Woonnoord" in asked.what
    say(table, of(agreement))
    assert not [each for each in waiting(table.people["manager"], table.partnership) if each.link == address]
    say(table, of(agreement, None), "secretary")
    moved(table, agreement, "ended")
    assert not [duty for duty in duties(table.partnership, today) if duty.page == "agreement"]


@pytest.mark.parametrize(("days", "asked"), [(0, 0), (1, 1)])
def test_an_article_is_asked_after_from_the_day_after_its_date(table: Table, days: int, asked: int):
    signed(table, this_year(), due=timezone.localdate() - dt.timedelta(days=days))
    found = [each for each in waiting(table.people["manager"], table.partnership) if each.which.startswith("said-")]
    assert len(found) == asked


# What the database refuses


def test_while_it_runs_only_what_came_of_an_article_changes(table: Table):
    article = of(signed(table))
    say(table, article)
    for change in (
        {"text": "Anders."},
        {"text": "Anders.", "outcome": "late", "reason": "Zo."},
        {"due": timezone.localdate()},
    ):
        with pytest.raises(IntegrityError, match="a signed agreement is fixed"), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(**change)
    assert Article.objects.filter(pk=article.pk).update(outcome="late", reason="Zo.") == 1


def test_what_came_of_it_is_fixed_when_the_agreement_ends_and_stays_so(table: Table):
    agreement = signed(table, this_year() - 1, parties=("Woonnoord",))
    say(table, of(agreement))
    moved(table, agreement, "ended")
    for change in (
        lambda: Article.objects.update(outcome="late", reason="Toch."),
        lambda: Article.objects.update(outcome="", reason="", said_at=None),
        lambda: Article.objects.all().delete(),
        lambda: Agreement.objects.update(state="running"),
    ):
        with pytest.raises(IntegrityError, match="a signed agreement is fixed"), transaction.atomic():
            change()
    table.people["manager"].delete()
    assert of(agreement).said_by is None, "an account may go"


def test_nothing_comes_of_an_agreement_that_is_not_signed(table: Table):
    agreement = drafted(table)
    with pytest.raises(IntegrityError, match="does not run"), transaction.atomic():
        agreement.articles.update(outcome="kept", said_at=timezone.now())
