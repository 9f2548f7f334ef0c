"""Decisions of the invented parties: an advice adopted, weights voted on, what they know of Twekkelerveld."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from accounts.models import Partnership, Party, User
from datasets.models import Area, Asset, Level
from demo.areas import STORY_BUURT
from demo.people import USERS
from demo.story import ADVICE_ADOPTED, Story, clock
from sia import actions, pipeline
from sia.models import AreaResult, Ballot, ScoreModel, ScoreRun
from sia.pipeline.ballots import Key, questions_of

# Points over social, health, housing, safety, living environment and climate, per party that votes.
POINTS = {
    "gemeente": (22, 20, 14, 16, 12, 16),
    "woon_noord": (20, 16, 28, 14, 12, 10),
    "woon_midden": (20, 18, 24, 14, 14, 10),
    "woon_zuid": (18, 16, 30, 12, 14, 10),
    "huurders": (26, 20, 20, 14, 14, 6),
}
VOTERS = {
    "gemeente": "secretaris@gemeente.demo",
    "woon_noord": "manager@woonnoord.demo",
    "woon_midden": "manager@woonmidden.demo",
    "woon_zuid": "manager@woonzuid.demo",
    "huurders": "bestuur@huurders.demo",
}
TITLE, ADOPTED = "SIA van {month of meeting 4}", "Vastgesteld in de kerngroep van {month of meeting 4}."
WEIGHTS = "Kerngroep van {month of meeting 3}: we nemen het gemiddelde."
DRAWN_UP_BEFORE, VOTING = timedelta(days=7), timedelta(days=21)
AT_ONCE = 2  # joint agendas that the parties can carry
EARLY = ("woon_noord", "huurders")  # have voted in the round that is open now
DEVIATION = ("De Bothoven", "dia", "Veel werk van corporaties en gemeente valt hier in dezelfde jaren.")
NOTES = [
    ("woon_midden", "confirm", "In de flats aan de noordkant weten bewoners de weg naar hulp niet te vinden.", ""),
    ("gemeente", "nuance", "Studenten trekken het inkomen omlaag. De nood is vooral in het zuiden echt hoog.", ""),
    (
        "huurders",
        "correct",
        "Het cijfer over ontmoeten klopt niet: het buurthuis is al een half jaar dicht.",
        "Kans lager.",
    ),
]
# Bottleneck, theme, party; then its opportunities: text, asset, activity, party that takes it up.
BOTTLENECKS: list[tuple[str, str, str, list[tuple[str, str, str, str | None]]]] = [
    (
        "Veel bewoners zijn eenzaam",
        "health",
        "huurders",
        [
            ("Samen eten in het Huis van de Wijk", "Huis van de Wijk", "", "gemeente"),
            ("Een bewegingsgroep bij de voetbalclub", "Voetbalclub", "", None),
        ],
    ),
    (
        "Kinderen sporten weinig",
        "social",
        "gemeente",
        [("Zwemmen bij de campus, over de snelweg", "", "Het zwembad is gratis voor kinderen uit de wijk", "gemeente")],
    ),
    (
        "Woningen zijn koud en vochtig",
        "housing",
        "woon_noord",
        [("Isoleren met de renovatie mee", "", "", "woon_noord")],
    ),
    ("De straat staat blank na een bui", "climate", "gemeente", []),
]


def decide(partnership: Partnership, parties: dict[str, Party], first: ScoreModel, story: Story) -> None:
    """Adopt an advice of months ago with one deviation, vote on the weights, and open a second vote."""
    for level in (Level.BUURT, Level.WIJK):
        pipeline.compute(partnership, first, level)
    adopted_on = story.meetings[ADVICE_ADOPTED - 1]
    ScoreRun.objects.of(partnership).update(created_at=clock(adopted_on - DRAWN_UP_BEFORE, time(9)))
    lead = User.objects.get(email="secretaris@gemeente.demo")
    _adopt(partnership, lead, story)
    second = actions.new_version(model=first, by=lead, note="Gewichten van de partijen zelf.")
    second.max_running, second.first_year = AT_ONCE, story.year + 1
    second.save(update_fields=["max_running", "first_year"])
    due = story.today + VOTING
    agreed = _vote(parties, second, POINTS, due)
    actions.close_ballot(ballot=agreed, by=lead)
    actions.decide_weights(ballot=agreed, by=lead, method=Ballot.Method.MEAN, reason=story.tell(WEIGHTS))
    draft = actions.new_version(model=agreed.model, by=lead, note="Telt klimaat zwaar genoeg?")
    _vote(parties, draft, EARLY, due)


def tell(partnership: Partnership, parties: dict[str, Party]) -> None:
    """Add what the parties know of Twekkelerveld, and which opportunities they see."""
    area = Area.objects.of(partnership).current().get(code=STORY_BUURT)
    people = {person.party: User.objects.get(email=person.email) for person in USERS if person.role != "viewer"}
    for party, kind, text, effect in NOTES:
        actions.interpret(area=area, by=people[party], party=parties[party], kind=kind, text=text, effect=effect)
    for text, theme, party, opportunities in BOTTLENECKS:
        found = actions.name_bottleneck(area=area, by=people[party], party=parties[party], text=text, theme=theme)
        for opportunity, asset, activity, taker in opportunities:
            actions.add_opportunity(
                bottleneck=found,
                by=people[taker or party],
                text=opportunity,
                asset=Asset.objects.of(partnership).filter(name__startswith=asset).first() if asset else None,
                activity=activity,
                taken_up_by=parties[taker] if taker else None,
            )


def _adopt(partnership: Partnership, lead: User, story: Story) -> None:
    at = clock(story.meetings[ADVICE_ADOPTED - 1], time(15))
    run = ScoreRun.objects.newest(partnership, Level.BUURT)
    assert run is not None  # noqa: S101 -- computed just before
    name, advice, reason = DEVIATION
    snapshot = actions.make_snapshot(
        partnership=partnership, level=Level.BUURT, by=lead, title=story.tell(TITLE), seen=run.pk
    )
    snapshot = actions.move_snapshot(snapshot=snapshot, by=lead, to="interpreting")
    result = AreaResult.objects.get(run=run, area__name=name)
    actions.deviate(snapshot=snapshot, result=result, by=lead, advice=advice, reason=reason, seen="")
    snapshot = actions.move_snapshot(snapshot=snapshot, by=lead, to="proposed")
    actions.adopt_snapshot(snapshot=snapshot, by=lead, decision=story.tell(ADOPTED), at=at)


def _vote(parties: dict[str, Party], model: ScoreModel, voting: Iterable[str], due: date) -> Ballot:
    """Open a round in which these parties vote; inside a theme everybody divides evenly."""
    lead = User.objects.get(email="secretaris@gemeente.demo")
    ballot = actions.open_ballot(model=model, by=lead, question="Hoe zwaar weegt elk thema?", due=due)
    for party in voting:
        person = User.objects.get(email=VOTERS[party])
        actions.cast_vote(ballot=ballot, party=parties[party], by=person, divided=_divided(model, party), seen="")
    ballot.refresh_from_db()
    return ballot


def _divided(model: ScoreModel, party: str) -> dict[Key, dict[str, int]]:
    found = {}
    for question in questions_of(model):
        codes = [member.code for member in question.members]
        even = [100 // len(codes) + (place < 100 % len(codes)) for place in range(len(codes))]
        usual = question.key == ("urgency", "") and len(codes) == len(POINTS[party])
        found[question.key] = dict(zip(codes, POINTS[party] if usual else even, strict=True))
    return found
