"""How a party's tables are read is remembered for that party and dataset, and kept under a name where it asks for it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Party
from datasets import actions
from datasets.forms.profiles import profile_stamp
from datasets.models import Delivery, MappingProfile, Observation
from datasets.pipeline.column_mapping import title_of
from tests.datasets.tables import SQUARES, codes, unprotected
from tests.factories import PartyFactory, deliver, member, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
HEADER = ["buurtcode", "jaar", "klachten", "leegstand"]
NEW = {"name_nl": "Klachten", "theme": "housing", "role": "context", "unit": "", "direction": 0}
MAPPING = {
    "title": "Beheer",
    "shape": "wide",
    "code_column": "buurtcode",
    "period_column": "jaar",
    "indicators": {"klachten": "complaints", "leegstand": "vacancy"},
    "new_indicators": {"complaints": NEW, "vacancy": {**NEW, "name_nl": "Leegstand"}},
}


@pytest.fixture
def city(partnership):
    square_city(partnership)
    return partnership


@pytest.fixture
def corporation(city):
    return PartyFactory.create(name="Woonstede")


@pytest.fixture
def person(city, corporation):
    return member(city, "analyst", party=corporation)


def table(header: list[str], year: int = 2024) -> str:
    cells = {**dict.fromkeys(("buurtcode", "buurt", "gebiedscode"), "BU01530000"), "jaar": str(year)}
    return ";".join(header) + "\n" + ";".join(cells.get(name, "7") for name in header) + "\n"


def bring(city, party: Party | None, header=HEADER, name="beheer.csv", *, year=2024, by=None, **options) -> Delivery:
    delivery = actions.receive_file(
        partnership=city,
        by=by,
        upload=upload(name, table(header, year)),
        kind="statistics",
        options=options,
        supplier=party,
    )
    run_jobs(city, "datasets.check")
    delivery.refresh_from_db()
    return delivery


def say(delivery: Delivery, mapping=MAPPING) -> Delivery:
    actions.map_columns(delivery=delivery, by=None, mapping=mapping)
    run_jobs(delivery.partnership, "datasets.check")
    delivery.refresh_from_db()
    return delivery


def test_the_next_file_of_the_party_is_read_as_the_last_one(city, corporation):
    assert say(bring(city, corporation)).state == "checked"
    after = bring(city, corporation, name="beheer 2025.csv", year=2025)
    assert (after.state, after.mapping["title"], after.problems) == ("checked", "Beheer", [])


def test_what_one_party_said_does_not_decide_for_another(city, corporation):
    say(bring(city, corporation))
    assert bring(city, PartyFactory.create(), year=2025).state == "unmapped"
    assert bring(city, None, year=2026).state == "unmapped"


def test_who_brings_it_tells_the_party_where_the_delivery_names_none(city, corporation, person):
    say(bring(city, None, by=person))
    assert bring(city, corporation, year=2025).state == "checked"


def test_columns_in_another_order_and_an_unused_one_less_change_nothing(city, corporation):
    say(bring(city, corporation, header=[*HEADER, "opmerking"]))
    after = bring(city, corporation, header=["leegstand", "buurtcode", "klachten", "jaar"], year=2025)
    assert (after.state, after.problems, after.preview["new"]) == ("checked", [], 2)


def test_a_new_column_is_passed_over_and_told(city, corporation):
    say(bring(city, corporation))
    after = bring(city, corporation, header=[*HEADER, "huurachterstand"], year=2025)
    assert (after.state, after.preview["new"]) == ("checked", 2)
    assert [(p["code"], p["column"], p["severity"]) for p in after.problems] == [
        ("added_column", "huurachterstand", "warning")
    ]


def test_a_new_column_that_is_known_is_read(city, corporation):
    say(bring(city, corporation))
    after = bring(city, corporation, header=[*HEADER, "lonely"], year=2025)
    assert (after.problems, after.preview["new"]) == ([], 3)


def test_a_new_column_that_tells_the_part_of_the_largest_contributor_is_read_as_that(city, corporation):
    say(bring(city, corporation))
    after = bring(city, corporation, header=[*HEADER, "aandeel grootste (%)"], year=2025)
    assert (after.problems, after.preview["new"], after.mapping["largest_column"]) == ([], 2, "aandeel grootste (%)")


def test_a_column_that_is_gone_is_named_and_the_others_are_read(city, corporation):
    say(bring(city, corporation))
    after = bring(city, corporation, header=HEADER[:3], year=2025)
    assert (after.state, after.preview["new"]) == ("checked", 1)
    assert [(p["code"], p["column"]) for p in after.problems] == [("vanished_column", "leegstand")]


def test_a_table_that_shares_less_than_half_of_its_figures_is_another_table(city, corporation):
    say(
        bring(city, corporation, header=[*HEADER, "c"]),
        MAPPING | {"indicators": {"klachten": "x", "leegstand": "y", "c": "z"}},
    )
    assert bring(city, corporation, header=["buurtcode", "jaar", "klachten", "huur"], year=2025).state == "unmapped"
    assert bring(city, corporation, header=["buurt", "jaar", "klachten", "leegstand"], year=2026).state == "unmapped"


def test_of_two_datasets_the_one_that_resembles_the_file_most_is_meant(city, corporation):
    say(bring(city, corporation))
    short = ["buurtcode", "jaar", "klachten"]
    other = {**MAPPING, "title": "Alleen klachten", "indicators": {"klachten": "complaints"}}
    say(bring(city, corporation, header=short, year=2023), other)
    assert bring(city, corporation, year=2025).mapping["title"] == "Beheer"
    assert bring(city, corporation, header=short, year=2026).mapping["title"] == "Alleen klachten"


def test_a_year_is_never_remembered(city, corporation):
    header = ["buurtcode", "klachten"]
    yearless = {**MAPPING, "period_column": None, "period": "2024", "indicators": {"klachten": "complaints"}}
    assert say(bring(city, corporation, header=header), yearless).state == "checked"
    after = bring(city, corporation, header=header, name="beheer v2.csv", year=2025)
    assert codes(after) == []  # the very same cells: it is the first delivery, and its year was said
    changed = bring(city, corporation, header=[*header, "x"], name="beheer.csv")
    assert (changed.state, codes(changed)) == ("refused", ["added_column", "no_period"])


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Beheer januari 2026.xlsx", "Beheer"),
        ("beheer_2024-03.csv", "beheer"),
        ("Beheer Q1 2025 (2).xlsx", "Beheer"),
        ("Woonmeister.csv", "Woonmeister"),
        ("2024.csv", "2024"),
    ],
)
def test_a_dataset_is_called_as_its_file_without_the_time(name, title):
    assert title_of(name) == title


# Kept under a name


def keep(city, party, person, name="Beheer van Woonstede", header=HEADER, mapping=MAPPING) -> MappingProfile:
    return actions.save_profile(
        partnership=city, party=party, by=person, name=name, header=header, mapping={**mapping, "period": "2019"}
    )


def test_a_chosen_way_of_reading_goes_before_what_was_said_the_last_time(city, corporation, person):
    say(bring(city, corporation), {**MAPPING, "title": "De laatste keer"})
    profile = keep(city, corporation, person)
    chosen = bring(city, corporation, year=2025, profile=profile.pk)
    assert (chosen.state, chosen.mapping["title"], chosen.mapping["period"]) == ("checked", "Beheer", "2025")


def test_a_way_of_reading_that_does_not_fit_names_what_is_missing(city, corporation, person):
    profile = keep(city, corporation, person)
    chosen = bring(city, corporation, header=["gebiedscode", "jaar", "klachten", "leegstand"], profile=profile.pk)
    assert (chosen.state, [(p["code"], p["column"]) for p in chosen.problems]) == (
        "refused",
        [("missing_column", "buurtcode")],
    )


def test_keeping_it_again_under_the_same_name_replaces_it(city, corporation, person):
    keep(city, corporation, person)
    keep(city, corporation, person, mapping={**MAPPING, "title": "Anders"})
    profile = MappingProfile.objects.get()
    assert (profile.mapping["title"], profile.mapping["period"], profile.header) == ("Anders", None, HEADER)


@pytest.fixture
def desk(client, person):
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def test_the_form_of_the_columns_keeps_them_under_a_name(city, corporation, person, desk):
    delivery = bring(city, corporation)
    data = {
        "title": "Beheer",
        "shape": "wide",
        "code_column": "buurtcode",
        "period_column": "jaar",
        "profile": "Mijn beheer",
        **{f"c0-{name}": value for name, value in {**NEW, "use": "new", "nature": "fact"}.items()},
    }
    response = desk.post(reverse("delivery_mapping", args=[city.slug, delivery.pk]), data)
    assert response.status_code == 302
    profile = MappingProfile.objects.get()
    assert (profile.party, profile.name, profile.mapping["indicators"]) == (
        corporation,
        "Mijn beheer",
        {"klachten": "klachten"},
    )


def test_a_delivery_is_read_in_a_kept_way_from_its_own_page(city, corporation, person, desk):
    profile, delivery = keep(city, corporation, person), bring(city, corporation)
    address = reverse("delivery_profile", args=[city.slug, delivery.pk])
    stranger = Client()
    stranger.force_login(member(city, "analyst"))
    assert stranger.post(address, {"profile": profile.pk}).status_code == 403
    assert desk.post(address, {"profile": ""}).status_code == 422
    assert desk.post(address, {"profile": profile.pk}).status_code == 302
    run_jobs(city, "datasets.check")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.mapping["title"]) == ("checked", "Beheer")


def test_a_party_sees_renames_and_deletes_its_own_and_no_other(city, corporation, person, desk):
    own = keep(city, corporation, person)
    theirs = keep(city, PartyFactory.create(), person, name="Van een ander")
    page = desk.get(reverse("profile_list", args=[city.slug])).content.decode()
    assert own.name in page
    assert theirs.name not in page
    for name in ("profile", "profile_delete"):
        assert desk.post(reverse(name, args=[city.slug, theirs.pk])).status_code == 404
    elsewhere = bring(city, corporation)
    chosen = desk.post(reverse("delivery_profile", args=[city.slug, elsewhere.pk]), {"profile": theirs.pk})
    assert chosen.status_code == 422
    assert (
        desk.post(
            reverse("profile", args=[city.slug, own.pk]), {"name": "Nieuw", "seen": profile_stamp(own)}
        ).status_code
        == 302
    )
    own.refresh_from_db()
    assert own.name == "Nieuw"
    desk.post(reverse("profile_delete", args=[city.slug, own.pk]), {"seen": profile_stamp(own)})
    assert list(MappingProfile.objects.all()) == [theirs]


def test_a_name_that_the_party_has_is_refused(city, corporation, person, desk):
    own, _other = keep(city, corporation, person), keep(city, corporation, person, name="Bezet")
    response = desk.post(reverse("profile", args=[city.slug, own.pk]), {"name": "Bezet", "seen": profile_stamp(own)})
    assert response.status_code == 422
    assert "Your party has another one with this name." in response.content.decode()


def test_who_saw_an_older_one_neither_renames_nor_deletes_it(city, corporation, person, desk):
    own = keep(city, corporation, person)
    seen = profile_stamp(own)
    keep(city, corporation, person, mapping={**MAPPING, "title": "Anders"})
    rename = desk.post(reverse("profile", args=[city.slug, own.pk]), {"name": "Nieuw", "seen": seen})
    delete = desk.post(reverse("profile_delete", args=[city.slug, own.pk]), {"seen": seen})
    assert (rename.status_code, delete.status_code) == (409, 409)
    assert MappingProfile.objects.get().name == own.name


def test_a_long_table_that_brings_its_errors_later_is_read_with_them(city):
    rows = [f"{code};klachten;2024;{20 + at}" for at, code in enumerate(SQUARES)]
    unprotected(city, "lijst", "lijst_met_fouten")
    deliver(city, upload("lijst.csv", "\n".join(["gebiedscode;indicator;jaar;waarde", *rows])))
    wider = "\n".join(["gebiedscode;indicator;jaar;waarde;standaardfout", *(f"{row};3" for row in rows)])
    deliver(city, upload("lijst_met_fouten.csv", wider))
    assert set(Observation.objects.of(city).values_list("standard_error", flat=True)) == {3}
