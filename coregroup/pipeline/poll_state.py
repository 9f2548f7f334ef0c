"""The state that the laptops poll each second, in one query.

What is shown, and whether anything was proposed, answered or settled.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from coregroup.models import Answer, Decision, Meeting, Task


@dataclass(frozen=True, slots=True)
class Moment:
    """`version` is 0 while nobody has led yet.

    `decided` is another after every change of proposals, answers and tasks.
    """

    state: str
    address: str
    version: int
    by: str
    decided: str

    @property
    def stamp(self) -> str:
        return f'"{self.state}-{self.version}-{self.decided}"'


def moment(meetings: QuerySet[Meeting], pk: int) -> Moment | None:
    found = meetings.select_related("presentation__by").annotate(
        proposed=_of_meeting(Decision, "meeting", versions=Sum("version"), settled=Count("number")),
        answered=_of_meeting(Answer, "decision__meeting", at=Max("at")),
        todo=_of_meeting(Task, "meeting"),
    )
    meeting: Any = found.defer("body").filter(pk=pk).first()
    if meeting is None:
        return None
    shown = getattr(meeting, "presentation", None)
    state = repr((meeting.proposed, meeting.answered, meeting.todo)).encode()
    return Moment(
        state=meeting.state,
        address=shown.address if shown else "",
        version=shown.version if shown else 0,
        by=str(shown.by or "") if shown else "",
        decided=hashlib.sha256(state).hexdigest()[:16],
    )


def _of_meeting(model: Any, path: str, **marks: Any) -> Subquery:
    """Return how many rows hang on the meeting and which is the newest, with `marks`."""
    rows = model.objects.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Subquery(rows.annotate(mark=JSONObject(count=Count("pk"), last=Max("pk"), **marks)).values("mark"))
