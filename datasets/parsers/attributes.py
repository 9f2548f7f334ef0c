"""The attribute table of a map file (GeoPackage, Shapefile in a zip, GeoJSON, TopoJSON), without its shapes."""

import re
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from datasets.parsers.files import FileKind, reader_paths
from datasets.parsers.personal import personal_refusal
from datasets.parsers.problems import Problem, RefusedError, refusal
from datasets.parsers.tables import MAX_ROWS, check_size

AREA_LAYERS = re.compile(r"buurt|wijk|gemeente", re.IGNORECASE)
LEVEL_CODES = ("buurtcode", "bu_code", "wijkcode", "wk_code", "gemeentecode", "gm_code")  # the lowest level first
MERGED_CODE = "areacode"  # the column that is added when layers of several levels are put under one another


def read_attributes(path: Path, kind: FileKind) -> tuple[pd.DataFrame, list[str]] | Problem:
    """All rows (cells str, int, float or None) and the layers they came from.

    Layers of gemeenten, wijken and buurten are put under one another, each row's own code in "areacode"; without such
    layers the first counts, one of points only where there is no other.
    """
    sources = reader_paths(path, kind)
    if isinstance(sources, Problem):
        return sources
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # broken shapes are for boundaries.py to tell
            refused = refused_layer(sources)
            if refused:
                return refused
            layers = _area_layers(sources)
            frames = [_attributes(source, layer) for source, layer in layers]
    except UnicodeDecodeError:
        return refusal("wrong_encoding")
    except (RuntimeError, ValueError, OverflowError):  # all of pyogrio's errors are RuntimeErrors
        return refusal("damaged_file")
    return _under_one_another(frames), [layer for _, layer in layers]


def refused_layer(sources: Sequence[str]) -> Problem | None:
    """The refusal of a map file with a layer that is too large, or with personal data in any layer, also in one that is
    not read."""
    from pyogrio import list_layers

    layers = [(source, str(name)) for source in sources for name, _ in list_layers(source)]
    found = (_too_large(source, name) or personal_refusal(_attributes(source, name), name) for source, name in layers)
    return next(filter(None, found), None)


def _too_large(source: str, layer: str) -> Problem | None:
    """Told before the layer is read, when it is only counted."""
    from pyogrio import read_info

    info = _in_its_letters(read_info, source, layer=layer, force_feature_count=True)
    try:
        check_size(info["features"], len(info["fields"]), layer)
    except RefusedError as refused:
        return refused.problem
    return None


def _area_layers(sources: Sequence[str]) -> list[tuple[str, str]]:
    from pyogrio import list_layers

    every = [(source, str(name), geometry) for source in sources for name, geometry in list_layers(source)]
    named = [(source, name) for source, name, _ in every if AREA_LAYERS.search(name)]
    rest = sorted(every, key=lambda layer: layer[2] == "Point")  # labels of the areas beside them
    return named or [(source, name) for source, name, _ in rest[:1]]


def _attributes(source: str, layer: str) -> pd.DataFrame:
    meta, _, _, columns = read_layer(source, layer=layer, read_geometry=False, max_features=MAX_ROWS + 1)
    names = [str(name) for name in meta["fields"]]
    return pd.DataFrame(dict(zip(names, map(_cells, columns), strict=True)), dtype=object)


def read_layer(source: str, **options: Any) -> tuple[Any, ...]:
    """What pyogrio reads of it. Old shapefiles come without their encoding, or with a wrong one."""
    from pyogrio.raw import read

    return _in_its_letters(read, source, **options)


def _in_its_letters[Found](read: Callable[..., Found], source: str, **options: Any) -> Found:
    try:
        return read(source, **options)
    except UnicodeDecodeError:
        if not source.startswith("/vsizip/"):
            raise
        return read(source, encoding="cp1252", **options)


def _cells(column: np.ndarray) -> np.ndarray:
    """Numbers as int or float, NULL as None, everything else as text."""
    values = column.astype(str) if column.dtype.kind in "mM" else column
    cells = [cell if isinstance(cell, (str, int, float)) or cell is None else str(cell) for cell in values.tolist()]
    return np.array([None if pd.isna(cell) or cell == "NaT" else cell for cell in cells], dtype=object)


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
