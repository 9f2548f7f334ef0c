"""The advice as one canonical text: what is adopted, its fingerprint, and whether it can be made again."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from datasets.pipeline.grants import Grant
from datasets.pipeline.lineage import selves
from sia.models import AreaResult, Interpretation, ScoreRun, Snapshot
from sia.pipeline.compute import Standing, rerun
from sia.pipeline.covered import blank

Plain = dict[str, Any]
FORMAT = 1
# Of an area what the run itself says; the rest of an area's part in a body is what people decided and wrote.
FIGURES = ["rank", "rank_low", "rank_high", "mean_rank", "top_chance", "ranked_share"]
FIGURES += ["tranche", "set_low", "set_high", "urgency", "urgency_coverage"]
FIGURES += ["potential", "potential_own", "neighbour_gain", "gates", "advice", "advice_chances", "advice_order"]
FIGURES += ["priority", "start_year"]
RESULT = [field.attname for field in AreaResult._meta.concrete_fields if field.name not in {"id", "run", "area"}]
RUN = ["engine_version", "input_hash", "vintage", "weighing", "treatment", "breaks", "robustness"]


@dataclass(frozen=True, slots=True)
class Difference:
    """`kept` and `again` as canonical text; `code` is of the area, empty for the run as a whole."""

    code: str
    name: str
    field: str
    kept: str
    again: str


@dataclass(frozen=True, slots=True)
class Change:
    """An area of which class or group differs between a body and a later run; None where it was or is not there."""

    code: str
    name: str
    then: Plain | None
    now: Plain | None


def canonical(content: Any) -> str:
    """Return one text for equal content: keys sorted, no white space, floats by repr.

    Raises ValueError for NaN, which is no JSON.
    """
    return json.dumps(_steady(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _steady(content: Any) -> Any:
    """Return the content without negative zero: PostgreSQL's jsonb does not keep it."""
    if isinstance(content, float):
        return content + 0.0
    if isinstance(content, Mapping):
        return {str(key): _steady(value) for key, value in content.items()}
    return [_steady(value) for value in content] if isinstance(content, list | tuple) else content


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_unchanged(snapshot: Snapshot) -> bool:
    return fingerprint(snapshot.body) == snapshot.sha256


def read_body(snapshot: Snapshot) -> Plain | None:
    """Read the content as adopted; None where the text is no longer what was written."""
    try:
        content = json.loads(snapshot.body)
    except ValueError:
        return None
    return content if isinstance(content, dict) and content.get("format") == FORMAT else None


def content_of(snapshot: Snapshot, grant: Grant) -> Plain | None:
    """Return what may be shown of a snapshot: its text as adopted or as it is now, covered for who may not read all behind it."""
    content = read_body(snapshot) if snapshot.is_fixed else body_of(snapshot)
    return content if content is None or snapshot.run.is_readable_by(grant) else _covered(content)


def _covered(content: Plain) -> Plain:
    """Return the same content with no more than the group and the classes of each area, by group and name."""
    nothing = {name: value for name, value in blank().items() if name in FIGURES}
    areas = sorted(content["areas"], key=lambda area: (area["tranche"] is None, area["tranche"] or 0, area["name"]))
    drawn = content["run"]["robustness"]
    settings = {"settings": drawn["settings"]} if "settings" in drawn else {}
    return {
        **content,
        "covered": True,
        "run": {**content["run"], "input_hash": "", "robustness": settings, "treatment": {}},
        "areas": [{**area, **nothing} for area in areas],
    }


def body_of(snapshot: Snapshot, *, decision: str = "", adopted_on: date | None = None) -> Plain:
    """Return all that the advice says now, as plain values.

    No person is named: a body cannot be changed, a person may go.
    """
    run, partnership = snapshot.run, snapshot.partnership
    return {
        "format": FORMAT,
        "title": snapshot.title,
        "note": snapshot.note,
        "decision": decision,
        "adopted_on": adopted_on.isoformat() if adopted_on else "",
        "partnership": {"name": partnership.name, "code": partnership.municipality_code},
        "level": run.level,
        "model": {"version": run.model.version, "weighing": run.weighing},
        "run": {
            "id": run.pk,
            "date": run.created_at.isoformat(),
            "engine": run.engine_version,
            "vintage": run.vintage,
            "input_hash": run.input_hash,
            "seed": run.robustness.get("settings", {}).get("seed"),
            "robustness": run.robustness,
            "treatment": run.treatment,
        },
        "sources": run.sources,
        "areas": _areas(snapshot),
    }


