"""Counts of a publisher become rates: by what the same file tells, what is stored, or what is known of an area today."""

from __future__ import annotations

import csv

import pytest
from django.urls import reverse

from datasets.models import Area, Delivery, Indicator, Observation
from tests.datasets.tables import codes, stored, unprotected
from tests.factories import deliver, run_jobs, upload

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
    """The load divides by the inhabitants that came in since the check, whose rates hold no longer."""
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


REPORTS = {"BU01530000": 8, "BU01530001": 30, "BU01530002": 60}
FORM = {
    "title": "Meldingen",
    "shape": "wide",
    "code_column": "gebiedscode",
    "period_column": "jaar",
    "c0-use": "new",
    "c0-name_nl": "Meldingen van overlast",
    "c0-theme": "safety",
    "c0-role": "urgency",
    "c0-direction": "1",
}


def reports():
    return upload(
        "meldingen.csv", "\n".join(["gebiedscode;jaar;meldingen", *(f"{c};2024;{n}" for c, n in REPORTS.items())])
    )


def mapped(city, client, steward, **said) -> Delivery:
    """Return the delivery of an own table, read as its form says."""
    asked = deliver(city, reports(), load=False)
    client.force_login(steward)
    answer = client.post(reverse("delivery_mapping", args=[city.slug, asked.pk]), FORM | said)
    assert answer.status_code == 302, answer.content.decode()
    run_jobs(city, "datasets.check")
    return Delivery.objects.get(pk=asked.pk)


def load(delivery: Delivery) -> Delivery:
    from datasets import actions

    actions.load(delivery=delivery, by=None)
    run_jobs(delivery.partnership, "datasets.load")
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize(
    ("per", "unit", "value"),
    [("inhabitants", "per 1.000 inwoners", 60), ("dwellings", "per 1.000 woningen", 120), ("km2", "per km²", 30)],
)
def test_an_own_count_is_divided_on_the_spot(city, client, steward, per, unit, value):
    unprotected(city, "meldingen")
    areas = Area.objects.of(city).filter(level="buurt")
    areas.update(inhabitants=500, dwellings=250, surface_m2=1_000_000)
    delivery = load(mapped(city, client, steward, **{"c0-per": per}))
    assert delivery.state == "current"
    made = Indicator.objects.get(code="meldingen_van_overlast")
    assert (made.unit, made.role) == (unit, "urgency")
    assert stored(city, made.code)["BU01530001"] == value


@pytest.mark.parametrize("per", ["inhabitants", "dwellings", "km2"])
def test_what_is_too_few_to_show_is_too_few_divided(city, client, steward, per):
    """Eight reports are withheld as a number; whoever knows the inhabitants or the surface would have them again."""
    Area.objects.of(city).filter(level="buurt").update(inhabitants=500, dwellings=250, surface_m2=1_000_000)
    load(mapped(city, client, steward, **{"c0-per": per}))
    found = stored(city, "meldingen_van_overlast")
    assert found["BU01530000"] is None
    assert found["BU01530002"] is not None
    hidden = Observation.objects.get(indicator__code="meldingen_van_overlast", area__code="BU01530000")
    assert (hidden.numerator, hidden.flag) == (None, "withheld")


def test_areas_of_which_nobody_knows_the_inhabitants_are_told(city, client, steward):
    Area.objects.of(city).update(inhabitants=500)
    Area.objects.of(city).filter(code="BU01530002").update(inhabitants=None)
    delivery = mapped(city, client, steward, **{"c0-per": "inhabitants"})
    [told] = [problem for problem in delivery.problems if problem["code"] == "not_divided"]
    assert (told["severity"], told["column"], told["params"]["count"]) == ("warning", "meldingen", 1)


def test_why_a_number_counts_undivided_is_kept_and_shown(city, client, steward):
    delivery = mapped(city, client, steward, **{"c0-undivided": "Elke melding kost evenveel werk."})
    page = client.get(reverse("delivery", args=[city.slug, delivery.pk])).content.decode()
    assert "Meldingen van overlast: Elke melding kost evenveel werk." in page
    assert load(delivery).state == "current"
