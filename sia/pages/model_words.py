"""A diagnosis of a model in sentences: no symbol that a reader has to look up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from datasets.models import Indicator
from datasets.models.indicators import Theme
from sia.charts import Bar, between
from sia.models import ScoreTheme
from sia.pipeline.plan import Plan
from sia.scoring.coherence import LEAST_RATIO
from sia.scoring.shares import cap
from sia.scoring.tree import SLACK
from sia.words.figures import percent, signed, written

MUCH_OF_POTENTIAL = 0.4

CHOICES: dict[str, str | Promise] = {
    "weights": gettext_lazy("the weights of the themes"),
    "inner": gettext_lazy("the weights inside the themes"),
    "normalisation": gettext_lazy("how figures are made comparable"),
    "power": gettext_lazy("how far a good theme makes up for a bad one"),
    "missing": gettext_lazy("what happens where figures are missing"),
    "left_out": gettext_lazy("which indicators count"),
}


@dataclass(frozen=True, slots=True)
class Influence:
    """A theme's weight beside what it really does to the order; bars in a box 100 wide."""

    theme: str
    label: str | Promise
    nominal: float
    share: float | None
    weight_bar: Bar
    share_bar: Bar
    words: str


@dataclass(frozen=True, slots=True)
class Index:
    """Shares 0 to 1 with the ends of their interval; estimates below 0 or above 1 are shown as 0 and 1."""

    label: str | Promise
    first: tuple[float, float, float]
    total: tuple[float, float, float]
    bar: Bar


def influences(tree: dict[str, Any] | None) -> list[Influence]:
    return [influence(row) for row in tree["themes"]] if tree else []


def influence(row: dict[str, Any]) -> Influence:
    share = row["share"]
    return Influence(
        row["theme"],
        Theme(row["theme"]).label,
        row["nominal"],
        share,
        between(0, 100 * row["nominal"]),
        between(0, 100 * (share or 0)),
        influence_words(row),
    )


def influence_words(row: dict[str, Any]) -> str:
    if "r_squared" not in row:
        return ""
    if row["share"] is None:
        return _("all areas score the same here")
    if not row["flagged"]:
        return ""
    if row["ratio"] < LEAST_RATIO:
        return _("less than half of what the weight says")
    return _("more than twice what the weight says")


def flagged_words(found: list[Influence]) -> list[str]:
    """Return one sentence for all themes of which the same is to be said."""
    by_words: dict[str, list[str]] = {}
    for row in found:
        by_words.setdefault(row.words, []).append(str(row.label))
    return [f"{listed(labels)}: {words}." for words, labels in by_words.items() if words]