def _areas(snapshot: Snapshot) -> list[Plain]:
    """Return the areas by urgency, those without a rank last.

    Each with the class that is adopted, and why where it is another.
    """
    deviations = {deviation.area_id: deviation for deviation in snapshot.deviations.select_related("party")}
    readings = interpretations_of(snapshot.run)
    found = []
    for result in snapshot.run.results.ranked():
        deviation = deviations.get(result.area_id)
        found.append(
            {
                **figures_of(result),
                "adopted": deviation.advice if deviation else result.advice,
                "reason": deviation.reason if deviation else "",
                "reason_of": str(deviation.party or "") if deviation else "",
                "interpretations": readings[result.area_id],
            }
        )
    return found


def figures_of(result: AreaResult) -> Plain:
    area = result.area
    known = {"code": area.code, "name": area.name, "inhabitants": area.inhabitants, "dwellings": area.dwellings}
    return {**known, **{name: getattr(result, name) for name in FIGURES}}


def interpretations_of(run: ScoreRun) -> defaultdict[int, list[Plain]]:
    """Return for each area the readings that stand, oldest first.

    Also of the same area under a former name or code.
    """
    today = selves(run.area_ids)
    standing = Interpretation.objects.of(run.partnership).standing().filter(area__in=today)
    found: defaultdict[int, list[Plain]] = defaultdict(list)
    for reading in standing.order_by("created_at", "pk"):
        found[today[reading.area_id]].append(
            {
                "kind": reading.kind,
                "text": reading.text,
                "effect": reading.effect,
                "party": str(reading.party),
                "date": localdate(reading.created_at).isoformat(),
            }
        )
    return found


def again(snapshot: Snapshot) -> list[Difference]:
    """Repeat the run from nothing but what it kept, and return its differences from what is stored of it.

    Once adopted, also from the body. Empty where all is equal, to the byte. It holds figures: only for who may read all
    that the run rests on.
    """
    kept, repeated = Standing(snapshot.run, list(snapshot.run.results.ranked())), rerun(snapshot.run)
    found = [*_fields(_plain(kept.run, RUN), _plain(repeated.run, RUN)), *_by_area(_rows(kept), _rows(repeated))]
    if snapshot.is_fixed:
        body = (read_body(snapshot) or {}).get("areas", [])
        found += _by_area(
            {area["code"]: {name: area.get(name) for name in FIGURES} for area in body},
            {result.area.code: _plain(result, FIGURES) for result in repeated.results},
        )
    names = {result.area.code: result.area.name for result in repeated.results}
    return [Difference(code, names.get(code, ""), *rest) for code, *rest in dict.fromkeys(found)]


def _rows(standing: Standing) -> dict[str, Plain]:
    return {result.area.code: _plain(result, RESULT) for result in standing.results}


def _plain(row: Any, names: Iterable[str]) -> Plain:
    return {name: getattr(row, name) for name in names}


def _by_area(kept: dict[str, Plain], repeated: dict[str, Plain]) -> list[tuple[str, str, str, str]]:
    codes = dict.fromkeys([*kept, *repeated])
    return [part for code in codes for part in _fields(kept.get(code, {}), repeated.get(code, {}), code)]


def _fields(kept: Plain, repeated: Plain, code: str = "") -> list[tuple[str, str, str, str]]:
    pairs = {name: (canonical(kept.get(name)), canonical(repeated.get(name))) for name in {**kept, **repeated}}
    return [(code, name, one, other) for name, (one, other) in pairs.items() if one != other]


def changes(content: Plain, now: Iterable[AreaResult]) -> list[Change]:
    """Return the areas of which the advised class or the group differs from `content`.

    In its order; new areas come last.
    """
    then = {area["code"]: area for area in content["areas"]}
    today = {result.area.code: figures_of(result) for result in now}
    found = []
    for code in dict.fromkeys([*then, *today]):
        before, after = then.get(code), today.get(code)
        if before is None or after is None or _standing(before) != _standing(after):
            found.append(Change(code, (before or after or {})["name"], before, after))
    return found


def _standing(area: Plain) -> tuple[str, int | None]:
    return area["advice"], area["tranche"]
