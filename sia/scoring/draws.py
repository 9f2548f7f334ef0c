"""Sources of doubt about a score, and the drawn parameters of a Monte Carlo over it.

Each source of doubt has a random stream of its own, spawned from one seed (PCG64): switching one off leaves the draws
of the others as they were, and no result depends on how the work is cut into blocks. No global random state.
Source: Saisana, Saltelli and Tarantola (2005), J. R. Statist. Soc. A 168(2); OECD/JRC (2008), step 7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import IntEnum
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .tree import SLACK, Floats, Normalisation, Tree

type Indexes = NDArray[np.intp]

NORMALISATIONS = ("goalposts", "minmax", "percentile")  # drawn unless others are named
MISSING_RULES = ("tree", "stricter", "looser")
LEAST_CONCENTRATION = 0.1  # below it a draw gives all weight to one theme, and the numbers underflow
LEAST_SPREAD = 0.1  # of a weight that was voted or agreed, as a share of it: nobody means 30 and not 31
JUMP = 0x9E3779B97F4A7C15F39CC0605CEDC835  # steps between the noise of two draws: 2^128 divided by the golden ratio
TINY = 1e-290  # keeps a sum of gammas that underflow away from 0, and lets it end at the model's own weights


class Stream(IntEnum):
    """The random streams; their numbers are part of what makes a run repeatable."""

    THEMES = 0
    INNER = 1
    NORMALISATION = 2
    POWER = 3
    MISSING = 4
    LEFT_OUT = 5
    ERROR = 6
    SOURCE = 7
    PARTY = 8


class Vote(NamedTuple):
    """The weights of one party: of the `themes` (D,), sum 1, and `inner` ones (Q,), sum 1 inside each theme."""

    themes: tuple[float, ...]
    inner: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """The choices behind a score that are drawn, how often, and from which seed.

    Weights of themes come from Dirichlet(concentration * w), those inside a theme likewise from `inner_concentration`;
    infinity keeps them as they are. With `votes` both are left alone: half of the draws take the weights of the model,
    the others those of one party, any as likely as another, and each draws a Dirichlet around them that gives every
    weight a standard deviation of at least a tenth of itself. Normalisation, power and missing rule are drawn evenly
    among those named; none named means as the model has it. With probability `leave_one_out` one indicator, any as likely as another, is
    taken out of the model. `data_error` adds normal noise with the standard errors given to the simulation; the errors
    of one source in one area go together, with the correlation `error_correlation` on the scale of the scores. The
    missing rules: as the tree has it; stricter, its thresholds moved halfway to 1; looser, as far the other way.

    Raises ValueError with a sentence a person can act on.
    """

    seed: int
    draws: int = 2000
    concentration: float = float("inf")
    inner_concentration: float = float("inf")
    normalisations: tuple[str, ...] = NORMALISATIONS
    powers: tuple[float, ...] = (1.0, 2.0)
    missing_rules: tuple[str, ...] = MISSING_RULES
    leave_one_out: float = 0.5
    data_error: bool = False
    error_correlation: float = 0.0
    votes: tuple[Vote, ...] = ()

    def __post_init__(self) -> None:
        if self.draws < 1 or self.seed < 0:
            raise ValueError("'draws' must be 1 or more and 'seed' 0 or more.")
        for name in ("concentration", "inner_concentration"):
            if not getattr(self, name) >= LEAST_CONCENTRATION:
                raise ValueError(f"'{name}' must be {LEAST_CONCENTRATION} or more; infinity keeps the weights fixed.")
        if not 0 <= self.leave_one_out <= 1:
            raise ValueError("'leave_one_out' must be a probability from 0 to 1.")
        if not 0 <= self.error_correlation <= 1:
            raise ValueError("'error_correlation' must be from 0 to 1.")
        _check_choice("normalisations", self.normalisations, list(Normalisation))
        _check_choice("missing_rules", self.missing_rules, MISSING_RULES)
        _check_choice("powers", self.powers, [p for p in self.powers if np.isfinite(p) and p > 0])

    @classmethod
    def none(cls, *, seed: int = 0, draws: int = 1) -> Self:
        """Return settings with every source switched off: each draw is the model itself."""
        return cls(seed=seed, draws=draws, normalisations=(), powers=(), missing_rules=(), leave_one_out=0.0)

    def to_settings(self) -> dict[str, Any]:
        """Return plain values for JSON, from which the same run can be repeated to the byte; infinity becomes None."""
        return {name: _to_plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Return what `to_settings` gave; raises ValueError where a setting is missing or unknown.

        Runs of before engine 7 drew every error by itself, and those of before engine 8 no votes; they did not say so.
        """
        settings = {"error_correlation": 0.0, "votes": (), **settings}
        names = {field.name for field in fields(cls)}
        if names != set(settings):
            raise ValueError(f"Settings missing or unknown: {', '.join(sorted(names ^ set(settings)))}.")
        found = {name: _from_plain(value) for name, value in settings.items()}
        return cls(**{**found, "votes": tuple(Vote(*vote) for vote in found["votes"])})

    def choices(self, tree: Tree) -> tuple[tuple[str, ...], tuple[str, ...], tuple[float, ...]]:
        """Return the normalisations, missing rules and powers to draw from; the model's own where none is named."""
        return (
            self.normalisations or (tree.normalisation,),
            self.missing_rules or MISSING_RULES[:1],
            self.powers or (tree.power,),
        )

    def varies(self, tree: Tree) -> bool:
        """Return whether any draw can differ from the model itself."""
        fixed = self.concentration == self.inner_concentration == float("inf") and not self.votes
        as_is = self.choices(tree) == Uncertainty.none().choices(tree)
        return not (fixed and as_is and self.leave_one_out == 0 and not self.data_error)

    def check(self, tree: Tree, shape: tuple[int, ...], standard_errors: Floats | None) -> None:
        """Raise ValueError where this cannot go with `tree`, values of `shape` (N, Q) and their standard errors."""
        if len(shape) != 2 or shape[1] != tree.weights.size:  # noqa: PLR2004 -- a table has two dimensions
            raise ValueError(f"Expected a table with {tree.weights.size} columns, one for each indicator, not {shape}.")
        if self.leave_one_out > 0 and not _leavable(tree).size:
            raise ValueError(
                "'leave_one_out' must be 0: one indicator carries all the weight, so none can be left out."
            )
        sizes = {(len(vote.themes), len(vote.inner)) for vote in self.votes}
        if sizes - {(tree.theme_weights.size, tree.weights.size)}:
            raise ValueError("A vote needs a weight for each theme and for each indicator.")
        if self.data_error and standard_errors is None:
            raise ValueError("'data_error' needs standard errors, and none were given.")
        if standard_errors is not None and standard_errors.shape != shape:
            raise ValueError(f"The standard errors must have the shape {shape} of the values.")
        if standard_errors is not None and (np.isinf(standard_errors).any() or (standard_errors < 0).any()):
            raise ValueError("Standard errors must be finite and 0 or more; leave an unknown one empty.")


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The parameters of each draw.

    `theme_weights` (draws, D), rows sum to 1, 0 for a theme whose only indicator is left out; `inner` (draws, Q), sums
    to 1 inside each theme, or None where those weights are the tree's; `left_out` (draws,) the indicator taken out, or
    -1; `normalisation`, `missing_rule` and `power` (draws,), indexes into `Uncertainty.choices`.
    """

    theme_weights: Floats
    inner: Floats | None
    left_out: Indexes
    normalisation: Indexes
    missing_rule: Indexes
    power: Indexes

    def indicator_weights(self, rows: Indexes, tree: Tree) -> Floats:
        """Return the weights inside themes (B, Q) of the draws `rows` (B,).

        0 for what is left out; the others are not raised again.
        """
        weights = np.tile(tree.weights, (rows.size, 1)) if self.inner is None else self.inner[rows]
        out = np.flatnonzero(self.left_out[rows] >= 0)
        weights[out, self.left_out[rows][out]] = 0.0
        return weights


def concentration(weights: ArrayLike, share: float) -> float:
    """Return the concentration of a Dirichlet around `weights` (D,) under which each differs by at least a `share` of it.

    The standard deviation of w is sqrt(w (1 - w) / (concentration + 1)), smallest beside w for the largest weight. At
    least 0.1; infinity where the share is 0 or one theme has all the weight, since nothing can be drawn then. Raises
    ValueError unless all weights are >= 0 with sum 1.
    """
    agreed = np.asarray(weights, np.float64)
    if agreed.ndim != 1 or not agreed.size or not (agreed >= 0).all() or abs(agreed.sum() - 1) > SLACK:
        raise ValueError("The weights must be 0 or more and sum to 1.")
    most = float(agreed.max())
    if share == 0 or most >= 1 - SLACK:
        return float("inf")
    return max((1 - most) / (share**2 * most) - 1, LEAST_CONCENTRATION)


def draw(tree: Tree, uncertainty: Uncertainty, side: int = 0) -> Drawn:
    """Draw the parameters of all draws for `tree`.

    A second tree that is drawn jointly gets another `side`: weights and left out indicators of its own, but the same
    normalisation, power and missing rule in each draw, since those are choices about the whole model.
    """
    size = uncertainty.draws
    picks = zip((Stream.NORMALISATION, Stream.MISSING, Stream.POWER), uncertainty.choices(tree), strict=True)
    normalisation, missing_rule, power = (generator(uncertainty, s).integers(len(of), size=size) for s, of in picks)
    left_out = _left_out(tree, uncertainty, side)
    who = _who(uncertainty)
    themes = _themes(tree, uncertainty, who, generator(uncertainty, Stream.THEMES, side))
    alone = tree.weights >= 1 - SLACK
    gone = np.flatnonzero((left_out >= 0) & alone[left_out])
    themes[gone, tree.theme_of[left_out[gone]]] = 0.0
    return Drawn(
        themes / themes.sum(axis=1, keepdims=True),
        _inner(tree, uncertainty, who, generator(uncertainty, Stream.INNER, side)), left_out,
        normalisation, missing_rule, power,
    )  # fmt: skip


def generator(uncertainty: Uncertainty, stream: Stream, *key: int) -> np.random.Generator:
    """Return the generator of a stream; `key` tells its parts from each other (the side)."""
    return np.random.Generator(_bits(uncertainty, stream, *key))


def noise(uncertainty: Uncertainty, side: int, rows: Indexes, size: int, stream: Stream = Stream.ERROR) -> Floats:
    """Return standard normal numbers (B, size) for the data errors of the draws `rows` (B,).

    Each draw has a stretch of the stream for itself, as far from the next as `PCG64.jumped` puts them, so that it can
    be found without those before it.
    """
    bits = _bits(uncertainty, stream, side)
    random, start = np.random.Generator(bits), bits.state
    found = np.empty((rows.size, size))
    for row, numbers in zip(rows.tolist(), found, strict=True):
        bits.state = start
        bits.advance(row * JUMP)
        random.standard_normal(out=numbers)
    return found


def thresholds(tree: Tree, rule: str) -> tuple[float, float]:
    """Return the shares of weight needed for a theme score and for a total under one of MISSING_RULES."""
    move = {"tree": 0.0, "stricter": 0.5, "looser": -0.5}[rule]
    theme, total = (max(0.0, t + move * (1 - t)) for t in (tree.min_theme_coverage, tree.min_total_coverage))
    return theme, total


def _bits(uncertainty: Uncertainty, stream: Stream, *key: int) -> np.random.PCG64:
    return np.random.PCG64(np.random.SeedSequence(uncertainty.seed, spawn_key=(stream, *(key or (0,)))))


def _left_out(tree: Tree, uncertainty: Uncertainty, side: int) -> Indexes:
    random = generator(uncertainty, Stream.LEFT_OUT, side)
    candidates = _leavable(tree)
    if uncertainty.leave_one_out == 0:
        return np.full(uncertainty.draws, -1)
    happens = random.random(uncertainty.draws) < uncertainty.leave_one_out
    return np.where(happens, candidates[random.integers(candidates.size, size=uncertainty.draws)], -1)


def _leavable(tree: Tree) -> Indexes:
    """Return the indicators that have weight and leave some behind: without one of weight 0 nothing would change."""
    return np.flatnonzero((tree.effective_weights > 0) & (tree.effective_weights < 1 - SLACK))


def _who(uncertainty: Uncertainty) -> Indexes:
    """Return whose weights each draw (draws,) starts from: 0 for the model, k for the k-th vote."""
    chance = generator(uncertainty, Stream.PARTY).random(uncertainty.draws)
    return np.where(chance < 0.5, 0, 1 + ((2 * chance - 1) * len(uncertainty.votes)).astype(np.intp))  # noqa: PLR2004


def _themes(tree: Tree, uncertainty: Uncertainty, who: Indexes, random: np.random.Generator) -> Floats:
    if not uncertainty.votes:
        return _weights(tree.theme_weights, uncertainty.concentration, who.size, random)
    return _around([tree.theme_weights, *(vote.themes for vote in uncertainty.votes)], tree.theme_weights, who, random)


def _inner(tree: Tree, uncertainty: Uncertainty, who: Indexes, random: np.random.Generator) -> Floats | None:
    votes = [np.array(vote.inner) for vote in uncertainty.votes]
    if not votes and uncertainty.inner_concentration == float("inf"):
        return None
    raw = np.empty((who.size, tree.weights.size))
    if votes:
        for columns in tree.columns:
            weights = tree.weights[columns]
            raw[:, columns] = _around([weights, *(vote[columns] for vote in votes)], weights, who, random)
    else:
        raw[:] = _weights(tree.weights, uncertainty.inner_concentration, who.size, random)
    for columns in tree.columns:
        raw[:, columns] /= raw[:, columns].sum(axis=1, keepdims=True)
    return raw


def _around(centres: Sequence[ArrayLike], own: Floats, who: Indexes, random: np.random.Generator) -> Floats:
    """Return rows (B, n) that follow a Dirichlet around one of the `centres` (n,) when divided by their sum.

    `who` (B,) tells which; a weight of 0 stays 0. TINY of the `own` weights (n,) is left where a vote gives nothing to
    what remains when an indicator is left out.
    """
    table = np.array(centres, np.float64)
    spread = np.array([concentration(row / row.sum(), LEAST_SPREAD) for row in table])[:, np.newaxis]
    fixed = np.isinf(spread)
    drawn = random.standard_gamma((table * np.where(fixed, 1.0, spread))[who])
    return np.where(fixed[who], table[who], drawn) + TINY * own


def _weights(weights: Floats, spread: float, size: int, random: np.random.Generator) -> Floats:
    """Return rows (size, n) that divided by their sum follow Dirichlet(spread * weights); a weight of 0 stays 0."""
    if spread == float("inf"):
        return np.tile(weights, (size, 1))
    return random.standard_gamma(spread * weights, (size, weights.size)) + TINY * weights


def _to_plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_to_plain(each) for each in value]
    return None if value == float("inf") else value


def _from_plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_from_plain(each) for each in value)
    return float("inf") if value is None else value


def _check_choice(name: str, given: Sequence[object], allowed: Sequence[object]) -> None:
    if len(set(given)) != len(given) or not set(given) <= set(allowed):
        raise ValueError(f"'{name}' must name each choice once, and only valid ones, not {list(given)}.")
