"""The meeting and the yearly cycle; a module for each noun."""

from coregroup.models.agreements import (
    Agreement,
    Article,
    Bid,
    BidText,
    KeyDate,
    Signatory,
    Spearhead,
    Subject,
)
from coregroup.models.decisions import Answer, Decision, Task
from coregroup.models.meetings import (
    Attendance,
    Item,
    Meeting,
    Presentation,
    RulesOfPlay,
    Series,
    StandingItem,
)
from coregroup.models.residents import Digest, PublicPage, Release

__all__ = [
    "Task",
    "Agreement",
    "Answer",
    "Article",
    "Attendance",
    "Bid",
    "BidText",
    "Decision",
    "Digest",
    "Item",
    "KeyDate",
    "Meeting",
    "Presentation",
    "PublicPage",
    "Release",
    "RulesOfPlay",
    "Series",
    "Signatory",
    "Spearhead",
    "StandingItem",
    "Subject",
]
