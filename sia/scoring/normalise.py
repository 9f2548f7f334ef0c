"""From raw values to a common scale.

Goalposts are the default. A model may choose another way: min-max, z-score, percentile or the exponential
transformation of the Scottish index. Each of those measures the areas by each other: a score then depends on which
areas are listed, and years do not compare. All take values (N, Q) and direction (Q,) of +1 or -1, keep NaN where the
value is missing, and return (N, Q) where more is more urgent (or more potential).
"""

from collections.abc import Callable

import numpy as np

from .arithmetic import ratio
from .ranking import ascending_places
from .tree import Floats, Normalisation, Tree, start_and_span

FULL = 100.0
MIDDLE = 50.0
DEVIATION = 10.0  # points of a T-score for each standard deviation
SIMD_SCALE = 23.0  # chosen by the authors so that a tenth of the areas scores above 50
FEWEST_FOR_SPREAD = 2


def normalise(values: Floats, tree: Tree, how: str | None = None) -> Floats:
    """Return scores (N, Q) from 0 to 100 of raw `values` (N, Q), in the way of `tree`, or of `how` where given.

    All ways give 0 or more, so that a power mean exists whatever its exponent; for the z-score see `tscore`.
    """
    way = how or tree.normalisation
    if way == Normalisation.GOALPOSTS:
        return between_posts(values, tree.start, tree.span)
    return _BY_EACH_OTHER[way](values, tree.direction)


def ruler(values: Floats, tree: Tree) -> tuple[Floats, Floats]:
    """Return the two numbers, both (N, Q), from which a person recomputes each score that `normalise` gives by `tree`.

    Goalposts: low and high. Min-max: the lowest and the highest of the known areas. Z-score: their mean and standard
    deviation. Percentile and SIMD: the place of the area from the least urgent, and the number of known areas. NaN
    where there are none.
    """
    match tree.normalisation:
        case Normalisation.GOALPOSTS:
            found = tree.low, tree.high
        case Normalisation.MINMAX:
            found = np.fmin.reduce(values, axis=0, initial=np.nan), np.fmax.reduce(values, axis=0, initial=np.nan)
        case Normalisation.ZSCORE:
            found = _mean_and_deviation(values)
        case _:
            found = _places(values, tree.direction)
    first, second = (np.broadcast_to(numbers, np.shape(values)) for numbers in found)
    return first, second


def goalposts(values: Floats, low: Floats, high: Floats, direction: Floats) -> Floats:
    """Return 100 * clip((x - low) / (high - low), 0, 1), mirrored to 100 - that where direction is -1.

    `values` (N, Q) in any unit, the posts (Q,) in the same unit with low < high. NaN stays NaN; a value on a post
    gives exactly 0 or 100, beyond it too. Unlike min-max no other area plays a part, so that years compare and no
    order flips when an area leaves. Source: goalposts as in UNDP, Human Development Report 2001, technical note 2;
    scale transformation in OECD/JRC (2008), step 5.
    """
    return between_posts(values, *start_and_span(low, high, direction))


def between_posts(values: Floats, start: Floats, span: Floats) -> Floats:
    """Return `goalposts` with the posts as `Tree` keeps them: 0 at `start`, 100 at `start + span`, both (Q,)."""
    scaled = np.empty(np.shape(values))  # rows stay together in memory whatever the input's layout
    np.subtract(values, start, out=scaled)
    scaled /= span
    scaled *= FULL
    np.maximum(scaled, 0.0, out=scaled)
    return np.minimum(scaled, FULL, out=scaled)


def freeze_goalposts(values: Floats, lower: float = 5, upper: float = 95) -> tuple[Floats, Floats]:
    """Return the `lower` and `upper` percentile of each column of `values` (N, Q), as posts (low (Q,), high (Q,)).

    NaN is left out. Where the two percentiles are equal, the lowest and highest value are taken; where all values
    are equal to v, the posts are v -/+ max(1, |v|), so that all areas score 50. A column without any value has no
    posts: NaN for both, which Tree refuses. Raises ValueError unless 0 <= lower < upper <= 100.
    """
    if not 0 <= lower < upper <= FULL:
        raise ValueError(f"The percentiles must rise and lie from 0 to 100, not {lower} and {upper}.")
    low, high = np.full((2, values.shape[1]), np.nan)
    known = ~np.isnan(values).all(axis=0)
    if values.shape[0] and known.any():
        found = values[:, known]
        low[known], high[known] = np.nanpercentile(found, (lower, upper), axis=0)
        flat = np.zeros(low.shape, bool)
        flat[known] = low[known] == high[known]
        low[flat], high[flat] = np.nanmin(values[:, flat], axis=0), np.nanmax(values[:, flat], axis=0)
        equal = flat & (low == high)
        reach = np.maximum(1.0, np.abs(low[equal]))
        low[equal], high[equal] = low[equal] - reach, high[equal] + reach
    return low, high


