"""Undo: what stood before a load stands again, to the bit, with the ranks that came of it; and what keeps it from that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from accounts.editing import StaleEdit
from datasets import actions
from datasets.models import Area, Delivery, Observation
from datasets.pipeline import undoing
from sia.models import ScoreModel
from tests.datasets.stood import ranks
from tests.datasets.tables import SQUARES, everything, stored, wide
from tests.factories import PartyFactory, deliver, member, run_jobs, square_city, undo, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def city(partnership):
    square_city(partnership)
    return partnership


def rising(start, step=1.0):
    return {code: start + step * place for place, code in enumerate(SQUARES)}


def state_of(delivery):
    return Delivery.objects.values_list("state", flat=True).get(pk=delivery.pk)


def areas(city):
    return set(Area.objects.of(city).values_list("code", "inhabitants", "dwellings"))


def undone(delivery, by=None):
    return undo(delivery, "Verkeerd bestand.", by)


@pytest.mark.parametrize("brings", ["the same indicators", "a new indicator"])
def test_an_undo_brings_figures_counts_ranks_and_hash_back_to_the_bit(city, brings):
    first = "buurtcode;jaar;lonely;inhabitants\n" + "\n".join(f"{c};2024;{v};900" for c, v in rising(40, 1.7).items())
    deliver(city, upload("eerst.csv", first.replace(".", ",")))
    deliver(city, wide("smokers", rising(10, 0.3), name="rokers.csv"))
    run_jobs(city)
    before = (everything(city), areas(city), ranks(city))
    if brings == "a new indicator":
        later = deliver(city, wide("overweight", rising(5), name="gewicht.csv"))
    else:
        text = "buurtcode;jaar;lonely;inhabitants\nBU01530000;2024;77,7;5000\nBU01530001;2024;41,7;\n"
        later = deliver(city, upload("eerst.csv", text))
        assert later.preview["vanished"] == 9
    run_jobs(city)
    assert (everything(city), ranks(city)) != (before[0], before[2])
    undone(later)
    assert (everything(city), areas(city)) == before[:2]
    run_jobs(city)
    assert ranks(city) == before[2]
    assert state_of(later) == "undone"


def test_measures_flags_and_origin_come_back_too(city):
    head = "gebied;indicator;jaar;waarde;teller;noemer;standaardfout\n"
    first = deliver(city, upload("l.csv", f"{head}BU01530000;lonely;2024;40;4;10;1,5\nBU01530001;lonely;2024;41;;;\n"))
    Observation.objects.filter(area__code="BU01530001").update(value=None, flag="withheld")
    before = everything(city)
    later = deliver(city, upload("l.csv", f"{head}BU01530000;lonely;2024;50;5;10;\nBU01530002;lonely;2024;42;;;\n"))
    undone(later)
    assert everything(city) == before
    assert {row[-1] for row in before} == {first.pk}


def test_what_it_had_taken_the_place_of_is_current_again(city):
    old = deliver(city, wide("lonely", {"BU01530000": 40}))
    new = deliver(city, wide("lonely", {"BU01530000": 41}))
    assert state_of(old) == "superseded"
    undone(new)
    assert (state_of(old), state_of(new)) == ("current", "undone")
    assert [(e.before, e.after) for e in old.events.all()][-2:] == [
        ("current", "superseded"),
        ("superseded", "current"),
    ]


def test_of_three_releases_the_middle_one_is_undone_only_after_the_last(city):
    first, second, third = (deliver(city, wide("lonely", {"BU01530000": value})) for value in (40, 41, 42))
    for still in (second, first):
        with pytest.raises((ValidationError, StaleEdit)):
            undone(still)
    undone(third)
    assert [state_of(each) for each in (first, second)] == ["superseded", "current"]
    undone(second)
    assert (state_of(first), stored(city, "lonely")) == ("current", {"BU01530000": 40})
    undone(first)
    assert everything(city) == set()


def test_a_later_release_that_rests_on_it_is_named(city):
    early = deliver(city, upload("x_2024.csv", "buurtcode;lonely;smokers\nBU01530000;40;20"))
    deliver(city, wide("lonely", {"BU01530000": 41}, name="x_2024.csv"))
    before = everything(city)
    with pytest.raises(ValidationError, match="“x_2024.csv” was loaded later and rests on these figures"):
        undone(early)
    assert (everything(city), state_of(early)) == (before, "current")


@pytest.mark.parametrize("value", [40, 45], ids=["that left the figure as it was", "that changed the figure"])
def test_another_dataset_may_rest_on_it(city, value):
    early = deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 41}))
    other = deliver(city, wide("lonely", {"BU01530000": value}, name="enquete.csv"))
    assert undoing.first_to_undo(early) == other
    undone(other)
    assert undoing.first_to_undo(early) is None


def test_a_figure_that_another_dataset_put_in_the_place_of_a_vanished_one_keeps_the_undo_away(city):
    deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 41}))
    shorter = deliver(city, wide("lonely", {"BU01530001": 41}))
    filler = deliver(city, wide("lonely", {"BU01530000": 39}, name="enquete.csv"))
    assert undoing.first_to_undo(shorter) == filler


def test_another_year_level_or_indicator_rests_on_nothing(city):
    early = deliver(city, wide("lonely", {"BU01530000": 40}))
    deliver(city, wide("lonely", {"BU01530000": 39}, year=2023))
    deliver(city, wide("lonely", {"WK015300": 42}))
    deliver(city, wide("smokers", {"BU01530000": 20}, name="rokers.csv"))
    undone(early)
    assert stored(city, "lonely") == {"WK015300": 42}


def test_inhabitants_go_back_also_where_a_later_year_went_on_from_there(city):
    early = deliver(city, wide("inhabitants", {"BU01530000": 1100}, year=2023))
    late = deliver(city, wide("inhabitants", {"BU01530000": 1200}))
    for each in (early, late):
        undone(each)
    assert Area.objects.of(city).get(code="BU01530000").inhabitants == 1000


def test_own_counts_and_a_second_undo_are_refused(city):
    delivery = deliver(city, wide("lonely", {"BU01530000": 40}))
    Delivery.objects.filter(pk=delivery.pk).update(kind="derived")
    with pytest.raises(ValidationError, match="counts these figures itself"):
        undone(delivery)
    Delivery.objects.filter(pk=delivery.pk).update(kind="statistics")
    undone(delivery)
    with pytest.raises(StaleEdit):
        undone(delivery)


def test_the_same_file_can_be_loaded_again_after_its_undo(city):
    first = undone(deliver(city, wide("lonely", {"BU01530000": 40})))
    again = deliver(city, wide("lonely", {"BU01530000": 40}))
    assert (again.pk != first.pk, again.state, stored(city, "lonely")) == (True, "current", {"BU01530000": 40})


def test_who_neither_supplied_it_nor_is_a_steward_cannot_undo(city):
    supplier, other = PartyFactory.create(), PartyFactory.create()
    delivery = deliver(city, wide("lonely", {"BU01530000": 40}))
    Delivery.objects.filter(pk=delivery.pk).update(supplier=supplier)
    delivery.refresh_from_db()
    with pytest.raises(PermissionDenied):
        undone(delivery, by=member(city, "analyst", party=other))
    undone(delivery, by=member(city, "analyst", party=supplier))
    [event] = delivery.events.filter(after="undone")
    assert (event.by.memberships.get().party, event.reason) == (supplier, "Verkeerd bestand.")


def test_a_starter_model_gets_the_posts_of_then_back(city):
    deliver(city, wide("lonely", rising(40)))
    run_jobs(city)
    deliver(city, wide("lonely", rising(60)))  # the posts stay those of the first figures
    run_jobs(city)
    more = deliver(city, wide("overweight", rising(5), name="gewicht.csv"))
    run_jobs(city)
    undone(more)
    run_jobs(city)
    used = ScoreModel.objects.in_use(city)
    [[post]] = [theme.indicators.all() for theme in used.themes.all()]
    assert (used.version, round(post.low, 2), round(post.high, 2)) == (3, 40.25, 44.75)


def test_what_was_loaded_between_the_asking_and_the_doing_keeps_the_undo_away(city):
    early = deliver(city, wide("lonely", {"BU01530000": 40}))
    actions.undo(delivery=early, by=None, reason="Fout")
    deliver(city, wide("lonely", {"BU01530000": 41}, name="enquete.csv"))
    before = everything(city)
    run_jobs(city, "datasets.undo")
    early.refresh_from_db()
    assert (everything(city), early.state) == (before, "current")
    assert "“enquete.csv”" in early.reason
    assert [(event.before, event.after) for event in early.events.all()][-2:] == [("current", "current")] * 2


def test_a_job_that_is_done_twice_undoes_once(city):
    delivery = undone(deliver(city, wide("lonely", {"BU01530000": 40})))
    deliver(city, wide("lonely", {"BU01530000": 40}))
    undoing.undo(delivery, lambda done, total: None)
    assert stored(city, "lonely") == {"BU01530000": 40}
