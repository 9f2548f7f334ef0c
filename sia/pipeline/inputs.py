"""The inputs that a model needs of one level, as arrays: figures with their errors, borders and the corporation share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from django.contrib.gis.db.models.functions import Perimeter
from numpy.typing import NDArray

from accounts.models import Partnership
from datasets.models import Area, AreaLink, Level
from datasets.pipeline.grants import Grant, shared
from sia.pipeline.figures import Figures, all_errors, parent_figures, read_figures
from sia.pipeline.kinds import kinds_of
from sia.pipeline.weighing import Weighing
from sia.scoring.advice import location_quotient
from sia.scoring.neighbours import Borders, border_lengths
from sia.scoring.tree import Flags

CORPORATION_SHARE = "corporation_share"
AROUND: dict[str, str] = {Level.BUURT: Level.WIJK, Level.WIJK: Level.GEMEENTE}  # the level of the area around an area
SLIVER = 0.01  # of an outline: less is where two outlines do not quite meet
Floats = NDArray[np.float64]
type Given = tuple[int, str, int]  # dataset, level, indicator


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Values, standard errors and figures of the parent area, all (N, Q), NaN where unknown; `quotient` (N,).

    `assumed` (N, Q) tells of which figures the error follows from how they were made, since none is published. `origin`
    (Q,) numbers where the figures of a column are from. `outside` (N,) are the metres of the outline of each area that
    it shares with no other.
    """

    values: Floats
    errors: Floats
    assumed: Flags
    parents: Floats
    quotient: Floats
    borders: Borders
    outside: Floats
    origin: NDArray[np.intp]

    @property
    def published(self) -> Floats:
        """Return the errors (N, Q) that are known from the source or from how few people stand behind a figure."""
        return np.where(self.assumed, np.nan, self.errors)

    def pack(self) -> bytes:
        """Pack all numbers as little-endian float64, in a fixed order: equal inputs give equal bytes."""
        borders = self.borders
        sizes = np.array([*self.values.shape, borders.first.size], np.float64)
        errors = np.copysign(self.errors, np.where(self.assumed, -1.0, 1.0))  # which leaves the form of older runs
        tables = [sizes, self.values, errors, self.parents, self.quotient]
        links = [borders.first, borders.second, borders.length_m, borders.permeability]
        parts = [*tables, *links, self.outside, *([self.origin] if self.origin.any() else [])]
        return np.concatenate([np.ravel(part) for part in parts]).astype("<f8").tobytes()

    @classmethod
    def unpack(cls, packed: bytes | memoryview) -> Self:
        """Return the inputs that `pack` made these bytes of.

        Runs from before engine 4 kept no outside: there only the borders with other areas counted. Before engine 7
        every error was published, and came by itself.
        """
        numbers = np.frombuffer(bytes(packed), dtype="<f8")
        areas, indicators, links = (int(size) for size in numbers[:3])
        sizes = [areas * indicators] * 3 + [areas] + [links] * 4 + [areas]
        parts = np.split(numbers[3:], np.cumsum(sizes))
        values, errors, parents = (part.reshape(areas, indicators) for part in parts[:3])
        first, second, length, permeability, outside, origin = parts[4:]
        borders = Borders(first.astype(np.intp), second.astype(np.intp), length, permeability)
        return cls(
            values, np.abs(errors), np.signbit(errors) & ~np.isnan(errors), parents, parts[3], borders,
            outside if outside.size else np.zeros(areas), (origin if origin.size else np.zeros(indicators)).astype(np.intp),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The areas of a level and what was read of them; `sources` says per indicator where the figures are from.

    `rests_on` holds each [dataset, level, indicator] that went in, also by another way than as a score.
    """

    areas: list[int]
    inputs: Inputs
    sources: list[dict[str, Any]]
    rests_on: list[list[int | str]] | None = None


def read(partnership: Partnership, weighing: Weighing, level: str, *, until: int | None = None) -> Reading | None:
    """Read today's figures, or those of `until` and before; None where there are no areas of this level.

    Only what every party at the table may read is weighed: what follows from it can then be shown to all of them.
    """
    areas = area_ids(partnership, level)
    if not areas:
        return None
    indicators = [counted.indicator for counted in weighing.counted]
    grant = shared(partnership)
    figures = read_figures(areas, indicators, grant, until=until)
    parents, of_parents = parent_figures(areas, indicators, figures, grant, until=until)
    shares, city, of_shares = read_corporation_share(partnership, areas, level, grant, until=until)
    quotient = location_quotient(shares, city)
    borders = read_borders(areas)
    outside = read_outside(areas, borders)
    kinds = kinds_of([counted.nature for counted in weighing.counted], figures.sources)
    units = [counted.unit for counted in weighing.counted]
    inputs = Inputs(
        figures.values, *all_errors(figures, parents, units, kinds), parents, quotient, borders, outside,
        origin_of(figures.sources),
    )  # fmt: skip
    around = AROUND.get(level, level)
    rests_on = [*_rests_on(level, indicators, figures.sources), *_rests_on(around, indicators, of_parents), *of_shares]
    return Reading(areas, inputs, figures.sources, [list(each) for each in sorted(set(rests_on))])


def _rests_on(level: str, indicators: Sequence[int], sources: Sequence[dict[str, Any]]) -> list[Given]:
    """Return what figures of this level are from; none of them where nothing was read."""
    pairs = zip(indicators, sources, strict=True) if sources else ()
    return [(dataset, str(level), indicator) for indicator, source in pairs for dataset in source["datasets"]]


def origin_of(sources: Sequence[Mapping[str, Any]]) -> NDArray[np.intp]:
    """Return a number (Q,) for the dataset behind each column, from 0; columns of one dataset share it."""
    first = [source["datasets"][:1] for source in sources]
    numbers = {key: number for number, key in enumerate(sorted({tuple(each) for each in first}))}
    return np.array([numbers[tuple(each)] for each in first], np.intp)


def area_ids(partnership: Partnership, level: str) -> list[int]:
    return list(Area.objects.of(partnership).at(level).current().order_by("code").values_list("pk", flat=True))


def read_borders(areas: list[int]) -> Borders:
    place = {area: row for row, area in enumerate(areas)}
    links = list(AreaLink.objects.between(areas).order_by("a", "b").values_list("a", "b", "border_m", "permeability"))
    first, second, length, permeability = zip(*links, strict=True) if links else ([], [], [], [])
    return Borders(
        np.array([place[area] for area in first], dtype=np.intp),
        np.array([place[area] for area in second], dtype=np.intp),
        np.array(length, dtype=np.float64),
        np.array(permeability, dtype=np.float64),
    )


def read_outside(areas: list[int], borders: Borders) -> Floats:
    """Return the metres (N,) of each outline along which no other area lies: what the neighbours leave of it."""
    rows = Area.objects.filter(pk__in=areas).annotate(outline=Perimeter("geometry")).values_list("pk", "outline")
    outlines = {area: outline.m for area, outline in rows}
    whole = np.array([outlines[area] for area in areas], dtype=np.float64)
    left = whole - border_lengths(borders, len(areas))
    return np.where(left < SLIVER * whole, 0.0, left)


def read_corporation_share(
    partnership: Partnership, areas: list[int], level: str, grant: Grant, *, until: int | None = None
) -> tuple[Floats, float, list[Given]]:
    """Return the share of corporation dwellings per area and of the city, and what both rest on.

    Of the city its own figure, else the mean weighted by dwellings.
    """
    indicator = partnership.indicators.filter(code=CORPORATION_SHARE).values_list("pk", flat=True).first()
    missing = np.full(len(areas), np.nan)
    if indicator is None:
        return missing, float("nan"), []
    of_areas = read_figures(areas, [indicator], grant, until=until)
    of_city = read_figures(area_ids(partnership, Level.GEMEENTE), [indicator], grant, until=until)
    rests_on = [
        *_rests_on(level, [indicator], of_areas.sources),
        *_rests_on(Level.GEMEENTE, [indicator], of_city.sources),
    ]
    shares, city = _column(of_areas), _column(of_city)
    if city.size and not np.isnan(city[0]):
        return shares, float(city[0]), rests_on
    counts = dict(Area.objects.filter(pk__in=areas).values_list("pk", "dwellings"))
    weights = np.array([counts[area] or 1 for area in areas], dtype=np.float64)
    known = ~np.isnan(shares)
    mean = float(np.average(shares[known], weights=weights[known])) if known.any() else float("nan")
    return shares, mean, rests_on


def _column(figures: Figures) -> Floats:
    return figures.values[:, 0]


def input_hash(engine: str, weighing: Weighing, reading: Reading) -> str:
    """Return a hash that is equal for equal inputs: the same hash means the same outcome."""
    digest = hashlib.sha256(f"{engine} {reading.areas}".encode())
    digest.update(json.dumps(weighing.to_plain(), sort_keys=True).encode())
    digest.update(reading.inputs.pack())
    return digest.hexdigest()
