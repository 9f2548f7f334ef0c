"""The attack on withheld figures: from every role, over every channel and over two releases, none can be worked out."""

from __future__ import annotations

import io
import re
from itertools import product

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Role
from datasets.models import Dataset, Delivery, Indicator, Observation, ObservationRevision
from sia import actions as sia_actions
from sia.models import ScoreRun
from sia.pipeline import explain
from tests.datasets.attack import (
    FIRST,
    LARGEST,
    SECOND,
    UNITS,
    YEAR,
    Seen,
    attack,
    file,
    only_small_gone,
    recovered,
    taken_along,
    town,
    whole_table,
)
from tests.factories import PartyFactory, deliver, member, run_jobs
from tests.html import markup

pytestmark = pytest.mark.django_db
FORMS = ("csv", "data", "xlsx", "ods")


def client_of(user) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


@pytest.fixture
def ground(partnership):
    return town(partnership)


@pytest.fixture
def tables(ground):
    return whole_table(ground, FIRST), whole_table(ground, SECOND)


@pytest.fixture
def people(partnership):
    """A client per role, of parties that did not bring the table."""
    return {role: client_of(member(partnership, role, party=PartyFactory.create())) for role in Role.values}


def release(partnership, ground, table, largest, *levels: str) -> list[Delivery]:
    """Loaded in as many deliveries as levels are given, and recomputed."""
    made = [deliver(partnership, file(ground, table, each, largest)) for each in levels]
    assert [each.state for each in made] == ["current"] * len(made)
    run_jobs(partnership)
    return made


@pytest.fixture
def two_releases(partnership, ground, tables, people):
    """What each role got to see of both: first the buurten and only then the wijken, the correction at once."""
    seen: dict[str, list[Seen]] = {role: [] for role in people}
    for table, largest, levels in zip(tables, LARGEST, [("BU", "WK GM"), ("BU WK GM",)], strict=True):
        release(partnership, ground, table, largest, *levels)
        for role, client in people.items():
            seen[role].append(taken_along(client, partnership))
    return seen


def test_no_role_can_work_out_a_withheld_figure_from_two_releases(ground, tables, two_releases):
    for role, seen in two_releases.items():
        assert any(value is None for value in seen[0].values()), role
        assert recovered(attack(ground, [(tables[0], seen[0])])) == [], role
        assert recovered(attack(ground, [(tables[1], seen[1])])) == [], role
        assert recovered(attack(ground, list(zip(tables, seen, strict=True)))) == [], role


def test_the_same_attack_succeeds_where_only_small_figures_are_withheld(ground, tables):
    naive = only_small_gone(ground, tables[0], LARGEST[0])
    found = recovered(attack(ground, [(tables[0], naive)]))
    keys = {("on_support", "BU01530001"), ("rent", "BU01530001"), ("rent", "BU01530200")}
    assert keys <= {key for _release, key in found}


def test_the_same_attack_succeeds_on_two_releases_of_which_the_second_forgets_the_first(ground, tables, two_releases):
    """A figure that stays the same is shown again, and tells what it was hidden for."""
    first = two_releases["viewer"][0]
    forgetful = only_small_gone(ground, tables[1], LARGEST[1])
    gone = [key for key, value in first.items() if value is None]
    assert any(forgetful[key] is not None for key in gone)
    both = attack(ground, [(tables[0], first), (tables[1], forgetful)])
    assert [key for number, key in recovered(both) if number == 0]


def test_what_one_household_brings_for_a_large_part_is_withheld_and_much_is_still_shown(two_releases):
    large = [code for release in LARGEST for code in release]
    gone = []
    for seen in two_releases["viewer"]:
        gone.append([code for code in large if seen["rent", code] is None])
        shown = [value for value in seen.values() if value is not None]
        assert len(shown) > len(seen) / 2
    assert gone == [large[:1], large]  # it stays withheld where the correction says that it is no longer large


def test_a_withheld_figure_is_in_no_table_of_the_store(partnership, ground, tables, two_releases):
    for rows in (Observation, ObservationRevision):
        hidden = rows.objects.filter(flag="withheld")
        assert set(hidden.values_list("value", "numerator", "denominator", "standard_error")) <= {(None,) * 4}
    assert Observation.objects.withheld().exists()


def words_of(value: float) -> list[str]:
    """A number as a screen, a file or a script may write it: 655,47 · 655.47 · 1.234,5."""
    plain = f"{value:.2f}".rstrip("0").rstrip(".")
    whole, _, rest = plain.partition(".")
    grouped = [f"{int(whole):,}".replace(",", sign) for sign in (",", ".", "\u00a0", "")]
    return sorted({f"{head}{sign}{rest}" if rest else head for head in grouped for sign in ",."})


