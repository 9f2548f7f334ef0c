"""Periods as "2020", "2020-Q1" or "2020-03", from the ways in which publishers write them."""

import re

from datasets.parsers.codes import plain_text

YEAR = r"(?:19|20)\d{2}"
STATLINE = re.compile(rf"({YEAR})(JJ00|(KW|MM)(\d{{2}}))")
QUARTER = re.compile(rf"({YEAR})[ -]?(?:Q|K|KW|E KWARTAAL )([1-4])")
DATE = re.compile(rf"({YEAR})-(0[1-9]|1[0-2])(-\d{{2}})?(?:[T ].*)?")
DUTCH_DATE = re.compile(rf"\d{{1,2}}-\d{{1,2}}-({YEAR})")
IN_NAME = re.compile(rf"(?<!\d)({YEAR})(?!\d)")
QUARTERS, MONTHS = 4, 12


def parse_period(cell: object) -> str | None:
    """Return a year, quarter or month; a date gives its year, "2023*" (provisional) too; None for anything else."""
    text = plain_text(cell).rstrip("*").strip()
    if re.fullmatch(YEAR, text):
        return text
    if match := STATLINE.fullmatch(text):
        return _statline(match)
    if match := QUARTER.fullmatch(text):
        return f"{match[1]}-Q{match[2]}"
    if match := DATE.fullmatch(text):
        return match[1] if match[3] else f"{match[1]}-{match[2]}"
    match = DUTCH_DATE.fullmatch(text)
    return match[1] if match else None


def year_in(text: str) -> str | None:
    """Return the year in a file or column name, if exactly one is in it."""
    years = set(IN_NAME.findall(text))
    return years.pop() if len(years) == 1 else None


def _statline(match: re.Match[str]) -> str | None:
    year, whole, kind, number = match.groups()
    if whole == "JJ00":
        return year
    if kind == "KW":
        return f"{year}-Q{int(number)}" if 1 <= int(number) <= QUARTERS else None
    return f"{year}-{number}" if 1 <= int(number) <= MONTHS else None
