"""Real years of Enschede: the codes that CBS gave, drawn four times in four ways, are seventy places that stayed."""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest
from django.db.models import Sum

from datasets.models import Area, AreaOverlap, Indicator, Observation
from datasets.vintages.changes import Comparison
from tests.factories import PartnershipFactory, deliver, upload

pytestmark = pytest.mark.django_db
WIJKEN_2014 = "enschede/cbs_wijken_2014_enschede.geojson"
BUURTEN_2021 = "enschede/cbs_buurten_2021_enschede.gpkg"
WIJKEN_2022 = "enschede/cbs_wijken_2022_enschede.gpkg"
BUURTEN_2024 = "enschede/cbs_buurten_2024_enschede_generaliseerd.geojson"
TABLE = "enschede/cbs_buurtcodes_2014_2021_2024_2025_enschede.csv"


def kinds(level: str) -> dict[tuple[int, int], Counter[str]]:
    found: dict[tuple[int, int], Counter[str]] = {}
    for piece in AreaOverlap.objects.filter(after__level=level).select_related("before", "after"):
        found.setdefault((piece.before.vintage, piece.after.vintage), Counter())[piece.kind] += 1
    return found


def codes_of(shared_data, year: int) -> dict[str, str]:
    with (shared_data / TABLE).open(encoding="utf-8", newline="") as opened:
        return {row["buurtcode"]: row[f"naam_{year}"] for row in csv.DictReader(opened, delimiter=";")}


@pytest.mark.full
def test_seventy_buurten_of_2021_are_the_seventy_of_2024_in_a_drawing_of_a_few_corners(partnership, shared_data):
    """The coarse drawing holds as little as 39 % of what either holds; by surface alone 53 of 70 would have changed."""
    for file in (BUURTEN_2021, BUURTEN_2024):
        deliver(partnership, shared_data / file, "boundaries")
    then, now = codes_of(shared_data, 2021), codes_of(shared_data, 2024)
    pieces = AreaOverlap.objects.filter(after__level="buurt").select_related("before", "after")
    assert {piece.before.code: piece.after.code for piece in pieces} == {code: code for code in then if code in now}
    assert kinds("buurt") == {(2021, 2024): Counter(same=70)}
    assert kinds("wijk") == {(2021, 2024): Counter(same=10)}
    assert kinds("gemeente") == {(2021, 2024): Counter(same=1)}


@pytest.mark.full
def test_ten_wijken_stay_the_same_through_four_years_and_four_drawings(partnership, shared_data):
    """2014 with five to fifty corners on a coarse grid, 2021 from the buurten, 2022 simplified, 2024 from coarse buurten."""
    deliver(partnership, shared_data / WIJKEN_2014, "boundaries", vintage=2014)
    for file in (BUURTEN_2021, WIJKEN_2022, BUURTEN_2024):
        deliver(partnership, shared_data / file, "boundaries")
    same = Counter(same=10)
    assert kinds("wijk") == {(2014, 2021): same, (2021, 2022): same, (2022, 2024): same}


@pytest.mark.full
def test_a_buurt_that_got_another_name_is_found_by_the_table_of_codes(partnership, shared_data):
    """The names of 2014 on the outlines of 2021: De Broeierd became Kennispark, another spelling is no other name."""
    former = codes_of(shared_data, 2014)
    raw = json.loads((shared_data / BUURTEN_2021.replace(".gpkg", ".geojson")).read_text())
    for feature in raw["features"]:
        about = feature["properties"]
        about["buurtnaam"], about["jaar"] = former[about["buurtcode"]], 2014
    as_2014 = upload("buurten.geojson", json.dumps(raw))
    assert deliver(partnership, as_2014, "boundaries", vintage=2014).state == "current"
    deliver(partnership, shared_data / BUURTEN_2021, "boundaries")
    renamed = AreaOverlap.objects.filter(kind="renamed").values_list("before__name", "after__name")
    now = codes_of(shared_data, 2021)
    expected = {(former[code], now[code]) for code in former if letters(former[code]) != letters(now[code])}
    assert ("De Broeierd", "Kennispark") in expected
    assert ("Lasonder. Zeggelt", "Lasonder, Zeggelt") not in expected
    assert set(renamed) == expected


def letters(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())


def test_figures_of_2020_are_carried_to_2024_without_a_loss_and_stay_at_the_old_year(partnership, shared_data):
    deliver(partnership, shared_data / BUURTEN_2021, "boundaries")
    deliver(partnership, shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv")
    lonely = Indicator.objects.get(partnership=partnership, code="lonely")
    before = figures(lonely, 2021)
    assert len(before) == 80  # of one buurt nothing is published
    delivery = deliver(partnership, shared_data / BUURTEN_2024, "boundaries")
    assert figures(lonely, 2021) == figures(lonely, 2024) == before
    assert not Observation.objects.exclude(flag="").exists()
    assert {plain["level"]: plain["figures"]["left"] for plain in delivery.preview["years"]} == dict.fromkeys(
        ("gemeente", "wijk", "buurt"), 0
    )
    people = Area.objects.filter(level="buurt", vintage=2024).aggregate(total=Sum("inhabitants"))
    assert people == {"total": 159_655}  # the coarse file has none


def figures(indicator: Indicator, year: int) -> dict[str, float]:
    found = Observation.objects.filter(indicator=indicator, area__vintage=year, period=2020)
    return dict(found.values_list("area__code", "value"))


@pytest.mark.parametrize(
    ("municipality", "reused"),
    [
        ("GM0363", 7),  # Amsterdam: WK036306 was a whole stadsdeel, Noord; now it is the Jordaan
        pytest.param("GM0034", 6, marks=pytest.mark.full),  # Almere: all six, from Almere-Haven to Almere-Pampus
        pytest.param(
            "GM0014", 3, marks=pytest.mark.full
        ),  # Groningen, which took in Haren and Ten Boer and numbered its wijken anew
        ("GM0344", 0),  # Utrecht: ten wijken that stayed
    ],
)
@pytest.mark.full
def test_codes_that_real_cities_gave_out_again_are_found(shared_data, municipality, reused):
    partnership = PartnershipFactory.create(municipality_code=municipality)
    deliver(partnership, shared_data / "nl/cbs_wijken_2014_nl.geojson", "boundaries", vintage=2014)
    delivery = deliver(partnership, shared_data / "nl/cbs_wijken_2022_nl.gpkg", "boundaries")
    wijken = next(Comparison.from_plain(plain) for plain in delivery.preview["years"] if plain["level"] == "wijk")
    assert len(wijken.reused) == reused
    kept = AreaOverlap.objects.of(partnership).filter(after__level="wijk", kind__in=["same", "renamed", "recoded"])
    again = {before.code for before, _after in wijken.reused}
    assert not kept.filter(before__code__in=again, after__code__in=again).exists()
    assert (len(wijken.parts) == 0) == (municipality == "GM0344")
