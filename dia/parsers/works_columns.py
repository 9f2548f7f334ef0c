"""The columns of a file of works: how each is called, read, bounded and written. A new field of a work is one line here.

Of each name and value the first is Dutch and the second English: these are written by the export, all of them are read.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dia.parsers.amounts import decimal, whole

KINDS: Mapping[str, tuple[str, ...]] = {
    "sewer": ("riool", "sewer", "riolering", "riool vervangen", "rioolvervanging"),
    "heat_grid": ("warmtenet", "heat grid", "warmte"),
    "electricity": ("elektriciteit", "electricity", "elektra", "stroom", "kabels", "stroomnet", "laagspanning"),
    "gas": ("gas", "gas", "gasleiding"),
    "water": ("drinkwater", "drinking water", "water", "waterleiding"),
    "telecom": ("telecom", "telecom", "glasvezel"),
    "water_storage": ("waterberging", "water storage", "berging", "wadi"),
    "pavement": ("bestrating", "pavement", "verharding", "weg", "wegen", "rijbaan", "herinrichting"),
    "crossing": ("oversteek", "crossing", "kruising", "kruispunt", "tunnel"),
    "greening": ("vergroening", "greening", "groen", "bomen"),
    "renovation": ("renovatie", "renovation", "isolatie", "woningverbetering", "verduurzaming"),
    "new_housing": ("nieuwbouw", "new housing", "nieuwe woningen"),
    "demolition": ("sloop", "demolition"),
    "social": ("sociale maatregel", "social measure", "sociaal", "social", "maatregel"),
    "other": ("ander werk", "other work", "anders", "overig", "other"),
}
STATES: Mapping[str, tuple[str, ...]] = {
    "idea": ("idee", "idea"),
    "planned": ("gepland", "planned", "plan"),
    "programmed": ("geprogrammeerd", "programmed"),
    "execution": ("in uitvoering", "in execution", "uitvoering"),
    "finished": ("klaar", "finished", "gereed"),
    "suspended": ("stilgelegd", "suspended", "uitgesteld", "opgeschort"),
    "cancelled": ("geannuleerd", "cancelled", "vervallen"),
}
YES, NO = ("ja", "yes", "j", "y", "1", "true", "waar", "x"), ("nee", "no", "n", "0", "false", "onwaar")
DUTCH, ENGLISH = 0, 1
FIRST_YEAR, LAST_YEAR = 1900, 2100
YEAR_OR_DATE = re.compile(r"(\d{4})(?:\.0|-\d{2}-\d{2}.*)?")
EUROS = 2_000_000_000  # what a column of whole euros can hold


def slug(words: object) -> str:
    """Return small letters and digits, without accents, single spaces between.

    “Fte-jaren ” and “FTE_jaren” are one name.
    """
    plain = unicodedata.normalize("NFKD", str(words)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain.lower()).strip()


def by_name(names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the key by every name and by the key itself, slugged."""
    return {slug(name): key for key, words in names.items() for name in (key, *words)}


KIND_BY_NAME, STATE_BY_NAME = by_name(KINDS), by_name(STATES)
TRUTH_BY_NAME = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}


def year(cell: Any) -> int | None:
    """Return the year of a cell with a year or a date; None for anything else."""
    found = YEAR_OR_DATE.fullmatch(str(cell))
    number = int(found[1]) if found else None
    return number if number is not None and FIRST_YEAR <= number <= LAST_YEAR else None


def share(cell: Any) -> float | None:
    """Return a number from 0 to 1; None for anything else."""
    number = decimal(cell)
    return number if number is not None and number <= 1 else None


def tenths(cell: Any) -> float | None:
    """Return a number of 0 or more, rounded to one decimal; None for anything else."""
    number = decimal(cell)
    return None if number is None else round(number, 1)


def one_line(cell: Any) -> str:
    """Return a text without line breaks and double spaces."""
    return " ".join(str(cell).split())


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of value: `read` gives None for what it cannot be, which is the problem `wrong`; `column` in an export."""

    read: Callable[[Any], Any]
    column: Literal["text", "whole", "number", "truth", "code", "shape"]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `stored` is the field of the work that it fills, `most` the largest number or the longest text."""

    cell: Cell
    names: tuple[str, ...]
    stored: str | None = None
    most: int | None = None

    def read(self, cell: Any) -> tuple[Any, str | None]:
        """Return the value of a filled cell, or None and the code of the problem."""
        value = self.cell.read(cell)
        if value is None:
            return None, self.cell.wrong
        if self.most is None or (len(value) if isinstance(value, str) else value) <= self.most:
            return value, None
        return None, self.cell.wrong or "text_too_long"


