"""From raw values to a common scale.

Goalposts are the default. The others exist for comparison and robustness: min-max, z-score, percentile and the
exponential transformation of the Scottish index. All take values (N, Q) and direction (Q,) of +1 or -1, keep NaN
where the value is missing, and return (N, Q) where more is more urgent (or more potential).
"""

import numpy as np

from .ranking import ascending_places
from .tree import Floats, start_and_span

FULL = 100.0
MIDDLE = 50.0
SIMD_SCALE = 23.0  # chosen by the authors so that a tenth of the areas scores above 50
FEWEST_FOR_SPREAD = 2


def goalposts(values: Floats, low: Floats, high: Floats, direction: Floats) -> Floats:
    """100 * clip((x - low) / (high - low), 0, 1), mirrored to 100 - that where direction is -1.

    `values` (N, Q) in any unit, the posts (Q,) in the same unit with low < high. NaN stays NaN; a value on a post
    gives exactly 0 or 100, beyond it too. Unlike min-max no other area plays a part, so that years compare and no
    order flips when an area leaves. Source: goalposts as in UNDP, Human Development Report 2001, technical note 2;
    scale transformation in OECD/JRC (2008), step 5.
    """
    return between_posts(values, *start_and_span(low, high, direction))


def between_posts(values: Floats, start: Floats, span: Floats) -> Floats:
    """`goalposts` with the posts as `Tree` keeps them: 0 at `start`, 100 at `start + span`, both (Q,)."""
    scaled = np.empty(np.shape(values))  # rows stay together in memory whatever the input's layout
    np.subtract(values, start, out=scaled)
    scaled /= span
    scaled *= FULL
    np.maximum(scaled, 0.0, out=scaled)
    return np.minimum(scaled, FULL, out=scaled)


def freeze_goalposts(values: Floats, lower: float = 5, upper: float = 95) -> tuple[Floats, Floats]:
    """The `lower` and `upper` percentile of each column of `values` (N, Q), as posts (low (Q,), high (Q,)).

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
    """The share (Q,) of the known areas that sit on or beyond a goalpost; NaN for an indicator without values.

    Above 0.10 the posts no longer tell the areas apart and a warning is due.
    """
    on_post = np.count_nonzero((normalised == 0) | (normalised == FULL), axis=0)
    known = np.count_nonzero(~np.isnan(normalised), axis=0)
    return np.divide(on_post, known, out=np.full(known.shape, np.nan), where=known > 0)


def minmax(values: Floats, direction: Floats) -> Floats:
    """100 * (x - min) / (max - min) over the known areas, mirrored where direction is -1.

    A column of equal values gives 50. Depends on which areas are listed. Source: OECD/JRC (2008), 5.3.
    """
    directed = values * direction
    lowest = np.fmin.reduce(directed, axis=0, initial=np.inf)
    span = np.fmax.reduce(directed, axis=0, initial=-np.inf) - lowest
    return _divided((directed - lowest) * FULL, span, otherwise=MIDDLE)


def zscore(values: Floats, direction: Floats) -> Floats:
    """(x - mean) / sd over the known areas, negated where direction is -1; sd with n - 1.

    Not on 0-100. A column of equal values, or with one value, gives 0. Source: OECD/JRC (2008), 5.2; its Table 15
    shows that the sample standard deviation is meant.
    """
    values = np.asarray(values, np.float64)
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    mean = np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1)
    deviation = (values - mean) * direction
    variance = np.where(known, deviation**2, 0.0).sum(axis=0) / np.maximum(count - 1, 1)
    alike = np.fmax.reduce(values, axis=0, initial=-np.inf) <= np.fmin.reduce(values, axis=0, initial=np.inf)
    return _divided(deviation, np.where(alike, 0.0, np.sqrt(variance)), otherwise=0.0)


def percentile_rank(values: Floats, direction: Floats) -> Floats:
    """100 * (r - 1) / (n - 1), r the place of the area from the lowest (1) to the highest (n) of the known areas.

    Equal values share the mean of their places, so that a reversed direction mirrors. A single value gives 50.
    Source: OECD/JRC (2008), 5 (ranking).
    """
    places, known = _places(values, direction)
    return _divided((places - 1) * FULL, known - 1, otherwise=MIDDLE)


def simd_exponential(values: Floats, direction: Floats) -> Floats:
    """-23 * ln(1 - R * (1 - exp(-100 / 23))), R = r / n the place scaled to (0, 1], 1 for the highest.

    Gives 100 to the highest; a tenth of the areas scores above 50, so that little of a severe problem is cancelled
    by the lack of another. Equal values share the mean of their places. Source: Scottish Indices of Deprivation 2003,
    appendix 5.
    """
    places, known = _places(values, direction)
    scaled = _divided(places, known, otherwise=np.nan)
    return -SIMD_SCALE * np.log1p(scaled * np.expm1(-FULL / SIMD_SCALE))


def _places(values: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """Ascending places (N, Q) of the directed values and the number of known areas (Q,)."""
    directed = values * direction
    places = np.empty(directed.shape)
    for q in range(directed.shape[1]):
        places[:, q] = ascending_places(directed[:, q])
    return places, np.count_nonzero(~np.isnan(directed), axis=0).astype(np.float64)


def _divided(numerator: Floats, denominator: Floats, *, otherwise: float) -> Floats:
    """numerator / denominator (Q,), and `otherwise` in columns whose denominator is not above 0; NaN stays NaN."""
    usable = denominator > 0
    quotient = numerator / np.where(usable, denominator, 1.0)
    return np.where(usable | np.isnan(numerator), quotient, otherwise)
