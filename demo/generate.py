"""The made-up figures of the demo: repeatable from a seed, with correlations that one would believe.

Pure: numpy in, frozen rows out; no Django, no clock, no global random state. Chance comes only from the raw uniforms
of PCG64, which are the same on every platform and in every numpy, and every value is rounded to the precision in which
it is published; so the same seed gives the same rows to the byte.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo.areas import EXCEPTIONS, GEMEENTE, PROFILES, STORY_BUURT
from demo.geometry import borders
from demo.indicators import CORPORATION_SHARE, DWELLINGS, INHABITANTS, RECIPES, Base, Recipe

type Values = NDArray[np.float64]

# Periods count from the year of the story (`demo.story`): -2 is two years before it. No figure depends on that year.
PERIODS: tuple[int, ...] = (-6, -4, -2)
FILE_PERIOD = -1  # it is not loaded: it is what the files for the upload screen bring
SEED = 2026

STORY: dict[str, float] = {"lonely": 46.0, "overweight": 53.0, "hard_to_make_ends_meet": 30.0}
STORY_PERIOD = -2

# Where residents are well organised, in standard deviations; the rest is left to chance.
ORGANISED: dict[str, float] = {
    STORY_BUURT: 3.0,
    "BU01530402": 1.8,
    "BU01530202": 1.3,
    "BU01530900": 1.2,
    "BU01530901": 1.2,
    "BU01530403": 0.9,
    "BU01530604": -1.0,
    "BU01530100": -0.8,
}

TOO_FEW_INHABITANTS = 100  # below this no share is published
FEW_ANSWERS = 400  # below this the first survey had too few answers
FIRST_TOLD = 2026  # the chance of a period was first drawn for a story of that year, and stays the same
LOST_SHARE = 0.012  # share of the remaining cells that simply never came in
_CODES: tuple[str, ...] = tuple(PROFILES)
_ROW: dict[str, int] = {code: row for row, code in enumerate(_CODES)}
_STORY_ROW = _ROW[STORY_BUURT]


@dataclass(frozen=True, slots=True)
class Observation:
    """One published figure. A missing figure has no row.

    `value` is in the unit of its indicator (percentage points for %); `denominator` counts inhabitants or dwellings,
    None for a count; `standard_error` is in the unit of the value, None unless it comes from a survey.
    """

    area_code: str
    indicator: str
    period: int
    value: float
    denominator: float | None = None
    standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class _Size:
    """The sizes of the 70 buurten in one period: whole numbers, in the order of their codes."""

    inhabitants: Values
    dwellings: Values

    def base(self, base: Base) -> Values:
        return self.inhabitants if base == "inhabitants" else self.dwellings


def observations(seed: int = SEED, periods: tuple[int, ...] = PERIODS) -> tuple[Observation, ...]:
    """Return all figures of 70 buurten, 10 wijken and the gemeente, ordered by indicator, period and area.

    A wijk (and the gemeente) is the mean of its buurten that have a value, weighted by the denominator; counts are
    sums. A period draws the same chance whatever other periods are asked for.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = _normal(rng, len(_CODES))
    organised = np.array([ORGANISED.get(code, 0.6 * own) for code, own in zip(_CODES, _smooth(drawn), strict=True)])
    jitter = np.clip(drawn, -2, 2)
    sizes = {period: _size(period, jitter) for period in periods}
    themes: dict[str, Values] = {}
    rows: list[Observation] = []
    for spec, recipe in RECIPES:
        if spec.theme not in themes:
            themes[spec.theme] = _smooth(_normal(rng, len(_CODES)))
        own = _smooth(_normal(rng, len(_CODES)))
        shared = (spec.direction or 1) * themes[spec.theme]  # what is bad for one indicator of a theme is so for all
        level = _level(spec.code, recipe, 0.6 * shared + 0.8 * own, organised)
        for period in (period for period in periods if period >= recipe.since):
            stream = _stream(seed, spec.code, period)
            values = _values(spec.code, recipe, level, period, stream)
            published = np.where(_missing(recipe, period, sizes[period], stream), np.nan, values)
            rows.extend(_share_rows(spec.code, period, published, recipe, sizes[period]))
    return (*rows, *_count_rows(sizes))


def _stream(seed: int, indicator: str, period: int) -> np.random.Generator:
    """Return a stream of its own for one indicator in one period, so that adding a period changes no other."""
    words = [seed, FIRST_TOLD + period, *indicator.encode("ascii")]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def _normal(rng: np.random.Generator, count: int) -> Values:
    """Draw about standard normal numbers: the sum of twelve uniforms minus six.

    No tables, no logarithm, the same everywhere.
    """
    return np.asarray(rng.random((12, count)).sum(axis=0) - 6.0, dtype=np.float64)


