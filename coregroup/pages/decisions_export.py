"""The register of decisions as a table to take along: what was decided, on which advice, and how each party answered."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from coregroup.models import Answer
from coregroup.pages.register import STATES, Choice, Row, chosen, rows_of, state_of
from coregroup.pipeline.advised import CLASSES, Advised, advised_of
from datasets.exports import Column, Table, origin_of
from datasets.exports.table import Value, file_name
from dia.pages.works import area_names


def decisions(partnership: Partnership, user: User, query: dict[str, str]) -> Table:
    """Return one row per chosen decision, in the order of the page."""
    found = chosen(partnership, Choice.read(query)).select_related("snapshot").prefetch_related("answers__party")
    rows = rows_of(found, area_names(partnership))
    advice = advised_of((row.decision.snapshot, row.decision.area_code) for row in rows)
    return Table(
        name=file_name(gettext_lazy("decisions"), partnership.slug, timezone.localdate().isoformat()),
        title=_("Decisions"),
        columns=_columns(),
        rows=[_cells(row, advice.get((row.decision.snapshot_id or 0, row.decision.area_code))) for row in rows],
        count=len(rows),
        origin=origin_of(partnership, ()),
    )


def _columns() -> list[Column]:
    return [
        Column("number", _("number")),
        Column("date", _("date")),
        Column("meeting", _("meeting")),
        Column("decision", _("decision")),
        Column("reason", _("reason")),
        Column("state", _("state"), "code", {key: label for key, (label, _chosen) in STATES.items()}),
        Column("area_code", _("code")),
        Column("area_name", _("area")),
        Column("snapshot", _("advice it rests on")),
        Column("advised", _("advised"), "code", CLASSES),
        Column("adopted", _("adopted"), "code", CLASSES),
        Column("deviation_reason", _("why it deviates")),
        *(Column(kind, str(label)) for kind, label in Answer.Kind.choices),
        Column("conditions", _("conditions and objections")),
        Column("replaces", _("replaces")),
        Column("replaced_by", _("replaced by")),
    ]


def _cells(row: Row, advice: Advised | None) -> list[Value]:
    decision, answers = row.decision, list(row.decision.answers.all())
    by_kind = [", ".join(one.party.name for one in answers if one.kind == kind) for kind in Answer.Kind.values]
    words = [f"{one.party.name}: {one.words}" for one in answers if one.words]
    return [
        decision.reference,
        decision.meeting.on.isoformat(),
        decision.meeting.title,
        decision.text,
        decision.reason,
        state_of(decision),
        decision.area_code,
        row.area,
        decision.snapshot.title if decision.snapshot else "",
        advice.advice if advice else "",
        advice.adopted if advice else "",
        decision.deviation_reason,
        *by_kind,
        "; ".join(words),
        decision.replaces.reference if decision.replaces else "",
        row.replaced_by.reference if row.replaced_by else "",
    ]
