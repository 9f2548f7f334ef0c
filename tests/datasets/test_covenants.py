"""A covenant on its way: drawn up, signed by each party for itself, fixed, reviewed, replaced, ended at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.editing import StaleEdit
from accounts.models import Partnership, Party, User
from datasets.actions import access, covenants
from datasets.models import AccessEvent, Covenant, Dataset, Job
from datasets.pipeline.covenants import Standing, covenant_stamp, is_due, review_due, standing_of
from datasets.pipeline.grants import granted, lent
from tests.datasets.sealed import covenant
from tests.days import in_days, today
from tests.factories import PartyFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
ALL = {"levels": ["buurt", "wijk"], "roles": ["viewer", "secretary"], "indicators": []}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def terms() -> dict[str, Any]:
    return {"purpose": "Samen kiezen.", "since": today(), "until": None, "review_on": in_days(365)}


class Table:
    """A secretary, and two parties with somebody who signs; the first owns a closed dataset."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        self.secretary = member(partnership, "secretary")
        self.owner, self.town = PartyFactory.create(name="Woonnoord"), PartyFactory.create(name="Gemeente")
        self.keeper = member(partnership, "budget_holder", party=self.owner)
        self.mayor = member(partnership, "administrator", party=self.town)
        self.clerk = member(partnership, "viewer", party=self.town)
        self.dataset = Dataset.objects.create(
            partnership=partnership, key="t", title="Huurachterstanden", owner=self.owner, covenant_required=True
        )

    def draft(self, title: str = "Convenant", **fields: Any) -> Covenant:
        parties = [self.owner, self.town]
        made = covenants.draft_covenant(
            partnership=self.partnership, by=self.secretary, parties=parties, title=title, **{**terms(), **fields}
        )
        covenants.write_clause(covenant=made, by=self.secretary, seen=covenant_stamp(made), dataset=self.dataset, **ALL)
        return made

    def signed(self, **fields: Any) -> Covenant:
        made = self.draft(**fields)
        self.sign(made, self.owner, self.keeper)
        return self.sign(made, self.town, self.mayor)

    def sign(self, made: Covenant, party: Party, by: User) -> Covenant:
        return covenants.sign_covenant(covenant=made, party=party, by=by, seen=covenant_stamp(made))

    def reads(self) -> bool:
        return granted(self.clerk, self.partnership).allows(self.dataset.pk, "buurt", 1)


@pytest.fixture
def table(partnership) -> Table:
    return Table(partnership)


def test_with_the_last_signature_it_gives_what_it_says(table: Table):
    made = table.draft()
    assert standing_of(made) == Standing.DRAFT
    table.sign(made, table.owner, table.keeper)
    assert standing_of(made) == Standing.SIGNING
    assert not table.reads()
    version = table.partnership.data_version
    assert standing_of(table.sign(made, table.town, table.mayor)) == Standing.IN_FORCE
    assert table.reads()
    table.partnership.refresh_from_db()
    assert table.partnership.data_version == version + 1
    assert Job.objects.of(table.partnership).filter(kind="sia.recompute").exists()


def test_it_gives_nothing_before_its_first_day(table: Table):
    made = table.signed(since=today() + timedelta(days=1))
    assert standing_of(made) == Standing.COMING
    assert not table.reads()


def test_a_party_signs_for_itself_only(table: Table):
    made = table.draft()
    with pytest.raises(PermissionDenied):
        table.sign(made, table.owner, table.mayor)
    with pytest.raises(PermissionDenied):
        table.sign(made, table.town, table.clerk)
    with pytest.raises(ValidationError, match="no party to this covenant"):
        table.sign(made, table.secretary.memberships.get().party, table.secretary)


def test_nobody_signs_what_is_not_complete(table: Table):
    made = covenants.draft_covenant(
        partnership=table.partnership, by=table.secretary, parties=[table.town], title="Half", **terms()
    )
    with pytest.raises(ValidationError) as refused:
        table.sign(made, table.town, table.mayor)
    assert len(refused.value.messages) == 2
    covenants.write_clause(covenant=made, by=table.secretary, seen=covenant_stamp(made), dataset=table.dataset, **ALL)
    with pytest.raises(ValidationError, match="owner of “Huurachterstanden” is no party"):
        table.sign(made, table.town, table.mayor)


