"""The story of the demo, told by the real scoring with the plainest model: equal weights, the city's own goalposts."""

import math
from collections import defaultdict

import numpy as np
import pytest

from demo.areas import CAMPUS, KENNISPARK, PROFILES, STORY_BUURT
from demo.generate import PERIODS, observations
from demo.geometry import borders, buurten
from demo.indicators import INDICATORS
from demo.places import ASSETS, BARRIERS
from demo.works import WORKS
from sia.scoring.advice import Advice, AdviceClass, advise, location_quotient, top_chance
from sia.scoring.aggregate import score_tree
from sia.scoring.neighbours import Borders, Gains, neighbour_potential, unlocked, with_neighbours
from sia.scoring.normalise import freeze_goalposts
from sia.scoring.ranking import rank
from sia.scoring.tree import Tree

BUURTEN = tuple(PROFILES)
ROW = {code: row for row, code in enumerate(BUURTEN)}
STORY = ROW[STORY_BUURT]
FIGURES = {(row.area_code, row.indicator): row.value for row in observations(periods=PERIODS[-1:])}


def column(indicator: str) -> np.ndarray:
    return np.array([FIGURES.get((code, indicator), np.nan) for code in BUURTEN])


def scores(columns: dict[str, list[tuple[np.ndarray, int]]]) -> tuple[np.ndarray, np.ndarray]:
    """Themes (N, D) and totals (N,) of the columns of each theme, all weights equal."""
    values = np.column_stack([values for theme in columns.values() for values, _ in theme])
    low, high = freeze_goalposts(values)
    theme_of = [number for number, theme in enumerate(columns.values()) for _ in theme]
    directions = [direction for theme in columns.values() for _, direction in theme]
    tree = Tree.from_weights(
        tuple(columns),
        np.ones(len(columns)),
        theme_of,
        np.ones(len(theme_of)),
        low=low,
        high=high,
        direction=directions,
    )
    found = score_tree(values, tree)
    return found.themes, found.total


def themes_of(role: str) -> dict[str, list[tuple[np.ndarray, int]]]:
    found: dict[str, list[tuple[np.ndarray, int]]] = defaultdict(list)
    for spec in INDICATORS:
        if spec.role == role:
            found[spec.theme].append((column(spec.code), spec.direction))
    return found


def assets_within_reach() -> np.ndarray:
    """How many assets reach the middle of each buurt's corners."""
    middles = [tuple(np.mean(buurt.ring[:-1], axis=0)) for buurt in buurten()]
    return np.array(
        [sum(math.dist(at, (asset.x, asset.y)) <= asset.reach_m for asset in ASSETS) for at in middles], float
    )


def joint_money() -> np.ndarray:
    """Planned euros per dwelling where two parties or more plan; 0 elsewhere."""
    money, parties = np.zeros(len(BUURTEN)), defaultdict(set)
    for work in WORKS:
        money[ROW[work.buurt]] += work.direct_cost + work.common_cost
        parties[work.buurt].add(work.party)
    joint = np.array([len(parties[code]) >= 2 for code in BUURTEN])
    return np.where(joint, money / np.maximum(column("dwellings"), 1), 0.0)


def links() -> Borders:
    open_share = {(barrier.first, barrier.second): barrier.permeability for barrier in BARRIERS}
    return Borders(
        np.array([ROW[first] for first, _ in borders()]),
        np.array([ROW[second] for _, second in borders()]),
        np.array(list(borders().values())),
        np.array([open_share.get(pair, 1.0) for pair in borders()]),
    )


@pytest.fixture(scope="module")
def urgency() -> np.ndarray:
    return scores(themes_of("urgency"))[1]


@pytest.fixture(scope="module")
def assets_and_potential() -> tuple[np.ndarray, np.ndarray]:
    computed = {"assets": [(assets_within_reach(), 1)], "investment_window": [(joint_money(), 1)]}
    themes, total = scores({**computed, **themes_of("potential")})
    return themes[:, 0], with_neighbours(total, neighbour_potential(themes[:, 0], links()).potential)


@pytest.fixture(scope="module")
def advice(urgency: np.ndarray, assets_and_potential: tuple[np.ndarray, np.ndarray]) -> Advice:
    quotient = location_quotient(column("corporation_share"), FIGURES["GM0153", "corporation_share"])
    top = math.ceil(0.25 * np.isfinite(urgency).sum())
    return advise(urgency, assets_and_potential[1], quotient, top_chance(rank(urgency), top))


def test_twekkelerveld_ranks_first_or_second_on_urgency(urgency):
    assert rank(urgency)[STORY] <= 2


def test_twekkelerveld_is_among_the_ten_with_the_highest_potential(assets_and_potential):
    assert rank(assets_and_potential[1])[STORY] <= 10


def test_kennispark_and_campus_score_high_on_assets(assets_and_potential):
    assets, _ = assets_and_potential
    assert min(assets[ROW[KENNISPARK]], assets[ROW[CAMPUS]]) >= np.nanpercentile(assets, 90)


def test_the_motorway_is_the_border_worth_most_to_cross(assets_and_potential):
    gains: Gains = unlocked(assets_and_potential[0], links())
    worth = dict(zip(borders(), gains.first, strict=True))
    here = {pair: gain for pair, gain in worth.items() if pair[0] == STORY_BUURT}
    assert max(here, key=here.__getitem__) == (STORY_BUURT, KENNISPARK)
    assert worth[STORY_BUURT, KENNISPARK] > 3


def test_the_advice_for_twekkelerveld_is_an_integrated_agenda_before_most_others(advice):
    assert advice.classes[STORY] == AdviceClass.DIA
    assert advice.order[STORY] <= 2


def test_the_advice_tells_buurten_apart(advice):
    assert set(advice.classes) == set(AdviceClass)
    assert 4 <= np.sum(advice.classes == AdviceClass.DIA) <= 17