def _smooth(field: Values) -> Values:
    """Return half the buurt's own draw and half the mean of its neighbours.

    Scaled back to about one standard deviation.
    """
    total, count = np.zeros_like(field), np.zeros_like(field)
    for first, second in borders():
        a, b = _ROW[first], _ROW[second]
        total[a] += field[b]
        total[b] += field[a]
        count[[a, b]] += 1
    return (0.5 * field + 0.5 * total / np.maximum(count, 1)) / 0.56


def _size(period: int, jitter: Values) -> _Size:
    """Return inhabitants rounded to 5 and dwellings to 5, as published; the city grows by 0.4 % a year."""
    growth = 1 + 0.004 * _years_after_story(period)
    people = np.array([profile.inhabitants for profile in PROFILES.values()]) * (1 + 0.015 * jitter) * growth
    homes = people / np.array([profile.household for profile in PROFILES.values()])
    return _Size(inhabitants=5 * np.round(people / 5), dwellings=5 * np.round(homes / 5))


def _level(indicator: str, recipe: Recipe, chance: Values, organised: Values) -> Values:
    """Return the level of every buurt in the year of the story, before noise; the story's own figures are set."""
    level = recipe.mean + recipe.noise * chance + recipe.organised * organised
    for loading, trait in ((recipe.pressure, "pressure"), (recipe.stone, "stone"), (recipe.age, "age")):
        level = level + loading * np.array([getattr(profile, trait) for profile in PROFILES.values()])
    level += np.array([EXCEPTIONS.get((code, indicator), 0.0) for code in _CODES])
    level[_STORY_ROW] = STORY.get(indicator, level[_STORY_ROW])
    return level


def _values(indicator: str, recipe: Recipe, level: Values, period: int, rng: np.random.Generator) -> Values:
    """Return the values of one period, rounded as published.

    The story's figures have a trend but no noise.
    """
    noise = 0.25 * recipe.noise * _normal(rng, len(_CODES))
    if indicator in STORY:
        noise[_STORY_ROW] = 0.0
    values = level + noise + recipe.trend * _years_after_story(period) / 2
    return np.round(np.clip(values, recipe.low, recipe.high), recipe.decimals)


def _missing(recipe: Recipe, period: int, size: _Size, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return which buurten have no figure: too few people, too few answers, or simply lost. Never the story's own."""
    lost = rng.random(len(_CODES)) < LOST_SHARE
    lost[_STORY_ROW] = False
    lost |= size.inhabitants < TOO_FEW_INHABITANTS
    if recipe.survey and period == PERIODS[0]:
        lost |= size.inhabitants < FEW_ANSWERS
    return lost


def _years_after_story(period: int) -> int:
    return period - STORY_PERIOD


def _share_rows(indicator: str, period: int, values: Values, recipe: Recipe, size: _Size) -> Iterator[Observation]:
    base = size.base(recipe.base)
    for area, members in _members():
        known = [row for row in members if np.isfinite(values[row])]
        if known:
            weight = base[known]
            mean = float(np.round((values[known] * weight).sum() / weight.sum(), recipe.decimals))
            people = float(weight.sum())
            error = _standard_error(mean, people) if recipe.survey and recipe.decimals == 1 else None
            yield Observation(area, indicator, period, mean, people, error)


def _standard_error(percentage: float, people: float) -> float:
    """Return the binomial error, in percentage points with two decimals, of a survey in which three in ten answer."""
    return float(np.round(np.sqrt(percentage * (100 - percentage) / (0.3 * people)), 2))


def _count_rows(sizes: dict[int, _Size]) -> Iterator[Observation]:
    """Yield inhabitants, dwellings and the corporations' share of the dwellings."""
    share = np.array([profile.corporation for profile in PROFILES.values()])
    for period, size in sizes.items():
        for area, members in _members():
            homes = size.dwellings[members]
            yield Observation(area, INHABITANTS.code, period, float(size.inhabitants[members].sum()))
            yield Observation(area, DWELLINGS.code, period, float(homes.sum()))
            owned = float(np.round((share[members] * homes).sum() / homes.sum(), 1))
            yield Observation(area, CORPORATION_SHARE.code, period, owned, float(homes.sum()))


def _members() -> list[tuple[str, list[int]]]:
    """Return every area with the rows of its buurten: the gemeente, the wijken, and each buurt with itself."""
    wijken: dict[str, list[int]] = {}
    for row, code in enumerate(_CODES):
        wijken.setdefault(f"WK{code[2:8]}", []).append(row)
    single = [(code, [row]) for row, code in enumerate(_CODES)]
    return [(GEMEENTE, list(range(len(_CODES)))), *wijken.items(), *single]