def test_a_signature_under_a_text_that_changes_lapses(table: Table):
    made = table.draft()
    table.sign(made, table.owner, table.keeper)
    seen = covenant_stamp(made)
    parties = [table.owner, table.town]
    covenants.change_covenant(covenant=made, by=table.secretary, seen=seen, parties=parties, title="Anders", **terms())
    assert not made.parties.filter(signed_at__isnull=False).exists()
    with pytest.raises(StaleEdit):
        covenants.sign_covenant(covenant=made, party=table.town, by=table.mayor, seen=seen)
    with pytest.raises(StaleEdit):
        covenants.write_clause(covenant=made, by=table.secretary, seen=seen, dataset=table.dataset, **ALL)


def test_only_who_draws_up_drafts(table: Table):
    with pytest.raises(PermissionDenied):
        covenants.draft_covenant(partnership=table.partnership, by=table.keeper, parties=[], title="x", **terms())


def test_a_title_is_given_once(table: Table):
    table.draft()
    with pytest.raises(ValidationError, match="this title already"):
        table.draft()


def test_ending_takes_the_access_away_at_once_and_queues_new_scores(table: Table):
    made = table.signed()
    Job.objects.all().delete()
    with pytest.raises(PermissionDenied):
        covenants.end_covenant(covenant=made, by=table.clerk, reason="x")
    ended = covenants.end_covenant(covenant=made, by=table.keeper, reason="Niet meer nodig.")
    assert (standing_of(ended), ended.ended_by, ended.end_reason) == (Standing.ENDED, table.keeper, "Niet meer nodig.")
    assert not table.reads()
    assert Job.objects.of(table.partnership).filter(kind="sia.recompute").exists()
    with pytest.raises(ValidationError, match="nothing to end"):
        covenants.end_covenant(covenant=made, by=table.keeper, reason="x")


def test_a_new_version_takes_over_when_all_have_signed_it(table: Table):
    first = table.signed()
    second = covenants.replace_covenant(covenant=first, by=table.secretary)
    assert (second.title, second.clauses.get().levels) == ("Convenant (2)", ["buurt", "wijk"])
    assert covenants.replace_covenant(covenant=first, by=table.secretary) == second
    table.sign(second, table.owner, table.keeper)
    first.refresh_from_db()
    assert standing_of(first) == Standing.IN_FORCE
    table.sign(second, table.town, table.mayor)
    first.refresh_from_db()
    assert standing_of(first) == Standing.ENDED
    assert "Convenant (2)" in first.end_reason
    assert table.reads()


def test_a_review_says_when_the_next_one_is(table: Table):
    made = table.signed(since=today() - timedelta(days=90), review_on=today() + timedelta(days=3))
    assert is_due(made)
    following = today() + timedelta(days=365)
    written = covenants.review_covenant(
        covenant=made, by=table.secretary, held_on=today(), outcome="Blijft.", next_on=following
    )
    assert (review_due(made), is_due(made)) == (following, False)
    with pytest.raises(IntegrityError, match="is fixed"), transaction.atomic():
        type(written).objects.update(outcome="Anders")


