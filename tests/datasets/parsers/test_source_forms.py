"""Every published form of the CBS key figures is known as its source, and brings the same counted indicators."""

import csv
import json
import re
from pathlib import Path

import pytest

from datasets.sources import SOURCES

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
COUNTED = frozenset(
    [
        "labour_participation",
        "low_income_persons",
        "low_income_households",
        "low_purchasing_power",
        "around_social_minimum",
        "below_110_minimum",
        "below_120_minimum",
        "youth_care_share",
        "social_support_rate",
        "vacant_share",
        "gas_use",
        "distance_gp",
        "distance_supermarket",
        "distance_day_care",
        "distance_primary_school",
    ]
)
CRIME = {"burglary_rate", "vandalism_rate", "violence_rate"}

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder with public data is absent")


def described() -> list[dict[str, str]]:
    with (DATA / "more/cbs_kwb_2020_84799NED_kolommen.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def odata() -> list[str]:
    return [row["Key"] for row in described() if row["Key"]]


def download() -> list[str]:
    """Return the columns as a download of StatLine names them: path, title and unit."""
    rows = described()
    groups = {row["ID"]: row for row in rows}

    def path(row: dict[str, str]) -> str:
        above = groups.get(row["ParentID"].removesuffix(".0"))
        return f"{path(above)}/{row['Title']}" if above else row["Title"]

    return [f"{path(row)} ({row['Unit']})" for row in rows if row["Type"] != "TopicGroup"]


def pdok() -> list[str]:
    found = json.loads((DATA / "nl/voorbeeld_baarn/baarn_buurten.geojson").read_text())
    return list(found["features"][0]["properties"])


def pdok_in_camel_case() -> list[str]:
    return [re.sub(r"_(\w)", lambda sign: sign[1].upper(), name) for name in pdok()]


def measures() -> list[str]:
    found = json.loads((DATA / "services/odata4/83765NED_MeasureCodes_afgeleid.json").read_text())
    return ["WijkenEnBuurten", *(each["Title"] for each in found["value"])]


def counted(header: list[str]) -> set[str]:
    [source] = [each for each in SOURCES.values() if each.matches(header)]
    known = filter(None, map(source.indicator, header))
    return {spec.code for spec in known if spec.role == "urgency"}


@needs_data
@pytest.mark.parametrize("form", [odata, download])
def test_each_form_of_the_key_figures_brings_the_same_counted_indicators(form):
    assert counted(form()) == COUNTED


@needs_data
def test_attributes_of_the_map_count_alike_in_snake_and_camel_case():
    assert counted(pdok_in_camel_case()) == counted(pdok()) >= {"youth_care_share", "social_support_rate"}


@needs_data
def test_titles_of_measures_bring_crime():
    assert counted(measures()) >= CRIME | {"around_social_minimum", "low_income_persons"}
