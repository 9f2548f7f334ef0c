"""Personal data in a table: which columns hold them, by name or by the shape of their cells.

A table with such a column is refused as a whole. What is told of it is the names of the columns, never what is in them.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import batched, zip_longest
from math import prod
from typing import Any

import pandas as pd

from datasets.parsers import personal_cells as cells
from datasets.parsers.cells import different
from datasets.parsers.codes import CODE
from datasets.parsers.problems import Problem, refusal

PERSONAL = "personal_data"
SAMPLE = 5_000  # different cells that decide what a column is; single addresses are sought in all
LONGEST = 40  # characters of a column's name that are told
FIRST, FEW = 5, 4  # cells of a column without a header among which its name is sought; words of such a name
BATCH = 2_000  # rows
TWICE = 0.1  # of the rows; where sex, age and words are the same so often, a row is a person and not a group
GROUPS_FILLED = 0.5  # of the groups of area, sex and year of age; where fewer are there, a row is a person too
FEW_ROWS, FEW_NUMBERS = 20, 30
YEARS = re.compile(r"(?:19|20)\d\d")


class Kind(StrEnum):
    """The kind of personal data in a column."""

    BSN = "bsn"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    ADDRESS = "address"
    PERSON = "person"  # a row for each person


SOMEBODY = (
    r"(?:bewoner|huurder|client|klant|patient|persoon|leerling|student|aanvrager|medewerker|werknemer|deelnemer|melder"
    r"|inschrijver|verzekerde|respondent|resident|tenant|customer|person|employee|applicant|participant|pupil)(?:e?s)?"
)
NUMBER = r"(?:nr|nummer|number|no|id)"
# Some names are cut: a shapefile keeps ten characters.
ALWAYS: Mapping[Kind, re.Pattern[str]] = {
    Kind.BSN: re.compile(r"\bbsn|\bburger ?serv|\bsofi ?n|\bsocial security|\bcitizen ser"),
    Kind.NAME: re.compile(
        r"\b(?:achter|roep|meisjes) ?naam\b|\b(?:familie|geslachts) ?naa|\bgeslachtsn\b|\bvoor ?na(?:am|men)\b|\bvoorletter"
        r"|\binitialen\b|\binitials\b|\btussenvoeg|\b(?:sur|fore)name\b|\b(?:first|last|given|family|full|maiden) ?name\b"
        r"|\bvolledige naam\b|\bnaw\b|\bcontact ?per"
        rf"|\b(?:naam|name) (?:(?:of|van|de|het|the) )*{SOMEBODY}\b|\b{SOMEBODY} ?(?:naam|name)\b"
    ),
    Kind.BIRTH_DATE: re.compile(
        r"\bgeb(?:oorte)? ?da(?:t|g)|\bgeboorteda|\bgeboren op\b|\bbirth ?da|\bdate of birth|\bdob\b"
    ),
    Kind.IBAN: re.compile(r"\biban\b|rekening ?nu|rekening ?nr|\bbank ?account|\baccount ?n(?:umber|r)\b"),
    Kind.ADDRESS: re.compile(
        r"\bhuis ?(?:nr|nummer|letter)\b|\bhuis ?(?:nr|nummer) ?toev|\bhnr\b|\bhouse ?(?:number|no|nr)\b|\bstreet ?address\b"
        r"|\b(?:woon|huis|thuis|post|bezoek|verblijfs|correspondentie)adres\b|\b(?:home|postal) address\b"
        r"|\b(?:verblijfsobject|nummeraanduiding|adresseerbaar ?object|vbo|bag) ?(?:id|ident)"
    ),
    Kind.PERSON: re.compile(rf"\b{SOMEBODY} ?{NUMBER}\b|\brin ?persoon|\ba ?nummer\b|\banr\b"),
}
UNLESS_FIGURES: Mapping[Kind, re.Pattern[str]] = {
    Kind.EMAIL: re.compile(r"\be ?mail(?: ?ad\w*)?\b|\bmail ?ad(?:dress|res)\b"),
    Kind.PHONE: re.compile(
        r"\btel(?:efoon)?(?: ?(?:nr|nummers?|no))?\b|\btelefoonnu|\bmobiel(?: ?(?:nr|nummer))?\b|\bgsm\b|\b06 ?(?:nr|nummer)\b"
        r"|\b(?:tele|cell)?phone\b|\bmobile\b"
    ),
    Kind.ADDRESS: re.compile(r"\badres\b|\baddress\b"),
}
MAYBE_PEOPLE = re.compile(
    rf"naam|name|{SOMEBODY}|contact|eigenaar|owner|projectleider|behandelaar|indiener|verantwoordelijke|project ?manager"
)
STREET, HOUSE = (
    re.compile(r"straat(?: ?naam)?|street(?: ?name)?"),
    re.compile(r"(?:huis ?|house ?)?(?:nr|nummer|no|number)|huis"),
)
POSTCODE_NAME = re.compile(r"postcode|post code|pc 6|zip|postal code")
OF_THINGS = re.compile(r"aanleg|bouw|oplever|inspectie|renovatie|vervang|ingebruik|plaatsing|construct|install|built")
TITLES = re.compile(r"\b(?:titel|title|werk|work|project|omschrijving|description|toelichting|opmerking)")
SEX = re.compile(r"geslacht|sex|gender|m v|man vrouw")
AGE = re.compile(r"leeftijd|lft|leeft|age|(?:geboorte|geb) ?(?:jaar|jr)|jaar geb(?:oorte)?|birth ?year|year of birth")
SEXES = frozenset(
    (
        "m",
        "v",
        "f",
        "x",
        "o",
        "man",
        "vrouw",
        "male",
        "female",
        "mannelijk",
        "vrouwelijk",
        "onbekend",
        "overig",
        "anders",
    )
)
SHEETS = re.compile(
    r"\bnaw\b|\bcontactpers|\badres(?:sen)?(?:lijst|bestand)\b|\b(?:bewoners|huurders|klanten|clienten|leden|personen)(?:lijst|bestand)\b"
)
VALUES = re.compile(
    r"@|\d{6}|\d[ .-]\d{3}[ .-]\d|\d{4}-\d{2}-\d{2}|\d{1,2}[-/]\d{1,2}[-/]\d{4}|\b[1-9]\d{3} ?[A-Z]{2}\b"
)
# Different cells, a line each: figures that no number of a person and no date is written as.
NOBODYS = re.compile(
    r"(?:(?:-?(?:(?:0|[1-9]\d{0,2})(?:[.,]\d{1,7})?|[1-9]\d{3,6}(?:,\d{1,2}|\.\d)?)|-9{8}|[.*x-])\n)*+", re.ASCII
)
FIGURE = re.compile(r"[+-]?(?:\d{1,7}|\d{1,3}(?:[., ]\d{3})+)(?:[.,]\d+)? ?%?|-9{8}|[.*x-]")


def personal_refusal(
    frame: pd.DataFrame, sheet: str | None = None, aside: Mapping[str, Collection[str]] | None = None
) -> Problem | None:
    """Return the refusal of a table with personal data; None where none were found.

    `sheet` is the name of its sheet or layer, `aside` what stands above and beside the table, by place of column.
    """
    found = personal_columns(frame)
    names = {_told(column, at): found[column] for at, column in enumerate(frame.columns, start=1) if column in found}
    shaped = ((place, _by_shape("", dict.fromkeys(map(str.strip, texts)))) for place, texts in (aside or {}).items())
    return _refusal(names | {place: kind for place, kind in shaped if kind}, sheet)


def personal_in_rows(rows: Iterable[Sequence[object]], sheet: str | None = None) -> Problem | None:
    """Return the refusal of a sheet in which no table was found, of which every cell is looked at."""
    columns: dict[int, dict[str, None]] = {}
    for batch in batched(rows, BATCH):
        for at, column in enumerate(zip_longest(*batch, fillvalue=""), start=1):
            columns.setdefault(at, {}).update(dict.fromkeys(_texts(dict.fromkeys(column))))
    kinds = ((at, _by_first_cells(list(texts)) or _by_shape("", texts)) for at, texts in columns.items())
    return _refusal({f"#{at}": kind for at, kind in kinds if kind}, sheet)


def personal_in_comments(comments: Mapping[str, str], sheet: str) -> Problem | None:
    """Return the refusal of the comments beside cells, told by their sheet and cell; None where none were found."""
    found = {cell: _in_text(text.strip()) for cell, text in comments.items()}
    return _refusal({f"{sheet[:LONGEST]}!{cell}": kind for cell, kind in found.items() if kind}, None)


def _in_text(text: str) -> Kind | None:
    return Kind.BSN if cells.is_bsn(text) else _by_one_cell([text])


def _by_first_cells(texts: Sequence[str]) -> Kind | None:
    """Return what a column is called by one of its first cells, where cells follow."""
    names = ((words(text), texts[at + 1 :]) for at, text in enumerate(texts[:FIRST]) if len(text) <= LONGEST)
    kinds = (_by_name(name, rest) for name, rest in names if rest and len(name.split()) <= FEW)
    return next(filter(None, kinds), None)


def _refusal(names: dict[str, Kind], sheet: str | None) -> Problem | None:
    if sheet and SHEETS.search(words(sheet)):
        names[sheet[:LONGEST]] = Kind.PERSON
    if not names:
        return None
    kinds = dict.fromkeys(names.values())
    return refusal(PERSONAL, column=", ".join(names), kinds=" ".join(kinds))


def personal_columns(frame: pd.DataFrame) -> dict[str, Kind]:
    """Return the columns that hold personal data and what they tell; empty for a table of areas."""
    texts = {str(column): _texts(different(frame[column])[1]) for column in frame.columns}
    found = {column: kind for column in texts if (kind := _kind(column, texts[column]))}
    return found | _addresses_in_parts(texts) | _people_in_rows(frame, texts)


def words(name: str) -> str:
    """Return small letters without accents, words and numbers apart: “GeboorteDatum” is “geboorte datum”."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z]+|[0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain).lower()))


