"""Every file of the real open data: read with the counts that its publisher's note states, or refused for the right reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from datasets.parsers.boundaries import Boundaries, read_boundaries
from datasets.parsers.files import FileKind, sniff
from datasets.parsers.problems import Problem
from datasets.parsers.ranges import check_ranges, limits_of
from datasets.parsers.recognise import Recognised, recognise
from datasets.parsers.statistics import parse
from datasets.parsers.tables import Table, read_table
from datasets.sources import INDICATORS, SOURCES
from tests.effort import sampled


@dataclass(frozen=True)
class Figures:
    """Of a known source, or of a table of which a person has to name the columns."""

    rows: int
    year: str | None
    source: str | None = None
    cells: int = 0  # that hold a figure


@dataclass(frozen=True)
class Areas:
    level: str
    count: int
    srid: int
    year: int
    without_shape: int = 0


FOLDERS = ("demo", "enschede", "formats", "nl")  # boundaries and figures; the others hold services, works and roads
RD, WGS84 = 28992, 4326
NO_MAP = "no_geometry_in_file"
HEALTH, KEY_FIGURES, ATTRIBUTES = "rivm_health", "cbs_key_figures", "cbs_boundary_attributes"
CRIMES, LIVEABILITY, SES_WOA = "police_crimes", "leefbaarometer", "cbs_ses_woa"
CORE_2021 = Figures(70, "2021", ATTRIBUTES, 2_020)  # 30 columns of 70, less 80 that are missing
FILES: dict[str, tuple[Figures | str, Areas | str]] = {
    "demo/enschede_buurten_2024.geojson": (Figures(70, "2024"), Areas("buurt", 70, RD, 2024)),
    "enschede/cbs_buurtcodes_2014_2021_2024_2025_enschede.csv": (Figures(70, None), NO_MAP),
    "enschede/cbs_buurten_2014_enschede_grof.geojson": (Figures(70, "2014"), Areas("buurt", 70, WGS84, 2014)),
    "enschede/cbs_buurten_2021_enschede.geojson": (CORE_2021, Areas("buurt", 70, WGS84, 2021)),
    "enschede/cbs_buurten_2021_enschede.gpkg": (CORE_2021, Areas("buurt", 70, RD, 2021)),
    "enschede/cbs_buurten_2021_enschede_shp.zip": (CORE_2021, Areas("buurt", 70, RD, 2021)),
    "enschede/cbs_buurten_2024_enschede_generaliseerd.geojson": (Figures(70, "2024"), Areas("buurt", 70, RD, 2024)),
    "enschede/cbs_energieverbruik_81528NED_enschede.csv": ("no_code_column", NO_MAP),
    "enschede/cbs_gemeente_2021_enschede.geojson": (Figures(1, "2021", ATTRIBUTES, 30), Areas("gemeente", 1, WGS84, 2021)),
    "enschede/cbs_kerncijfers_2022_enschede.csv": (Figures(11, "2022"), NO_MAP),
    "enschede/cbs_wijken_2014_enschede.geojson": (Figures(10, "2014"), Areas("wijk", 10, WGS84, 2014)),
    "enschede/cbs_wijken_2022_enschede.geojson": (Figures(10, "2022"), Areas("wijk", 10, WGS84, 2022)),
    "enschede/cbs_wijken_2022_enschede.gpkg": (Figures(10, "2022"), Areas("wijk", 10, RD, 2022)),
    "enschede/cbs_wijken_2024_enschede_afgeleid.geojson": (Figures(10, "2024"), Areas("wijk", 10, RD, 2024)),
    "enschede/leefbaarometer2_PC4DIMENSIE_enschede.csv": ("postcode_level", NO_MAP),
    "enschede/leefbaarometer2_PC4LBR_enschede.csv": ("postcode_level", NO_MAP),
    "enschede/politie_misdrijven_2024_buurten_enschede.csv": (Figures(70, "2024", CRIMES, 70), NO_MAP),
    "enschede/rivm_gezondheid_2012_18plus_enschede.csv": (Figures(81, "2012", HEALTH, 1_580), NO_MAP),
    "enschede/rivm_gezondheid_2016_18plus_enschede.csv": (Figures(81, "2016", HEALTH, 2_160), NO_MAP),
    "enschede/rivm_gezondheid_2020_18plus_enschede.csv": (Figures(81, "2020", HEALTH, 2_560), NO_MAP),
    "enschede/wijken_2021_enschede_afgeleid.geojson": (Figures(10, "2021"), Areas("wijk", 10, WGS84, 2021)),
    "enschede/wijken_2021_enschede_afgeleid.gpkg": (Figures(10, "2021"), Areas("wijk", 10, RD, 2021)),
    "formats/kwb-2023_utrecht.xlsx": (Figures(122, "2023", KEY_FIGURES, 8_095), NO_MAP),
    "more/cbs_kwb_2020_84799NED_enschede.csv": (Figures(81, "2020", KEY_FIGURES, 2_487), NO_MAP),
    "more/cbs_ses_woa_85163NED_2019_amsterdam.csv": (Figures(579, "2019", SES_WOA, 489), NO_MAP),
    "more/leefbaarometer3_scores_buurten_2020_2024_enschede.csv": (Figures(210, None, LIVEABILITY, 1_260), NO_MAP),
    "more/leefbaarometer3_scores_pc4_2002_2022_enschede.csv": ("postcode_level", NO_MAP),
    "more/leefbaarometer3_scores_wijken_2002_2024_enschede.csv": (Figures(90, None, LIVEABILITY, 340), NO_MAP),
    "nl/cbs_buurt_2025_codes_namen.csv": (Figures(14_823, "2025"), NO_MAP),
    "nl/cbs_buurten_2014_nl_grof.geojson": (Figures(11_691, "2014"), Areas("buurt", 11_146, WGS84, 2014, 545)),
    "nl/cbs_buurten_2014_nl_grof.topojson": (Figures(11_691, "2014"), Areas("buurt", 11_146, WGS84, 2014, 545)),
    "nl/cbs_buurtnamen_2024_nl.csv": (Figures(14_574, "2024"), NO_MAP),
    "nl/cbs_gemeenten_2022_nl.gpkg": (Figures(345, "2022"), Areas("gemeente", 345, RD, 2022)),
    "nl/cbs_wijk_2025_codes_namen.csv": (Figures(3_505, "2025"), NO_MAP),
    "nl/cbs_wijken_2014_nl.geojson": (Figures(2_745, "2014"), Areas("wijk", 2_717, WGS84, 2014, 28)),
    "nl/cbs_wijken_2014_nl.topojson": (Figures(2_745, "2014"), Areas("wijk", 2_717, WGS84, 2014, 28)),
    "nl/cbs_wijken_2022_nl.gpkg": (Figures(3_340, "2022"), Areas("wijk", 3_340, RD, 2022)),
    "nl/leefbaarometer2_PC4DIMENSIE.csv": ("postcode_level", NO_MAP),
    "nl/leefbaarometer2_PC4LBR.csv": ("postcode_level", NO_MAP),
    "nl/politie_misdrijven_2024_buurten_nl.csv": (Figures(14_730, "2024", CRIMES, 14_730), NO_MAP),
    "nl/rivm_gezondheid_2012_18plus_nl.xlsx": (Figures(17_341, "2012", HEALTH, 329_600), NO_MAP),
    "nl/rivm_gezondheid_2016_18plus_nl.xlsx": (Figures(17_341, "2016", HEALTH, 446_283), NO_MAP),
    "nl/rivm_gezondheid_2020_18plus_nl.xlsx": (Figures(17_341, "2020", HEALTH, 530_272), NO_MAP),
    "nl/voorbeeld_baarn/baarn_buurten.geojson": (Figures(21, "2024", ATTRIBUTES, 768), Areas("buurt", 21, WGS84, 2024)),
    "nl/voorbeeld_baarn/baarn_social_data.json": ("unknown_kind", "unknown_kind"),
    "nl/voorbeeld_baarn/cbs_baarn_buurten.csv": (Figures(21, "2024"), NO_MAP),
}  # fmt: skip
LOCAL = [name for name in FILES if not name.startswith("nl/")]  # those of the country take too long for every day


def figures(path: Path) -> Figures | str:
    kind = sniff(path)
    table = kind if isinstance(kind, Problem) else read_table(path, kind)
    found = table if isinstance(table, Problem) else recognise(table, name=path.name)
    if isinstance(found, Problem):
        return found.code
    assert isinstance(table, Table)
    assert isinstance(found, Recognised)
    rows = len(table.frame)
    if found.source is None:
        return Figures(rows, found.period)
    parsed = parse(table, found.mapping(), SOURCES[found.source].missing_marks)
    assert [problem.code for problem in parsed.problems] == []
    limits = {code: limits_of(spec.unit, (code, spec.name_nl, spec.name_en)) for code, spec in INDICATORS.items()}
    assert check_ranges(parsed.frame, limits, {})[1] == []
    return Figures(rows, found.period, found.source, len(parsed.frame))


def areas(path: Path) -> Areas | str:
    kind = sniff(path)
    found = kind if isinstance(kind, Problem) else read_boundaries(path, FileKind(kind))
    if isinstance(found, Problem):
        return found.code
    assert isinstance(found, Boundaries)
    [(level, count)] = Counter(area.level for area in found.areas).items()
    told = Counter(problem.code for problem in found.problems)
    assert set(told) <= {"no_geometry"}
    return Areas(level, count, found.srid, found.year, told["no_geometry"])


@pytest.mark.parametrize(
    "name", [*sampled(LOCAL), *(pytest.param(name, marks=pytest.mark.full) for name in FILES if name not in LOCAL)]
)
def test_a_real_file_holds_what_its_note_says(name: str, shared_data: Path):
    path = shared_data / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine")
    assert (figures(path), areas(path)) == FILES[name]


def test_every_real_file_has_its_line(shared_data: Path):
    present = {
        str(path.relative_to(shared_data))
        for folder in FOLDERS
        for path in (shared_data / folder).rglob("*")
        if path.is_file()
    }
    assert {name for name in present if not Path(name).name.startswith("README")} <= set(FILES)


def test_an_empty_column_of_a_question_not_asked_makes_no_figure(shared_data: Path):
    """768 is 21 buurten by 40 columns that CBS had filled, less what it withholds; -99995 is in no figure."""
    table = read_table(shared_data / "nl/voorbeeld_baarn/baarn_buurten.geojson", FileKind.GEOJSON)
    found = recognise(table, name="baarn_buurten.geojson")
    parsed = parse(table, found.mapping())
    assert parsed.frame["value"].min() >= 0
    assert 750 < len(parsed.frame) <= 21 * 40
