"""Figures carried to a later year of boundaries: exactly, shared out and marked, withheld, or not at all."""

from __future__ import annotations

import random

import pytest
from django.db import transaction
from django.db.models import Sum

from accounts.models import Partnership
from datasets.models import Area, AreaLink, AreaOverlap, Dataset, Delivery, Indicator, Observation
from datasets.pipeline.reapply_disclosure import reprotect
from datasets.vintages.changes import Comparison
from tests.datasets.drawn import box
from tests.datasets.two_years import KM, NOW, RENAMED, THEN, buurt, city
from tests.effort import sampled
from tests.factories import IndicatorFactory, deliver, undo, upload
from tests.weighed import delivered

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    """The buurten of 2021, and a delivery for figures about them."""
    deliver(module_partnership, city(2021, THEN), "boundaries")
    delivered(module_partnership, "")
    return module_partnership


@pytest.fixture
def source(prepared: Partnership, partnership: Partnership) -> Delivery:
    return Delivery.objects.of(partnership).latest("pk")


def observe(source: Delivery, figures: dict[str, dict | float], period: int = 2020, **indicator) -> Indicator:
    """Figures by short code: a value, or the fields of an observation."""
    about = IndicatorFactory.create(partnership=source.partnership, **indicator)
    for short, figure in figures.items():
        area = Area.objects.get(partnership=source.partnership, vintage=2021, code=buurt(short))
        fields = figure if isinstance(figure, dict) else {"value": figure}
        Observation.objects.create(area=area, indicator=about, period=period, delivery=source, **fields)
    return about


def load_2024(partnership, later=NOW, **how) -> Delivery:
    return deliver(partnership, city(2024, later, **{"names": RENAMED, **how}), "boundaries")


def carried(indicator: Indicator, short: str) -> Observation | None:
    return Observation.objects.filter(indicator=indicator, area__vintage=2024, area__code=buurt(short)).first()


def value(indicator: Indicator, short: str) -> tuple[float | None, str] | None:
    found = carried(indicator, short)
    return found and (None if found.value is None else round(found.value, 9), found.flag)


@pytest.mark.parametrize(("before", "after"), [("03", "09"), ("12", "12")], ids=["another code", "another name"])
def test_a_figure_of_an_area_that_stayed_is_carried_as_it_is(partnership, source, before, after):
    whole = {"value": 12.5, "numerator": 25, "denominator": 200, "standard_error": 1.5}
    poverty = observe(source, {before: whole}, unit="%")
    load_2024(partnership)
    found = carried(poverty, after)
    assert {name: getattr(found, name) for name in whole} == whole
    assert (found.flag, found.delivery, found.period) == ("", source, 2020)


def test_a_figure_does_not_follow_a_code_to_another_place(partnership, source):
    poverty = observe(source, {"03": 40}, unit="%")
    load_2024(partnership)
    assert carried(poverty, "03") is None


def test_a_sum_is_divided_and_marked(partnership, source):
    """30 and 70 % of the ground of buurt 00; a tenth of buurt 11 goes to 10; 01 and 02 become one."""
    ground = observe(source, {"00": 100, "10": 50, "11": 40, "01": 7, "02": 8}, unit="ha")
    load_2024(partnership)
    got = {short: value(ground, short) for short in ("00", "04", "10", "11", "01")}
    assert got == {
        "00": (30, "apportioned"),
        "04": (70, "apportioned"),
        "10": (54, "apportioned"),
        "11": (36, "apportioned"),
        "01": (15, "apportioned"),
    }


def test_people_are_divided_as_people_live_and_dwellings_by_ground_where_nothing_is_known_of_them(partnership, source):
    people, homes = (observe(source, {"00": 100}, unit="aantal", code=c, theme=t) for c, t in PEOPLE_AND_HOMES)
    load_2024(partnership, people={"00": 900, "04": 100})
    assert (value(people, "00"), value(people, "04")) == ((90, "apportioned"), (10, "apportioned"))
    assert (value(homes, "00"), value(homes, "04")) == ((30, "apportioned"), (70, "apportioned"))


PEOPLE_AND_HOMES = [("welfare_recipients", "social"), ("dwellings", "housing")]


def test_both_parts_of_a_split_area_keep_its_percentage(partnership, source):
    poverty = observe(source, {"00": 12}, unit="%")
    load_2024(partnership)
    assert (value(poverty, "00"), value(poverty, "04")) == ((12, "apportioned"), (12, "apportioned"))


def test_a_percentage_of_merged_areas_is_weighed_by_its_denominator(partnership, source):
    """10 of 100 and 120 of 300 are 130 of 400, which is 32.5 %; a standard error is not carried."""
    first = {"value": 10, "numerator": 10, "denominator": 100, "standard_error": 3}
    second = {"value": 40, "numerator": 120, "denominator": 300, "standard_error": 2}
    poverty = observe(source, {"01": first, "02": second}, unit="%")
    load_2024(partnership)
    found = carried(poverty, "01")
    assert (found.value, found.numerator, found.denominator, found.standard_error) == (32.5, 130, 400, None)


