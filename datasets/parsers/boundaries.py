"""Boundaries of gemeenten, wijken and buurten, or of areas that a partnership drew itself, as WKB.

They come from a GeoPackage, zipped Shapefile, GeoJSON or TopoJSON, or from a table with outlines as text.

Whether a shape is valid is not judged here: the database does that, and mends it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from datasets.parsers.attributes import readable_layers
from datasets.parsers.boundary_layers import MAX_AREAS, Layer, map_layers, table_layer
from datasets.parsers.codes import CODE, area_codes, had_zero_restored, level_of, own_codes, parent_code
from datasets.parsers.files import WORKBOOKS, FileKind
from datasets.parsers.map_columns import (
    ANY_CODES,
    ANY_NAMES,
    COUNTS,
    LAND,
    LEVEL_CODES,
    LEVEL_NAMES,
    LEVELS,
    OWN_CODES,
    WATERS,
    YEARS,
)
from datasets.parsers.map_files import MapFile
from datasets.parsers.problems import Problem, RefusedError, error, refusal, warning
from datasets.parsers.wkt import is_closed

POLYGONS = (3, 6)  # WKB types Polygon and MultiPolygon
PARENTS = {"buurt": "wijk", "wijk": "gemeente"}
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
BETWEEN = " · "  # names of columns in one param
COLUMN_YEAR = re.compile(r"(?:19|20)\d{2}(?=$|\D)")


@dataclass(frozen=True, slots=True)
class BoundaryRow:
    """One area of a file of boundaries.

    `row` counts features from 1 within its layer, or is the row of a table; `wkb` is a 2D Polygon or MultiPolygon,
    maybe invalid.

    `name` is "" where the file has none. `parent` is the code one level up: the file's own, else from the code.
    `attributes` has "inhabitants" and "dwellings" where the file has such a column; None is not published.
    """

    code: str
    name: str
    level: str
    wkb: bytes
    row: int
    attributes: dict[str, int | None]
    parent: str | None


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The content of a file: the areas that can be used and the problems of the others.

    Water is counted, not loaded.
    """

    areas: list[BoundaryRow]
    srid: int
    year: int | None
    problems: list[Problem]
    water: int = 0


def read_boundaries(
    path: Path, kind: FileKind, name: str | None = None, own: bool = False, code_column: str = ""
) -> Boundaries | Problem:
    """Read all areas of all layers.

    `name` is what the user called the file; the year may stand in it. With `own` every area is a deelgebied under a
    code of the partnership's own, without parent. `code_column` is where the user says that the codes are.

    Refusals: no_geometry_in_file, damaged_file, wrong_encoding, too_many_rows, no_map_codes, which_code_column,
    missing_column, unknown_projection, no_areas, personal_data and those of `files.shapefiles`; with `own`
    no_own_code_column. Errors of rows: no_geometry, not_a_polygon, open_outline, missing_code, unusable_code (with
    `own` unusable_own_code), duplicate_code. Warnings: lost_leading_zero, code_column_found, no_vintage, no_map_codes
    (of one layer; value is its name).
    """
    column = code_column.lower()
    if kind in {FileKind.CSV, *WORKBOOKS}:
        layer = table_layer(path, kind, own)
        return layer if isinstance(layer, Problem) else _combined([layer], name or path.name, column)
    try:
        with MapFile(path, kind) as file:
            readable_layers(file)
            found = list(map_layers(file, own, column))
    except RefusedError as refused:
        return refused.problem
    return _combined(found, name or path.name, column)


def _combined(layers: list[Layer], name: str, code_column: str) -> Boundaries | Problem:
    if not layers:
        return refusal("no_geometry_in_file")
    if any(len(layer.shapes) > MAX_AREAS for layer in layers):
        return refusal("too_many_rows", limit=MAX_AREAS)
    layers = [layer for layer in layers if len(layer.shapes)]
    coded = _coded(layers, code_column)
    if isinstance(coded, Problem):
        return coded
    srid = coded[0].srid
    if srid is None or any(layer.srid != srid for layer in coded):
        return refusal("unknown_projection")
    seen: dict[str, int] = {}
    areas = [area for layer in coded for area in _read_rows(layer, seen)]
    problems = [problem for layer in coded for problem in layer.problems]
    if not areas and not problems:
        return refusal("no_areas")
    year = _year(coded, name)
    problems += [warning("no_map_codes", value=layer.name) for layer in layers if layer not in coded]
    problems += [] if year else [warning("no_vintage")]
    return Boundaries(areas, srid, year, problems, sum(layer.water for layer in coded))


def _coded(layers: list[Layer], code_column: str) -> list[Layer] | Problem:
    """Return the layers with codes of areas: in the column that was said, in one of a known name, else by their cells."""
    if code_column:
        for layer in layers:
            layer.said_column = code_column if code_column in layer.columns else None
        return [layer for layer in layers if layer.said_column] or refusal("missing_column", code_column)
    if coded := [layer for layer in layers if _code_column(layer)[0] is not None]:
        return coded
    if any(layer.own for layer in layers):
        return refusal("no_own_code_column")
    columns = {layer.name: _columns_of_codes(layer) for layer in layers}
    for layer in layers:
        found = columns[layer.name]
        layer.found_column = found[0] if len(found) == 1 else None
    if coded := [layer for layer in layers if layer.found_column]:
        return coded
    several = [column for found in columns.values() for column in found]
    if several:
        return refusal("which_code_column", columns=BETWEEN.join(dict.fromkeys(several)))
    return refusal("no_map_codes" if layers else "no_areas")


