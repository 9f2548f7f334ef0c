"""A snapshot of the advice as it was adopted, or as it stands while the core group speaks about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise

from accounts.models import Partnership, User
from accounts.permissions import P, may
from datasets.models import Area
from datasets.models.indicators import Theme
from datasets.pipeline.grants import granted, shared
from sia import states
from sia.models import AreaResult, Interpretation, ScoreRun, ScoreTheme, Snapshot
from sia.pages.advice import Case, case_of
from sia.pages.advice_words import GateCell
from sia.pages.groups import Group, groups_of
from sia.pages.normalisation_words import LABELS
from sia.pages.ranking import Choice
from sia.pages.ranking.rows import CAUSES
from sia.pipeline import snapshots as pipeline
from sia.pipeline import stored
from sia.pipeline.covered import cover
from sia.pipeline.moves import moves
from sia.pipeline.snapshots import FIGURES, Change, Plain
from sia.scoring.tree import Normalisation

CLASSES: dict[str, str | Promise] = dict(AreaResult.AdviceClass.choices)
KINDS: dict[str, str | Promise] = dict(Interpretation.Kind.choices)
THEMES: dict[str, str | Promise] = dict(Theme.choices)
TREES: dict[str, str | Promise] = dict(ScoreTheme.Tree.choices)


@dataclass(frozen=True, slots=True)
class Row:
    """An area in the snapshot: what was advised, what is adopted and why, and what the parties read in its figures."""

    case: Case
    adopted: str
    reason: str
    reason_of: str
    readings: list[dict[str, Any]]
    url: str  # of its why, in the scores of the snapshot

    @property
    def start(self) -> str | Promise:
        return self.case.start

    @property
    def deviates(self) -> bool:
        return self.adopted != self.case.result.advice

    @property
    def adopted_label(self) -> str | Promise:
        return CLASSES[self.adopted]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: str | Promise
    groups: list[Group[Row]]

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Shift:
    """An area whose class or group is another today; the words are empty where the area was not there."""

    change: Change
    then: str | Promise
    now: str | Promise
    why: str | Promise
    url: str  # of the why of then


@dataclass(frozen=True, slots=True)
class Step:
    label: str | Promise
    done: bool
    current: bool


def list_page(partnership: Partnership) -> dict[str, Any]:
    found = Snapshot.objects.of(partnership).select_related("run__model", "created_by").defer("body", "run__inputs")
    return {"snapshots": found, "has_run": ScoreRun.objects.of(partnership).exists()}


def page(snapshot: Snapshot, user: User) -> dict[str, Any]:
    """Return the context of the page of a snapshot.

    An adopted snapshot is drawn from its own text alone; where that was tampered with, only the warning is. Who may not
    read all that it rests on sees of each area its group and its classes.
    """
    content = pipeline.content_of(snapshot, granted(user, snapshot.partnership))
    base = {
        "snapshot": snapshot,
        "steps": steps(snapshot),
        "moves": states.next_states(states.SNAPSHOT, snapshot.state, user, snapshot.partnership),
        "may_deviate": may_deviate(snapshot, user),
        "may_open_agenda": snapshot.state == Snapshot.State.ADOPTED and may(user, P.LEAD, snapshot.partnership),
        "unchanged": pipeline.is_unchanged(snapshot) if snapshot.is_fixed else None,
        "content": content,
        "decided": decided_by(snapshot),
    }
    if content is None:
        return base
    sections = sections_of(content)
    return {
        **base,
        "sections": sections,
        "heads": heads_of(sections),
        "deviations": sum(row.deviates for section in sections for group in section.groups for row in group.rows),
        "basis": basis(content),
        "shifts": shifts(snapshot, content),
        "newest": ScoreRun.objects.newest(snapshot.partnership, content["level"]),
    }


def decided_by(snapshot: Snapshot) -> list[Any]:
    """Return what the core group decided on it while it was a proposal; a later decision only rests on it."""
    taken = snapshot.decisions.filter(state="taken").order_by("answered_at")
    return list(taken.filter(answered_at__lte=snapshot.adopted_at) if snapshot.adopted_at else taken)


def may_deviate(snapshot: Snapshot, user: User) -> bool:
    return snapshot.state in states.SNAPSHOT_OPEN and may(user, P.LEAD, snapshot.partnership)


def steps(snapshot: Snapshot) -> list[Step]:
    """Return the states on the way; `replaced` only where it came to that."""
    shown = [state for state in Snapshot.State if state != Snapshot.State.REPLACED or state == snapshot.state]
    at = shown.index(Snapshot.State(snapshot.state))
    return [Step(state.label, place < at, place == at) for place, state in enumerate(shown)]


def sections_of(content: Plain) -> list[Section]:
    """Return the areas by the class that is adopted, in the groups of urgency, as on the page of the advice."""
    if not content["areas"]:
        return []
    rows = [row_of(area, content) for area in content["areas"]]
    adopted = {key: [row for row in rows if row.adopted == key] for key in CLASSES}
    drawn = content["run"]["robustness"]
    return [
        Section(key, CLASSES[key], groups_of(mine, lambda row: row.case.result, drawn))
        for key, mine in adopted.items()
        if mine
    ]


def row_of(area: Plain, content: Plain) -> Row:
    readings = [{**reading, "kind": KINDS[reading["kind"]]} for reading in area["interpretations"]]
    readings = [{**reading, "date": parse_date(reading["date"])} for reading in readings]
    case, url = case_of(result_of(area), content["model"]["weighing"]), why_url(content, area["code"])
    return Row(case, area["adopted"], area["reason"], area["reason_of"], readings, url)


def why_url(content: Plain, code: str) -> str:
    """Return where the scores of the snapshot explain an area."""
    return Choice(level=content["level"], run=str(content["run"]["id"]), area=code).query()


def result_of(area: Plain) -> AreaResult:
    """Return what a run said of the area, as rows that are not stored. An older body lacks what runs tell since."""
    known = Area(code=area["code"], name=area["name"], inhabitants=area["inhabitants"], dwellings=area["dwellings"])
    return AreaResult(area=known, **{name: area[name] for name in FIGURES if name in area})


def heads_of(sections: list[Section]) -> list[GateCell]:
    return sections[0].groups[0].rows[0].case.cells if sections else []


def basis(content: Plain) -> dict[str, Any]:
    """Return what the snapshot rests on: run, model with its weights, sources."""
    weighing = content["model"]["weighing"]
    return {
        "date": parse_datetime(content["run"]["date"]),
        "thresholds": weighing,
        "normalisation": LABELS[weighing.get("normalisation", Normalisation.GOALPOSTS)],
        "weights": [
            {"tree": TREES[b["tree"]], "theme": THEMES[b["theme"]], "weight": b["weight"]} for b in weighing["branches"]
        ],
        "sources": content["sources"],
    }


def shifts(snapshot: Snapshot, content: Plain) -> list[Shift]:
    """Return the advice then beside the advice on today's data, for the areas where they differ."""
    newest = ScoreRun.objects.newest(snapshot.partnership, content["level"])
    if newest is None or newest.pk == snapshot.run_id:
        return []
    now = stored(newest)
    found = pipeline.changes(content, now.results)
    explained = found and snapshot.run.is_readable_by(shared(snapshot.partnership))
    why = {area: CAUSES[move.cause] for area, move in moves(stored(snapshot.run), now).items()} if explained else {}
    ids = {result.area.code: result.area_id for result in now.results}
    return [shift(change, why.get(ids.get(change.code, 0), ""), why_url(content, change.code)) for change in found]


