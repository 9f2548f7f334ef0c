"""The first steps of the method in words, from figures to urgency, with what holds in one version of the model."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sia.models import ScoreModel, ScoreRun
from sia.pages import normalisation_words
from sia.pages.method_numbers import FINE, shown
from sia.pipeline.weighing import POTENTIAL, URGENCY, Counted, Weighing
from sia.words.figures import percent


@dataclass(frozen=True, slots=True)
class Step:
    """`formula` is a key of templates/sia/_method_formulas.html, empty where words are enough; `where` explains it."""

    key: str
    title: str
    what: str
    why: str
    formula: str
    where: str
    here: str
    limit: str


def steps(model: ScoreModel, weighing: Weighing, run: ScoreRun | None) -> list[Step]:
    return [
        figures(weighing, run),
        small_numbers(weighing),
        outliers(weighing, run),
        comparable(model, weighing),
        themes(weighing),
        urgency(weighing),
    ]


def figures(weighing: Weighing, run: ScoreRun | None) -> Step:
    counts = [len(inside(weighing, tree)) for tree in (URGENCY, POTENTIAL)]
    years = sorted({source["period"] for source in run.sources if source["period"]}) if run else []
    here = _("This version counts %(urgency)d indicators of urgency and %(potential)d of potential.") % {
        "urgency": counts[0],
        "potential": counts[1],
    }
    if years:
        here += " " + _("The figures are from %(years)s.") % {"years": ", ".join(str(year) for year in years)}
    return Step(
        "figures",
        _("Take the figures"),
        _(
            "Of each indicator we take the newest year that has figures of enough areas: two thirds of those in its "
            "fullest year. Where a count and its base are both known, we divide them."
        ),
        _("All areas are then compared on the same year, and a correction of a few does not remove the others."),
        "rate",
        _("x: the figure. n: the count. N: the base. For a percentage we take it times 100."),
        here,
        _("A figure is about an area, not about a person. Not everybody in the area has the problem."),
    )


def small_numbers(weighing: Weighing) -> Step:
    return Step(
        "small-numbers",
        _("Small numbers"),
        _(
            "Figures of few people jump up and down by chance. Such a figure can be pulled towards the figure of the "
            "wijk around it. The less certain it is, the further it is pulled."
        ),
        _("Otherwise a buurt with thirty homes comes first in one year and last in the next."),
        "shrink",
        _(
            "x: the figure of the area. m: the figure of the wijk. se: the standard error of x. τ²: how much areas "
            "differ apart from chance. For a percentage of fewer than 100 people we estimate se ourselves."
        ),
        _("This version does this. The example and the area page show both figures.")
        if weighing.shrink
        else _("This version does not do this: a figure counts as it is, however few people it is about."),
        _("Where no standard error is known, nothing is pulled. So look twice at an area with few residents."),
    )


def outliers(weighing: Weighing, run: ScoreRun | None) -> Step:
    return Step(
        "outliers",
        _("Extreme figures"),
        _(
            "An indicator with a very long tail can be held back. The most extreme figure is set to the next one, and "
            "so on, for at most 5 areas and at most one in twenty. If that is not enough, we take the logarithm."
        ),
        _("One extreme area should not decide how far all others lie apart."),
        "",
        _("It is done where the skewness is 2 or more and the excess kurtosis 3.5 or more."),
        outliers_here(weighing, run),
        _("An extreme figure is often true. Look at the area before you doubt the figure."),
    )


def outliers_here(weighing: Weighing, run: ScoreRun | None) -> str:
    if not weighing.tame_outliers and weighing.on_goalposts:
        return _("This version does not do this: an extreme figure counts as it is, up to the goalpost.")
    if not weighing.tame_outliers:
        return _("This version does not do this: an extreme figure counts as it is.")
    held = [name_of(source) for source in run.sources if source["indicator"] in run.treatment] if run else []
    if not held:
        return _("This version does this. In these scores no indicator needed it.")
    return _("This version does this. In these scores it was needed for: %(names)s.") % {"names": ", ".join(held)}


def comparable(model: ScoreModel, weighing: Weighing) -> Step:
    how = weighing.normalisation
    way = normalisation_words.WAYS[how]
    here = normalisation_words.here(how, model.reference)
    return Step(
        "comparable",
        _("Make figures comparable"),
        str(way.what),
        str(way.why),
        how,
        str(way.where),
        here,
        str(way.limit),
    )


def themes(weighing: Weighing) -> Step:
    return Step(
        "themes",
        _("From indicators to themes"),
        _(
            "A theme scores the weighted mean of its indicators. The known ones must carry at least two thirds of the "
            "weight. Their weights are then raised to a sum of 1. Otherwise the theme has no score."
        ),
        _("A missing figure is not a zero. Nothing is filled in."),
        "theme",
        _("T: the score of the theme. w: the weight of an indicator. I: its score. Only known indicators count."),
        natures(inside(weighing, URGENCY)),
        _("Inside a theme a good figure makes up for a bad one. The score of the theme alone does not show that."),
    )


def natures(counted: list[tuple[float, Counted]]) -> str:
    """Return how facts and perception go together, with their share of the whole urgency."""
    perceived = [(share, each) for share, each in counted if each.nature == "perception"]
    if not perceived:
        return _("In this version urgency counts facts only, and no perception of residents.")
    return _(
        "Urgency counts facts (%(facts)d indicators) and perception (%(perception)d, together %(share)s of the "
        "weight). They go into one score, each by its weight. The area page shows them apart too."
    ) % {
        "facts": len(counted) - len(perceived),
        "perception": len(perceived),
        "share": percent(sum(share for share, _each in perceived)),
    }


def inside(weighing: Weighing, tree: str) -> list[tuple[float, Counted]]:
    """Return the indicators of a tree with their share of all its weight."""
    branches = weighing.branches_of(tree)
    whole = sum(branch.weight for branch in branches)
    return [
        (branch.weight / whole * each.weight / sum(other.weight for other in branch.counted), each)
        for branch in branches
        for each in branch.counted
    ]


def urgency(weighing: Weighing) -> Step:
    plain = weighing.power == 1
    enough = _(
        "Themes with a score must carry at least three quarters of the weight. Otherwise the area has no urgency and "
        "no rank."
    )
    return Step(
        "urgency",
        _("From themes to urgency"),
        (_("Urgency is the weighted mean of its themes.") if plain else _("In the mean a severe theme counts extra."))
        + " "
        + enough,
        _("So each theme adds points of its own, and the points can be added up.")
        if plain
        else _("So a good theme cannot fully make up for a severe one."),
        "urgency",
        _("U: the urgency. w: the weight of a theme. T: its score. In this version p = %(power)s.")
        % {"power": shown(weighing.power, FINE)},
        voted(weighing),
        _("Urgency says where most comes together. It does not say what causes it, or what would help."),
    )


def voted(weighing: Weighing) -> str:
    parties = weighing.spread[URGENCY].parties
    if not parties:
        return _("The parties have not voted on these weights.")
    return ngettext("%(count)d party voted on these weights.", "%(count)d parties voted on these weights.", parties) % {
        "count": parties
    }


def name_of(source: dict[str, str]) -> str:
    """Return the name of an indicator as the run kept it, in the reader's language."""
    return source["name_en"] if get_language() == "en" and source["name_en"] else source["name_nl"]
