from sia.models.ballots import Ballot, Division, Vote
from sia.models.notes import Bottleneck, Interpretation, Opportunity
from sia.models.runs import AreaResult, Diagnosis, ScoreRun
from sia.models.snapshots import Deviation, Snapshot
from sia.models.weighing import ScoreIndicator, ScoreModel, ScoreTheme

__all__ = [
    "AreaResult",
    "Ballot",
    "Bottleneck",
    "Deviation",
    "Diagnosis",
    "Division",
    "Interpretation",
    "Opportunity",
    "ScoreIndicator",
    "ScoreModel",
    "ScoreRun",
    "ScoreTheme",
    "Snapshot",
    "Vote",
]
