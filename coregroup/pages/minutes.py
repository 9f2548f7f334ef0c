"""The minutes of a meeting in the reader's words: from what was fixed, or, until it is closed, from how it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from coregroup.models import Answer, Decision, Meeting, RulesOfPlay
from coregroup.pages.minutes_words import labels
from coregroup.pages.subjects import KINDS
from coregroup.pipeline import minutes as pipeline
from coregroup.pipeline.advised import CLASSES
from coregroup.pipeline.minutes import Plain
from reports import minutes as paper

KINDS_OF_ANSWER = dict(Answer.Kind.choices)
STATES = dict(Decision.State.choices)
WAYS = dict(RulesOfPlay.Way.choices)


@dataclass(frozen=True, slots=True)
class Seal:
    """The result of comparing the minutes with what was fixed."""

    unchanged: bool
    sha256: str


def seal(meeting: Meeting) -> Seal | None:
    """Return the seal of the minutes; None until the meeting is closed."""
    return Seal(pipeline.read_body(meeting) is not None, meeting.sha256) if meeting.is_fixed else None


def sheet(meeting: Meeting) -> paper.Minutes | None:
    """Return the minutes for paper; None where the text of a closed meeting is no longer what was fixed."""
    content = pipeline.read_body(meeting) if meeting.is_fixed else pipeline.body_of(meeting)
    return sheet_of(meeting, content) if content else None


def pdf(made: paper.Minutes) -> bytes:
    return paper.as_pdf(made, language=(get_language() or "nl")[:2])


def text(made: paper.Minutes) -> str:
    return paper.as_text(made)


def file_name(meeting: Meeting) -> str:
    return f"{pgettext('record', 'minutes')}-{meeting.partnership.slug}-{meeting.on.isoformat()}"


def sheet_of(meeting: Meeting, content: Plain) -> paper.Minutes:
    rules, slug = content["rules"], meeting.partnership.slug
    map_url = settings.PUBLIC_ADDRESS + reverse("map", args=[slug])
    return {
        "created": (meeting.closed_at or timezone.now()).isoformat(timespec="seconds"),
        "partnership": content["partnership"]["name"],
        "fictitious": meeting.partnership.fictitious,
        "draft": not meeting.is_fixed,
        "title": content["title"],
        "when": _("%(date)s, %(time)s") % {"date": day(content["on"]), "time": content["begins"]},
        "place": content["place"],
        "chair": content["chair"],
        "attendance": [present(row) for row in content["attendance"]],
        "decisions": [decision(row, content["attendance"], map_url) for row in content["decisions"]],
        "actions": [task(row) for row in content["actions"]],
        "items": [item(row) for row in content["items"]],
        "rules": rules_title(rules) if rules else "",
        "seal": sealed(meeting, content),
        "labels": labels(),
    }


def day(text: str) -> str:
    found = parse_date(text)
    return date_format(found, "j F Y") if found else ""


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def present(row: Plain) -> paper.Present:
    words = _("present") if row["present"] else _("absent")
    if not row["votes"]:
        words = _("%(present)s, without a vote") % {"present": words}
    return {"party": row["party"], "words": words, "there": row["present"], "names": row["names"]}


def decision(row: Plain, attendance: list[Plain], map_url: str) -> paper.Decision:
    answers = row["answers"]
    plain = [one for one in answers if not one["words"]]
    by_kind = {kind: [one["party"] for one in plain if one["kind"] == kind] for kind in KINDS_OF_ANSWER}
    return {
        "number": _("Decision %(number)s") % {"number": row["reference"]} if row["reference"] else "",
        "outcome": capfirst(str(STATES[row["state"]])),
        "taken": row["state"] == Decision.State.TAKEN,
        "text": " ".join(paragraphs(row["text"])),
        "lines": [{"label": label, "text": said} for label, said in about(row, map_url) if said],
        "votes": [
            {"label": capfirst(str(KINDS_OF_ANSWER[kind])), "text": listed(parties, attendance)}
            for kind, parties in by_kind.items()
            if parties
        ],
        "words": [{"label": said_by(one), "text": one["words"]} for one in answers if one["words"]],
    }


def listed(parties: list[str], attendance: list[Plain]) -> str:
    """Return the parties by name, or in few words where they are all.

    That is every party that has a vote, or every one of them that was there.
    """
    voters = {row["party"] for row in attendance if row["votes"]}
    there = {row["party"] for row in attendance if row["votes"] and row["present"]}
    if len(parties) > 1 and set(parties) == voters:
        return _("all parties")
    if len(parties) > 1 and set(parties) == there:
        return _("all parties that were there")
    return ", ".join(parties)


def about(row: Plain, map_url: str) -> list[tuple[str, str]]:
    tried = row.get("what_if")  # minutes of before have none
    return [
        (_("Item"), row["item"]),
        (_("Reason"), " ".join(paragraphs(row["reason"]))),
        (_("Area"), row["area"]["name"]),
        (_("Advice"), advice(row)),
        (_("What-if on the screen"), map_url + tried if tried else ""),
        (_("Deviates from the advice"), " ".join(paragraphs(row["deviation_reason"]))),
        (_("Replaces"), row["replaces"] and _("Decision %(number)s") % {"number": row["replaces"]}),
    ]


def advice(row: Plain) -> str:
    """Return the title of the advice it rests on, and what that says of the area."""
    found, snapshot = row["advice"], row["snapshot"]
    if not snapshot:
        return ""
    if not found:
        return str(snapshot["title"])
    names = {"title": snapshot["title"], "advised": CLASSES[found["advised"]], "adopted": CLASSES[found["adopted"]]}
    if found["advised"] == found["adopted"]:
        return _("%(title)s: %(adopted)s") % names
    return _("%(title)s: %(adopted)s, where %(advised)s was computed") % names


def said_by(answer: Plain) -> str:
    names = {"party": answer["party"], "kind": KINDS_OF_ANSWER[answer["kind"]]}
    return _("%(party)s (%(kind)s)") % names


def task(row: Plain) -> paper.Action:
    who = f"{row['party']} ({row['person']})" if row["person"] else row["party"]
    numbered = row["decision"] and _("Decision %(number)s") % {"number": row["decision"]}
    return {"text": row["text"], "who": who, "due": day(row["due"]), "origin": numbered or row["item"]}


def item(row: Plain) -> paper.Item:
    named = [f"{capfirst(str(KINDS[one['kind']]))}: {one['name']}" for one in row["about"]]
    return {"title": row["title"], "about": ", ".join(named), "said": paragraphs(row["said"])}


def rules_title(rules: dict[str, Any]) -> str:
    words = _(
        "Version %(version)s of %(date)s. A decision is taken when: %(way)s. Parties that must be there: %(quorum)s."
    )
    way = str(WAYS[rules["way"]])
    return words % {
        "version": rules["version"],
        "date": day(rules["agreed_on"]),
        "way": way,
        "quorum": rules["quorum"],
    }


def sealed(meeting: Meeting, content: Plain) -> str:
    if not meeting.is_fixed:
        return ""
    words = _("Fixed on %(date)s. Fingerprint: %(sha256)s")
    return words % {"date": day(content["closed_on"]), "sha256": meeting.sha256}