def test_without_denominators_it_is_weighed_by_the_people_who_lived_there(partnership, source):
    Area.objects.filter(code=buurt("01")).update(inhabitants=100)
    Area.objects.filter(code=buurt("02")).update(inhabitants=300)
    poverty = observe(source, {"01": 10, "02": 40}, unit="%")
    load_2024(partnership)
    assert value(poverty, "01") == (32.5, "apportioned")


@pytest.mark.parametrize(("people", "known"), [(300, True), (199, False)])
def test_a_mean_needs_figures_of_two_thirds_of_the_people(partnership, source, people, known):
    """Of the 100 people in buurt 02 there is no figure; beside them live 300, or 199."""
    Area.objects.filter(code=buurt("01")).update(inhabitants=people)
    Area.objects.filter(code=buurt("02")).update(inhabitants=100)
    poverty = observe(source, {"01": 10}, unit="%")
    load_2024(partnership)
    assert value(poverty, "01") == ((10, "apportioned") if known else None)


def test_a_sum_of_which_a_part_is_unknown_is_not_made_up(partnership, source):
    Area.objects.filter(code=buurt("01")).update(inhabitants=300)
    Area.objects.filter(code=buurt("02")).update(inhabitants=100)
    people = observe(source, {"01": 300}, unit="aantal")
    load_2024(partnership)
    assert carried(people, "01") is None


def test_what_rests_on_a_withheld_figure_is_withheld_too(partnership, source):
    poverty = observe(source, {"01": 10, "02": {"flag": "withheld"}, "12": {"flag": "withheld"}}, unit="%")
    load_2024(partnership)
    assert (value(poverty, "01"), value(poverty, "12")) == ((None, "withheld"), (None, "withheld"))


def test_a_figure_of_which_nobody_can_tell_whether_it_is_a_sum_or_a_mean_is_not_shared_out(partnership, source):
    odd = observe(source, {"00": 3, "12": 4}, unit="")
    load_2024(partnership)
    assert (value(odd, "00"), value(odd, "12")) == (None, (4, ""))


@pytest.mark.parametrize(("edge", "mean", "total"), [(3970, True, True), (3800, True, False), (3500, False, False)])
def test_of_an_area_that_is_partly_off_the_map_nothing_is_made_up(partnership, source, edge, mean, total):
    """Buurt 13 loses 3, 20 or 50 % of its ground to another city."""
    ground, poverty = observe(source, {"13": 100}, unit="ha"), observe(source, {"13": 12}, unit="%")
    load_2024(partnership, {**NOW, "13": box(3 * KM, KM, edge, 2 * KM)})
    assert (value(poverty, "13"), value(ground, "13")) == (
        (12, "apportioned") if mean else None,
        (100, "apportioned") if total else None,
    )


def test_of_an_area_that_is_half_new_no_figure_is_made_up(partnership, source):
    poverty = observe(source, {"13": 12}, unit="%")
    load_2024(partnership, {**NOW, "13": box(3 * KM, KM, 5 * KM, 2 * KM)})
    assert carried(poverty, "13") is None


def test_the_count_of_ways_is_told(partnership, source):
    observe(source, {"00": 12, "12": 5, "13": 6, "01": {"flag": "withheld"}}, unit="%")
    years = load_2024(partnership).preview["years"]
    ways = next(Comparison.from_plain(plain) for plain in years if plain["level"] == "buurt").figures
    assert ways == {"exact": 1, "apportioned": 2, "withheld": 1, "left": 1}


def test_the_old_year_keeps_its_figures(partnership, source):
    observe(source, {"00": 12, "03": 5}, unit="%")
    before = list(Observation.objects.filter(area__vintage=2021).order_by("pk").values_list())
    load_2024(partnership)
    assert list(Observation.objects.filter(area__vintage=2021).order_by("pk").values_list()) == before


def key_figures(year: int, people: dict[str, int]):
    rows = [f"{buurt(short)};Buurt;{number}" for short, number in people.items()]
    return upload(f"kwb-{year}.csv", "\n".join(["gwb_code_10;recs;a_inw", *rows]))


def test_a_real_delivery_for_the_new_year_replaces_what_was_shared_out(partnership):
    deliver(partnership, city(2021, THEN), "boundaries")
    deliver(partnership, key_figures(2021, dict.fromkeys(THEN, 100)), period="2021")
    load_2024(partnership)
    people = Indicator.objects.get(partnership=partnership, code="inhabitants")
    assert value(people, "00") == (30, "apportioned")
    real = deliver(partnership, key_figures(2021, {"00": 30, "04": 68}), period="2021")
    assert (value(people, "00"), value(people, "04")) == ((30, ""), (68, ""))
    assert real.preview["changed"] == 2  # the same number without its mark is a change too


