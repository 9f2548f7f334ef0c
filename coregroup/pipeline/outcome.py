"""The outcome of a proposal by the rules of play and the answers. Parties are known by any key; no Django."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

YES, CONDITION, NO, ABSTAIN = "yes", "condition", "no", "abstain"
CONSENT, MAJORITY = "consent", "majority"


@dataclass(frozen=True, slots=True)
class Outcome[Party: Hashable]:
    """The standing of a proposal; `silent`: who is there, has a vote and did not answer.

    Who is not there may still answer.
    """

    way: str
    quorum: int
    present: int
    yes: tuple[Party, ...]
    condition: tuple[Party, ...]
    no: tuple[Party, ...]
    abstain: tuple[Party, ...]
    silent: tuple[Party, ...]

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.quorum

    @property
    def can_be_settled(self) -> bool:
        return self.has_quorum and not self.silent

    @property
    def taken(self) -> bool:
        """Return whether it is taken.

        Consent: nobody against. Majority: more for than against; a condition counts as for, who abstains does not
        count.
        """
        if self.way == CONSENT:
            return not self.no
        return len(self.yes) + len(self.condition) > len(self.no)


def outcome[Party: Hashable](
    *, way: str, quorum: int, voters: Iterable[Party], present: Iterable[Party], answers: Mapping[Party, str]
) -> Outcome[Party]:
    """Return the outcome, in the order of `voters`; an answer of who has no vote does not count.

    Raises ValueError for another way of deciding.
    """
    if way not in {CONSENT, MAJORITY}:
        raise ValueError(way)
    known, there = tuple(voters), set(present)
    said = {
        kind: tuple(party for party in known if answers.get(party) == kind) for kind in (YES, CONDITION, NO, ABSTAIN)
    }
    return Outcome(
        way=way,
        quorum=quorum,
        present=sum(party in there for party in known),
        yes=said[YES],
        condition=said[CONDITION],
        no=said[NO],
        abstain=said[ABSTAIN],
        silent=tuple(party for party in known if party in there and party not in answers),
    )
