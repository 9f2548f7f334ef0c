"""Counts of a publisher become rates: by what the same file tells, what is stored, or what is known of an area today."""

from __future__ import annotations

import csv

import pytest

from datasets.models import Area, Indicator, Observation
from tests.datasets.tables import codes, stored
from tests.factories import deliver, upload

pytestmark = pytest.mark.django_db
BUURTEN_2021 = "enschede/cbs_buurten_2021_enschede.gpkg"
KEY_FIGURES_2020 = "more/cbs_kwb_2020_84799NED_enschede.csv"
CRIMES_2024 = "enschede/politie_misdrijven_2024_buurten_enschede.csv"
CRIMES = ("BU01530000", 12), ("BU01530001", 30)


def crimes(year: int = 2024, name: str = "misdrijven.csv"):
    rows = "\n".join(f"{code};{year}JJ00;{number}" for code, number in CRIMES)
    return upload(name, f"WijkenEnBuurten;Perioden;GeregistreerdeMisdrijven_1\n{rows}")


def inhabitants(year: int, *numbers: int):
    rows = "\n".join(f"{code};1;{number};1;1" for (code, _), number in zip(CRIMES, numbers, strict=True))
    return upload(
        f"kerncijfers-{year}.csv", f"WijkenEnBuurten;Mannen_6;AantalInwoners_5;HuishoudensTotaal_28;ID\n{rows}"
    )


def test_people_on_welfare_of_enschede_are_divided_by_the_inhabitants_beside_them(partnership, shared_data):
    deliver(partnership, shared_data / BUURTEN_2021, "boundaries")
    assert deliver(partnership, shared_data / KEY_FIGURES_2020, period=2020).state == "current"
    with (shared_data / KEY_FIGURES_2020).open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter=";"))
    known = {
        row["Codering_3"].strip(): 1000 * float(row[count]) / float(row["AantalInwoners_5"])
        for row in rows
        if row[count := "PersonenPerSoortUitkeringBijstand_83"].strip() and float(row["AantalInwoners_5"])
    }
    assert stored(partnership, "welfare_rate", 2020) == pytest.approx(known)
    assert known["BU01530301"] == pytest.approx(370 / 4235 * 1000)
    twekkelerveld = Observation.objects.get(indicator__code="welfare_rate", area__code="BU01530301")
    assert (twekkelerveld.numerator, twekkelerveld.denominator) == (370, 4235)
    assert Indicator.objects.get(code="welfare_rate").role == "urgency"
    assert stored(partnership, "welfare_recipients", 2020)["BU01530301"] == 370


def test_crimes_of_enschede_are_divided_by_the_inhabitants_on_the_map(partnership, shared_data):
    """The published file is not the official total: only its form and the arithmetic are looked at."""
    deliver(partnership, shared_data / BUURTEN_2021, "boundaries")
    assert deliver(partnership, shared_data / CRIMES_2024).state == "current"
    people = dict(Area.objects.of(partnership).filter(level="buurt").values_list("code", "inhabitants"))
    counted = stored(partnership, "crimes")
    assert len(counted) == 70
    assert stored(partnership, "crime_rate") == pytest.approx(
        {code: number / people[code] * 1000 for code, number in counted.items() if people[code]}
    )


def test_the_inhabitants_of_the_same_year_count_before_those_of_today(city):
    Area.objects.of(city).filter(code="BU01530000").update(inhabitants=1000)
    deliver(city, inhabitants(2022, 300, 500), period=2022)
    deliver(city, crimes(2022, "toen.csv"))
    assert stored(city, "crime_rate", 2022) == {"BU01530000": 40, "BU01530001": 60}
    Area.objects.of(city).filter(code="BU01530000").update(inhabitants=1000)
    Area.objects.of(city).filter(code="BU01530001").update(inhabitants=None)
    deliver(city, crimes(2024, "nu.csv"))
    assert stored(city, "crime_rate", 2024) == {"BU01530000": 12}


def test_what_comes_between_check_and_load_is_divided_by(city):
    """What the check worked out holds no longer: its load divides by the inhabitants that came in since."""
    Area.objects.of(city).update(inhabitants=1000)
    checked = deliver(city, crimes(2022), load=False)
    deliver(city, inhabitants(2022, 300, 500), period=2022)
    deliver(city, crimes(2022))
    checked.refresh_from_db()
    assert (checked.state, stored(city, "crime_rate", 2022)["BU01530000"]) == ("current", 40)


def test_nobody_lives_there_so_that_there_is_no_rate(city):
    Area.objects.of(city).update(inhabitants=0)
    assert codes(deliver(city, crimes())) == []
    assert stored(city, "crime_rate") == {}
    assert len(stored(city, "crimes")) == 2