def test_an_undo_in_the_old_year_is_felt_in_the_new_one(partnership):
    """100 people were corrected to 200, carried as 60 and 140, and the correction was wrong."""
    deliver(partnership, city(2021, THEN), "boundaries")
    deliver(partnership, key_figures(2021, dict.fromkeys(THEN, 100)), period="2021")
    wrong = deliver(partnership, key_figures(2021, dict.fromkeys(THEN, 200)), period="2021")
    load_2024(partnership)
    people = Indicator.objects.get(partnership=partnership, code="inhabitants")
    assert (value(people, "00"), value(people, "12")) == ((60, "apportioned"), (200, ""))
    undo(wrong, "Verkeerd bestand.")
    assert (value(people, "00"), value(people, "12")) == ((30, "apportioned"), (100, ""))


def test_a_stricter_rule_leaves_the_mark_on_what_was_shared_out(partnership, source):
    poverty = observe(source, {"00": {"value": 12, "numerator": 24, "denominator": 200}}, unit="%")
    load_2024(partnership)
    Dataset.objects.filter(pk=source.dataset_id).update(minimum_denominator=100)
    with transaction.atomic():
        reprotect(Dataset.objects.get(pk=source.dataset_id))
    assert (value(poverty, "00"), value(poverty, "04")) == ((None, "withheld"), (12, "apportioned"))


@pytest.mark.full
def test_the_same_year_drawn_anew_shares_out_anew_and_leaves_delivered_figures(partnership, source):
    ground = observe(source, {"00": 100, "01": 7, "02": 8}, unit="ha")
    people = observe(source, {"00": 100}, unit="aantal")
    Area.objects.filter(vintage=2021, level="buurt").update(inhabitants=1000)
    load_2024(partnership)
    own = delivered_again(partnership)
    Observation.objects.filter(indicator=ground, area__vintage=2024, area__code=buurt("01")).update(
        value=99, flag="", delivery=own
    )
    halves = {"00": box(0, 0, 500, KM), "04": box(500, 0, KM, KM)}
    load_2024(partnership, {**NOW, **halves})
    assert [value(ground, short) for short in ("00", "04", "01")] == [
        (50, "apportioned"),
        (50, "apportioned"),
        (99, ""),
    ]
    assert value(people, "00") == (50, "apportioned")  # not by the 300 people that the first drawing gave it


def delivered_again(partnership) -> Delivery:
    first = Delivery.objects.get(partnership=partnership, name="kerncijfers.csv")
    first.pk = None
    first.save()
    return first


def test_inhabitants_that_the_new_file_lacks_come_from_the_former_areas(partnership, source):
    Area.objects.filter(vintage=2021, level="buurt").update(inhabitants=1000)
    load_2024(partnership)
    people = dict(Area.objects.filter(vintage=2024, level="buurt").values_list("code", "inhabitants"))
    assert [people[buurt(short)] for short in ("00", "04", "01", "09", "03")] == [300, 700, 2000, 1000, None]


def test_a_corrected_barrier_holds_between_areas_that_stayed(partnership, source):
    codes = {buurt("12"), buurt("13")}
    link = AreaLink.objects.get(a__vintage=2021, a__code__in=codes, b__code__in=codes)
    AreaLink.objects.filter(pk=link.pk).update(corrected=True, barrier="rail", permeability=0.2, note="spoor")
    load_2024(partnership, THEN, names={})
    now = AreaLink.objects.get(a__vintage=2024, a__code__in=codes, b__code__in=codes)
    assert (now.corrected, now.barrier, now.permeability, now.note) == (True, "rail", 0.2, "spoor")


def rows_of(cuts: list[int], *, upright: bool) -> dict[str, tuple]:
    edges = [0, *cuts, 4 * KM]
    pairs = list(zip(edges, edges[1:], strict=False))
    boxes = [box(a, 0, b, 4 * KM) if upright else box(0, a, 4 * KM, b) for a, b in pairs]
    return {f"{'01'[not upright]}{n}": ring for n, ring in enumerate(boxes)}


@pytest.mark.parametrize("seed", sampled(range(4)))
def test_a_full_partition_keeps_every_total(partnership, seed):
    """Strips from west to east become strips from south to north, so that every new area has a part of every old one."""
    chance = random.Random(seed)  # noqa: S311 -- drawings, not secrets
    cuts = [sorted(chance.sample(range(200, 3800, 50), 4)) for _ in range(2)]
    deliver(partnership, city(2021, rows_of(cuts[0], upright=True)), "boundaries")
    Area.objects.filter(level="buurt").update(inhabitants=1 + seed * 100)
    source = delivered(partnership, "")
    totals = {
        unit: observe(source, {f"0{n}": chance.uniform(0, 1e5) for n in range(5)}, unit=unit)
        for unit in ("aantal", "ha")
    }
    load_2024(partnership, rows_of(cuts[1], upright=False), names={})
    for indicator in totals.values():
        sums = [
            Observation.objects.filter(indicator=indicator, area__vintage=year).aggregate(total=Sum("value"))["total"]
            for year in (2021, 2024)
        ]
        assert sums[1] == pytest.approx(sums[0], abs=1e-6)
    shares = AreaOverlap.objects.values("before").annotate(a=Sum("surface_share"), b=Sum("inhabitants_share"))
    assert all((row["a"], row["b"]) == pytest.approx((1, 1), abs=1e-12) for row in shares)
