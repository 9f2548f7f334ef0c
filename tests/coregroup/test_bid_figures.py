"""What a bid says, and that every figure on it comes from what is stored."""

from __future__ import annotations

from decimal import Decimal
from statistics import fmean
from typing import Any

import pytest
from django.utils.translation import override

from coregroup.models import Bid, Subject
from coregroup.pages.bid_content import Content
from coregroup.pages.bid_sheet import sheet
from coregroup.pipeline.bid_figures import resolve
from coregroup.pipeline.bids import body_of, changes, count, euros, fte, read_body
from coregroup.pipeline.subjects import OF_GROUP, OF_KIND, SCOPES, subject_of
from datasets.models import Observation
from datasets.pipeline.grants import Grant, shared
from dia.models import Commitment, Measure, Work
from sia.words.figures import figure as written
from tests import factories
from tests.coregroup.offer import YEAR, Offer, browser, committed, offer, path, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(partnership) -> Offer:
    return offer(partnership)


def figures(body: dict[str, Any]) -> dict[str, Any]:
    return {each["key"]: each["number"] for each in body["figures"]}


# What falls under which subject


def test_every_kind_of_work_and_every_group_falls_under_one_subject():
    assert set(OF_KIND) == set(Work.Kind.values) - {"other"}
    assert set(OF_GROUP) == set(Measure.Group.values)
    assert sum(len(scope.kinds) for scope in SCOPES.values()) == len(OF_KIND)
    assert sum(len(scope.groups) for scope in SCOPES.values()) == len(OF_GROUP)
    assert list(SCOPES) == Subject.values


def test_another_kind_of_work_goes_by_its_group_on_the_agenda():
    assert subject_of("renovation", "street") == "sustainable"
    assert subject_of("other", "social") == "groups"
    assert subject_of("other") == "liveable"


# What it says


def test_a_bid_adds_up_what_is_stored(ours: Offer):
    found = figures(body_of(ours.bid))
    assert found["money:regular:2027"] == 200_000
    assert found["money:subsidy:2027"] == 100_000
    assert found["money:all:2027"] == 300_000
    assert found["money:all:2028"] == 200_000
    assert found["fte:2027"] == 1.5
    assert "fte:2028" not in found
    assert found["works:all"] == 3
    assert found["cost:all"] == 400_000 + 100_000 + 900_000 + 50_000
    assert found["cost:sustainable"] == 500_000
    assert found["works:groups"] == 1


def test_figures_stand_where_the_party_works_beside_those_of_the_city(ours: Offer):
    found = figures(body_of(ours.bid))
    assert (found["own:lonely"], found["city:lonely"]) == (45.0, 30.0)
    assert found["own:energy_label_e_to_g"] == 20.0
    assert found["city:energy_label_e_to_g"] == 20.0, "the city has no figure of its own: the mean of its buurten"
    [row] = [row for row in body_of(ours.bid)["indicators"] if row["own"] == "own:lonely"]
    assert (row["period"], row["origin"]) == (2024, "Kerncijfers")


def test_a_party_that_works_nowhere_has_no_figure_of_its_own_and_still_that_of_the_city(ours: Offer):
    Measure.objects.all().delete()
    Work.objects.all().delete()
    found = figures(body_of(ours.bid))
    assert "own:lonely" not in found
    assert found["city:lonely"] == 30.0
    assert "works:all" not in found


@pytest.mark.parametrize(("field", "value"), [("state", "cancelled"), ("state", "finished"), ("earliest", 2028)])
def test_a_work_that_is_over_or_of_another_year_is_no_part_of_the_bid(ours: Offer, field, value):
    Work.objects.filter(title="Nieuwbouw").update(**{field: value, "preferred": 2028})
    assert figures(body_of(ours.bid))["works:all"] == 2


def test_money_of_others_and_what_lapsed_or_was_amended_is_no_part_of_the_bid(ours: Offer):
    committed(ours.agenda, ours.table.parties["Gemeente"], 2027, "regular", euros=1)
    Commitment.objects.filter(funding="subsidy").update(state="lapsed")
    Commitment.objects.filter(funding="regular", pot__year=2028).update(current=False)
    found = figures(body_of(ours.bid))
    assert found["money:all:2027"] == 200_000
    assert "money:all:2028" not in found


def test_money_on_an_agenda_that_was_stopped_is_no_part_of_the_bid(ours: Offer):
    ours.agenda.state = "stopped"
    ours.agenda.save()
    assert [key for key in figures(body_of(ours.bid)) if key.startswith(("money", "fte"))] == []
    assert body_of(ours.bid)["together"] == []


