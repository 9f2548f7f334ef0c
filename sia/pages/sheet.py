"""The A4 of one area: what its page shows, written out in words and figures for print."""

from __future__ import annotations

from typing import Any, cast

from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import Area, Asset
from datasets.pipeline.lineage import selves
from datasets.pipeline.map_sketch import sketch
from reports import area_sheet
from sia.charts import group_letter
from sia.models import AreaResult, Interpretation, ScoreRun
from sia.pages import area as area_screen
from sia.pages.sheet_words import labels
from sia.pages.why import Gate, Step
from sia.words.advice_classes import ADVICE_CLASSES
from sia.words.figures import figure, percent, signed, written
from sia.words.legs import lack_of_potential

LONGEST_UNIT = 4
LEAST_LOCKED = 0.05  # less is shown as 0,0


def pdf(partnership: Partnership, area: Area, page: dict[str, Any]) -> bytes:
    """Render the sheet in the reader's language; exactly one page.

    `page` is what the area's own page shows to this reader.
    """
    made, _cut = area_sheet.area_sheet(sheet(partnership, area, page), language=(get_language() or "nl")[:2])
    return made


def sheet(partnership: Partnership, area: Area, page: dict[str, Any]) -> area_sheet.Sheet:
    run, result = page["run"], page["result"]
    return {
        **head(partnership, area, run, result),
        **standing(run, result, page),
        "figures": figures(page["groups"]),
        "border": strongest_border(page.get("borders", [])),
        "assets": [asset_item(asset) for asset in page["assets"]],
        "notes": notes(area),
        "children": [child_item(row) for row in page["children"]],
        "sources": sources(page["groups"]),
        "caveat": _("A rank is a signal, not a cause: it says where to look, not why it is so."),
        "map": picture(area),
        "labels": labels(run),
        "cut": [],
    }


def head(partnership: Partnership, area: Area, run: ScoreRun | None, result: AreaResult | None) -> area_sheet.Head:
    return {
        "created": (run.created_at if run else timezone.now()).isoformat(timespec="seconds"),
        "partnership": partnership.name,
        "fictitious": partnership.fictitious,
        "area": area.name,
        "kind": f"{capfirst(area.get_level_display())} {area.code}",
        "parent": area.parent.name if area.parent else "",
        "facts": facts(area),
        "scored": scored(run) if run else "",
        "model": model(run) if run else "",
        "empty": empty(result),
    }


def standing(run: ScoreRun | None, result: AreaResult | None, page: dict[str, Any]) -> area_sheet.Standing:
    urgency, potential = page.get("urgency_steps", []), page.get("potential_steps", [])
    return {
        "rank": rank(run, result) if run and result else None,
        "urgency": score(result.urgency, urgency) if result else None,
        "potential": score(result.potential, potential) if result else None,
        "advice": advice(run, result) if result else None,
        "gates": [gate_row(gate) for gate in page.get("gates", [])],
        "steps": steps(urgency),
        "pairs": [
            {"label": str(pair.label), "facts": signed(pair.facts), "perception": signed(pair.perception)}
            for pair in page.get("pairs", [])
        ],
    }


def advice(run: ScoreRun | None, result: AreaResult) -> area_sheet.Advice:
    words, sentence = capfirst(result.get_advice_display()), str(ADVICE_CLASSES[result.advice].sentence)
    if result.borders_on:
        sentence += " " + _("Borders on: %(class)s.") % {"class": ADVICE_CLASSES[result.borders_on].short}
    return {"key": result.advice, "words": words, "sentence": lack_of_potential(run) or sentence}


def scored(run: ScoreRun) -> str:
    return _("scores as of %(date)s") % {"date": date_format(timezone.localtime(run.created_at), "j F Y H:i")}


def model(run: ScoreRun) -> str:
    return _("model %(version)s · %(state)s") % {"version": run.model.version, "state": run.model.get_state_display()}


def empty(result: AreaResult | None) -> str:
    if result is None:
        return _("This area has no scores: the scores are made for wijken and buurten, once figures are loaded.")
    if result.rank is None:
        return _("Too few figures for a score: %(coverage)s of the weight is known, 75 %% is needed.") % {
            "coverage": percent(result.urgency_coverage)
        }
    return ""


def facts(area: Area) -> list[str]:
    found = []
    if area.inhabitants is not None:
        words = ngettext("%(count)s inhabitant", "%(count)s inhabitants", area.inhabitants)
        found.append(words % {"count": written(area.inhabitants, 0)})
    if area.dwellings is not None:
        words = ngettext("%(count)s dwelling", "%(count)s dwellings", area.dwellings)
        found.append(words % {"count": written(area.dwellings, 0)})
    return [*found, f"{written(area.surface_km2, 2)}\u00a0km²"]


def rank(run: ScoreRun, result: AreaResult) -> area_sheet.Rank | None:
    """Return the rank, never bare: with its interval, its group and how sure the order inside the group is.

    That order is not sure at all.
    """
    if result.rank is None:
        return None
    low, high = result.rank_low or result.rank, result.rank_high or result.rank
    names = {"rank": result.rank, "low": low, "high": high, "count": run.scored}
    letter = group_letter(result.tranche)
    fellows = run.results.filter(tranche=result.tranche).count() if letter else 0
    order = _("The areas of group %(letter)s stand in no certain order among themselves.") % {"letter": letter}
    if result.rank_low is None:
        words = _("rank %(rank)s of %(count)s") % names
    elif result.rank == low == high == 1:
        words = _("rank %(rank)s of %(count)s, clearly first") % names
    elif result.rank == low == high:
        words = _("rank %(rank)s of %(count)s, rarely another place") % names
    else:
        words = _("rank %(rank)s (between %(low)s and %(high)s of %(count)s)") % names
    return {
        "words": words,
        "group": _("Group %(letter)s") % {"letter": letter} if letter else "–",
        "order": order if fellows > 1 else "",
        "chance": percent(result.top_chance),
        "low": low,
        "high": high,
        "mean": result.mean_rank or result.rank,
        "of": names["count"],
    }