def _read_rows(layer: Layer, seen: dict[str, int]) -> list[BoundaryRow]:
    """Read the areas of a layer; fill its problems and water.

    `seen` holds the row of every code so far, of all layers.
    """
    column, level = _code_column(layer)
    cells = pd.Series(layer.columns[column or ""], dtype=object)
    codes = own_codes(cells) if layer.own else area_codes(cells, _level_hint(layer, level))[0]
    land = np.array([_text(cell).upper() in LAND for cell in _first(layer, WATERS)], dtype=bool)
    layer.water = int((~land).sum())
    area = _area_maker(layer, codes)
    areas = []
    for at in map(int, np.flatnonzero(land)):
        problem = _problem(layer, at, codes[at], _text(cells[at]), seen)
        if problem:
            layer.problems.append(replace(problem, column=column))
        elif layer.own or level_of(codes[at]) != "land":
            areas.append(area(at))
    if layer.found_column:
        layer.problems.append(warning("code_column_found", column=column))
    restored = int(had_zero_restored(cells, codes).sum())
    if restored:
        layer.problems.append(warning("lost_leading_zero", column=column, count=restored))
    return areas


def _problem(layer: Layer, at: int, code: str | None, cell: str, seen: dict[str, int]) -> Problem | None:
    row, shape = layer.rows[at], layer.shapes[at]
    if code is None and cell:
        return error("unusable_own_code" if layer.own else "unusable_code", row, value=cell)
    if code is None:
        return error("missing_code", row)
    if code in seen:
        return error("duplicate_code", row, value=code, first_row=seen[code])
    seen[code] = row
    if shape is None:
        return error("no_geometry", row, value=code)
    if _wkb_type(shape) not in POLYGONS:
        return error("not_a_polygon", row, value=code)
    return None if is_closed(shape) else error("open_outline", row, value=code)


def _area_maker(layer: Layer, codes: np.ndarray) -> Callable[[int], BoundaryRow]:
    """Return a function that makes the area of a position in the layer; the columns are looked up once."""
    names = {level: _first(layer, (*columns, *ANY_NAMES)) for level, columns in LEVEL_NAMES.items()}
    parents = {level: _codes_of(layer, above) for level, above in PARENTS.items()}
    counts = {key: _counts(layer, columns) for key, columns in COUNTS.items() if layer.columns.keys() & set(columns)}

    def area(at: int) -> BoundaryRow:
        code, level = codes[at], "deelgebied" if layer.own else level_of(codes[at])
        attributes = {key: values[at] for key, values in counts.items()}
        parent = None if layer.own else (parents[level][at] if level in parents else None) or parent_code(code)
        return BoundaryRow(code, _text(names[level][at]), level, layer.shapes[at], layer.rows[at], attributes, parent)

    return area


def _code_column(layer: Layer) -> tuple[str | None, str | None]:
    """Return the column of the area's own code and its level: that of the finest level that has anything in it."""
    if layer.said_column:
        return layer.said_column, "deelgebied" if layer.own else None
    levels = {"deelgebied": OWN_CODES} if layer.own else LEVEL_CODES
    candidates = [(column, level) for level, columns in levels.items() for column in columns]
    for column, level in [*candidates, *((column, None) for column in ANY_CODES)]:
        if column in layer.columns and any(map(_text, layer.columns[column])):
            return column, level
    return layer.found_column, None


def _columns_of_codes(layer: Layer) -> list[str]:
    """Return the columns of which every cell is a code in full form that no other row has."""
    return [name for name, cells in layer.columns.items() if _are_codes([_text(cell).upper() for cell in cells])]


def _are_codes(texts: list[str]) -> bool:
    return len(set(texts)) == len(texts) and all(CODE.fullmatch(text) for text in texts)


def _level_hint(layer: Layer, level: str | None) -> pd.Series:
    return pd.Series([level] * len(layer.shapes) if level else _first(layer, LEVELS), dtype=object)


def _codes_of(layer: Layer, level: str) -> np.ndarray:
    return area_codes(pd.Series(_first(layer, LEVEL_CODES[level]), dtype=object), _level_hint(layer, level))[0]


def _first(layer: Layer, columns: tuple[str, ...]) -> np.ndarray:
    """Return the cells of the first of these columns that the layer has; all None where it has none."""
    nothing = np.full(len(layer.shapes), None)
    return next((layer.columns[column] for column in columns if column in layer.columns), nothing)


def _counts(layer: Layer, columns: tuple[str, ...]) -> list[int | None]:
    """Return whole numbers; None for blanks, text and the negative marks of CBS (-99995, -99997, -99999999)."""
    cells = pd.Series(_first(layer, columns))
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return [round(number) if number >= 0 and np.isfinite(number) else None for number in numbers]


def _year(layers: list[Layer], name: str) -> int | None:
    """Return the one year in the columns, else in the file's name, else in the layers' names.

    None if none or several.
    """
    cells = [_text(cell) for layer in layers for column in YEARS for cell in layer.columns.get(column, ())]
    stated = {match.group() for cell in set(cells) if (match := COLUMN_YEAR.match(cell))}
    for found in (stated, _years([name]), _years([layer.name for layer in layers])):
        if found:
            return int(found.pop()) if len(found) == 1 else None
    return None


def _years(names: list[str]) -> set[str]:
    return {year for name in names for year in YEAR.findall(name)}


def _wkb_type(shape: bytes) -> int:
    return int.from_bytes(shape[1:5], "little" if shape[0] else "big")


def _text(cell: object) -> str:
    return "" if cell is None or (isinstance(cell, float) and np.isnan(cell)) else str(cell).strip()
