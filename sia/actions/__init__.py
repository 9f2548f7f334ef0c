"""Actions on the weighing, a module for each noun."""

from sia.actions.ballots import (
    cast_vote,
    check_open,
    check_undecided,
    close_ballot,
    decide_weights,
    open_ballot,
    vote_stamp,
    withdraw_ballot,
)
from sia.actions.models import agree, change_model, new_version, retire
from sia.actions.notes import (
    add_opportunity,
    close_bottleneck,
    hand_back,
    interpret,
    name_bottleneck,
    take_up,
    withdraw,
)
from sia.actions.runs import recompute
from sia.actions.snapshots import adopt_snapshot, deviate, make_snapshot, move_snapshot

__all__ = [
    "add_opportunity",
    "adopt_snapshot",
    "agree",
    "cast_vote",
    "change_model",
    "check_open",
    "check_undecided",
    "close_ballot",
    "close_bottleneck",
    "decide_weights",
    "deviate",
    "hand_back",
    "interpret",
    "make_snapshot",
    "move_snapshot",
    "name_bottleneck",
    "new_version",
    "open_ballot",
    "recompute",
    "retire",
    "vote_stamp",
    "take_up",
    "withdraw",
    "withdraw_ballot",
]
