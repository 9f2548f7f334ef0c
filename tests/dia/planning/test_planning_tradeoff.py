"""What less nuisance costs: by hand for one street, and the promises of the curve on a drawn agenda."""

from itertools import pairwise

import pytest

from dia.planning.problem import Problem
from dia.planning.tradeoff import tradeoff
from dia.planning.works import Site, Work
from tests.dia.planning.drawn_agendas import city

CENT = 0.01


def test_levels_lie_between_the_least_nuisance_and_that_of_the_cheapest_plan() -> None:
    points = tradeoff(city(20, 6, shift_rate=20_000), levels=5, seconds=40)
    assert len(points) == 5
    ceilings = [point.ceiling for point in points]
    steps = [after - before for before, after in pairwise(ceilings)]
    assert steps == pytest.approx([steps[0]] * 4)
    for point in points:
        assert point.household_days <= point.ceiling * (1 + 1e-6)
        assert not point.result.plan.broken


@pytest.mark.full
def test_more_nuisance_never_costs_more() -> None:
    points = tradeoff(city(20, 6, shift_rate=20_000), levels=7, seconds=40)
    assert all(after.objective <= before.objective + CENT for before, after in pairwise(points))
    assert points[-1].objective < points[0].objective


def test_one_street_by_hand() -> None:
    """Together 1 x 12 days and 2 x 30 euros of shift; apart twice 12 days, and nothing saved: the site costs nothing."""
    street = Site(key="street", area="north", households=1, setup_days=2)
    given = {"site": "street", "earliest": 2027, "latest": 2029, "direct_cost": 5, "days": 10}
    works = [
        Work(key="sewer", party="city", preferred=2027, **given),
        Work(key="cable", party="grid", preferred=2029, **given),
    ]
    points = tradeoff(Problem(works=works, sites=[street], years=range(2027, 2030), shift_rate=30), levels=5)
    assert [point.household_days for point in points] == [14, 14, 14, 14, 24]  # 2 + 0.6 x 20, and 2 x (2 + 10)
    assert [point.objective for point in points] == [70, 70, 70, 70, 10]


def test_without_households_there_is_one_point() -> None:
    work = Work(key="club", party="city", earliest=2027, latest=2028, preferred=2027, direct_cost=5)
    (point,) = tradeoff(Problem(works=[work], sites=[], years=range(2027, 2029)))
    assert (point.ceiling, point.objective) == (0, 5)


def test_there_are_5_to_7_levels() -> None:
    with pytest.raises(ValueError, match="5 to 7 levels, not 4"):
        tradeoff(city(4, 2), levels=4)