def _kind(column: str, texts: Collection[str]) -> Kind | None:
    name = words(column)
    return _by_name(name, texts) or _by_shape(name, texts)


def _by_name(name: str, texts: Collection[str]) -> Kind | None:
    named = next((kind for kind, pattern in ALWAYS.items() if pattern.search(name)), None)
    if named:
        return named
    perhaps = next((kind for kind, pattern in UNLESS_FIGURES.items() if pattern.search(name)), None)
    return None if perhaps is None or texts and all(map(FIGURE.fullmatch, texts)) else perhaps


def _by_shape(name: str, texts: Collection[str]) -> Kind | None:
    if NOBODYS.fullmatch("\n".join([*texts, ""])) or all(map(CODE.fullmatch, texts)):  # whatever the column is called
        return None
    sample = [text for text, _ in zip(texts, range(SAMPLE), strict=False)]
    checks: dict[Kind, Callable[[Collection[str]], bool]] = {
        Kind.BSN: cells.are_bsns,
        Kind.IBAN: cells.are_ibans,
        Kind.PHONE: cells.are_phones,
    }
    if not OF_THINGS.search(name):
        checks[Kind.BIRTH_DATE] = partial(cells.are_birth_dates, today=date.today())  # noqa: DTZ011 -- a day more or less
    if not TITLES.search(name):
        checks[Kind.ADDRESS] = cells.are_addresses
    if MAYBE_PEOPLE.fullmatch(name):
        checks[Kind.NAME] = cells.are_people
    shaped = next((kind for kind, fits in checks.items() if fits(sample)), None)
    return shaped or _by_one_cell([text for text in texts if not FIGURE.fullmatch(text) and not CODE.fullmatch(text)])


