"""The normalisation of a version in words: what is done, why, what it leaves untold, and what it rules out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sia.models import ScoreModel, ScoreRun
from sia.pipeline.weighing import Weighing
from sia.scoring.tree import Normalisation

LABELS: dict[str, str | Promise] = dict(ScoreModel.Normalisation.choices)
# Where areas are measured by each other: what then cannot be said, and what the goalposts still do.
NO_COMPARING = _("This model measures the areas by each other, so scores of different years or levels do not compare.")
POSTS_REST = _("Its goalposts count only in the draws that show how much a rank moves.")


@dataclass(frozen=True, slots=True)
class Way:
    """`where` explains the formula; `heads` are those of the two numbers that a score is recomputed from."""

    what: str | Promise
    why: str | Promise
    where: str | Promise
    limit: str | Promise
    heads: tuple[tuple[str, str | Promise], tuple[str, str | Promise]]


POSTS = (("low", _("Low post")), ("high", _("High post")))
ENDS = (("low", _("Lowest")), ("high", _("Highest")))
SPREAD = (("mean", _("Mean m")), ("deviation", _("Standard deviation s")))
PLACE = (("place", _("Place r")), ("count", _("Areas n")))
WAYS: dict[str, Way] = {
    Normalisation.GOALPOSTS: Way(
        _(
            "Each indicator has two goalposts. A figure at the low post scores 0, at the high post 100, and between "
            "them in proportion. Where less counts more, the score is turned round."
        ),
        _("The posts belong to the version. Other areas and other years do not move them, so years can be compared."),
        _("I: the score. x: the figure that counts. A figure beyond a post scores 0 or 100."),
        _(
            "A score of 80 does not mean that 80 in 100 people have the problem. It says where the area lies between "
            "the posts."
        ),
        POSTS,
    ),
    Normalisation.MINMAX: Way(
        _(
            "Of each indicator the lowest figure of all areas scores 0 and the highest 100, and between them in "
            "proportion. Where less counts more, the score is turned round."
        ),
        _("Nobody has to agree on goalposts, and every indicator uses the whole scale."),
        _("I: the score. x: the figure that counts. Where all areas have the same figure, each scores 50."),
        _("One area with an extreme figure pushes all others together."),
        ENDS,
    ),
    Normalisation.PERCENTILE: Way(
        _(
            "Of each indicator the areas are put in order. The first place scores 0, the last one 100, and every place "
            "between them is a step of the same size."
        ),
        _("An extreme figure counts no more than its place."),
        _(
            "I: the score. r: the place of the area, counted from the side that scores 0; equal figures share the mean "
            "place. n: the areas with a figure. An area on its own scores 50."
        ),
        _("Between two places that follow each other, a small difference counts as much as a large one."),
        PLACE,
    ),
    Normalisation.ZSCORE: Way(
        _(
            "A figure at the mean of all areas scores 50. Each standard deviation above it gives 10 points more, each "
            "below it 10 points less. Where less counts more, the score is turned round."
        ),
        _("Every indicator sets the areas about as far apart, whatever its unit."),
        _(
            "I: the score. x: the figure that counts. m: the mean of all areas. s: their standard deviation. A score "
            "below 0 becomes 0, above 100 it becomes 100. Where all areas have the same figure, each scores 50."
        ),
        _("Most scores lie between 30 and 70. A score near 0 or 100 is very rare."),
        SPREAD,
    ),
    Normalisation.SIMD: Way(
        _(
            "Of each indicator the areas are put in order, and the worst places are set far apart: about a tenth of the "
            "areas scores above 50. This is how the Scottish index of deprivation does it."
        ),
        _("A severe problem is then hardly made up for by the lack of another one."),
        _(
            "I: the score. r: the place of the area, counted from the side that scores lowest; equal figures share the "
            "mean place. n: the areas with a figure."
        ),
        _("In the better half of the areas the scores hardly differ."),
        PLACE,
    ),
}


def note(normalisation: str) -> str:
    """Return what a page of the model has to say beside its goalposts; empty where the scores rest on those."""
    if normalisation == Normalisation.GOALPOSTS:
        return ""
    way = _("This version makes figures comparable %(way)s.") % {"way": LABELS[normalisation]}
    return f"{way} {NO_COMPARING} {POSTS_REST}"


def note_of(run: ScoreRun) -> str:
    """Return what a page that compares years or levels says instead; empty where the run is on goalposts."""
    return "" if Weighing.from_plain(run.weighing).on_goalposts else str(NO_COMPARING)


def here(normalisation: str, reference: str) -> str:
    """Return what holds in a version; `reference` is where its goalposts are from."""
    if normalisation != Normalisation.GOALPOSTS:
        return note(normalisation)
    if not reference:
        return str(_("The posts stand in the table above."))
    told = _("The posts are taken from: %(reference)s. They stand in the table above.")
    return str(told % {"reference": reference})


def listed(normalisations: Iterable[str]) -> str:
    return "; ".join(str(LABELS[each]) for each in normalisations)
