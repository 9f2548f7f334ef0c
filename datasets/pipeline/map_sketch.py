"""A small picture of an area among its neighbours, for paper: SVG text that PostGIS makes in one query."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from django.db import connection

from datasets.models import Area

WIDTH, HEIGHT = 1000, 750
AROUND = 1.6  # as wide as the area times this
LEAST_SHARE = 0.04  # of the picture; a smaller piece of a neighbour gets no name
LONGEST_NAME = 22
SIZE = 36
LETTER = 18  # a letter is about this wide
MOST_MOVED = 60  # a name that has to move further from the edge would lie over another area

OTHER = 'fill="#f4f6f7" stroke="#7a8994" stroke-width="3"'
CHOSEN = 'fill="#e2a06d" stroke="#16222b" stroke-width="9" stroke-linejoin="round"'
BARRIER = 'fill="none" stroke="#16222b" stroke-width="18"'
DASHES = 'fill="none" stroke="#ffffff" stroke-width="8" stroke-dasharray="26 18"'
NAME = 'font-family="Libertinus Serif" text-anchor="middle" stroke="#ffffff" stroke-width="7" paint-order="stroke" fill="#16222b"'

SKETCH = """
WITH chosen AS (
    SELECT id, partnership_id, level, vintage, (ST_XMin(geometry) + ST_XMax(geometry)) / 2 AS x,
           (ST_YMin(geometry) + ST_YMax(geometry)) / 2 AS y,
           %(around)s * greatest(ST_XMax(geometry) - ST_XMin(geometry), (ST_YMax(geometry) - ST_YMin(geometry)) * %(ratio)s) AS width
    FROM datasets_area WHERE id = %(area)s
), view AS (
    SELECT *, ST_MakeEnvelope(x - width / 2, y - width / %(ratio)s / 2, x + width / 2, y + width / %(ratio)s / 2, 28992) AS box
    FROM chosen
), near AS (
    SELECT area.id, area.name, area.id = view.id AS is_chosen,
           ST_SetSRID(ST_CoverageSimplify(area.geometry, view.width / 400) OVER (), 28992) AS geometry
    FROM datasets_area area JOIN view USING (partnership_id, level, vintage)
    WHERE area.geometry && ST_Expand(view.box, view.width / 20)
), drawn AS (
    SELECT CASE WHEN is_chosen THEN 'chosen' ELSE 'other' END AS kind, id, name, geometry FROM near
    UNION ALL
    SELECT 'barrier', link.id, '', ST_CollectionExtract(ST_Intersection(ST_Boundary(a.geometry), ST_Boundary(b.geometry)), 2)
    FROM datasets_arealink link JOIN near a ON a.id = link.a_id JOIN near b ON b.id = link.b_id WHERE link.barrier <> 'none'
), scaled AS (
    SELECT kind, drawn.id, name, drawn.geometry && box AS is_shown,
           ST_TransScale(ST_ClipByBox2D(drawn.geometry, ST_Expand(box, width / 20)), -x, -y, %(size)s / width, %(size)s / width) AS shape,
           ST_TransScale(ST_ClipByBox2D(drawn.geometry, box), -x, -y, %(size)s / width, %(size)s / width) AS inside
    FROM drawn, view
)
SELECT kind, name, ST_AsSVG(shape, 1, 0), CASE WHEN kind <> 'barrier' THEN ST_Area(inside) END,
       ST_X(ST_PointOnSurface(inside)), -ST_Y(ST_PointOnSurface(inside))
FROM scaled WHERE is_shown AND NOT ST_IsEmpty(shape) ORDER BY kind = 'chosen', id
"""


@dataclass(frozen=True, slots=True)
class Sketch:
    svg: str
    has_barriers: bool


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    x: float
    y: float

    @property
    def width(self) -> float:
        return LETTER * len(self.text)

    def meets(self, other: _Name) -> bool:
        return abs(self.x - other.x) < (self.width + other.width) / 2 and abs(self.y - other.y) < SIZE


def sketch(area: Area) -> Sketch:
    """Draw the area filled, the others of its level in outline with their names, barriers as a thick striped line."""
    values = {"area": area.pk, "around": AROUND, "ratio": WIDTH / HEIGHT, "size": WIDTH}
    with connection.cursor() as cursor:
        cursor.execute(SKETCH, values)
        rows = cursor.fetchall()
    paths: dict[str, list[str]] = {"other": [], "chosen": [], "barrier": []}
    for kind, _text, path, *_place in rows:
        paths[kind].append(path)
    drawn = [f'<path d="{path}" {OTHER}/>' for path in paths["other"]]
    drawn += [f'<path d="{path}" {CHOSEN}/>' for path in paths["chosen"]]
    drawn += [f'<path d="{path}" {line}/>' for line in (BARRIER, DASHES) for path in paths["barrier"]]
    others = [row[1:2] + row[3:] for row in rows if row[0] == "other" and row[4] is not None]  # a piece is in sight
    return Sketch(_svg([*drawn, *_texts(others)]), bool(paths["barrier"]))


def _texts(others: list[tuple[str, float, float, float]]) -> list[str]:
    """Return names, surfaces and places as text.

    Of two names that would lie over each other, the larger area keeps its own.
    """
    kept: list[_Name] = []
    for text, surface, x, y in sorted(others, key=lambda row: -row[1]):
        name = _inside(text, x, y)
        moved = abs(name.x - x) > MOST_MOVED
        if surface > LEAST_SHARE * WIDTH * HEIGHT and not moved and not any(name.meets(other) for other in kept):
            kept.append(name)
    return [
        f'<text x="{name.x:.0f}" y="{name.y:.0f}" font-size="{SIZE}" {NAME}>{escape(name.text)}</text>' for name in kept
    ]


def _inside(text: str, x: float, y: float) -> _Name:
    """Shorten a name, and move it so that no letter falls outside the picture."""
    shown = text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"
    edge = (WIDTH - LETTER * len(shown)) / 2
    return _Name(shown, min(max(x, -edge), edge), y)


def _svg(parts: list[str]) -> str:
    box = f"{-WIDTH / 2:.0f} {-HEIGHT / 2:.0f} {WIDTH} {HEIGHT}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{"".join(parts)}</svg>'
