"""The differences between two versions of a model, in words a person can lay side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from datasets.models import Indicator
from datasets.models.indicators import Theme
from sia.models import ScoreIndicator, ScoreModel, ScoreTheme
from sia.pages.normalisation_words import LABELS
from sia.pipeline.plan import SETTINGS, Plan, PlannedIndicator
from sia.words.figures import figure, percent, written

SHARES = {"neighbour_share", "top_share", "min_top_chance", "min_potential_quantile", "assumed_spread"}
PLAIN_NUMBERS = {"first_year", "agenda_years"}
FINER = 6
ABSENT = object()  # of a theme or an indicator that one of the two does not count


@dataclass(frozen=True, slots=True)
class Difference:
    """`about` is what it belongs to: the settings, or a theme."""

    about: str | Promise
    label: str | Promise
    first: str
    second: str


type Rows = dict[Any, tuple[str | Promise, str | Promise, Any, Callable[[Any, int], str]]]


def differences(
    first: Plan, second: Plan, indicators: Mapping[int, Indicator], hidden: Collection[int]
) -> list[Difference]:
    """Return the differences in the order of the second; what only the first has comes last.

    Of `hidden` indicators the goalposts are not told.
    """
    before, after = rows_of(first, indicators, hidden), rows_of(second, indicators, hidden)
    found = []
    for key in dict.fromkeys([*after, *before]):
        about, label, _value, words = after.get(key) or before[key]
        old, new = (rows[key][2] if key in rows else ABSENT for rows in (before, after))
        if not same(old, new):
            found.append(Difference(about, label, *in_words(old, new, words)))
    return found


def settings_words(plan: Plan) -> list[tuple[str | Promise, str]]:
    """Return every setting with its name; those that say nothing are left out."""
    return [(label_of(name), setting(name)(plan.settings[name], 1)) for name in SETTINGS if plan.settings[name] != ""]


def rows_of(plan: Plan, indicators: Mapping[int, Indicator], hidden: Collection[int]) -> Rows:
    general = _("Settings")
    rows: Rows = {name: (general, label_of(name), plan.settings[name], setting(name)) for name in SETTINGS}
    rows["note"] = (general, label_of("note"), plan.note, as_text)
    for tree, tree_label in ScoreTheme.Tree.choices:
        weights = _("Weights of the themes (%(tree)s)") % {"tree": tree_label}
        for theme in plan.of_tree(tree):
            rows[tree, theme.theme] = (weights, Theme(theme.theme).label, plan.share(theme), percentage)
        for theme in plan.of_tree(tree):
            total = sum(row.weight for row in theme.indicators)
            for row in theme.indicators:
                place = (tree, theme.theme)
                rows |= indicator_rows(Theme(theme.theme).label, place, row, total, indicators[row.indicator])
                if row.indicator in hidden:
                    del rows[tree, theme.theme, row.indicator, "posts"]
    return rows


def indicator_rows(
    about: str | Promise, place: tuple[str, str], row: PlannedIndicator, total: float, indicator: Indicator
) -> Rows:
    key, name = (*place, row.indicator), indicator.name
    weight = row.weight / total if total else 0.0
    directions = dict(ScoreIndicator._meta.get_field("direction").flatchoices)

    def posts(value: tuple[float, float], decimals: int) -> str:
        if decimals > 1:
            return f"{written(value[0], decimals)} – {written(value[1], decimals)}"
        return f"{figure(value[0])} – {figure(value[1], indicator.unit)}"

    return {
        (*key, "weight"): (about, _("%(name)s: weight") % {"name": name}, weight, percentage),
        (*key, "posts"): (about, _("%(name)s: goalposts") % {"name": name}, (row.low, row.high), posts),
        (*key, "direction"): (
            about,
            _("%(name)s: direction") % {"name": name},
            row.direction,
            lambda value, _decimals: str(directions[value]),
        ),
    }


def same(first: Any, second: Any) -> bool:
    """Return whether two values are equal; numbers may differ by what floats lose."""
    if isinstance(first, tuple) and isinstance(second, tuple):
        return all(map(same, first, second))
    if isinstance(first, float) and isinstance(second, int | float):
        return abs(first - second) <= 1e-9 * max(1.0, abs(first))  # noqa: PLR2004
    return bool(first == second)


def in_words(first: Any, second: Any, words: Callable[[Any, int], str]) -> tuple[str, str]:
    """Return both values in words, with more decimals where a few would make them look equal."""
    short = tuple(_("does not count") if value is ABSENT else words(value, 1) for value in (first, second))
    if short[0] != short[1]:
        return short[0], short[1]
    return words(first, FINER), words(second, FINER)


def label_of(name: str) -> str | Promise:
    return cast("Field[Any, Any]", ScoreModel._meta.get_field(name)).verbose_name


def setting(name: str) -> Callable[[Any, int], str]:
    if name in SHARES:
        return percentage
    if name == "max_running":
        return as_most
    if name == "normalisation":
        return as_way
    return as_whole if name in PLAIN_NUMBERS else as_text


def percentage(value: float, decimals: int) -> str:
    return percent(value, 0 if same(100 * value, round(100 * value)) else decimals)


def as_whole(value: int | None, decimals: int) -> str:
    return "–" if value is None else str(value)


def as_most(value: int | None, decimals: int) -> str:
    return _("no limit") if value is None else str(value)


def as_way(value: str, decimals: int) -> str:
    return str(LABELS[value])


def as_text(value: Any, decimals: int) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return written(value, 0 if value.is_integer() else max(decimals, 2))
    return str(value) or "–"


def indicators_in(plans: Iterable[Plan]) -> dict[int, Indicator]:
    wanted = {row.indicator for plan in plans for theme in plan.themes for row in theme.indicators}
    return Indicator.objects.in_bulk(wanted)
