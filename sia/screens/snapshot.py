"""A snapshot of the advice as it was adopted, or as it stands while the core group speaks about it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise

from accounts.models import Partnership, User
from datasets.models import Area
from datasets.models.indicators import Theme
from sia import states
from sia.charts import group_letter
from sia.models import AreaResult, Interpretation, ScoreRun, ScoreTheme, Snapshot
from sia.pipeline import snapshots as pipeline
from sia.pipeline import stored
from sia.pipeline.moves import moves
from sia.pipeline.snapshots import FIGURES, Change, Plain
from sia.screens.advice import Case, case_of
from sia.screens.advice_words import GateCell
from sia.screens.groups import mixes_with
from sia.screens.ranking.rows import CAUSES

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

    @property
    def deviates(self) -> bool:
        return self.adopted != self.case.result.advice

    @property
    def adopted_label(self) -> str | Promise:
        return CLASSES[self.adopted]


@dataclass(frozen=True, slots=True)
class Group:
    letter: str
    mixes: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: str | Promise
    groups: list[Group]

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Shift:
    """An area whose class or group is another today; the words are empty where the area was not there."""

    change: Change
    then: str | Promise
    then_group: str
    now: str | Promise
    now_group: str
    why: str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    label: str | Promise
    done: bool
    current: bool


def list_page(partnership: Partnership) -> dict[str, Any]:
    found = Snapshot.objects.of(partnership).select_related("run__model", "created_by").defer("body", "run__inputs")
    return {"snapshots": found, "has_run": ScoreRun.objects.of(partnership).exists()}


def page(snapshot: Snapshot, user: User) -> dict[str, Any]:
    """An adopted snapshot is drawn from its own text alone; where that was tampered with, only the warning is."""
    content = pipeline.read_body(snapshot) if snapshot.is_fixed else pipeline.body_of(snapshot)
    base = {
        "snapshot": snapshot,
        "steps": steps(snapshot),
        "moves": states.next_states(states.SNAPSHOT, snapshot.state, user, snapshot.partnership),
        "may_deviate": may_deviate(snapshot, user),
        "may_open_agenda": snapshot.state == Snapshot.State.ADOPTED
        and user.has_role(snapshot.partnership, *states.MAY_LEAD),
        "unchanged": pipeline.is_unchanged(snapshot) if snapshot.is_fixed else None,
        "content": content,
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


def may_deviate(snapshot: Snapshot, user: User) -> bool:
    return snapshot.state in states.SNAPSHOT_OPEN and user.has_role(snapshot.partnership, *states.MAY_LEAD)


def steps(snapshot: Snapshot) -> list[Step]:
    """The states on the way; `replaced` only where it came to that."""
    shown = [state for state in Snapshot.State if state != Snapshot.State.REPLACED or state == snapshot.state]
    at = shown.index(Snapshot.State(snapshot.state))
    return [Step(state.label, place < at, place == at) for place, state in enumerate(shown)]


def sections_of(content: Plain) -> list[Section]:
    """By the class that is adopted; in it by urgency, joint agendas in the groups of their order."""
    rows = [row_of(area) for area in content["areas"]]
    found = []
    for key, label in CLASSES.items():
        mine = sorted((row for row in rows if row.adopted == key), key=place)
        groups = [
            Group(group_letter(number), mixes_with(content["run"]["robustness"], "agenda", number), list(part))
            for number, part in groupby(mine, agenda_group)
        ]
        found.append(Section(key, label, groups))
    return [section for section in found if section.count]


def place(row: Row) -> tuple[Any, ...]:
    """In groups by name; otherwise by rank, those without a rank last."""
    result, group = row.case.result, agenda_group(row)
    return group is None, group or 0, result.area.name if group else "", result.rank is None, result.rank or 0


def agenda_group(row: Row) -> int | None:
    """Of the order among joint agendas; none for an area that was not advised as one."""
    is_agenda = row.adopted == row.case.result.advice == AreaResult.AdviceClass.DIA
    return row.case.result.advice_tranche if is_agenda else None


def row_of(area: Plain) -> Row:
    readings = [{**reading, "kind": KINDS[reading["kind"]]} for reading in area["interpretations"]]
    readings = [{**reading, "date": parse_date(reading["date"])} for reading in readings]
    return Row(case_of(result_of(area)), area["adopted"], area["reason"], area["reason_of"], readings)


def result_of(area: Plain) -> AreaResult:
    """What a run said of the area, as rows that are not stored."""
    known = Area(code=area["code"], name=area["name"], inhabitants=area["inhabitants"], dwellings=area["dwellings"])
    return AreaResult(area=known, **{name: area[name] for name in FIGURES})


def heads_of(sections: list[Section]) -> list[GateCell]:
    return sections[0].groups[0].rows[0].case.cells if sections else []


def basis(content: Plain) -> dict[str, Any]:
    """What the snapshot rests on: run, model with its weights, sources."""
    weighing = content["model"]["weighing"]
    return {
        "date": parse_datetime(content["run"]["date"]),
        "thresholds": weighing,
        "weights": [
            {"tree": TREES[b["tree"]], "theme": THEMES[b["theme"]], "weight": b["weight"]} for b in weighing["branches"]
        ],
        "sources": content["sources"],
    }


def shifts(snapshot: Snapshot, content: Plain) -> list[Shift]:
    """Advice then beside the advice on today's data, for the areas where they differ."""
    newest = ScoreRun.objects.newest(snapshot.partnership, content["level"])
    if newest is None or newest.pk == snapshot.run_id:
        return []
    now = stored(newest)
    found = pipeline.changes(content, now.results)
    why = {area: CAUSES[move.cause] for area, move in moves(stored(snapshot.run), now).items()} if found else {}
    ids = {result.area.code: result.area_id for result in now.results}
    return [shift(change, why.get(ids.get(change.code, 0), "")) for change in found]


def shift(change: Change, why: str | Promise) -> Shift:
    then, now = change.then or {}, change.now or {}
    return Shift(
        change,
        CLASSES.get(then.get("advice", ""), ""),
        group_letter(then.get("tranche")),
        CLASSES.get(now.get("advice", ""), ""),
        group_letter(now.get("tranche")),
        why,
    )


def rerun_page(snapshot: Snapshot, user: User) -> dict[str, Any]:
    """The page, and what came of doing the run once more."""
    return page(snapshot, user) | {"reran": True, "differences": pipeline.again(snapshot)}


def area_page(snapshot: Snapshot, result: AreaResult) -> dict[str, Any]:
    """One area that is spoken about: its gates, the readings, and the deviation that stands."""
    return {
        "snapshot": snapshot,
        "case": case_of(result),
        "result": result,
        "area": result.area,
        "readings": [
            {**reading, "kind": KINDS[reading["kind"]], "date": parse_date(reading["date"])}
            for reading in pipeline.interpretations_of(snapshot.run)[result.area_id]
        ],
        "standing": snapshot.deviations.filter(area=result.area_id).select_related("party").first(),
        "is_open": snapshot.state in states.SNAPSHOT_OPEN,
    }
