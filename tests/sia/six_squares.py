"""A city of six squares, A to F, whose scores, ranks and advice a person can work out.

D E F      Urgency: poverty (0 to 20 %, half the weight), loneliness (30 to 50 %), feeling safe (50 to 100 %, less is worse).
A B C      Potential: clubs (0 to 4), and volunteers (0 to 50 %) with groups (0 to 10), which score alike; half each theme.
           Between A and B runs a motorway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accounts.models import Partnership
from datasets.models import AreaLink
from sia.models import AreaResult, ScoreIndicator, ScoreModel, ScoreRun, ScoreTheme
from tests.datasets.tables import unprotected
from tests.factories import IndicatorFactory, deliver, run_jobs, square_city, upload

CODES = dict(
    zip("ABCDEF", ["BU01530000", "BU01530001", "BU01530002", "BU01530100", "BU01530101", "BU01530102"], strict=True)
)
CITY = "GM0153"
FIGURES: dict[str, dict[str, float]] = {
    "poverty": {"A": 20, "B": 10, "C": 0, "D": 16, "E": 4, "F": 10},  # 100 50 0 80 20 50
    "lonely": {"A": 50, "B": 40, "C": 30, "D": 40, "E": 35},  # 100 50 0 50 25 –
    "feels_safe": {"A": 50, "B": 75, "C": 100, "D": 60, "E": 90, "F": 70},  # 100 50 0 80 20 60
    "clubs": {"A": 0, "B": 4, "C": 2, "D": 0, "E": 0, "F": 4},  # 0 100 50 0 0 100
    "volunteers": {"A": 25, "B": 25, "C": 0, "D": 50, "E": 25, "F": 25},  # 50 50 0 100 50 50
    "groups": {"A": 5, "B": 5, "C": 0, "D": 10, "E": 5, "F": 5},  # 50 50 0 100 50 50
    "corporation_share": {CITY: 30, "A": 60, "B": 30, "C": 10, "D": 45, "E": 15, "F": 30},
}
type Row = tuple[str, str, float, str, float, float, int]
TREES: list[Row] = [  # tree, theme, weight, indicator, low, high, direction
    ("urgency", "social", 0.5, "poverty", 0, 20, 1),
    ("urgency", "health", 0.25, "lonely", 30, 50, 1),
    ("urgency", "safety", 0.25, "feels_safe", 50, 100, -1),
    ("potential", "assets", 0.5, "clubs", 0, 4, 1),
    ("potential", "organised_residents", 0.5, "volunteers", 0, 50, 1),
    ("potential", "organised_residents", 0.5, "groups", 0, 10, 1),
]


def six_squares(
    partnership: Partnership,
    figures: Mapping[str, Mapping[str, float]] = FIGURES,
    trees: Sequence[Row] = TREES,
) -> None:
    """Areas, motorway, agreed model and figures, loaded and computed through the jobs."""
    square_city(partnership)
    AreaLink.objects.filter(a__code=CODES["A"], b__code=CODES["B"]).update(permeability=0.4, barrier="motorway")
    agreed_model(partnership, trees)
    IndicatorFactory.create(partnership=partnership, code="corporation_share", role="context", direction=0)
    unprotected(partnership, "zes_vierkanten")
    bring(partnership, figures)
    run_jobs(partnership)


def agreed_model(partnership: Partnership, trees: Sequence[Row] = TREES) -> ScoreModel:
    model = ScoreModel.objects.create(partnership=partnership, version=1)
    for tree, theme, weight, code, low, high, direction in trees:
        indicator = IndicatorFactory.create(
            partnership=partnership, code=code, theme=theme, role=tree, direction=direction
        )
        row, _made = ScoreTheme.objects.get_or_create(model=model, tree=tree, theme=theme, weight=weight)
        share = 1 / [each[1] for each in trees].count(theme)
        ScoreIndicator.objects.create(
            theme=row, indicator=indicator, weight=share, low=low, high=high, direction=direction
        )
    model.state = ScoreModel.State.AGREED
    model.save(update_fields=["state"])
    return model


def bring(partnership: Partnership, figures: Mapping[str, Mapping[str, float]], *, year: int = 2024) -> None:
    """One long table; what it brings of an indicator and year replaces what stood."""
    rows = [
        f"{CODES.get(area, area)};{indicator};{year};{value}".replace(".", ",")
        for indicator, values in figures.items()
        for area, value in values.items()
    ]
    table = upload("zes_vierkanten.csv", "\n".join(["gebiedscode;indicator;jaar;waarde", *rows]))
    assert deliver(partnership, table).state == "current"


def newest(partnership: Partnership, level: str = "buurt") -> ScoreRun:
    run = ScoreRun.objects.newest(partnership, level)
    assert run is not None
    return run


def results(partnership: Partnership) -> dict[str, AreaResult]:
    """The newest results of the buurten by letter."""
    letters = {code: letter for letter, code in CODES.items()}
    return {letters[result.area.code]: result for result in newest(partnership).results.select_related("area")}
