"""The ranking as a file for Dutch Excel: UTF-8 with a byte order mark, semicolons, the reader's decimal sign."""

from __future__ import annotations

import io
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from datasets import spreadsheets
from sia.models import AreaResult, ScoreRun


def ranking_csv(run: ScoreRun) -> str:
    """One row per area in order of rank; numbers in full, an absent score empty, and what the figures rest on in each row."""
    out = io.StringIO()
    writer = spreadsheets.writer(out)
    writer.writerow(spreadsheets.harmless(head) for head in _heads())
    basis = [run.model.version, run.model.get_state_display(), run.pk, run.created_at.date().isoformat(), run.vintage]
    for result in run.results.ranked():
        writer.writerow(cell(value) for value in [*_row(result), *basis])
    return out.getvalue()


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


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value).replace(".", get_format("DECIMAL_SEPARATOR"))
    return str(spreadsheets.harmless(value if isinstance(value, int) else str(value)))
