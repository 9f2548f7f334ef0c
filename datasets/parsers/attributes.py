"""The attribute table of a map file (GeoPackage, Shapefile in a zip, GeoJSON, TopoJSON), without its shapes."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from datasets.parsers.files import FileKind
from datasets.parsers.map_files import MapFile, MapLayer
from datasets.parsers.personal import personal_refusal
from datasets.parsers.problems import Problem, RefusedError
from datasets.parsers.tables import check_size

AREA_LAYERS = re.compile(r"buurt|wijk|gemeente", re.IGNORECASE)
LEVEL_CODES = ("buurtcode", "bu_code", "wijkcode", "wk_code", "gemeentecode", "gm_code")  # the lowest level first
MERGED_CODE = "areacode"  # the column that is added when layers of several levels are put under one another


def read_attributes(path: Path, kind: FileKind) -> tuple[pd.DataFrame, list[str]] | Problem:
    """Read all rows (cells str, int, float or None) and the layers they came from.

    Layers of gemeenten, wijken and buurten are put under one another, each row's own code in "areacode"; without such
    layers the first counts, one of points only where there is no other.
    """
    try:
        with MapFile(path, kind) as file:
            frames = readable_layers(file)
            layers = _area_layers(file.layers)
            return _under_one_another([frames[layer.at] for layer in layers]), [layer.name for layer in layers]
    except RefusedError as refused:
        return refused.problem


def readable_layers(file: MapFile) -> list[pd.DataFrame]:
    """Read the cells of every layer.

    Raises RefusedError for one that is too large, or holds personal data, also where it is not used.
    """
    for layer in file.layers:
        check_size(layer.rows, len(layer.columns), layer.name)
    frames = []
    for layer in file.layers:
        frames.append(_frame(file.read(layer).columns))
        personal = personal_refusal(frames[-1], layer.name)
        if personal:
            raise RefusedError(personal)
    return frames


def _area_layers(layers: Sequence[MapLayer]) -> list[MapLayer]:
    named = [layer for layer in layers if AREA_LAYERS.search(layer.name)]
    rest = sorted(layers, key=lambda layer: layer.geometry == "Point")  # labels of the areas beside them
    return named or rest[:1]


def _frame(columns: Mapping[str, np.ndarray]) -> pd.DataFrame:
    return pd.DataFrame({name: _cells(column) for name, column in columns.items()}, dtype=object)


def _cells(column: np.ndarray) -> np.ndarray:
    """Return numbers as int or float, NULL as None, everything else as text."""
    cells = column.astype(object)
    cells[pd.isna(cells)] = None
    return cells


def _under_one_another(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if len(frames) <= 1:
        return frames[0] if frames else pd.DataFrame()
    coded = []
    for frame in frames:
        lower = {name.lower(): name for name in frame.columns}
        own = next((lower[code] for code in LEVEL_CODES if code in lower), None)
        coded.append(frame if own is None else frame.assign(**{MERGED_CODE: frame[own]}))
    merged = pd.concat(coded, ignore_index=True)
    return merged.astype(object).where(merged.notna(), None)
