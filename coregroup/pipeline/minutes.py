"""A meeting as one canonical text: who was there, what was said and decided, and who does what."""

from __future__ import annotations

import json
from typing import Any

from coregroup.models import Answer, Decision, Item, Meeting, Task
from coregroup.models.meetings import SUBJECTS
from coregroup.pipeline.advised import Advised, advised_of
from datasets.models import Area
from sia.pipeline.snapshots import fingerprint

Plain = dict[str, Any]
FORMAT = 1


def is_unchanged(meeting: Meeting) -> bool:
    return fingerprint(meeting.body) == meeting.sha256


def read_body(meeting: Meeting) -> Plain | None:
    """Return the minutes as they were fixed; None where the text is no longer what was written."""
    try:
        content = json.loads(meeting.body)
    except ValueError:
        return None
    right = is_unchanged(meeting) and isinstance(content, dict) and content.get("format") == FORMAT
    return content if right else None


def body_of(meeting: Meeting, *, closed_on: str = "") -> Plain:
    """Return all of the meeting as it stands now, as plain values.

    Things go by their names, since these may change later. Of people only what was typed about who was there: an
    account is never named, since a body cannot be changed.
    """
    partnership = meeting.partnership
    return {
        "format": FORMAT,
        "partnership": {"name": partnership.name, "code": partnership.municipality_code},
        "title": meeting.title,
        "on": meeting.on.isoformat(),
        "begins": meeting.begins.strftime("%H:%M"),
        "place": meeting.place,
        "chair": meeting.chair,
        "closed_on": closed_on,
        "rules": _rules(meeting),
        "attendance": [
            {"party": row.party.name, "votes": row.votes, "present": row.present, "names": row.names}
            for row in meeting.attendance.select_related("party")
        ],
        **_agenda(meeting),
    }


def _rules(meeting: Meeting) -> Plain | None:
    rules = meeting.rules
    if rules is None:
        return None
    return {
        "version": rules.version,
        "text": rules.text,
        "way": rules.way,
        "quorum": rules.quorum,
        "agreed_on": rules.agreed_on.isoformat(),
    }


def _agenda(meeting: Meeting) -> Plain:
    """Return items in their order, and the decisions and tasks, each with the title of its item."""
    items = list(meeting.items.with_subjects())
    decisions = list(
        meeting.decisions.select_related("item", "snapshot", "replaces").prefetch_related("answers__party")
    )
    tasks = meeting.tasks.select_related("party", "item", "decision")
    codes = {item.area_code for item in items} | {decision.area_code for decision in decisions}
    names = dict(
        Area.objects.of(meeting.partnership).filter(code__in=codes).order_by("vintage").values_list("code", "name")
    )
    found = advised_of((decision.snapshot, decision.area_code) for decision in decisions)
    return {
        "items": [_item(item, names) for item in items],
        "decisions": [_decision(decision, names, found) for decision in sorted(decisions, key=_in_order)],
        "actions": [_task(task) for task in tasks],
    }


def _in_order(decision: Decision) -> tuple[bool, int, int]:
    """Return a sort key by number; proposals come last."""
    return decision.number is None, decision.number or 0, decision.pk


def _item(item: Item, names: dict[str, str]) -> Plain:
    about = [{"kind": "area", "name": names.get(item.area_code, item.area_code)}] if item.area_code else []
    about += [{"kind": kind, "name": str(subject)} for kind in SUBJECTS if (subject := getattr(item, kind))]
    return {
        "title": item.title,
        "text": item.text,
        "minutes": item.minutes,
        "party": item.party.name if item.party else "",
        "about": about,
        "said": item.said,
    }


def _decision(decision: Decision, names: dict[str, str], found: dict[tuple[int, str], Advised]) -> Plain:
    advice = found.get((decision.snapshot_id or 0, decision.area_code))
    return {
        "reference": decision.reference,
        "state": decision.state,
        "text": decision.text,
        "reason": decision.reason,
        "item": decision.item.title if decision.item else "",
        "area": {"code": decision.area_code, "name": names.get(decision.area_code, decision.area_code)},
        "snapshot": _snapshot(decision),
        "advice": advice and {"advised": advice.advice, "adopted": advice.adopted},
        "what_if": decision.what_if,
        "deviates": decision.deviates,
        "deviation_reason": decision.deviation_reason,
        "replaces": decision.replaces.reference if decision.replaces else "",
        "answers": [_answer(answer) for answer in decision.answers.all()],
    }


def _snapshot(decision: Decision) -> Plain | None:
    return {"title": decision.snapshot.title, "sha256": decision.snapshot.sha256} if decision.snapshot else None


def _answer(answer: Answer) -> Plain:
    return {
        "party": answer.party.name,
        "kind": answer.kind,
        "words": answer.words,
        "by_itself": answer.by_itself,
    }


def _task(task: Task) -> Plain:
    return {
        "text": task.text,
        "party": task.party.name,
        "person": task.person,
        "due": task.due.isoformat(),
        "item": task.item.title if task.item else "",
        "decision": task.decision.reference if task.decision else "",
    }