def shift(change: Change, why: str | Promise, url: str) -> Shift:
    then, now = (CLASSES.get((figures or {}).get("advice", ""), "") for figures in (change.then, change.now))
    return Shift(change, then, now, why, url)


def rerun_page(snapshot: Snapshot, user: User) -> dict[str, Any]:
    """Return the page, and what came of doing the run once more.

    Without the figures for who may not read what it rests on.
    """
    found = pipeline.again(snapshot)
    if not snapshot.run.is_readable_by(granted(user, snapshot.partnership)):
        found = [replace(each, kept="", again="") for each in found]
    return page(snapshot, user) | {"reran": True, "differences": found}


def area_page(snapshot: Snapshot, result: AreaResult, user: User) -> dict[str, Any]:
    """Return one area that is spoken about: its gates, the readings, and the deviation that stands."""
    [result] = cover(snapshot.run, [result], granted(user, snapshot.partnership))
    return {
        "snapshot": snapshot,
        "case": case_of(result, snapshot.run.weighing),
        "result": result,
        "area": result.area,
        "readings": [
            {**reading, "kind": KINDS[reading["kind"]], "date": parse_date(reading["date"])}
            for reading in pipeline.interpretations_of(snapshot.run)[result.area_id]
        ],
        "standing": snapshot.deviations.filter(area=result.area_id).select_related("party").first(),
        "is_open": snapshot.state in states.SNAPSHOT_OPEN,
    }