def share_on_posts(normalised: Floats) -> Floats:
    """Return the share (Q,) of the known areas on or beyond a goalpost; NaN for an indicator without values.

    Above 0.10 the posts no longer tell the areas apart and a warning is due.
    """
    on_post = np.count_nonzero((normalised == 0) | (normalised == FULL), axis=0)
    known = np.count_nonzero(~np.isnan(normalised), axis=0)
    return ratio(on_post, known)


def minmax(values: Floats, direction: Floats) -> Floats:
    """Return 100 * (x - min) / (max - min) over the known areas, mirrored where direction is -1.

    A column of equal values gives 50. Depends on which areas are listed. Source: OECD/JRC (2008), 5.3.
    """
    directed = values * direction
    lowest = np.fmin.reduce(directed, axis=0, initial=np.inf)
    span = np.fmax.reduce(directed, axis=0, initial=-np.inf) - lowest
    return _divided((directed - lowest) * FULL, span, otherwise=MIDDLE)


def zscore(values: Floats, direction: Floats) -> Floats:
    """Return (x - mean) / sd over the known areas, negated where direction is -1; sd with n - 1.

    Not on 0-100: see `tscore`. A column of equal values, or with one value, gives 0. Source: OECD/JRC (2008), 5.2; its
    Table 15 shows that the sample standard deviation is meant.
    """
    mean, deviation = _mean_and_deviation(values)
    return _divided((values - mean) * direction, deviation, otherwise=0.0)


def tscore(values: Floats, direction: Floats) -> Floats:
    """Return 50 + 10 * `zscore`, held between 0 and 100: five standard deviations either way.

    A z-score is below 0 for half of the areas, which has no power mean, is no share of a total and does not fit beside
    scores of 0 to 100. The shift and scale change no order where p = 1, and a fixed pair keeps a model comparable with
    itself; stretching to the lowest and highest area would only give min-max back. Of up to 26 areas none is ever held:
    |z| <= (n - 1) / sqrt(n). Source: McCall (1922), How to Measure in Education (T-score).
    """
    return np.clip(MIDDLE + DEVIATION * zscore(values, direction), 0.0, FULL)


def percentile_rank(values: Floats, direction: Floats) -> Floats:
    """Return 100 * (r - 1) / (n - 1), r the place of the area among the known areas.

    Places go from the lowest (1) to the highest (n).

    Equal values share the mean of their places, so that a reversed direction mirrors. A single value gives 50.
    Source: OECD/JRC (2008), 5 (ranking).
    """
    places, known = _places(values, direction)
    return _divided((places - 1) * FULL, known - 1, otherwise=MIDDLE)


def simd_exponential(values: Floats, direction: Floats) -> Floats:
    """Return -23 * ln(1 - R * (1 - exp(-100 / 23))), R = r / n the place scaled to (0, 1], 1 for the highest.

    Gives 100 to the highest; a tenth of the areas scores above 50, so that little of a severe problem is cancelled
    by the lack of another. Equal values share the mean of their places. Source: Scottish Indices of Deprivation 2003,
    appendix 5.
    """
    places, known = _places(values, direction)
    scaled = _divided(places, known, otherwise=np.nan)
    curve: Floats = -SIMD_SCALE * np.log1p(scaled * np.expm1(-FULL / SIMD_SCALE))
    return curve


_BY_EACH_OTHER: dict[str, Callable[[Floats, Floats], Floats]] = {
    Normalisation.MINMAX: minmax,
    Normalisation.PERCENTILE: percentile_rank,
    Normalisation.ZSCORE: tscore,
    Normalisation.SIMD: simd_exponential,
}


def _mean_and_deviation(values: Floats) -> tuple[Floats, Floats]:
    """Return mean and sample standard deviation (Q,) of the known values.

    The deviation is exactly 0 where all are equal; both are NaN where none is known.

    Summed row by row whatever the layout in memory, so that a run that is repeated gives the same bytes.
    """
    table = np.ascontiguousarray(values, np.float64)
    known = ~np.isnan(table)
    count = known.sum(axis=0)
    mean = np.where(known, table, 0.0).sum(axis=0) / np.maximum(count, 1)
    variance = np.where(known, (table - mean) ** 2, 0.0).sum(axis=0) / np.maximum(count - 1, 1)
    alike = np.fmax.reduce(table, axis=0, initial=-np.inf) <= np.fmin.reduce(table, axis=0, initial=np.inf)
    deviation = np.where(alike, 0.0, np.sqrt(variance))
    return np.where(count > 0, mean, np.nan), np.where(count > 0, deviation, np.nan)


def _places(values: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """Return ascending places (N, Q) of the directed values and the number of known areas (Q,)."""
    directed = values * direction
    places = np.empty(directed.shape)
    for q in range(directed.shape[1]):
        places[:, q] = ascending_places(directed[:, q])
    return places, np.count_nonzero(~np.isnan(directed), axis=0).astype(np.float64)


def _divided(numerator: Floats, denominator: Floats, *, otherwise: float) -> Floats:
    """Return numerator / denominator (Q,).

    Columns whose denominator is not above 0 get `otherwise`; NaN stays NaN.
    """
    usable = denominator > 0
    quotient = numerator / np.where(usable, denominator, 1.0)
    return np.where(usable | np.isnan(numerator), quotient, otherwise)
