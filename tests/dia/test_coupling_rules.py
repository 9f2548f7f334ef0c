"""Rules for opportunities: the partnership's own metres and years, for the search, for what shares an opening, and on the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.editing import StaleEdit
from dia import actions
from dia.models import CouplingRule, Work
from dia.pipeline.bundles_places import near_pairs
from dia.pipeline.coupling_rules import rules_of, rules_stamp
from dia.pipeline.opportunities import find_opportunities
from tests import factories
from tests.dia.bundled import Street, consented, fresh, street
from tests.dia.test_bundles_views import browser, page, send, url

pytestmark = pytest.mark.django_db

RULE: dict[str, Any] = {"kind": "sewer", "other": "heat_grid", "trench_m": 10, "site_m": 100, "gap_years": 0}
ALL = {**RULE, "kind": "", "other": ""}


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


@pytest.fixture
def secretary(here: Street):
    return factories.member(here.partnership, "secretary")


def write(found: Street, by, **fields: Any) -> CouplingRule:
    seen = rules_stamp(found.partnership)
    return actions.write_rule(partnership=found.partnership, by=by, **{"seen": seen, **RULE, **fields})


def kinds(found: Street) -> list[str]:
    find_opportunities(found.partnership)
    return [opportunity.kind for opportunity in found.partnership.opportunities.exclude(state="expired")]


def test_without_rules_it_is_as_usual(here: Street):
    rule = rules_of(here.partnership).of(("sewer", "heat_grid"))
    assert (rule.trench_m, rule.site_m, rule.gap_years) == (10, 100, 0)
    assert kinds(here) == ["site"]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"site_m": 39}, []),
        ({"site_m": 40}, ["site"]),
        ({"trench_m": 40}, ["trench"]),
        ({**ALL, "site_m": 39}, []),
        ({"kind": "gas", "site_m": 39}, ["site"]),
    ],
)
def test_metres_decide_between_these_kinds_whichever_comes_first(here: Street, secretary, fields, found):
    write(here, secretary, **fields)
    assert kinds(here) == found


def test_a_pair_with_a_rule_of_its_own_does_not_follow_that_of_all(here: Street, secretary):
    write(here, secretary, **{**ALL, "site_m": 10})
    write(here, secretary)
    assert kinds(here) == ["site"]


def test_years_between_two_windows_are_looked_beyond(here: Street, secretary):
    Work.objects.filter(pk=here.heat.pk).update(earliest=2030, preferred=2030, latest=2031)
    assert kinds(here) == []
    write(here, secretary, gap_years=1)
    assert kinds(here) == []
    write(here, secretary, gap_years=2)
    assert kinds(here) == ["site"]


def test_what_lies_too_far_apart_shares_no_opening_and_its_consent_lapses(here: Street, secretary):
    bundle, works = consented(here), [here.sewer.pk, here.heat.pk]
    assert near_pairs(works) == {frozenset(works)}
    write(here, secretary, site_m=39)
    assert near_pairs(works) == set()
    assert fresh(bundle).state == "offered"


def test_only_who_leads_writes_rules_and_nobody_over_another(here: Street, secretary):
    with pytest.raises(PermissionDenied):
        write(here, here.planner)
    seen = rules_stamp(here.partnership)
    rule = write(here, secretary)
    with pytest.raises(StaleEdit):
        write(here, secretary, seen=seen, site_m=50)
    with pytest.raises(StaleEdit):
        actions.remove_rule(rule=rule, by=secretary, seen=seen)
    actions.remove_rule(rule=rule, by=secretary, seen=rules_stamp(here.partnership))
    assert not CouplingRule.objects.exists()


def test_the_page_shows_the_rules_to_all_and_the_form_to_who_leads(here: Street, secretary):
    assert "All pairs" in page(here, here.planner, "coupling_rules")
    assert "Set a rule" not in page(here, here.planner, "coupling_rules")
    seen = rules_stamp(here.partnership)
    assert send(here, secretary, "coupling_rule_write", **RULE, seen=seen).status_code == 302
    told = page(here, secretary, "coupling_rules")
    assert "Heat grid + sewer" in told
    late = send(here, secretary, "coupling_rule_write", **{**RULE, "site_m": 60}, seen=seen)
    assert late.status_code == 409
    assert rules_stamp(here.partnership) in late.content.decode()
    for wrong in ({"site_m": "veel"}, {"other": ""}, {"trench_m": 200}):
        answer = send(here, secretary, "coupling_rule_write", **{**RULE, **wrong}, seen=rules_stamp(here.partnership))
        assert answer.status_code == 422
    gone = url(here, "coupling_rule_remove", CouplingRule.objects.get().pk)
    assert browser(secretary).post(gone, {"seen": seen}).status_code == 409
    assert browser(secretary).post(gone, {"seen": rules_stamp(here.partnership)}).status_code == 302
