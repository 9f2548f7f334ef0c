"""Public files as their publishers wrote them, through the whole way of a delivery, onto the real map of their city."""

from __future__ import annotations

import csv

import pytest

from datasets.models import Area, Dataset, Indicator
from tests.datasets.tables import codes, stored
from tests.factories import PartnershipFactory, deliver

pytestmark = pytest.mark.django_db
BUURTEN_2021 = "enschede/cbs_buurten_2021_enschede.gpkg"
LIVEABILITY = "more/leefbaarometer3_scores_{}_enschede.csv"
ENERGY = "enschede/cbs_energieverbruik_81528NED_enschede.csv"
SES_WOA = "more/cbs_ses_woa_85163NED_2019_amsterdam.csv"


def rows_of(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=delimiter))


def test_liveability_of_buurten_and_wijken_is_context_and_kept_to_the_last_digit(partnership, shared_data):
    deliver(partnership, shared_data / BUURTEN_2021, "boundaries")
    for levels in ("buurten_2020_2024", "wijken_2002_2024"):
        assert deliver(partnership, shared_data / LIVEABILITY.format(levels)).state == "current"
    told = {
        row["bu_code"]: row for row in rows_of(shared_data / LIVEABILITY.format("buurten_2020_2024"))
    }  # the last year
    of_buurten = {code: value for code, value in stored(partnership, "liveability").items() if code.startswith("BU")}
    assert of_buurten == {code: float(row["lbm"]) for code, row in told.items()}
    assert stored(partnership, "liveability_safety")["BU01530301"] == float(told["BU01530301"]["onv"])
    assert len(stored(partnership, "liveability", 2002)) == 10
    assert stored(partnership, "liveability_housing", 2002) == {}
    made = Indicator.objects.filter(code__startswith="liveability")
    assert set(made.values_list("role", "direction")) == {("context", 0)}
    assert made.count() == 6
    assert Dataset.objects.get(key="leefbaarometer").licence == "Open data"


@pytest.mark.full
def test_socio_economic_scores_of_amsterdam_count_the_other_way(shared_data):
    amsterdam = PartnershipFactory.create(municipality_code="GM0363")
    deliver(amsterdam, shared_data / "nl/cbs_wijken_2022_nl.gpkg", "boundaries")
    delivery = deliver(amsterdam, shared_data / SES_WOA, leave_out_unknown=True)
    assert delivery.state == "current"
    told = {
        row["Regiocode (gemeente, wijk, buurt) (code)"].strip(): row[
            "SES-WOA/Totaalscore/Gemiddelde score (Getal)"
        ].strip()
        for row in rows_of(shared_data / SES_WOA, ";")
    }
    wijken = set(Area.objects.of(amsterdam).at("wijk").values_list("code", flat=True))
    known = {code: float(score) for code, score in told.items() if code in wijken and score != "."}
    found = stored(amsterdam, "ses_woa", 2019)
    assert {code: score for code, score in found.items() if code in wijken} == known
    assert len(known) > 50
    assert Indicator.objects.get(code="ses_woa").direction == -1


def test_energy_of_the_municipality_asks_whether_its_name_is_meant(partnership, shared_data):
    deliver(partnership, shared_data / BUURTEN_2021, "boundaries")
    Area.objects.of(partnership).filter(level="gemeente").update(name="Enschede")
    asked = deliver(partnership, shared_data / ENERGY)
    assert (asked.state, [name["name"] for name in asked.recognised["names"]]) == ("unmapped", ["Enschede"])
    assert codes(asked) == []