def alike_words(found: dict[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return sentences on the groups of a tree that count one thing, and the pairs that oppose each other."""
    groups = [[f"‘{names.get(code, code)}’" for code in group["indicators"]] for group in found.get("groups", [])]
    counted = _("One thing counts %(count)s times (|r| above 0.85): %(names)s.")
    return [
        *(counted % {"count": len(group), "names": listed(group)} for group in groups),
        *(pair_words(pair, names) for pair in found.get("pairs", []) if pair["kind"] == "opposed"),
    ]


def pair_words(pair: dict[str, Any], names: Mapping[str, str]) -> str:
    first, second = (names.get(pair[name], pair[name]) for name in ("first", "second"))
    told = {"first": first, "second": second, "r": signed(pair["r"], 3)}
    return _("‘%(first)s’ and ‘%(second)s’ pull in opposite directions (r = %(r)s).") % told


def dimension_words(content: dict[str, Any]) -> list[str]:
    """Return sentences on how far a tree says one thing, and on the order of potential beside that of urgency."""
    text = _("One underlying difference between areas explains %(share)s of all differences in %(tree)s (PC1).")
    shares = [(label, (content.get(tree) or {}).get("first_component")) for tree, label in ScoreTheme.Tree.choices]
    found = [text % {"share": percent(share), "tree": label} for label, share in shares if share is not None]
    if content.get("rho") is not None:
        words = _(
            "Rank correlation of urgency and potential: ρ = %(rho)s. Beyond ±0.8 potential adds nothing of its own."
        )
        found.append(words % {"rho": signed(content["rho"], 3)})
    return found


def carrying_words(plan: Plan, indicators: Mapping[int, Indicator]) -> list[str]:
    """Return a sentence for each indicator that carries much of its tree: over the cap of urgency, over 0.4 of potential."""
    text = _("‘%(name)s’ carries %(share)s of %(tree)s by itself.")
    found = []
    for tree, label in ScoreTheme.Tree.choices:
        shares = plan.effective_shares(tree)
        most = MUCH_OF_POTENTIAL if tree == ScoreTheme.Tree.POTENTIAL else cap(len(shares) or 1)
        found += [
            text % {"name": indicators[indicator].name, "share": percent(share), "tree": label}
            for indicator, share in shares.items()
            if share > most + SLACK
        ]
    return found


def estimate_words(plan: Plan, indicators: Mapping[int, Indicator], estimates: Collection[str]) -> str:
    """Return a sentence where figures of the model are estimates from who lives there; empty where none are."""
    counted = [indicators[row.indicator].code for theme in plan.themes for row in theme.indicators]
    count = sum(code in estimates for code in counted)
    text = _(
        "Model estimates: %(count)s of the %(all)s figures. They are made from who lives there (age, income, origin, "
        "household), so they cannot show that an area does better or worse than that."
    )
    return text % {"count": count, "all": len(counted)} if count else ""


def order_words(content: dict[str, Any], *, on_goalposts: bool) -> list[str]:
    """Return sentences on whether the order of the areas holds."""
    found = [reversal_words(content["reversals"])]
    if not on_goalposts:
        why = _("In this version every figure is measured by the other areas, so who is on the list can move the rest.")
        return [*found, why, _("For the same reason the areas were not compared two by two.")]
    if content["cycles"] is None:
        return [*found, _("The areas were not compared two by two: there are too many.")]
    if not content["cycles"]:
        return [*found, _("Compared two by two, the areas stand in one order.")]
    round_about = ngettext(
        "Compared two by two, %(count)s set of three areas goes round in a circle.",
        "Compared two by two, %(count)s sets of three areas go round in a circle.",
        content["cycles"],
    )
    return [*found, round_about % {"count": content["cycles"]}]


def reversal_words(count: int) -> str:
    if not count:
        return _("When the last area leaves the list, no other area changes place.")
    return ngettext(
        "When the last area leaves the list, %(count)s other area changes place.",
        "When the last area leaves the list, %(count)s other areas change place.",
        count,
    ) % {"count": count}


def sensitivity_words(found: dict[str, Any] | None) -> str:
    """Return a sentence on what the order depends most on, and on what as much; empty where nothing is known."""
    if not found:
        return ""
    if found["most"] is None:
        return _("No choice of the model moves the order.")
    rows = found["choices"]
    strongest = next(row for row in rows if row["choice"] == found["most"])
    as_much = [
        str(CHOICES[row["choice"]])
        for row in rows
        if row is not strongest and (row["total_high"] or 0) >= (strongest["total_low"] or 0)
    ]
    first = _("The order depends most on %(choice)s.") % {"choice": CHOICES[found["most"]]}
    if not as_much:
        return first
    return f"{first} {_('It may depend as much on %(choices)s.') % {'choices': listed(as_much)}}"


def listed(words: list[str]) -> str:
    return (
        words[0]
        if len(words) == 1
        else _("%(words)s and %(last)s") % {"words": ", ".join(words[:-1]), "last": words[-1]}
    )


def indices(found: dict[str, Any] | None) -> list[Index]:
    rows = found["choices"] if found and found["most"] else []
    return [
        Index(
            CHOICES[row["choice"]],
            share_of(row, "first"),
            share_of(row, "total"),
            between(0, 100 * share_of(row, "total")[0]),
        )
        for row in rows
    ]


def share_of(row: dict[str, Any], name: str) -> tuple[float, float, float]:
    shown = [min(max(row[key] or 0.0, 0.0), 1.0) for key in (name, f"{name}_low", f"{name}_high")]
    return shown[0], shown[1], shown[2]


def left_out(found: dict[str, Any] | None, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return for each indicator how many places an area moves without it, on average; largest first."""
    rows = found["left_out"] if found else []
    reach = max((row["shift"] or 0 for row in rows), default=0)
    return [
        {
            "name": names.get(row["indicator"], row["indicator"]),
            "shift": row["shift"],
            "words": "" if row["shift"] is None else written(row["shift"], 1),
            "bar": between(0, 100 * (row["shift"] or 0) / reach if reach else 0),
        }
        for row in rows
    ]
