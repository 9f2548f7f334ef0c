"""Two parties with tables of one name: each its own dataset, and no figure of the other is replaced or shown."""

import pytest

from datasets.models import Dataset, Delivery, Observation
from tests.factories import PartyFactory, actions, deliver, run_jobs, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def north(city):
    return PartyFactory.create(name="Noord")


@pytest.fixture
def south(city):
    return PartyFactory.create(name="Zuid")


def table(indicator: str, *values: str, first: int = 0, name: str = "Buurtcijfers 2024.csv"):
    rows = [f"BU0153{at:04};{indicator};2024;{value}" for at, value in enumerate(values, start=first)]
    return upload(name, "\n".join(["gebiedscode;indicator;jaar;waarde", *rows]))


def test_each_party_has_a_dataset_of_its_own_under_one_name(city, north, south):
    first = deliver(city, table("lonely", "10,5", "11,5"), supplier=north)
    second = deliver(city, table("smokers", "20,5", "21,5"), supplier=south)
    assert (first.state, second.state) == ("current", "current")
    assert {each.owner: each.title for each in Dataset.objects.of(city)} == {
        north: "Buurtcijfers",
        south: "Buurtcijfers",
    }
    assert Observation.objects.filter(delivery=first).count() == 2


def test_the_next_release_finds_the_dataset_of_its_party(city, north, south):
    deliver(city, table("lonely", "10,5", "11,5"), supplier=north)
    deliver(city, table("smokers", "20,5", "21,5"), supplier=south)
    again = deliver(city, table("smokers", "20,5", name="buurtcijfers_2025.csv"), supplier=south)
    assert (again.dataset.owner, again.preview["vanished"]) == (south, 1)
    assert Dataset.objects.of(city).count() == 2


def test_a_figure_of_another_party_is_not_replaced(city, north, south):
    deliver(city, table("lonely", "10,5", "11,5"), supplier=north)
    refused = deliver(city, table("lonely", "99", "98", name="anders.csv"), supplier=south)
    [problem] = refused.problems
    assert (refused.state, problem["code"], problem["value"]) == ("refused", "figure_of_another", "lonely")
    assert problem["params"] == {"count": 2, "dataset": "Buurtcijfers", "party": "Noord"}
    assert sorted(Observation.objects.values_list("value", flat=True)) == [10.5, 11.5]


def test_other_areas_of_the_same_indicator_are_free(city, north, south):
    deliver(city, table("lonely", "10,5"), supplier=north)
    assert deliver(city, table("lonely", "12,5", first=1, name="anders.csv"), supplier=south).state == "current"


def test_what_came_to_stand_between_check_and_load_is_not_replaced_either(city, north, south):
    waiting = deliver(city, table("lonely", "99", name="anders.csv"), supplier=south, load=False)
    deliver(city, table("lonely", "10,5"), supplier=north)
    again = load(waiting)
    assert (again.state, again.problems[0]["code"]) == ("refused", "figure_of_another")
    assert Observation.objects.get().value == 10.5


def load(delivery: Delivery) -> Delivery:
    actions.load(delivery=delivery, by=None)
    run_jobs(delivery.partnership, "datasets.load")
    delivery.refresh_from_db()
    return delivery


def test_what_belongs_to_nobody_anybody_may_correct(city, south):
    deliver(city, table("lonely", "10,5"))
    assert deliver(city, table("lonely", "12,5", name="anders.csv"), supplier=south).state == "current"