def score(value: float | None, found: list[Step]) -> area_sheet.Score | None:
    if value is None:
        return None
    mean = found[0].points if found else None
    city = "" if mean is None else f"{_('city')} {written(mean, 1)}"
    return {"value": written(value, 1), "city": city, "size": value, "mean": mean}


def gate_row(gate: Gate) -> area_sheet.Gate:
    outcome = {True: _("open"), False: _("shut"), None: _("unknown")}[gate.open]
    value, needed = gate_figure(gate, gate.value), gate_figure(gate, gate.threshold)
    return {
        "label": capfirst(str(gate.label)),
        "value": value,
        "needed": f"≥ {needed}",
        "outcome": outcome,
        "open": gate.open,
    }


def gate_figure(gate: Gate, number: float | None) -> str:
    if number is None:
        return "–"
    if gate.as_share:
        return percent(number)
    return f"{written(number, 2)}×" if gate.key == "corporation" else written(number, 1)


def steps(found: list[Step]) -> list[area_sheet.Step]:
    """Return the bars as they lie on the scale: a part begins where the one before it ends."""
    rows: list[area_sheet.Step] = []
    level = 0.0
    for step in found:
        start = level if step.kind == "part" else 0.0
        level = start + step.points
        points = signed(step.points) if step.kind == "part" else written(step.points, 1)
        rows.append(cast(area_sheet.Step, {
            "kind": step.kind, "label": step_label(step), "points": points, "start": start, "end": level,
        }))  # fmt: skip
    return rows


def step_label(step: Step) -> str:
    return f"{step.label} ({step.known})" if step.known else str(step.label)


def figures(groups: list[area_screen.Group]) -> list[area_sheet.Figure]:
    """Return the figures that are not closed, what moves the score most first.

    What has to be left out then matters least.
    """
    found = [each for group in groups for each in group.figures if not each.closed]
    return [figure_row(each) for each in sorted(found, key=lambda each: -abs(each.points or 0))]


def figure_row(each: area_screen.Figure) -> area_sheet.Figure:
    name, unit = str(each.indicator.name), each.indicator.unit
    if stands_with_name(unit):
        name, unit = f"{name} ({unit})", ""
    return {
        "name": name,
        "value": _("withheld") if each.withheld else figure(each.value, unit),
        "city": figure(each.city, unit),
        "period": str(each.period),
        "source": each.source,
        "old": _("old") if each.is_old else "",
    }


def stands_with_name(unit: str) -> bool:
    """Return whether a unit is said once, with the name: a long one is; %, € and m stand at every figure."""
    return len(unit) > LONGEST_UNIT and figure(0, unit) != figure(0)


def sources(groups: list[area_screen.Group]) -> list[str]:
    """Return each source once, with the years of its figures."""
    years: dict[str, list[int]] = {}
    for group in groups:
        for each in group.figures:
            if not each.closed:
                years.setdefault(each.source, []).append(each.period)
    spans = {name: sorted({min(found), max(found)}) for name, found in years.items() if name}
    return [f"{name} {'–'.join(map(str, span))}" for name, span in spans.items()]


def strongest_border(borders: list[dict[str, Any]]) -> str:
    row = max(borders, key=lambda row: row["locked"], default=None)
    if row is None or row["locked"] < LEAST_LOCKED:
        return ""
    words = _("the barrier (%(barrier)s) to %(name)s holds back %(points)s points of potential.")
    names = {
        "barrier": row["link"].get_barrier_display(),
        "name": row["area"].name,
        "points": written(row["locked"], 1),
    }
    return capfirst(words % names)


def asset_item(asset: Asset) -> area_sheet.Item:
    metres = asset.distance.m  # type: ignore[attr-defined]  # annotated by the area's page
    where = _("in the area") if metres < 1 else f"{written(metres, 0)}\u00a0m"
    return {"name": asset.name, "words": f"{asset.get_kind_display()} · {where}"}


def child_item(row: dict[str, Any]) -> area_sheet.Item:
    result = row["result"]
    if result is None or result.rank is None:
        return {"name": row["area"].name, "words": ""}
    words = [_("Group %(letter)s") % {"letter": group_letter(result.tranche)}] if result.tranche else []
    span = {"low": result.rank_low, "high": result.rank_high}
    words.append(_("rank %(rank)d") % {"rank": result.rank})
    if result.rank_low != result.rank_high:
        words.append(_("between %(low)d and %(high)d") % span)
    return {"name": row["area"].name, "words": ", ".join(words)}


def notes(area: Area) -> list[area_sheet.Note]:
    found = Interpretation.objects.standing().filter(area__in=selves([area.pk]))
    return [{"kind": capfirst(note.get_kind_display()), "text": note.text, "party": note.party.name} for note in found]


def picture(area: Area) -> area_sheet.Picture:
    drawn = sketch(area)
    legend = [_("filled: %(name)s") % {"name": area.name}] + ([_("striped: barrier")] if drawn.has_barriers else [])
    alt = _("Map of %(name)s among the areas around it.") % {"name": area.name}
    return {"svg": drawn.svg, "alt": alt, "legend": " · ".join(legend)}
