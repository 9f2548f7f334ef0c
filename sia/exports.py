"""The ranking as a file for Dutch Excel: UTF-8 with a byte order mark, semicolons, the reader's decimal sign."""

from __future__ import annotations

import io
from typing import Any

from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from datasets import spreadsheets
from sia.models import AreaResult, ScoreRun
from sia.pipeline import Standing
from sia.screens.advice import Case, Group, Section, sections_of
from sia.screens.why import GATES as GATE_LABELS


def ranking_csv(standing: Standing) -> str:
    """One row per area in order of rank; numbers in full, an absent score empty, and what the figures rest on in each row."""
    run = standing.run
    out = io.StringIO()
    writer = spreadsheets.writer(out)
    writer.writerow(spreadsheets.harmless(head) for head in _heads())
    basis = [run.model.version, run.model.get_state_display(), run.pk, date_of(run), run.vintage]
    for result in standing.results:
        writer.writerow(cell(value) for value in [*_row(result), *basis])
    return out.getvalue()


def date_of(run: ScoreRun) -> str:
    """Of a run that is only imagined, today."""
    return (run.created_at.date() if run.created_at else timezone.localdate()).isoformat()


def _heads() -> list[str]:
    heads = [_("rank"), _("code"), _("name"), _("urgency"), _("coverage of urgency"), _("potential")]
    heads += [_("own potential"), _("corporation share against the city"), _("advice"), _("order of advice")]
    heads += [_("lowest rank (5 %)"), _("highest rank (95 %)"), _("mean rank"), _("group")]
    return [*heads, _("model version"), _("state of the model"), _("run"), _("date of the run"), _("vintage")]


def _row(result: AreaResult) -> list[Any]:
    area, quotient = result.area, result.gates.get("corporation", {}).get("value")
    scores = [result.urgency, result.urgency_coverage, result.potential, result.potential_own, quotient]
    advice = [result.get_advice_display(), result.advice_order]
    sure = [result.rank_low, result.rank_high, result.mean_rank, result.tranche]
    return [result.rank, area.code, area.name, *scores, *advice, *sure]


def advice_csv(run: ScoreRun) -> str:
    """One row per area in the order of the page: class, place, every gate with its threshold, and the way to the next class."""
    out = io.StringIO()
    writer = spreadsheets.writer(out)
    writer.writerow(spreadsheets.harmless(head) for head in _advice_heads())
    basis = [run.robustness.get("top"), run.model.version, run.pk, run.created_at.date().isoformat(), run.vintage]
    for section in sections_of(list(run.results.ranked()), run.robustness):
        for group in section.groups:
            for case in group.cases:
                writer.writerow(cell(value) for value in [*_advice_row(section, group, case), *basis])
    return out.getvalue()


def _advice_heads() -> list[str]:
    heads = [_("advice"), _("group in this list"), _("first place of the group"), _("last place of the group")]
    heads += [_("code"), _("name"), _("rank"), _("lowest rank (5 %)"), _("highest rank (95 %)"), _("group")]
    heads += [_("urgency"), _("potential"), _("order of joint agendas (D)"), _("start year")]
    for label in GATE_LABELS.values():
        heads += [f"{label}: {part}" for part in (_("value"), _("needed"), _("open"))]
    heads += [f"{_('chance of')} {label}" for label in AreaResult.AdviceClass.labels]
    return [
        *heads,
        _("distance"),
        _("areas in the top"),
        _("model version"),
        _("run"),
        _("date of the run"),
        _("vintage"),
    ]


def _advice_row(section: Section, group: Group, case: Case) -> list[Any]:
    result, places = case.result, [group.first, group.last] if group.letter else ["", ""]
    row = [section.label, group.letter, *places, result.area.code, result.area.name, result.rank]
    row += [result.rank_low, result.rank_high, case.letter, result.urgency, result.potential]
    row += [result.priority if case.factors else None, result.start_year]
    for key in GATE_LABELS:
        gate = result.gates.get(key, {})
        row += [gate.get("value"), gate.get("threshold"), _opened(gate.get("open"))]
    row += [result.advice_chances.get(key) for key in AreaResult.AdviceClass.values]
    return [*row, case.distance]


def _opened(gate: bool | None) -> str:
    return _("unknown") if gate is None else _("open") if gate else _("shut")


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value).replace(".", get_format("DECIMAL_SEPARATOR"))
    return str(spreadsheets.harmless(value if isinstance(value, int) else str(value)))