NUMBER = Cell(whole, "whole", "number_unknown")
WHOLE = Cell(whole, "whole", "not_whole")
TENTHS = Cell(tenths, "number", "not_decimal")
SHARE = Cell(share, "number", "not_a_severity")
COORDINATE = Cell(decimal, "number", "not_decimal")
YEAR = Cell(year, "whole", "not_a_year")
TRUTH = Cell(lambda cell: TRUTH_BY_NAME.get(slug(cell)), "truth", "not_yes_no")
KIND = Cell(lambda cell: KIND_BY_NAME.get(slug(cell)), "code", "unknown_kind_of_work")
STATE = Cell(lambda cell: STATE_BY_NAME.get(slug(cell)), "code", "unknown_state_of_work")
LINE, TEXT, SHAPE = Cell(one_line, "text"), Cell(str, "text"), Cell(str, "shape")

FIELDS: Mapping[str, Field] = {
    "number": Field(NUMBER, ("samenwijk-nummer", "samenwijk number")),
    "party": Field(LINE, ("partij", "party", "organisatie", "organisation", "opdrachtgever", "eigenaar", "owner")),
    "title": Field(
        LINE,
        ("titel", "title", "naam", "name", "werk", "work", "project", "projectnaam", "werknaam"),
        stored="title",
        most=160,
    ),
    "kind": Field(
        KIND, ("soort", "kind", "soort werk", "type", "type werk", "werksoort", "categorie", "category"), stored="kind"
    ),
    "state": Field(STATE, ("stand", "state", "status"), stored="state"),
    "area": Field(
        LINE,
        ("gebiedscode", "area code", "gebied", "area", "buurt", "buurtcode", "wijk", "wijkcode", "code"),
        stored="area_code",
        most=120,
    ),
    "site": Field(LINE, ("werkplek", "site"), stored="site_id", most=120),
    "earliest": Field(
        YEAR,
        ("vroegste jaar", "earliest year", "vroegste", "earliest", "start", "startjaar", "van", "vanaf"),
        stored="earliest",
    ),
    "preferred": Field(
        YEAR,
        ("gewenst jaar", "preferred year", "voorkeursjaar", "jaar", "year", "voorkeur", "preferred", "uitvoeringsjaar"),
        stored="preferred",
    ),
    "latest": Field(
        YEAR,
        ("laatste jaar", "latest year", "laatste", "latest", "eind", "eindjaar", "tot en met", "t/m"),
        stored="latest",
    ),
    "flexibility": Field(
        WHOLE,
        ("speling in jaren", "years it may move", "speling", "flexibiliteit", "flexibility"),
        stored="flexibility",
        most=50,
    ),
    "direct_cost": Field(
        WHOLE,
        ("directe kosten", "direct cost", "kosten", "cost", "bedrag", "raming", "budget", "investering"),
        stored="direct_cost",
        most=EUROS,
    ),
    "common_cost": Field(
        WHOLE,
        ("gemeenschappelijke kosten", "common cost", "deelbare kosten", "shared cost"),
        stored="common_cost",
        most=EUROS,
    ),
    "fte_years": Field(
        TENTHS, ("fte-jaren", "fte-years", "fte", "menskracht", "capaciteit"), stored="fte_years", most=9_999
    ),
    "days": Field(
        WHOLE,
        ("dagen hinder", "days of hindrance", "dagen overlast", "dagen", "days", "duur in dagen"),
        stored="days",
        most=3_000,
    ),
    "severity": Field(SHARE, ("zwaarte van de hinder", "severity", "zwaarte"), stored="severity"),
    "households": Field(
        WHOLE, ("huishoudens", "households", "aantal huishoudens"), stored="households", most=1_000_000
    ),
    "mandatory": Field(TRUTH, ("moet", "has to be done", "verplicht", "mandatory"), stored="mandatory"),
    "value": Field(WHOLE, ("waarde", "value"), stored="value", most=EUROS),
    "confidential": Field(
        TRUTH,
        ("vertrouwelijke plek", "confidential place", "vertrouwelijk", "confidential", "vertrouwelijke plaats"),
        stored="confidential",
    ),
    "description": Field(
        TEXT,
        ("omschrijving", "description", "toelichting", "beschrijving", "wat wordt gedaan"),
        stored="description",
        most=4_000,
    ),
    "place": Field(
        SHAPE,
        ("plek", "place", "plaats", "locatie", "wkt", "geometrie", "geometry", "geom", "the geom", "wkt geom"),
        stored="place",
    ),
    "x": Field(COORDINATE, ("x", "rd x", "x coordinaat", "xcoord", "x rd")),
    "y": Field(COORDINATE, ("y", "rd y", "y coordinaat", "ycoord", "y rd")),
    "longitude": Field(COORDINATE, ("lengtegraad", "longitude", "lon", "lng")),
    "latitude": Field(COORDINATE, ("breedtegraad", "latitude", "lat")),
}
FIELD_BY_NAME = by_name({key: field.names for key, field in FIELDS.items()})
STORED = {key: field.stored for key, field in FIELDS.items() if field.stored}  # the name in a file → that of the work
