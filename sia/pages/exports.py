"""The ranking and the advice as tables to take along: what they rest on stands in each row, and in the file's own words."""

from __future__ import annotations

from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from datasets.exports import Column, Origin, Places, Style, Table, origin_of
from datasets.exports.origin import LICENCES
from datasets.exports.style import Class
from datasets.exports.table import Value, file_name
from datasets.models import Area
from sia.models import AreaResult, ScoreModel, ScoreRun
from sia.pages.advice import CAPACITY, Case, Section, sections_of
from sia.pages.groups import Group
from sia.pages.ranking import Choice
from sia.pages.ranking.shown import find_shown
from sia.pages.why import GATES as GATE_LABELS
from sia.pipeline import Standing
from sia.words.advice_classes import ADVICE_CLASSES

# The colours of static/css/tokens.css, from least to most urgent.
URGENCY = ("#f8efe3", "#f1cfa9", "#e2a06d", "#b5572f", "#7f2a1c")
HIGHEST = 100.0
CLASSES, STATES = dict(AreaResult.AdviceClass.choices), dict(ScoreModel.State.choices)
OPENED = {None: gettext_lazy("unknown"), True: gettext_lazy("open"), False: gettext_lazy("shut")}


def ranking(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return what the map shows for this address; None without scores."""
    shown = find_shown(partnership, Choice.read(query))
    return ranking_table(partnership, shown.standing) if shown else None


def ranking_table(partnership: Partnership, standing: Standing) -> Table:
    """Return one row per area in order of rank; numbers in full, an absent score empty."""
    run, results = standing.run, standing.results
    origin = origin_of_run(partnership, run)
    return Table(
        name=file_name(gettext_lazy("ranking"), partnership.slug, run.level, date_of(run)),
        title=_("Ranking"),
        columns=[*_ranking_columns(), *_basis_columns()],
        rows=[[*_ranking_row(result), *_basis(run, origin)] for result in results],
        count=len(results),
        origin=origin,
        keys=[result.area_id for result in results],
        places=_places(results, _urgency_style(run)),
        rests_on=lambda: run.rests_on or (),
    )


def advice(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return one row per area in the order of the page; None without a run.

    Class, place, every gate with its threshold, and the way to the next class.
    """
    run = ScoreRun.objects.newest(partnership, Choice.read(query).level)
    if run is None:
        return None
    origin, top = origin_of_run(partnership, run), run.robustness.get("top")
    sections = sections_of(list(run.results.ranked()), run)
    found = [(section, group, case) for section in sections for group in section.groups for case in group.rows]
    results = [case.result for _section, _group, case in found]
    return Table(
        name=file_name(gettext_lazy("advice"), partnership.slug, run.level, date_of(run)),
        title=_("Advice"),
        columns=[*_advice_columns(), Column("top", _("areas in the top"), "whole"), *_basis_columns()],
        rows=[[*_advice_row(*each), top, *_basis(run, origin)] for each in found],
        count=len(found),
        origin=origin,
        keys=[result.area_id for result in results],
        places=_places(results, _advice_style()),
        rests_on=lambda: run.rests_on or (),
    )


def date_of(run: ScoreRun) -> str:
    """Return the local day of a run; of one that is only imagined, today."""
    return timezone.localdate(run.created_at or timezone.now()).isoformat()


def origin_of_run(partnership: Partnership, run: ScoreRun) -> Origin:
    return origin_of(
        partnership,
        [source.get("delivery") for source in run.sources],
        model=str(run.model.version),
        model_state=run.model.state,
        model_state_label=STATES[run.model.state],
        run=str(run.pk or ""),
        run_date=date_of(run),
    )


def _places(results: list[AreaResult], style: Style) -> Places:
    return Places(Area.objects.filter(pk__in=[result.area_id for result in results]), "geometry", style)


def _urgency_style(run: ScoreRun) -> Style:
    """Return the style with the five classes of the map."""
    bounds = [0.0, *run.breaks.get("urgency", []), HIGHEST]
    steps = zip(pairwise(bounds), URGENCY, strict=False)
    classes = [Class(f"{low:.0f} – {high:.0f}", colour, low=low, high=high) for (low, high), colour in steps]
    return Style("urgency", classes, graduated=True)


def _advice_style() -> Style:
    return Style("advice", [Class(str(CLASSES[key]), words.colour, key) for key, words in ADVICE_CLASSES.items()])


def _basis_columns() -> list[Column]:
    return [
        Column("model_version", _("model version"), "whole"),
        Column("model_state", _("state of the model"), "code", STATES),
        Column("run", _("run"), "whole"),
        Column("run_date", _("date of the run")),
        Column("vintage", _("vintage"), "whole"),
        Column("deliveries", _("deliveries")),
        Column("licence", _("licence"), "code", LICENCES),
    ]


def _basis(run: ScoreRun, origin: Origin) -> list[Value]:
    return [run.model.version, run.model.state, run.pk, date_of(run), run.vintage, origin.deliveries, origin.licence]


def _ranking_columns() -> list[Column]:
    return [
        Column("rank", _("rank"), "whole"),
        Column("code", _("code")),
        Column("name", _("name")),
        Column("urgency", _("urgency"), "number"),
        Column("urgency_coverage", _("coverage of urgency"), "number"),
        Column("potential", _("potential"), "number"),
        Column("potential_own", _("own potential"), "number"),
        Column("corporation", _("corporation share against the city"), "number"),
        Column("advice", _("advice"), "code", CLASSES),
        Column("borders_on", _("class that the advice borders on"), "code", CLASSES),
        Column("advice_order", _("order of advice"), "whole"),
        Column("rank_low", _("lowest rank (5 %)"), "whole"),
        Column("rank_high", _("highest rank (95 %)"), "whole"),
        Column("mean_rank", _("mean rank"), "number"),
        Column("top_chance", _("share of the calculations in the top"), "number"),
        Column("ranked_share", _("share of the calculations with enough figures"), "number"),
        Column("group", _("group"), "whole"),
        Column("set_low", _("best rank in the set of all areas (90 %)"), "whole"),
        Column("set_high", _("worst rank in the set of all areas (90 %)"), "whole"),
    ]


def _ranking_row(result: AreaResult) -> list[Value]:
    area, quotient = result.area, result.gates.get("corporation", {}).get("value")
    scores = [result.urgency, result.urgency_coverage, result.potential, result.potential_own, quotient]
    advised = [result.advice, result.borders_on, result.advice_order]
    sure = [result.rank_low, result.rank_high, result.mean_rank, result.top_chance, result.ranked_share]
    return [
        result.rank,
        area.code,
        area.name,
        *scores,
        *advised,
        *sure,
        result.tranche,
        result.set_low,
        result.set_high,
    ]


def _advice_columns() -> list[Column]:
    columns = [
        Column("advice", _("advice"), "code", CLASSES),
        Column("first_place", _("first place of the group"), "whole"),
        Column("last_place", _("last place of the group"), "whole"),
        Column("code", _("code")),
        Column("name", _("name")),
        Column("rank", _("rank"), "whole"),
        Column("rank_low", _("lowest rank (5 %)"), "whole"),
        Column("rank_high", _("highest rank (95 %)"), "whole"),
        Column("group", _("group")),
        Column("urgency", _("urgency"), "number"),
        Column("potential", _("potential"), "number"),
        Column("priority", _("urgency, potential and corporation share together (D)"), "number"),
        Column("start_year", _("start year"), "whole"),
        Column("capacity", _("fits in what can run at once"), "code", CAPACITY),
    ]
    for key, label in GATE_LABELS.items():
        columns += [Column(f"{key}_value", f"{label}: {_('value')}", "number")]
        columns += [
            Column(f"{key}_needed", f"{label}: {_('needed')}", "number"),
            Column(f"{key}_open", f"{label}: {_('open')}", "truth", OPENED),
            Column(f"{key}_share", f"{label}: {_('share of the calculations in which it is open')}", "number"),
        ]
    for key, label in AreaResult.AdviceClass.choices:
        columns.append(Column(f"chance_{key}", f"{_('share of the calculations with')} {label}", "number"))
    return [*columns, Column("distance_label", _("distance"), "words")]


def _advice_row(section: Section, group: Group[Case], case: Case) -> list[Value]:
    result, places = case.result, [group.first, group.last] if group.letter else [None, None]
    row: list[Value] = [section.key, *places, result.area.code, result.area.name, result.rank]
    row += [result.rank_low, result.rank_high, case.letter, result.urgency, result.potential]
    row += [result.priority, result.start_year, case.capacity]
    for key in GATE_LABELS:
        gate = result.gates.get(key, {})
        row += [gate.get("value"), gate.get("threshold"), gate.get("open"), gate.get("share")]
    row += [result.advice_chances.get(key) for key in AreaResult.AdviceClass.values]
    return [*row, case.distance]