def _by_one_cell(texts: Collection[str]) -> Kind | None:
    """Return what is beyond doubt even once, in a remark as well as in a column of its own."""
    checks = {
        Kind.EMAIL: cells.holds_email,
        Kind.IBAN: cells.holds_iban,
        Kind.PHONE: cells.holds_mobile,
        Kind.BSN: cells.holds_bsn,
        Kind.ADDRESS: cells.holds_address,
    }
    return next((kind for kind, holds in checks.items() if any(map(holds, texts))), None)


def _addresses_in_parts(texts: Mapping[str, Collection[str]]) -> dict[str, Kind]:
    """Return the columns of a street or a full postcode, and of the number of the house, where both are there."""
    names = {column: words(column) for column in texts}
    houses = [column for column, name in names.items() if HOUSE.fullmatch(name)]
    streets = [column for column, name in names.items() if STREET.fullmatch(name)]
    streets += [
        c for c, name in names.items() if POSTCODE_NAME.fullmatch(name) and cells.are_postcodes(_full(texts[c]))
    ]
    return dict.fromkeys([*streets, *houses], Kind.ADDRESS) if houses and streets else {}


def _full(texts: Collection[str]) -> list[str]:
    """Leave out the postcodes of four digits, which are whole quarters."""
    return [text for text in texts if not text.isdecimal()]


