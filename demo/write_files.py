"""Write the small files for trying the upload screen: `python -m demo.write_files`.

Good ones and one per fault. They have no year, so that they never grow old: who uploads one says of which year it is.
"""

from pathlib import Path

from demo.areas import STORY_BUURT
from demo.generate import FILE_PERIOD, Observation, observations
from demo.geometry import buurten

FOLDER = Path(__file__).parent / "files"
INDICATORS = ("lonely", "hard_to_make_ends_meet")
CHANGED_BY = -2.5  # what the corrected delivery says about Twekkelerveld's first indicator, in percentage points

type Row = list[str]


def files() -> dict[str, bytes]:
    """Return name and contents of every file, always the same bytes."""
    figures = _figures()
    good = _wide(figures)
    return {
        "cijfers_goed.csv": _csv(good),
        "cijfers_gewijzigd.csv": _csv(_wide(_changed(figures))),
        "cijfers_lang.csv": _csv(_long(figures)),
        "cijfers_op_naam.csv": _csv([row[1:] for row in good]),
        "fout_geen_gebied.csv": _csv([row[2:] for row in good]),
        "fout_onbekende_code.csv": _csv(_with_cell(good, 0, "BU01530391")),
        "fout_tekst_in_getal.csv": _csv(_with_cell(good, 2, "ongeveer 46")),
        "fout_verkeerde_codering.csv": _wrongly_encoded(good),
        "fout_leeg.csv": b"",
    }


def _figures() -> list[Observation]:
    """Return the buurt figures of the year that the demo has not loaded yet."""
    rows = observations(periods=(FILE_PERIOD,))
    return [row for row in rows if row.indicator in INDICATORS and row.area_code.startswith("BU")]


def _changed(figures: list[Observation]) -> list[Observation]:
    """Return the same figures with exactly one other value."""
    return [
        Observation(row.area_code, row.indicator, row.period, round(row.value + CHANGED_BY, 1), row.denominator)
        if (row.area_code, row.indicator) == (STORY_BUURT, INDICATORS[0])
        else row
        for row in figures
    ]


def _wide(figures: list[Observation]) -> list[Row]:
    """Return a row per buurt; a missing figure is an empty cell."""
    values = {(row.area_code, row.indicator): _dutch(row.value) for row in figures}
    rows = [["buurtcode", "buurtnaam", *INDICATORS]]
    for buurt in buurten():
        cells = [values.get((buurt.code, indicator), "") for indicator in INDICATORS]
        rows.append([buurt.code, buurt.name, *cells])
    return rows


def _long(figures: list[Observation]) -> list[Row]:
    """Return a row per figure, with what it is a share of."""
    rows = [["gebiedscode", "indicator", "waarde", "noemer"]]
    rows.extend([row.area_code, row.indicator, _dutch(row.value), f"{row.denominator or 0:.0f}"] for row in figures)
    return rows


def _with_cell(rows: list[Row], column: int, text: str) -> list[Row]:
    """Return the table with one cell of Twekkelerveld replaced."""
    return [[*row[:column], text, *row[column + 1 :]] if row[0] == STORY_BUURT else row for row in rows]


def _wrongly_encoded(rows: list[Row]) -> bytes:
    """Encode a table as an old DOS program writes it.

    Its ü is the byte 0x81, which neither UTF-8 nor Windows-1252 can read.
    """
    remarks = ["opmerking", *("cijfer van bureau Grüne Brücke" for _ in rows[1:])]
    return _csv([[*row, remark] for row, remark in zip(rows, remarks, strict=True)], encoding="cp850")


def _csv(rows: list[Row], encoding: str = "utf-8") -> bytes:
    return "".join(";".join(row) + "\r\n" for row in rows).encode(encoding)


def _dutch(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def main() -> None:
    """Write all files, replacing what is there."""
    FOLDER.mkdir(exist_ok=True)
    for name, contents in files().items():
        (FOLDER / name).write_bytes(contents)


if __name__ == "__main__":
    main()
