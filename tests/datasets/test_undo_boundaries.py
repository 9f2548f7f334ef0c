"""The undo of boundaries: areas, borders, overlaps, maps, figures and ranks of before, to the bit; and what keeps it away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from django.contrib.gis.geos import Point, Polygon
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Partnership
from coregroup.models import Item
from datasets import actions
from datasets.models import Area, AreaLink, AreaMap, AreaRevision, Delivery, Observation
from dia.models import Work
from sia.models import Bottleneck, Interpretation, ScoreRun, Snapshot
from tests.datasets.drawn import Ring, X, Y, box, outlines
from tests.datasets.stood import map_of, ranks
from tests.datasets.tables import stored
from tests.datasets.two_years import KM, NOW, RENAMED, THEN, buurt, city, table
from tests.factories import PartyFactory, deliver, run_jobs, undo, upload

pytestmark = pytest.mark.django_db
WHY = "Verkeerd bestand."
HALVES = {"00": box(0, 0, 500, KM), "04": box(500, 0, KM, KM)}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def here(prepared: Partnership, partnership: Partnership) -> Partnership:
    return partnership


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    """The buurten of 2021 with figures, an asset, a corrected border, an own area, and the ranks that come of it."""
    deliver(module_partnership, city(2021, THEN, people=dict.fromkeys(THEN, 1000)), "boundaries")
    figures = {short: 40 + 1.7 * place for place, short in enumerate(THEN)}
    deliver(module_partnership, table(2020, "lonely", figures), period="2020")
    deliver(module_partnership, table(2020, "inhabitants", dict.fromkeys(THEN, 900)), period="2020")
    point = Point(X + 100, Y + 100, srid=28992)
    actions.add_asset(
        partnership=module_partnership, by=None, name="Club", kind="sports_club", point=point, reach_m=800
    )
    link = between(module_partnership, 2021, "12", "03")
    actions.correct_link(link=link, by=None, barrier="rail", permeability=0.2, note="spoor")
    draw(module_partnership, "Laarmaten", box(2100, 1100, 2300, 1300))
    run_jobs(module_partnership)
    return module_partnership


def between(partnership: Partnership, year: int, *shorts: str) -> AreaLink:
    codes = [buurt(short) for short in shorts]
    return AreaLink.objects.of(partnership).get(a__vintage=year, a__code__in=codes, b__code__in=codes)


def draw(partnership: Partnership, name: str, ring: Ring) -> Area:
    outline = Polygon([(X + x, Y + y) for x, y in [*ring, ring[0]]], srid=28992)
    return actions.draw_sub_area(partnership=partnership, by=None, name=name, outline=outline)


def load(partnership: Partnership, year: int = 2024, rings: dict = NOW, **how) -> Delivery:
    return deliver(partnership, city(year, rings, **{"names": RENAMED, **how}), "boundaries")


def newest(partnership: Partnership) -> set[int]:
    return set(Area.objects.of(partnership).current().values_list("vintage", flat=True))


def test_the_year_before_stands_again_with_its_figures_and_ranks_to_the_bit(here):
    before = map_of(here), ranks(here)
    later = load(here)
    run_jobs(here)
    assert newest(here) == {2024}
    assert (Area.objects.get(code="DG000001").vintage, between(here, 2024, "12", "09").note) == (2024, "spoor")
    assert ranks(here)[0][0] != before[1][0][0]
    undo(later, WHY)
    assert map_of(here) == before[0]
    run_jobs(here)
    assert (map_of(here), ranks(here)) == before
    assert set(ScoreRun.objects.values_list("vintage", flat=True)) == {2021}
    assert [(e.after, e.reason) for e in later.events.all()][-1] == ("undone", WHY)


@pytest.mark.full
def test_areas_that_were_drawn_anew_come_back_to_the_bit_with_what_was_carried_to_them(here):
    """In the second drawing of 2024 a buurt is split in halves, one has another name and another number of people, and
    one is added; figures are shared out anew."""
    first = load(here, people={"00": 300, "04": 600})
    run_jobs(here)
    before = map_of(here), ranks(here)
    redrawn = {**NOW, **HALVES, "13": box(3 * KM, KM, 4 * KM, 2 * KM)}
    again = load(here, rings=redrawn, names={"12": "Weer anders"}, people={"00": 500, "10": 44})
    run_jobs(here)
    now = map_of(here)
    assert {name for name in before[0] if now[name] == before[0][name]} == set()
    assert first.pk not in now["current"]
    undo(again, WHY)
    assert map_of(here) == before[0]
    run_jobs(here)
    assert (map_of(here), ranks(here)) == before
    undo(first, WHY)  # what was undone rests on nothing any more
    assert newest(here) == {2021}


@pytest.mark.full
def test_a_year_between_two_others_leaves_them_as_they_were(here):
    load(here)
    before = map_of(here)
    middle = load(here, 2022, THEN, names={})
    assert map_of(here)["overlaps"] != before["overlaps"]
    undo(middle, WHY)
    assert map_of(here) == before


@pytest.mark.full
def test_wijken_of_another_year_that_it_named_are_named_after_their_code_again(partnership):
    deliver(partnership, city(2021, THEN), "boundaries")
    before = map_of(partnership)
    one = outlines({"WK015300": box(0, 0, 5 * KM, KM)}, year=2022)
    wijken = deliver(partnership, one, "boundaries", accepted=["part_of_the_map"])
    assert Area.objects.of(partnership).get(code="WK015300", vintage=2021).name == "Gebied 00"
    undo(wijken, WHY)
    assert map_of(partnership) == before


@pytest.mark.full
def test_of_the_first_boundaries_an_empty_map_is_left(partnership):
    first = deliver(partnership, city(2021, THEN), "boundaries")
    run_jobs(partnership)
    assert map_of(partnership)["areas"] != set()
    undo(first, WHY)
    run_jobs(partnership)
    assert all(rows == set() for rows in map_of(partnership).values())
    assert load(partnership, 2021, THEN, names={}).state == "current"


def test_a_delivery_that_changed_nothing_only_makes_place_for_the_one_before(partnership):
    deliver(partnership, city(2021, THEN), "boundaries")
    before = map_of(partnership)
    same = deliver(partnership, upload("anders.geojson", city(2021, THEN).read() + b"\n"), "boundaries")
    assert map_of(partnership)["current"] == {same.pk}
    undo(same, WHY)
    assert map_of(partnership) == before


def refusal(delivery: Delivery) -> str:
    """The sentence; and nothing changes."""
    before = map_of(delivery.partnership)
    with pytest.raises(ValidationError) as refused:
        undo(delivery, WHY)
    assert map_of(delivery.partnership) == before
    return refused.value.messages[0]


@pytest.mark.full
def test_whatever_rests_on_the_areas_that_would_go_is_named_until_it_is_gone(here, client, steward):
    """The code BU01530004 is new in 2024; of 12 the code was there before, and the area is another one."""
    later = load(here)
    run_jobs(here)
    party, new = PartyFactory.create(), Area.objects.get(code=buurt("04"))
    years = {"earliest": 2027, "latest": 2027, "preferred": 2027, "direct_cost": 1}
    work = Work.objects.create(partnership=here, party=party, title="Riool", kind="sewer", area_code=new.code, **years)
    assert refusal(later) == "“Riool” lies in BU01530004, and that area would go. Give it another area first."
    Work.objects.filter(pk=work.pk).update(area_code=buurt("12"))
    agenda = here.agendas.create(name="Noord", first_year=2027, last_year=2032, price_year=2026, reason="Nieuw")
    agenda.areas.create(area_code=new.code)
    assert refusal(later).startswith("Agenda “Noord” is about BU01530004")
    agenda.delete()
    item = Item.objects.create(partnership=here, title="Wat nu", area_code=new.code)
    assert refusal(later) == "The core group speaks of BU01530004 in “Wat nu”, so these boundaries stay."
    item.delete()
    note = Interpretation.objects.create(area=new, kind="nuance", text="Zo is het niet.", party=party)
    assert refusal(later).startswith("People wrote down what they know of “Buurt 04”")
    note.delete()
    advice = Snapshot.objects.create(partnership=here, run=ScoreRun.objects.newest(here, "buurt"), title="Advies")
    assert refusal(later) == "The advice “Advies” is about these areas, so these boundaries stay."
    advice.delete()
    own = draw(here, "Nieuw stuk", box(400, 100, 600, 300))
    assert refusal(later) == "Sub-area “Nieuw stuk” was drawn in these boundaries. Delete it first."
    actions.remove_sub_area(area=own, by=None)
    link = between(here, 2024, "01", "09")
    actions.correct_link(link=link, by=None, barrier="water")
    assert refusal(later).startswith("The border between “Buurt 01” and “Buurt 09” was corrected since.")
    AreaLink.objects.filter(pk=link.pk).update(corrected=False)
    figures = deliver(here, table(2024, "smokers", {"09": 12.5}), period="2024")
    assert refusal(later) == "“smokers_2024.csv” brought figures of these areas. Undo that delivery first."
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("delivery_undo", args=[here.slug, later.pk]))
    assert (page.status_code, page.context["later"]) == (409, figures)
    undo(figures, WHY)
    boundaries = load(here, 2025)
    assert refusal(later).startswith("“buurten_2025.geojson” was loaded later and rests on these boundaries.")
    undo(boundaries, WHY)
    asked = client.get(reverse("delivery_undo", args=[here.slug, later.pk]))
    official = Observation.objects.filter(area__vintage=2024).exclude(area__level="deelgebied")
    assert [number for _label, number in asked.context["facts"]] == [0, 8 + 2 + 1, official.count()]
    actions.remove_sub_area(area=here.areas.get(code="DG000001"), by=None)
    undo(later, WHY)
    assert newest(here) == {2021}
    assert json.loads(AreaMap.objects.of(here).newest("deelgebied").body)["features"] == []
    told = client.get(reverse("delivery", args=[here.slug, later.pk])).content.decode()
    assert "Undone: the boundaries of before stand again." in told


@pytest.mark.full
def test_own_areas_have_no_undo_and_keep_the_boundaries_in_which_they_were_brought_anew(here):
    first, anew = ({"NOORD-1": box(2100, top, 2300, top + 200)} for top in (1500, 1400))
    own = deliver(here, outlines(first), "boundaries", level="deelgebied")
    assert refusal(own).startswith("Areas are not undone with their file.")
    later = load(here)
    deliver(here, outlines(anew), "boundaries", level="deelgebied")
    assert refusal(later) == "Sub-area “Gebied -1” was drawn in these boundaries. Delete it first."


@pytest.mark.full
def test_a_figure_in_the_place_of_one_that_was_shared_out_anew_keeps_the_undo_away(here):
    load(here)
    again = load(here, rings={**NOW, **HALVES})
    figures = deliver(here, table(2020, "inhabitants", {"00": 450}), period="2020")
    assert "“inhabitants_2020.csv” brought figures of these areas." in refusal(again)
    undo(figures, WHY)
    undo(again, WHY)
    assert stored(here, "inhabitants", 2020)[buurt("00")] == pytest.approx(270)


def test_what_only_the_database_knows_of_keeps_it_away_too(here, monkeypatch):
    later = load(here)
    monkeypatch.setattr("datasets.pipeline.undoing_boundaries.RESTS_ON_AREAS", [])
    area = Area.objects.get(code=buurt("04"))
    Bottleneck.objects.create(area=area, text="Veel wind.", theme="social", party=PartyFactory.create())
    before = map_of(here)
    undo(later, WHY)
    later.refresh_from_db()
    assert (map_of(here), later.state) == (before, "current")
    assert later.reason.startswith("Something that people decided or wrote down is about these areas")
    assert Bottleneck.objects.exists()


def test_what_was_loaded_between_the_asking_and_the_doing_keeps_it_away(here):
    later = load(here)
    actions.undo(delivery=later, by=None, reason=WHY)
    deliver(here, table(2024, "smokers", {"09": 12.5}), period="2024")
    before = map_of(here)
    run_jobs(here, "datasets.undo")
    later.refresh_from_db()
    assert (map_of(here), later.state) == (before, "current")
    assert "“smokers_2024.csv”" in later.reason


@pytest.mark.full
def test_figures_that_were_undone_meanwhile_do_not_come_back_with_the_former_drawing(here):
    """The people of 2021 were brought twice, and the second time was wrong; its carried figures stood before the redrawing."""
    right = Delivery.objects.get(name="inhabitants_2020.csv")
    wrong = deliver(here, table(2020, "inhabitants", dict.fromkeys(THEN, 1000)), period="2020")
    load(here)
    again = load(here, rings={**NOW, **HALVES})
    undo(wrong, WHY)
    undo(again, WHY)
    figures = Observation.objects.filter(area__vintage=2024, indicator__code="inhabitants")
    assert {figure.delivery for figure in figures} == {right}
    assert figures.get(area__code=buurt("00")).value == pytest.approx(270)


@pytest.mark.full
def test_counts_go_back_also_where_later_figures_went_on_from_there(here):
    load(here, people={"09": 500})
    again = load(here, people={"09": 700}, names={})
    figures = deliver(here, table(2024, "inhabitants", {"09": 800}), period="2024")
    undo(again, WHY)
    assert Area.objects.get(code=buurt("09")).inhabitants == 800
    undo(figures, WHY)
    assert Area.objects.get(code=buurt("09")).inhabitants == 500


def forget_register() -> None:
    """As if the deliveries were loaded before it was there."""
    Partnership.objects.update(fictitious=True)  # otherwise a trigger keeps it
    AreaRevision.objects.all().delete()
    Partnership.objects.update(fictitious=False)


@pytest.mark.full
def test_of_before_the_register_only_what_replaced_nothing_can_be_undone(partnership):
    deliver(partnership, city(2021, THEN), "boundaries")
    deliver(partnership, table(2020, "lonely", dict.fromkeys(THEN, 40)), period="2020")
    before = map_of(partnership)
    later = load(partnership)
    redrawn = load(partnership, rings={**NOW, **HALVES})
    forget_register()
    assert refusal(redrawn).startswith("When these boundaries were loaded, Samenwijk did not keep what they replaced.")
    Delivery.objects.filter(pk=redrawn.pk).update(state="undone")
    Delivery.objects.filter(pk=later.pk).update(state="current")
    Area.objects.filter(delivery=redrawn).update(delivery=later)
    later.refresh_from_db()
    undo(later, WHY)
    assert map_of(partnership) == before


def test_the_register_stays(here):
    line = AreaRevision.objects.of(here)[0]
    changes: list[Callable] = [line.delete, lambda: AreaRevision.objects.filter(pk=line.pk).update(row=0)]
    for change in changes:
        with pytest.raises(IntegrityError, match="what boundaries replaced is fixed"), transaction.atomic():
            change()