def _people_in_rows(frame: pd.DataFrame, texts: Mapping[str, Collection[str]]) -> dict[str, Kind]:
    """Return the columns of sex, with or without age, of single people.

    A table of groups has nearly every group, once; one of people has the same again, or few of all possible groups.
    """
    names = {column: words(column) for column in texts}
    sexes = [column for column, name in names.items() if SEX.fullmatch(name) or _are_sexes(texts[column])]
    ages = [column for column, name in names.items() if AGE.fullmatch(name) and cells.are_ages(texts[column])]
    if not sexes:
        return {}
    groups = [column for column in texts if column in ages or _divides(texts[column])]
    twice = float(frame.duplicated(groups).mean()) if ages or len(frame) > FEW_ROWS else 0.0
    grid = [column for column in groups if column in {*ages, *sexes} or _are_codes(texts[column])]
    sparse = bool(ages) and _filled(frame, grid) < GROUPS_FILLED
    return dict.fromkeys([*sexes, *ages], Kind.PERSON) if twice > TWICE or sparse else {}


def _are_sexes(texts: Collection[str]) -> bool:
    return 2 <= len(texts) <= len(SEXES) and {text.lower() for text in texts} <= SEXES  # noqa: PLR2004 -- both


def _divides(texts: Collection[str]) -> bool:
    """Return whether a column can say which group a row is of: words, codes, years, or a few whole numbers."""
    if not all(map(FIGURE.fullmatch, texts)):
        return True
    whole = all(map(str.isdecimal, texts))
    return whole and (len(texts) <= FEW_NUMBERS or all(YEARS.fullmatch(text) for text in texts))


def _are_codes(texts: Collection[str]) -> bool:
    return bool(texts) and all(map(CODE.fullmatch, texts))


def _filled(frame: pd.DataFrame, groups: Sequence[str]) -> float:
    """Return which part of all groups that there could be is there."""
    possible = prod(frame[column].nunique() for column in groups)
    return len(frame[list(groups)].drop_duplicates()) / possible if possible else 1.0


def _texts(cells: Collection[object]) -> list[str]:
    """Return the different filled cells in order; figures with decimals say nothing of a person."""
    text: Callable[[Any], str] = str.strip if set(map(type, cells)) == {str} else _text
    found = dict.fromkeys(map(text, cells))
    found.pop("", None)
    return list(found)


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer()) else ""


def _told(column: str, at: int) -> str:
    """Return the name of a column, or its place where the name itself is somebody's: a table without a row of names."""
    return f"#{at}" if VALUES.search(column) else column[:LONGEST]
