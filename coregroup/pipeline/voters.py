"""The voters of a meeting: the parties with a vote, who of them is there, and the rules of play that hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Partnership, Party, Seat
from accounts.request_cache import once_per_request
from coregroup.models import Answer, Meeting, RulesOfPlay
from coregroup.pipeline.outcome import Outcome, outcome


def voters(partnership: Partnership) -> list[Party]:
    """Return the parties that have a vote today, by name."""
    seats = Seat.objects.of(partnership).current().filter(votes=True)
    return list(Party.objects.filter(pk__in=seats.values("party")).order_by("name"))


@dataclass(frozen=True, slots=True)
class Assembly:
    voters: tuple[Party, ...]
    present: frozenset[int]  # ids of voters that are there
    rules: RulesOfPlay | None

    def outcome(self, answers: Iterable[Answer]) -> Outcome[int] | None:
        """Return the outcome of these answers; None where no rules of play are agreed yet."""
        if self.rules is None:
            return None
        return outcome(
            way=self.rules.way,
            quorum=self.rules.quorum,
            voters=[party.pk for party in self.voters],
            present=self.present,
            answers={answer.party_id: answer.kind for answer in answers},
        )


@once_per_request
def assembly_of(meeting: Meeting) -> Assembly:
    """Return who has a vote today, and the newest rules; once the meeting is opened, as the meeting has them."""
    if meeting.state == Meeting.State.PLANNED:
        rules = RulesOfPlay.objects.filter(partnership=meeting.partnership_id).first()
        return Assembly(tuple(voters(meeting.partnership)), frozenset(), rules)
    seated = meeting.attendance.filter(votes=True).select_related("party")
    return Assembly(
        tuple(row.party for row in seated), frozenset(row.party_id for row in seated if row.present), meeting.rules
    )
