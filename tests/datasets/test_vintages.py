"""A later year of boundaries: what became of each area, and how much of it lies where."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from datasets.models import Area, AreaOverlap
from datasets.vintages.changes import Comparison
from tests.datasets.drawn import box
from tests.datasets.two_years import KM, NOW, RENAMED, THEN, buurt, city
from tests.factories import PartnershipFactory, deliver, square_city

pytestmark = pytest.mark.django_db


def follow(partnership, later=NOW, *, former=THEN, **now):
    deliver(partnership, city(2021, former), "boundaries")
    return deliver(partnership, city(2024, later, **{"names": RENAMED, **now}), "boundaries")


def became(partnership) -> dict[tuple[str, str], str]:
    rows = AreaOverlap.objects.of(partnership).filter(after__level="buurt").order_by("before__code", "after__code")
    return {(r.before.code[-3:], r.after.code[-3:]): r.kind for r in rows.select_related("before", "after")}


def short(code: str) -> str:
    return buurt(code)[-3:]


def of_buurten(delivery) -> Comparison:
    return next(Comparison.from_plain(p) for p in delivery.preview["years"] if p["level"] == "buurt")


def test_each_kind_of_change_is_found(partnership):
    delivery = follow(partnership)
    assert became(partnership) == {
        (short("00"), short("00")): "split",
        (short("00"), short("04")): "split",
        (short("01"), short("01")): "merged",
        (short("02"), short("01")): "merged",
        (short("03"), short("09")): "recoded",
        (short("10"), short("10")): "moved",
        (short("11"), short("10")): "moved",
        (short("11"), short("11")): "moved",
        (short("12"), short("12")): "renamed",
    }
    found = of_buurten(delivery)
    assert [named.code for named in found.new] == [buurt("03")]
    assert [named.code for named in found.gone] == [buurt("13")]
    assert [(before.code, after.code) for before, after in found.reused] == [(buurt("03"), buurt("03"))]
    assert found.counts == {
        "renamed": 1,
        "recoded": 1,
        "moved": 2,
        "split": 2,
        "merged": 1,
        "new": 1,
        "gone": 1,
        "reused": 1,
    }


def test_shares_are_those_that_one_reads_off_the_drawing(partnership):
    follow(partnership)
    overlaps = AreaOverlap.objects.of(partnership)
    split = overlaps.filter(before__code=buurt("00"), before__level="buurt").order_by("after__code")
    assert [round(row.surface_share, 9) for row in split] == [0.3, 0.7]
    moved = overlaps.filter(before__code=buurt("11")).order_by("after__code")
    assert [round(row.surface_share, 9) for row in moved] == [0.1, 0.9]


def test_people_are_where_the_later_areas_say_they_are(partnership):
    """Of the split buurt 900 of 1000 live on the 30 % that is built on."""
    follow(partnership, people={"00": 900, "04": 100})
    split = AreaOverlap.objects.filter(before__code=buurt("00")).order_by("after__code")
    assert [round(row.inhabitants_share, 9) for row in split] == [0.9, 0.1]
    assert [round(row.dwellings_share, 9) for row in split] == [0.3, 0.7]  # of dwellings nothing is known: by surface


@pytest.mark.full
def test_people_of_a_wijk_go_with_its_buurten(partnership):
    """Wijk 01 loses buurt 10 to wijk 00: a quarter of its ground, and 700 of its 1000 people."""
    people = {"10": 700, "11": 100, "12": 100, "13": 100}
    deliver(partnership, city(2021, THEN, people=people), "boundaries")
    later = {**THEN, "05": THEN["10"]}
    del later["10"]
    deliver(partnership, city(2024, later), "boundaries")
    parts = AreaOverlap.objects.filter(before__code="WK015301").order_by("after__code")
    assert [(row.after.code, round(row.surface_share, 9), round(row.inhabitants_share, 9)) for row in parts] == [
        ("WK015300", 0.25, 0.7),
        ("WK015301", 0.75, 0.3),
    ]


def test_shares_of_a_former_area_sum_to_one(partnership):
    follow(partnership, people={"00": 900, "04": 100})
    sums = AreaOverlap.objects.values("before").annotate(
        surface=Sum("surface_share"), inhabitants=Sum("inhabitants_share"), dwellings=Sum("dwellings_share")
    )
    assert len(sums) == 7 + 2 + 1  # buurten that go on, both wijken, the gemeente
    for row in sums:
        assert (row["surface"], row["inhabitants"], row["dwellings"]) == pytest.approx((1, 1, 1), abs=1e-12)


def test_a_code_that_stands_for_another_place_is_never_taken_for_the_same_area(partnership):
    """Two buurten change codes; by code alone nothing would have happened."""
    swapped = {**THEN, "00": THEN["13"], "13": THEN["00"]}
    delivery = follow(partnership, swapped, names={"00": "Buurt 13", "13": "Buurt 00"})
    kinds = became(partnership)
    assert (kinds[short("00"), short("13")], kinds[short("13"), short("00")]) == ("recoded", "recoded")
    assert len(of_buurten(delivery).reused) == 2


@pytest.mark.full
def test_a_coarser_drawing_of_the_same_border_is_no_change(partnership):
    """The bend of 300 m between 10 and 11 is cut off: a tenth of the ground changes hands, no corner lies elsewhere."""
    bent = [(0, KM), (KM, KM), (1300, 1500), (KM, 2 * KM), (0, 2 * KM)]
    other = [(KM, KM), (2 * KM, KM), (2 * KM, 2 * KM), (KM, 2 * KM), (1300, 1500)]
    detailed = {code: _with_points(ring) for code, ring in {**THEN, "10": bent, "11": other}.items()}
    follow(partnership, THEN, former=detailed, names={})
    assert set(became(partnership).values()) == {"same"}


@pytest.mark.full
def test_a_corner_that_was_nowhere_on_the_old_border_is_a_moved_border(partnership):
    detailed = {code: _with_points(ring) for code, ring in THEN.items()}
    later = {**THEN, "10": box(0, KM, 1100, 2 * KM), "11": box(1100, KM, 2 * KM, 2 * KM)}
    follow(partnership, later, former=detailed, names={})
    kinds = became(partnership)
    assert [kinds.pop((short(a), short(b))) for a, b in (("10", "10"), ("11", "10"), ("11", "11"))] == ["moved"] * 3
    assert set(kinds.values()) == {"same"}


def test_a_small_buurt_that_goes_into_a_large_one_is_merged_and_not_lost(partnership):
    """The large one grows by half a hundredth: by its own shape nobody would see it."""
    small, large = box(0, 0, 100, 100), [(100, 0), (2000, 0), (2000, KM), (0, KM), (0, 100), (100, 100)]
    former = {"00": small, "01": large, "02": square_at(2000), "03": square_at(3000)}
    follow(partnership, {"01": box(0, 0, 2000, KM), "02": square_at(2000), "03": square_at(3000)}, former=former)
    assert became(partnership)[short("00"), short("01")] == "merged"


@pytest.mark.full
def test_another_spelling_is_no_other_name(partnership):
    deliver(partnership, city(2021, THEN, names={"00": "Lasonder. Zeggelt", "01": "'t Weldink"}), "boundaries")
    deliver(partnership, city(2024, THEN, names={"00": "Lasonder, Zeggelt", "01": "’t weldink"}), "boundaries")
    assert set(became(partnership).values()) == {"same"}


@pytest.mark.full
def test_loading_the_same_year_again_changes_nothing(partnership):
    follow(partnership)
    before = list(AreaOverlap.objects.order_by("pk").values_list())
    again = deliver(partnership, city(2024, NOW, names=RENAMED | {"nobody": ""}), "boundaries", period="2024")
    assert ("years" in again.preview, list(AreaOverlap.objects.order_by("pk").values_list())) == (False, before)


def test_the_check_foresees_what_the_load_does(partnership):
    deliver(partnership, city(2021, THEN), "boundaries")
    checked = deliver(partnership, city(2024, NOW, names=RENAMED), "boundaries", load=False)
    assert not AreaOverlap.objects.exists()
    foreseen = of_buurten(checked)
    loaded = of_buurten(deliver(partnership, city(2024, NOW, names=RENAMED), "boundaries"))
    assert (foreseen.counts, foreseen.figures) == (loaded.counts, loaded.figures)
    assert sorted(foreseen.drawn.values()) == sorted(loaded.drawn.values())


def test_a_year_that_comes_in_between_stands_between(partnership):
    deliver(partnership, city(2021, THEN), "boundaries")
    deliver(partnership, city(2024, THEN), "boundaries")
    deliver(partnership, city(2022, THEN), "boundaries")
    years = AreaOverlap.objects.filter(after__level="buurt").values_list("before__vintage", "after__vintage").distinct()
    assert sorted(years) == [(2021, 2022), (2022, 2024)]
    assert set(Area.objects.of(partnership).current().values_list("vintage", flat=True)) == {2024}


def test_the_newest_year_is_that_of_each_level_and_of_each_partnership(partnership):
    for holder, year in ((partnership, 2021), (partnership, 2023), (PartnershipFactory.create(), 2024)):
        square_city(holder, columns=1, rows=1, vintage=year)
    partnership.areas.filter(level="wijk", vintage=2023).delete()
    newest = [("buurt", 2023), ("gemeente", 2023), ("wijk", 2021)]
    assert sorted(Area.objects.of(partnership).current().values_list("level", "vintage")) == newest
    others = Area.objects.current().exclude(partnership=partnership)
    assert set(others.values_list("vintage", flat=True)) == {2024}
    assert partnership.areas.current().update(inhabitants=7) == len(newest)


def _with_points(ring):
    """Ten points on every side, as a detailed drawing has them."""
    sides = zip(ring, [*ring[1:], ring[0]], strict=True)
    return [(x + (u - x) * n / 10, y + (v - y) * n / 10) for (x, y), (u, v) in sides for n in range(10)]


def square_at(left: float):
    return box(left, 0, left + KM, KM)
