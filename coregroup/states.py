"""The states that may follow each state: one table for each thing that has states.

Who may ask is in the actions.
"""

from __future__ import annotations

from accounts.states import Allowed
from coregroup.models import Agreement, Bid, Meeting, Spearhead

MEETING: Allowed = {
    Meeting.State.PLANNED: (Meeting.State.OPEN,),
    Meeting.State.OPEN: (Meeting.State.CLOSED, Meeting.State.PLANNED),
    Meeting.State.CLOSED: (),
}
AGREEMENT: Allowed = {
    Agreement.State.DRAFT: (Agreement.State.SIGNING,),
    Agreement.State.SIGNING: (Agreement.State.DRAFT, Agreement.State.RUNNING),
    Agreement.State.RUNNING: (Agreement.State.ENDED,),
    Agreement.State.ENDED: (),
}
BID: Allowed = {
    Bid.State.DRAFT: (Bid.State.OFFERED,),
    Bid.State.OFFERED: (Bid.State.DISCUSSED, Bid.State.DRAFT),
    Bid.State.DISCUSSED: (Bid.State.ABSORBED, Bid.State.DRAFT),
    Bid.State.ABSORBED: (),
}
SPEARHEAD: Allowed = {
    Spearhead.State.PROPOSED: (Spearhead.State.ADOPTED, Spearhead.State.DROPPED),
    Spearhead.State.ADOPTED: (Spearhead.State.FINISHED, Spearhead.State.DROPPED),
    Spearhead.State.FINISHED: (),
    Spearhead.State.DROPPED: (),
}