def addresses(partnership, run: ScoreRun) -> list[str]:
    """Everything that shows figures or what follows from them."""
    slug = partnership.slug
    codes = list(partnership.areas.values_list("code", flat=True))
    dataset = Dataset.objects.of(partnership).get(key="schulden")
    deliveries = Delivery.objects.of(partnership).values_list("pk", flat=True)
    simple = ("data", "map", "rank_history", "advice", "area_list", "pocket_list", "model", "snapshot_list")
    return [
        *(reverse(name, args=[slug]) for name in simple),
        *(reverse(name, args=[slug, code]) for name, code in product(("area", "area_sheet"), codes)),
        reverse("area_beside", args=[slug, "BU01530000", "BU01530002"]),
        *(f"{reverse('map', args=[slug])}?layer=i:{each}&show={show}" for each, show in product(UNITS, ("", "value"))),
        *(f"{reverse('map', args=[slug])}?level=wijk&layer=i:{each}&show=value" for each in UNITS),
        *(f"{reverse('ranking_file', args=[slug])}?format={form}" for form in (*FORMS, "geojson", "gpkg")),
        *(f"{reverse('advice_file', args=[slug])}?format={form}" for form in FORMS),
        *(f"{reverse('figures_file', args=[slug])}?format={form}" for form in FORMS),
        *(f"{reverse('areas_file', args=[slug])}?format={form}" for form in (*FORMS, "geojson")),
        reverse("api-run", args=[slug, run.pk]),
        *(reverse("api-ogc-features", args=[slug, f"{table}-buurt"]) for table in ("ranking", "advice", "areas")),
        *(reverse(name, args=[slug, dataset.pk]) for name in ("dataset", "dataset_readers", "dataset_protection")),
        *(reverse(name, args=[slug, each]) for name, each in product(("delivery", "delivery_problems"), deliveries)),
        reverse("model_version", args=[slug, run.model.version]),
        f"{reverse('method', args=[slug, run.model.version])}?area=BU01530001",
    ]


def text_of(answer) -> str:
    body = b"".join(answer) if answer.streaming else answer.content
    if body[:2] == b"PK":
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))  # of Excel and of OpenDocument
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        return "\n".join(str(cell) for sheet in sheets for row in sheet for cell in row)
    return body.decode("utf-8", "ignore")


@pytest.mark.full
def test_no_page_and_no_file_of_any_role_holds_a_withheld_figure(partnership, ground, tables, two_releases, people):
    """Means are looked for: 655,47 cannot be there by chance; and the parts of the largest households."""
    first, seen = two_releases["viewer"]
    gone = [key for key, value in seen.items() if value is None and key[0] == "rent"]
    canaries = {word for table in tables for key in gone for word in words_of(table[key]) if len(word) > 5}
    canaries |= {str(part).replace(".", sign) for each in LARGEST for part in each.values() for sign in ".,"}
    shown = {word for each in (first, seen) for value in each.values() if value is not None for word in words_of(value)}
    looked_for = re.compile("|".join(rf"(?<!\d){re.escape(word)}(?!\d)" for word in sorted(canaries - shown)))
    assert len(gone) >= 2
    run = ScoreRun.objects.newest(partnership, "buurt")
    found = []
    for role, client in people.items():
        for address in addresses(partnership, run):
            answer = client.get(address)
            assert answer.status_code in {200, 403}, (address, answer.status_code)
            if role == "administrator" and "/deliveries/" in address:
                continue  # who looks after all deliveries may see the file as it came
            found += [(role, address, word) for word in looked_for.findall(text_of(answer))]
    assert found == []


def test_the_file_itself_would_have_told(partnership, ground, tables, two_releases, people):
    """The scan above does find such a figure where it may be seen: in the first rows, for an administrator."""
    delivery = Delivery.objects.of(partnership).filter(kind="statistics").latest("pk")
    address = reverse("delivery", args=[partnership.slug, delivery.pk])
    first_rows = "First rows of the file"
    assert first_rows in people["administrator"].get(address).content.decode()
    assert first_rows not in people["viewer"].get(address).content.decode()


def test_every_channel_withholds_the_same(partnership, ground, two_releases, people):
    seen, viewer = two_releases["viewer"][1], people["viewer"]
    names = dict(Indicator.objects.of(partnership).values_list("code", "name_nl"))
    for area in partnership.areas.all():
        page = markup(viewer.get(reverse("area", args=[partnership.slug, area.code])))
        rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="num">(.*?)</td>', page))
        on_page = {code for code, name in names.items() if "withheld" in rows.get(name, "")}
        assert on_page == {code for code in UNITS if seen.get((code, area.code), 0) is None}, area.code
    query = {"layer": "i:rent", "show": "value"}
    listed = viewer.get(reverse("map", args=[partnership.slug]), query).content.decode()
    hatched = set(re.findall(r'data-area="(\w+)" data-fill="withheld"', listed))
    assert hatched == {
        code for (each, code), value in seen.items() if each == "rent" and value is None and code[:2] == "BU"
    }


def test_what_a_run_keeps_of_a_withheld_figure_is_nothing(partnership, ground, two_releases):
    """Figures, Monte Carlo and a snapshot start from what was read: it is missing there, and not 0."""
    run = ScoreRun.objects.newest(partnership, "buurt")
    seen = two_releases["viewer"][1]
    explanation = explain(run)
    codes = dict(partnership.areas.values_list("pk", "code"))
    columns = {source["indicator"]: column for column, source in enumerate(run.sources)}
    for area, row in explanation.rows.items():
        for indicator in UNITS.keys() & columns:
            value = explanation.values[row, columns[indicator]]
            assert np.isnan(value) == (seen.get((indicator, codes[area])) is None)
    snapshot = sia_actions.make_snapshot(
        partnership=partnership, level="buurt", by=member(partnership, "secretary"), title="Maart", seen=run.pk
    )
    told = client_of(snapshot.created_by).get(reverse("snapshot", args=[partnership.slug, snapshot.pk]))
    assert told.status_code == 200
    assert YEAR in {source["period"] for source in run.sources}
