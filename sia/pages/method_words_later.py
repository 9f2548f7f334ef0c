"""The later steps of the method in words, from rank to the order of agendas; the classes, and what to bear in mind."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sia.models import ScoreModel, ScoreRun
from sia.pages.method_numbers import FINE, shown
from sia.pages.method_words import Step, voted
from sia.pages.normalisation_words import listed
from sia.pipeline.uncertain import DRAWS, drawn_normalisations
from sia.pipeline.weighing import ASSETS, POTENTIAL, URGENCY, Weighing
from sia.scoring.tree import Normalisation
from sia.words.figures import percent


def steps(model: ScoreModel, weighing: Weighing, run: ScoreRun | None) -> list[Step]:
    return [certainty(model, weighing, run), potential(weighing), advice(weighing), order(weighing)]


def certainty(model: ScoreModel, weighing: Weighing, run: ScoreRun | None) -> Step:
    draws = run.robustness["settings"]["draws"] if run else DRAWS
    return Step(
        "rank",
        _("The rank, and how much it moves"),
        _(
            "The highest urgency has rank 1, on unrounded scores. Equal scores share a rank. Then we draw all choices "
            "again, %(draws)s times: weights, how figures are made comparable, power, missing figures, and one indicator "
            "left out. We keep between which ranks an area stands in nine of ten draws. A new group starts at the area that "
            "comes after the first of the group in 75 %% of the draws."
        )
        % {"draws": shown(draws, 0)},
        _("Other reasonable choices give another order. The interval shows how much that matters."),
        "rank",
        _(
            "h: the areas with a higher U. n: the areas with a score. q: the share that counts as the first. "
            "K is rounded up."
        ),
        f"{spread(model, weighing)} {ways(weighing)} {errors(weighing)}",
        _("The interval does not show a mistake in a source. Inside a group the order is not certain."),
    )


def spread(model: ScoreModel, weighing: Weighing) -> str:
    if weighing.spread[URGENCY].parties:
        return (
            voted(weighing)
            + " "
            + _(
                "Half of the draws take the agreed weights, the others those of one of the parties. Each time the weights "
                "vary a little around them."
            )
        )
    if weighing.spread[URGENCY].between is None:
        return _("The weights of the themes are not drawn.")
    return _("The parties have not voted yet. We assume that they differ by %(share)s of each weight.") % {
        "share": percent(model.assumed_spread)
    }


def ways(weighing: Weighing) -> str:
    drawn = listed(drawn_normalisations(weighing))
    return _("Each draw makes figures comparable in one of these ways: %(ways)s.") % {"ways": drawn}


def errors(weighing: Weighing) -> str:
    if weighing.draw_errors:
        return _(
            "Errors of measurement are drawn too: the published one, else one by how the figure was made. Those of one "
            "source in one area go together."
        )
    return _("Errors of measurement are not drawn in this version.")


def potential(weighing: Weighing) -> Step:
    return Step(
        "potential",
        _("Potential, and what lies across the border"),
        _(
            "The own potential is the weighted mean of its themes. The assets of the neighbours come on top, as far "
            "as the border is open. We divide by the whole border on purpose, so that a barrier lowers the sum. What "
            "a barrier keeps out is shown apart."
        ),
        _("A chance may lie next door. Urgency and potential are never averaged."),
        "across",
        _(
            "l: metres of border. π: how open it is, from 0 to 1. A: the neighbour's score for assets. L: all metres of "
            "the outline, also where no other area lies. "
            "N: what the neighbours bring. P: the own potential. P*: with the neighbours. ρ: their weight."
        ),
        across_here(weighing),
        _("What a barrier keeps out is an estimate, not a promise. Neighbours outside the city are not counted yet."),
    )


def across_here(weighing: Weighing) -> str:
    themes = [branch.theme for branch in weighing.branches_of(POTENTIAL)]
    if not themes:
        return _("This version has no theme of potential. That gate is then unknown, and no class can be given.")
    if ASSETS not in themes:
        return _("This version does not score assets, so the neighbours bring nothing.")
    told = _("In this version ρ = %(rho)s. A new border counts as open until somebody corrects it.") % {
        "rho": shown(weighing.neighbour_share, FINE)
    }
    if weighing.normalisation in {Normalisation.GOALPOSTS, Normalisation.MINMAX}:
        return told
    return told + " " + _("Assets are measured by each other too, so an area without any may still bring something.")


def advice(weighing: Weighing) -> Step:
    return Step(
        "advice",
        _("From scores to an advice"),
        _(
            "There are four gates. In each draw the first class in the list below that fits holds. The most frequent "
            "class is the advice."
        ),
        _("No advice then contradicts its own draws. Everybody can check the gates by hand."),
        "quotient",
        _("LQ: the share of corporation homes in the area, divided by that of the city."),
        _(
            "Urgent: in the first %(share)s in at least %(chance)s of the draws. Corporation homes: LQ is at least "
            "%(quotient)s. Potential: P* is at least that of %(quantile)s of the areas."
        )
        % {
            "chance": percent(weighing.min_top_chance),
            "share": percent(weighing.top_share),
            "quotient": shown(weighing.min_quotient, FINE),
            "quantile": percent(weighing.min_potential_quantile),
        }
        + " "
        + _(
            "How many areas are first, and which P* is enough, stay as they were at the first calculation of an agreed "
            "version: what changes in one area moves the gate of no other."
        )
        + " "
        + _(
            "The gate of potential is not known where fewer than three figures or two themes count, or where potential "
            "has nearly the order of urgency (ρ above 0.8, or below −0.8)."
        ),
        _("An advice is a signal for a talk. The core group decides, and may deviate with a written reason."),
    )


def order(weighing: Weighing) -> Step:
    return Step(
        "order",
        _("The order of joint agendas"),
        _("Joint agendas start in the order of urgency: by the mean rank over all draws."),
        _("D shows urgency, potential and corporation share together. It orders nothing."),
        "priority",
        _("LQ counts up to twice the city. A part below 1 counts as 1."),
        f"{running(weighing)} {first_year(weighing)}",
        _("The order does not know who has time and money this year. The parties do."),
    )


def running(weighing: Weighing) -> str:
    if weighing.max_running is None:
        return _("This version sets no limit to the agendas at once.")
    return _("Agendas at once, at most: %(most)d. Years of an agenda: %(years)d.") % {
        "most": weighing.max_running,
        "years": weighing.agenda_years,
    }


def first_year(weighing: Weighing) -> str:
    if weighing.first_year is None:
        return _("No first year is set, so no start years are given.")
    return _("The first agenda starts in %(year)s.") % {"year": weighing.first_year}


def caveats(weighing: Weighing) -> list[tuple[str, str]]:
    if weighing.on_goalposts:
        scale = (
            _("Extreme figures"),
            _("Beyond a goalpost, figures no longer differ. The raw figure stays on the area page."),
        )
    else:
        scale = (
            _("Measured by each other"),
            _("A score depends on which areas are listed. Scores of different years or levels do not compare."),
        )
    return [
        (_("A signal, not a cause"), _("A high score says where to look. It does not prove why, or what will work.")),
        (
            _("An area is not a person"),
            _(
                "Most people in an area with a high figure may not have the problem. What holds for areas need not "
                "hold for people."
            ),
        ),
        (
            _("Missing is not zero"),
            _("Without enough figures there is no score and no rank. An area without a rank may still need help."),
        ),
        (
            _("A rank has an interval"),
            _("Rank 3 may as well be rank 7. Look at the group and the interval before you compare two areas."),
        ),
        (
            _("Facts and perception"),
            _("What is counted and what residents say can differ. That difference is news too, so look at both."),
        ),
        (_("Small numbers"), _("Few people give figures that jump. Very small figures are hidden to protect people.")),
        scale,
        (
            _("Barriers"),
            _("How open a border is, is judged by people. Correct it on the page of the area if it is wrong."),
        ),
    ]  # fmt: skip