def test_a_bid_of_another_partnership_has_no_part_in_ours(ours: Offer):
    theirs = offer_of_the_same_party(ours)
    assert figures(body_of(ours.bid))["works:all"] == 3
    assert figures(body_of(theirs))["works:all"] == 1


def offer_of_the_same_party(ours: Offer) -> Bid:
    elsewhere = factories.PartnershipFactory.create()
    elsewhere.seats.create(party=ours.party)
    [area] = factories.square_city(elsewhere, columns=1, rows=1)
    work(elsewhere, ours.party, "Elders", "renovation", area, direct_cost=1)
    return Bid.objects.create(partnership=elsewhere, party=ours.party, year=YEAR)


# Every figure is traced


def from_the_rows(source: dict[str, Any]) -> float:
    """Once more, by nothing but the ORM."""
    if source["model"] == "dia.commitment":
        return float(
            sum(
                (getattr(each, source["field"]) for each in Commitment.objects.filter(pk__in=source["pks"])), Decimal(0)
            )
        )
    if source["model"] == "dia.work":
        works = Work.objects.filter(pk__in=source["pks"])
        return (
            works.count() if source["rule"] == "count" else sum(each.direct_cost + each.common_cost for each in works)
        )
    rows = Observation.objects.filter(indicator=source["indicator"], period=source["year"], area__in=source["areas"])
    return fmean(rows.values_list("value", flat=True))


def as_shown(figure: dict[str, Any], language: str) -> str:
    kind = figure["key"].partition(":")[0]
    writers = {"money": euros, "work": euros, "cost": euros, "fte": fte, "works": count}
    with override(language):
        return writers.get(kind, lambda number: written(number, "%"))(figure["number"])


def test_every_figure_of_an_offered_bid_is_what_is_stored(ours: Offer):
    body = read_body(ours.offered())
    assert len(body["figures"]) == 21
    for each in body["figures"]:
        assert resolve(each, Grant()) == each["number"] == from_the_rows(each["source"]), each["key"]
        assert each["shown"] == {language: as_shown(each, language) for language in ("nl", "en")}
        assert each["label"].keys() == {"nl", "en"}


def test_every_figure_on_the_a4_is_one_of_the_body(ours: Offer):
    bid = ours.offered()
    body = read_body(bid)
    known = {each["shown"][language] for each in body["figures"] for language in ("nl", "en")} | {"–"}
    printed = sheet(bid, Content(body, shared(bid.partnership)))
    cells = [cell for row in printed["money"] for cell in row["cells"]]
    cells += [tile["value"] for tile in printed["tiles"]] + [row["cost"] for row in printed["works"]]
    cells += [value for row in printed["figures"] for value in (row["own"], row["city"])]
    assert len(cells) == 4 + 4 * 5 + 3 + 4
    assert set(cells) <= known


def test_every_figure_on_the_page_leads_to_the_rows_that_it_comes_from(ours: Offer):
    body = read_body(ours.offered())
    client = browser(ours.table.people["viewer"])
    page = client.get(path(ours)).content.decode()
    for each in body["figures"]:
        answer = client.get(path(ours, "bid_figure"), {"of": each["key"]})
        assert answer.status_code == 200
        assert answer.context["page"].is_same
        assert len(answer.context["page"].rows) == len(each["source"].get("pks") or each["source"]["areas"])
        assert client.get(answer.context["page"].rows[0].url).status_code == 200
    tiles, money, sums, works, indicators = 4, 6, 6, 3, 4
    assert page.count('class="figure"') == tiles + money + sums + works + indicators


def test_a_figure_that_the_bid_does_not_have_is_not_there(ours: Offer):
    ours.offered()
    assert browser(ours.manager).get(path(ours, "bid_figure"), {"of": "money:all:1900"}).status_code == 404


def test_what_is_gone_or_another_is_told_and_the_bid_keeps_what_was_offered(ours: Offer):
    bid = ours.offered()
    body = read_body(bid)
    Work.objects.filter(title="Renovatie").update(direct_cost=600_000)
    Observation.objects.filter(value=40.0).delete()
    told = {old["key"]: (old["number"], new and new["number"]) for old, new in changes(body, body_of(bid))}
    assert told["cost:sustainable"] == (500_000, 700_000)
    assert told["own:lonely"] == (45.0, 50.0)
    assert "cost:supply" not in told
    [gone] = [each for each in body["figures"] if each["key"] == "own:lonely"]
    assert resolve(gone, Grant()) is None
    page = browser(ours.manager).get(path(ours)).content.decode()
    assert "500.000 → €\u00a0700.000" in page
