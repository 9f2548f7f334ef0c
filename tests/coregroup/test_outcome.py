"""What the rules of play make of the answers: numbers that can be counted on fingers, and what holds whatever is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coregroup.pipeline.outcome import ABSTAIN, CONDITION, CONSENT, MAJORITY, NO, YES, outcome

KINDS = [YES, CONDITION, NO, ABSTAIN]
PARTIES = "abcdefgh"


def of(answers: str, way: str = MAJORITY, quorum: int = 1, present: str | None = None):
    """`answers` is a letter per party: y, c, n, a, or - for none."""
    kinds = {"y": YES, "c": CONDITION, "n": NO, "a": ABSTAIN}
    voters = PARTIES[: len(answers)]
    said = {party: kinds[letter] for party, letter in zip(voters, answers, strict=True) if letter != "-"}
    return outcome(way=way, quorum=quorum, voters=voters, present=voters if present is None else present, answers=said)


@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        ("yyyycn", True),
        ("yn", False),
        ("cn", False),
        ("cyn", True),
        ("aaay", True),
        ("aaan", False),
        ("aaaa", False),
        ("nnyyc", True),
    ],
)
def test_a_majority_is_more_for_than_against_and_a_condition_counts_as_for(answers: str, taken: bool):
    assert of(answers).taken is taken


@pytest.mark.parametrize(("answers", "taken"), [("yyyy", True), ("ycaa", True), ("aaaa", True), ("yyyn", False)])
def test_consent_is_nobody_against(answers: str, taken: bool):
    assert of(answers, CONSENT).taken is taken


@pytest.mark.parametrize(("quorum", "enough"), [(2, True), (3, True), (4, False)])
def test_the_quorum_counts_parties_with_a_vote_that_are_there(quorum: int, enough: bool):
    found = of("yyyyy", quorum=quorum, present="abcz")
    assert found.present == 3
    assert found.has_quorum is enough
    assert found.can_be_settled is enough


def test_who_is_there_and_says_nothing_stands_in_the_way():
    found = of("y--y", present="abd")
    assert found.silent == ("b",)
    assert not found.can_be_settled


def test_who_is_not_there_may_be_silent_and_its_answer_counts():
    assert of("yy-", present="ab").can_be_settled
    assert not of("yyn", CONSENT, present="ab").taken


def test_an_answer_without_a_vote_does_not_count():
    found = outcome(way=CONSENT, quorum=1, voters="a", present="a", answers={"a": YES, "z": NO})
    assert found.no == ()
    assert found.taken


def test_another_way_of_deciding_is_refused():
    with pytest.raises(ValueError, match="dice"):
        outcome(way="dice", quorum=1, voters="a", present="a", answers={})


@given(st.lists(st.sampled_from(KINDS), max_size=8), st.sampled_from([CONSENT, MAJORITY]))
def test_one_more_against_never_takes_a_decision_and_one_more_for_never_stops_it(kinds, way):
    voters = range(len(kinds) + 1)
    before = dict(enumerate(kinds))

    def taken(more: str) -> bool:
        return outcome(way=way, quorum=1, voters=voters, present=voters, answers=before | {len(kinds): more}).taken

    now = outcome(way=way, quorum=1, voters=voters, present=voters, answers=before).taken
    assert taken(NO) <= now <= taken(YES)
    assert taken(YES) == taken(CONDITION)
    assert taken(ABSTAIN) == now
