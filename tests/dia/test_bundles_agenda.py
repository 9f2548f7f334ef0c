"""On which agenda a bundle stands: proposed, chosen, shown, and never one of another partnership."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from dia import actions
from dia.models import Agenda, Bundle, Measure, Work
from tests import factories
from tests.dia.bundled import Street, fresh, joined, street, talking
from tests.dia.test_bundles_views import browser, page, send, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


def agenda_of(found: Street, name: str, *works: Work, state: str = "opened") -> Agenda:
    years = {"first_year": 2026, "last_year": 2033, "reason": "Besloten"}
    made = Agenda.objects.create(partnership=found.partnership, name=name, state=state, **years)
    for each in works:
        Measure.objects.create(agenda=made, work=each)
    return made


def offered_agenda(found: Street, query: str = "") -> tuple[list[str], Agenda | None]:
    """What the form of a new bundle offers, and what it starts from."""
    form = browser(found.planner).get(url(found, "bundle_add") + query).context["form"]
    with translation.override("en"):
        return [str(label) for _value, label in form["agenda"].field.choices], form["agenda"].initial


def test_a_bundle_starts_on_the_agenda_of_its_works_or_on_the_only_one(here: Street):
    assert offered_agenda(here) == (["no agenda"], None)
    agenda_of(here, "Oud", state="stopped")
    one = agenda_of(here, "Een", here.sewer)
    assert offered_agenda(here) == (["no agenda", "Een"], one)
    agenda_of(here, "Twee")
    assert offered_agenda(here) == (["no agenda", "Een", "Twee"], None)
    assert offered_agenda(here, f"?work={here.sewer.pk}&work=x")[1] == one
    assert fresh(talking(here)).agenda == one


def test_the_agenda_of_a_bundle_is_chosen_shown_and_changed(here: Street):
    one, two = agenda_of(here, "Een"), agenda_of(here, "Twee")
    asked = {"name": "Straat", "lead": here.city.pk, "year": 2028, "works": [here.sewer.pk]}
    old = agenda_of(here, "Oud", state="completed")
    assert send(here, here.planner, "bundle_add", **asked, agenda=old.pk).status_code == 422
    assert send(here, here.planner, "bundle_add", **asked, agenda=one.pk).status_code == 302
    bundle = Bundle.objects.get()
    there = reverse("agenda", args=[here.partnership.slug, one.pk])
    assert f'<a class="chip" href="{there}">Een</a>' in page(here, here.operator, "bundle", bundle.pk)
    terms = {"name": "Straat", "year": 2028, "split": "equal", "overlap": "0,6", "tolerance": "5"}
    saved = send(here, here.planner, "bundle_edit", bundle.pk, **terms, agenda=two.pk, version=bundle.version)
    assert saved.status_code == 302
    late = send(here, here.planner, "bundle_edit", bundle.pk, **terms, agenda=one.pk, version=bundle.version)
    assert "theirs Twee, yours Een" in late.content.decode()
    Agenda.objects.filter(pk=two.pk).update(state="completed")
    again = send(here, here.planner, "bundle_edit", bundle.pk, **terms, agenda=two.pk, version=fresh(bundle).version)
    assert again.status_code == 302
    assert fresh(bundle).agenda == two


def test_an_agenda_of_another_partnership_is_not_to_be_chosen(here: Street):
    elsewhere = agenda_of(replace(here, partnership=factories.PartnershipFactory.create()), "Elders")
    asked = {"name": "Straat", "lead": here.city.pk, "year": 2028, "works": [here.sewer.pk]}
    assert send(here, here.planner, "bundle_add", **asked, agenda=elsewhere.pk).status_code == 422
    fields = {"partnership": here.partnership, "lead": here.city, "name": "Straat", "year": 2028}
    with pytest.raises(PermissionDenied):
        actions.create_bundle(by=here.planner, agenda=elsewhere, **fields)
    bundle = joined(here)
    with pytest.raises(PermissionDenied):
        actions.change_bundle(bundle=bundle, by=here.planner, version=bundle.version, agenda=elsewhere)
