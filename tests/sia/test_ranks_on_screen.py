"""For every rank on screen and on paper: interval, group and why; and no strict order where the draws give none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Partnership, User
from datasets.models import Area
from sia.charts import group_letter
from sia.pages import area as area_screen
from sia.pages import exports, sheet
from sia.pages.ranking.rows import SORTS
from sia.pipeline.pairs import chance_before
from tests.factories import member, run_jobs
from tests.sia.six_squares import CODES, FIGURES, bring, newest, results, six_squares
from tests.sia.snapshot_steps import address, client_of, made

COMPONENT = "_components/rank.html"
# A sum that ends in a rank; its interval stands in the sentence below it.
SUMS = {"sia/_method_example_rank.html"}
# E and F stand in one wijk. E scores 50 on all three themes; F 40, 75 and 50, together 51.25.
CLOSE = FIGURES | {
    "poverty": FIGURES["poverty"] | {"E": 10, "F": 8},
    "lonely": FIGURES["lonely"] | {"E": 40, "F": 45},
    "feels_safe": FIGURES["feels_safe"] | {"E": 75, "F": 75},
}
WIJK = "WK015301"
ORDERS = [f"{sign}{key}" for key in SORTS for sign in ("", "-")]


def templates() -> list[tuple[str, str]]:
    root = Path(settings.BASE_DIR) / "templates"
    return [(path.relative_to(root).as_posix(), path.read_text()) for path in root.rglob("*.html")]


def test_no_template_prints_a_bare_rank():
    bare = {name for name, text in templates() if re.search(r"\{\{\s*(\w+\.)*rank\s*\}\}", text)}
    assert bare == {COMPONENT, *SUMS}


def test_a_number_apart_has_its_words_on_the_same_page():
    """A rank whose interval stands in another cell."""
    apart = [text for _name, text in templates() if f"{COMPONENT}#number" in text]
    assert apart
    assert all(f"{COMPONENT}#words" in text for text in apart)


@pytest.fixture
def city(transactional_db, partnership: Partnership) -> Partnership:
    six_squares(partnership, CLOSE)
    bring(partnership, {code: CLOSE[code] for code in ("poverty", "lonely", "feels_safe")}, year=2023)
    run_jobs(partnership)
    for letter, code in CODES.items():
        Area.objects.filter(code=code).update(name=f"Vierkant {letter}")
    return partnership


@pytest.fixture
def secretary(partnership: Partnership) -> User:
    return member(partnership, "secretary")


@pytest.fixture
def secretary_client(secretary: User) -> Client:
    return client_of(secretary)


def pages(city: Partnership, secretary: User) -> dict[str, str]:
    """Every page of this room with more than one rank on it, and the start."""
    slug = city.slug
    listed = {order: f"{reverse('map', args=[slug])}?sort={order}" for order in ORDERS}
    others = {
        "start": reverse("start", args=[slug]),
        "areas": reverse("area_list", args=[slug]),
        "inside": reverse("area", args=[slug, WIJK]),
        "beside": reverse("area", args=[slug, CODES["A"]]),
        "advice": reverse("advice", args=[slug]),
        "snapshot": address("snapshot", made(city, secretary)),
        "history": f"{reverse('rank_history', args=[slug])}?by=years",
    }
    return listed | others


def letters(html: str) -> dict[str, set[str]]:
    """Of each area the groups that stand with it: in its own row, else in the head above it; "" where none does."""
    found: dict[str, set[str]] = {letter: set() for letter in CODES}
    names = {f"Vierkant {letter}": letter for letter in CODES}
    for table in re.findall(r"<(?:table|select)\b.*?</(?:table|select)>", html, re.DOTALL):
        head = ""
        if 'class="rank"' not in table and "<optgroup" not in table:
            continue
        for row in re.split(r"(?=<tr\b|<optgroup\b|<option\b)", table):
            own = re.findall(r"[Gg]roup ([A-Z]+)\b", row)
            if row.startswith("<optgroup") or 'class="tranche"' in row or 'class="group"' in row:
                head = own[0] if own else ""
            for name, letter in names.items():
                if re.search(rf">\s*{name}\s*<", row) and not row.startswith("<optgroup"):
                    found[letter] |= set(own or [head])
    return found


def test_two_areas_that_cannot_be_told_apart_are_never_shown_in_a_strict_order(city, secretary, secretary_client):
    run, by_letter = newest(city), results(city)
    chance = chance_before(run, by_letter["F"].area_id, by_letter["E"].area_id)
    assert 0.25 < chance < 0.75
    assert by_letter["F"].rank < by_letter["E"].rank
    group = group_letter(by_letter["E"].tranche)
    for name, url in pages(city, secretary).items():
        answer = secretary_client.get(url)
        assert answer.status_code == 200, name
        found = letters(answer.content.decode())
        assert group in found["E"] & found["F"], (name, found)
        assert "" not in set().union(*found.values()), (name, found)


def test_nor_on_paper_nor_in_a_file(city, secretary):
    by_letter = results(city)
    group = group_letter(by_letter["E"].tranche)
    with translation.override("en"):
        wijk = Area.objects.of(city).get(code=WIJK)
        shown = sheet.sheet(city, wijk, area_screen.page(city, wijk, secretary))
        table = exports.ranking(city, secretary, {})
    inside = {each["name"]: each["words"] for each in shown["children"]}
    assert list(inside) == ["Vierkant D", "Vierkant E", "Vierkant F"]  # F comes before E in rank, not by name
    assert all(inside[f"Vierkant {letter}"].startswith(f"Group {group}, rank") for letter in "EF")
    columns = [column.key for column in table.columns]
    row = dict(zip(columns, next(row for row in table.rows if row[1] == CODES["E"]), strict=True))
    assert (row["group"], row["top_chance"]) == (by_letter["E"].tranche, by_letter["E"].top_chance)


def test_the_interface_for_programs_tells_interval_group_and_chance(city, secretary_client):
    run, result = newest(city), results(city)["E"]
    answer = secretary_client.get(reverse("api-run", args=[city.slug, run.pk])).json()
    area = next(each for each in answer["areas"] if each["code"] == CODES["E"])
    names = ("rank", "rank_low", "rank_high", "mean_rank", "tranche", "top_chance")
    assert {name: area[name] for name in names} == {name: getattr(result, name) for name in names}