CHANGES: dict[str, Any] = {
    "its purpose": lambda made: Covenant.objects.update(purpose="Anders"),
    "its last day": lambda made: Covenant.objects.update(until=today()),
    "itself": lambda made: Covenant.objects.filter(pk=made.pk).delete(),
    "a signature": lambda made: made.parties.update(signed_at=None, signed_by=None),
    "a party more": lambda made: made.parties.create(party=PartyFactory.create()),
    "places too": lambda made: made.parties.update(shows_places=True),
    "a level more": lambda made: made.clauses.update(levels=["gemeente"]),
    "no clause": lambda made: made.clauses.get().delete(),
    "an indicator": lambda made: made.clauses.get().indicators.create(
        partnership=made.partnership, code="x", name_nl="X", theme="social", role="context", direction=0
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_signed_is_fixed_whoever_asks(table: Table, what: str):
    made = table.signed()
    with pytest.raises(IntegrityError, match="a signed covenant is fixed"), transaction.atomic():
        CHANGES[what](made)
    draft = table.draft("Ander")
    Covenant.objects.filter(pk=draft.pk).update(purpose="Nog te wijzigen")


def test_an_end_can_come_sooner_and_never_later_or_not_at_all(table: Table):
    made = table.signed()
    Covenant.objects.update(ended_on=today() + timedelta(days=9), end_reason="Straks")
    Covenant.objects.update(ended_on=today())
    for later in (None, today() + timedelta(days=1)):
        with pytest.raises(IntegrityError, match="is fixed"), transaction.atomic():
            Covenant.objects.filter(pk=made.pk).update(ended_on=later)


def test_the_access_log_is_only_added_to(table: Table):
    event = AccessEvent.objects.create(
        partnership=table.partnership, user=table.clerk, party=table.town, dataset=table.dataset, kind="seen"
    )
    for change in (
        lambda: AccessEvent.objects.update(level="buurt"),
        lambda: AccessEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="the access log is fixed"), transaction.atomic():
            change()


def test_a_look_is_noted_once_a_day_and_a_file_each_time(table: Table):
    covenant(table.partnership, table.dataset, [table.owner, table.town])
    for who in (table.clerk, table.keeper, table.clerk):
        looked = [(table.dataset.pk, "buurt"), (table.dataset.pk, "wijk")]
        access.note_seen(partnership=table.partnership, by=who, looked=looked)
        figures = lent(who, table.partnership, looked[:1])
        access.note_exported(partnership=table.partnership, by=who, file="f.csv", purpose="Rapport", figures=figures)
    noted = AccessEvent.objects.filter(dataset=table.dataset).order_by("kind", "level", "pk")
    name = table.clerk.name
    assert list(noted.values_list("user__name", "party__name", "level", "kind")) == [
        *[(name, "Gemeente", "buurt", "exported")] * 2,
        (name, "Gemeente", "buurt", "seen"),
        (name, "Gemeente", "wijk", "seen"),
    ]
    assert AccessEvent.objects.filter(kind="exported", dataset=None, user=table.keeper).count() == 1  # its own table


def test_a_file_is_taken_along_for_something(table: Table):
    with pytest.raises(IntegrityError, match="access_taken_along_with_a_purpose"):
        AccessEvent.objects.create(
            partnership=table.partnership, user=table.clerk, dataset=table.dataset, kind="exported"
        )


def test_who_signs_for_the_owner_closes_and_opens_a_dataset(table: Table):
    access.require_covenant(dataset=table.dataset, by=table.keeper, required=False)
    assert table.reads()
    with pytest.raises(PermissionDenied):
        access.require_covenant(dataset=table.dataset, by=table.clerk, required=True)
    access.require_covenant(dataset=table.dataset, by=table.mayor, required=True)
    assert not table.reads()
    assert Job.objects.of(table.partnership).filter(kind="sia.recompute").exists()


def test_a_party_asks_once_and_the_owner_answers_once(table: Table):
    asked = access.ask_access(dataset=table.dataset, party=table.town, by=table.mayor, reason="Voor de wijkanalyse.")
    with pytest.raises(ValidationError, match="asked for this already"):
        access.ask_access(dataset=table.dataset, party=table.town, by=table.mayor, reason="Nog eens.")
    with pytest.raises(ValidationError, match="can see this dataset already"):
        access.ask_access(dataset=table.dataset, party=table.owner, by=table.keeper, reason="x")
    with pytest.raises(PermissionDenied):
        access.answer_access(asked=asked, by=table.mayor, answer="Goed.")
    assert access.answer_access(asked=asked, by=table.keeper, answer="Goed.").answer == "Goed."
    with pytest.raises(ValidationError, match="answered already"):
        access.answer_access(asked=asked, by=table.keeper, answer="Toch niet.")
