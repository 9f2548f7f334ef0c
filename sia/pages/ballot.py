"""The page of a round: what it is about, who has voted, and after the closing how far the parties are apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Party, Seat, User
from accounts.permissions import P, may
from sia.models import Ballot, ScoreModel, ScoreTheme, Vote
from sia.pages.ballot_spread import Letter, Picture, letters, pictures
from sia.pipeline.ballots import (
    Answers,
    Key,
    Question,
    answers,
    points_of,
    questions_of,
    too_many_to_divide,
    whole_points,
)

HALF = 0.5 + 1e-9  # a mean of thirds that comes to a half is no more than a half


@dataclass(frozen=True, slots=True)
class Voter:
    party: Party
    has_voted: bool
    is_mine: bool


class BallotPage:
    """A model with its newest round, as this person may see it: no points but those of the own parties until it is closed."""

    def __init__(self, model: ScoreModel, user: User) -> None:
        self.model = model
        self.user = user
        self.may_lead = may(user, P.LEAD, model.partnership)
        self.may_vote = may(user, P.VOTE, model.partnership)

    @cached_property
    def ballot(self) -> Ballot | None:
        return self.model.ballots.newest_first().select_related("opened_by", "closed_by", "decided_by").first()

    @property
    def is_open(self) -> bool:
        return self.ballot is not None and self.ballot.is_open

    @property
    def is_closed(self) -> bool:
        """Return whether it is closed, and waits for the decision."""
        return self.ballot is not None and not self.ballot.is_open and self.ballot.decided_at is None

    @property
    def is_decided(self) -> bool:
        return self.ballot is not None and self.ballot.decided_at is not None

    @property
    def is_overdue(self) -> bool:
        return self.ballot is not None and self.ballot.due is not None and self.ballot.due < timezone.localdate()

    @cached_property
    def questions(self) -> list[Question]:
        return questions_of(self.model)

    @cached_property
    def too_long(self) -> list[ScoreTheme]:
        return too_many_to_divide(self.model)

    @cached_property
    def my_parties(self) -> list[Party]:
        """Return the parties for which the user may vote: by name, with a seat that votes today."""
        mine = self.user.parties_in(self.model.partnership, P.VOTE)
        seats = self._voting_seats.filter(party__in=mine)
        return [seat.party for seat in seats]

    @cached_property
    def voters(self) -> list[Voter]:
        """Return everybody who votes, and whoever voted before its seat was changed."""
        if self.ballot is None:
            return []
        voted = set(self.ballot.votes.values_list("party", flat=True))
        parties = Party.objects.filter(Q(pk__in=voted) | Q(pk__in=self._voting_seats.values("party"))).order_by("name")
        mine = {party.pk for party in self.my_parties}
        return [Voter(party, party.pk in voted, party.pk in mine) for party in parties]

    @property
    def voted(self) -> int:
        return sum(voter.has_voted for voter in self.voters)

    @property
    def silent(self) -> list[Voter]:
        return [voter for voter in self.voters if not voter.has_voted]

    def party(self, asked: str | None) -> Party | None:
        """Return the one of the user's parties that is asked for; without a question the first that has not voted."""
        if asked:
            return next((party for party in self.my_parties if str(party.pk) == asked), None)
        waiting = {voter.party.pk for voter in self.silent}
        return next((p for p in self.my_parties if p.pk in waiting), next(iter(self.my_parties), None))

    def own_vote(self, party: Party) -> Vote | None:
        """Return what this party of the user gave; asked for another party it finds nothing."""
        if self.ballot is None or party not in self.my_parties:
            return None
        return self.ballot.votes.select_related("cast_by").filter(party=party).first()

    def own_points(self, party: Party) -> dict[Key, dict[str, int]]:
        vote = self.own_vote(party)
        return points_of(vote.divisions.all()) if vote else {}

    @cached_property
    def letters(self) -> dict[int, Letter]:
        """Return the letters of the parties that voted, in the order of their names."""
        return letters([voter.party for voter in self.voters if voter.has_voted])

    @cached_property
    def pictures(self) -> list[Picture]:
        """Return how far the parties are apart on each question; nothing while the round is open."""
        return pictures(self._answers, self.letters, decided=self.is_decided)

    @property
    def between(self) -> list[Picture]:
        return [picture for picture in self.pictures if not picture.question.theme]

    @property
    def inside(self) -> list[Picture]:
        return [picture for picture in self.pictures if picture.question.theme]

    @property
    def means(self) -> dict[Key, dict[str, int]]:
        """Return the mean of the parties in whole points, to begin with where other weights are typed in."""
        found = [each for each in self._answers if each.parties]
        return {each.question.key: _whole(each.question, each.mean.tolist()) for each in found}

    @property
    def heavy(self) -> list[str]:
        """Return the themes that get more than half by the mean: a decision names them."""
        between = [each for each in self._answers if each.parties and not each.question.theme]
        pairs = [pair for each in between for pair in zip(each.question.members, each.mean, strict=True)]
        return [member.name for member, share in pairs if share > HALF]

    @cached_property
    def _answers(self) -> list[Answers]:
        """Return the answers of the parties; none while the round is open."""
        return [] if self.ballot is None or self.ballot.is_open else answers(self.ballot, self.questions)

    @property
    def _voting_seats(self) -> QuerySet[Seat]:
        seats = Seat.objects.of(self.model.partnership).current().filter(votes=True)
        return seats.select_related("party").order_by("party__name")


def _whole(question: Question, shares: Sequence[float]) -> dict[str, int]:
    return dict(zip(question.codes, whole_points(shares), strict=True))
