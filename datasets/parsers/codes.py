"""Codes of Dutch areas: GM0153 (gemeente), WK015303 (wijk), BU01530301 (buurt), NL01 (the country).

Publishers write them padded, without prefix, in lower case, or as numbers that lost a leading zero.
An area that a partnership drew itself has a code of its own (DG000001, NOORD-1) that can be none of these.
"""

import math
import re
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
import pandas as pd

from datasets.parsers.cells import category, different

DIGITS = {"GM": 4, "WK": 6, "BU": 8}
PREFIX = {width: prefix for prefix, width in DIGITS.items()}
OWN = "DG"  # deelgebied: the level of a partnership's own codes, which mean nothing without knowing them
LEVELS = {"GM": "gemeente", "WK": "wijk", "BU": "buurt", "NL": "land"}
LEVEL_WORDS = {  # what stands in level columns
    **dict.fromkeys(("gemeente", "gemeenten", "gm", "municipality"), "GM"),
    **dict.fromkeys(("wijk", "wijken", "wk", "district"), "WK"),
    **dict.fromkeys(("buurt", "buurten", "bu", "neighbourhood"), "BU"),
    **dict.fromkeys(("land", "nederland", "nl", "country"), "NL"),
    **dict.fromkeys(("deelgebied", "deelgebieden", "dg", "sub-area"), OWN),
}
CODE = re.compile(r"GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4}|NL[0-9]{2}")  # Amsterdam has BU0363AA01
IN_FULL = re.compile(rf"(?:(?:{CODE.pattern})\n)*+")  # different cells, a line each
LETTERED = re.compile(r"[0-9]{4}[0-9A-Z]{2}(?:[0-9A-Z]{2})?")  # such a code without its prefix
# Never digits alone (a buurt, or a spreadsheet's number), nor what begins as a code of CBS or looks like a postcode.
OWN_CODE = re.compile(r"(?=.*[A-Z-])(?!NL|(?:GM|WK|BU)[0-9])[A-Z0-9][A-Z0-9-]{1,19}")
WRITTEN = re.compile(r"[^\W\d_]|[^\s\"']-")
COUNTRY = "NL01"
MANY = 99  # signs that no code has
SHORTEST = 3  # digits that still say "gemeente" without other knowledge: 153 was 0153


def level_of(code: str) -> str:
    """Return "gemeente", "wijk", "buurt" or "land" for a code in full form; raise ValueError for anything else."""
    if not CODE.fullmatch(code):
        raise ValueError(f"not an area code: {code!r}")
    return LEVELS[code[:2]]


def parent_code(code: str) -> str | None:
    """Return the wijk of a buurt, the gemeente of a wijk, None for gemeente and country.

    Raises ValueError for no code.
    """
    level = level_of(code)
    if level == "buurt":
        return f"WK{code[2:8]}"
    return f"GM{code[2:6]}" if level == "wijk" else None


def is_own_code(text: str) -> bool:
    """Return whether an own area may have this code: 2 to 20 capitals, digits and hyphens that are no code of CBS."""
    return OWN_CODE.fullmatch(text) is not None and LETTERED.fullmatch(text) is None


def own_codes(cells: pd.Series) -> np.ndarray:
    """Return codes of own areas in capitals (object array), None where a cell cannot be one."""
    texts = [plain_text(cell) for cell in cells]
    codes = np.empty(len(texts), dtype=object)
    codes[:] = [text if is_own_code(text) else None for text in texts]
    return codes


def area_codes(
    cells: pd.Series, level_hint: pd.Series | None = None, own: Collection[str] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """Return codes in full form (object array, None where there is none) and which cells, empty or not, hold no code.

    `level_hint` is a column such as "Gemeente"/"Wijk"/"Buurt" beside it; it decides where digits alone do not.
    `own` are the codes of own areas that are known; others of that kind are bad. Country rows give NL01 or NL00 and
    are not bad.
    """
    column = code_column(cells, level_hint, own)
    known = column.to_numpy(dtype=object)
    known[column.isna()] = None
    return known, column.isna()


def code_column(cells: pd.Series, level_hint: pd.Series | None = None, own: Collection[str] = ()) -> pd.Categorical:
    """Return the same codes as a category, which is missing where a cell is no code."""
    places, written = different(cells)
    if codes := _in_full(written):
        return category(places, codes)
    texts = list(map(plain_text, written))
    level_places, levels = _different(level_hint, level_word) if level_hint is not None else (0 * places, [None])
    digits = {text for text in texts if text.isdecimal() and text.isascii()}
    one_width, widths = _common_width(digits), {len(text) for text in digits}
    at, pairs = pd.factorize(places * len(levels) + level_places)
    known: list[str | None] = []
    for pair in pairs.tolist():
        text, level = texts[pair // len(levels)], levels[pair % len(levels)]
        known.append(text if text in own else _code(text, level, one_width) or _lettered(text, level, widths))
    return category(at, known)


def had_zero_restored(cells: pd.Series, codes: Iterable[str | None]) -> np.ndarray:
    """Return where a code got back leading zeros that the cell had lost."""
    places, written = different(cells)
    if _in_full(written):
        return np.zeros(len(places), dtype=bool)
    lengths = list(map(_digits, written))
    code_places, widths = _different(codes, _width)
    shorter: np.ndarray = np.array(lengths)[places] < np.array(widths)[code_places]
    return shorter


def _digits(cell: object) -> int:
    """Return how many digits a cell has; more than any code where it is more than digits."""
    text = plain_text(cell)
    return len(text) if text.isdecimal() else MANY


def _width(code: object) -> int:
    """Return how many digits a code has in full form; none where it is no code of a gemeente, wijk or buurt."""
    return 0 if code is None or str(code).startswith("NL") else len(str(code)) - 2


def _different[Made](cells: object, made: Callable[[object], Made]) -> tuple[np.ndarray, list[Made]]:
    """Return what is made of each different cell, and where it belongs."""
    places, uniques = different(cells)
    return places, list(map(made, uniques))


def plain_text(cell: object) -> str:
    """Return a code cell as upper-case text without padding; whole floats lose their ".0"; missing gives ""."""
    if isinstance(cell, str):
        return cell.strip().strip("\"'").strip().upper().removesuffix(".0")
    if cell is None or isinstance(cell, bool) or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, (float, np.floating)) and float(cell).is_integer():
        return str(int(cell))
    return str(cell).strip().upper()


def plain_texts(cells: pd.Series) -> dict[str, int]:
    """Count the different texts of a column, in its order; without what is empty."""
    places, uniques = different(cells)
    counts = np.bincount(places, minlength=len(uniques))
    found: dict[str, int] = {}
    for cell, count in zip(uniques, counts.tolist(), strict=True):
        text = plain_text(cell)
        found[text] = found.get(text, 0) + count
    found.pop("", None)
    return found


def lettered(cells: pd.Series) -> bool:
    """Return whether any cell has a letter or a hyphen within it.

    Every code with a prefix and every own code has one.
    """
    return WRITTEN.search("\n".join(map(str, different(cells)[1]))) is not None


def _in_full(cells: Sequence[object]) -> list[str] | None:
    """Return the different cells without padding, where each is a code already."""
    if set(map(type, cells)) != {str}:
        return None
    codes = [str(cell).strip() for cell in cells]
    return codes if IN_FULL.fullmatch("\n".join([*codes, ""])) else None


def level_word(cell: object) -> str | None:
    """Return the prefix that a word of a level column stands for; None where it is no such word."""
    return LEVEL_WORDS.get(plain_text(cell).lower())


def _code(text: str, level: str | None, one_width: int | None) -> str | None:
    if CODE.fullmatch(text):
        return text
    if level == "NL":
        return COUNTRY
    if level == OWN or not (text.isdecimal() and text.isascii()):
        return None
    width = DIGITS[level] if level else one_width or (len(text) + 1) // 2 * 2
    fits = len(text) <= width and (level or one_width or len(text) >= SHORTEST)
    return f"{PREFIX[width]}{text.zfill(width)}" if fits and width in PREFIX else None


def _lettered(text: str, level: str | None, widths: set[int]) -> str | None:
    """Return 0363AA01 as a code; None where it may be something else.

    Six signs may be a postcode (7511AB): the level or codes in digits beside it must vouch.
    """
    vouched = DIGITS[level] == len(text) if level in DIGITS else level != OWN and len(text) in widths
    return f"{PREFIX[len(text)]}{text}" if vouched and LETTERED.fullmatch(text) else None


def _common_width(digits: set[str]) -> int | None:
    """Return how many digits the codes of a column without prefixes have at its level.

    None when zeros were kept or levels are mixed.

    Levels are mixed when the longest codes have their parent (the code without its last two digits) in the column too.
    """
    widest = max(map(len, digits), default=0)
    if any(text.startswith("0") for text in digits) or (widest + 1) // 2 * 2 not in PREFIX:
        return None
    longest = [text for text in digits if len(text) == widest]
    with_parent = sum(text[:-2] in digits for text in longest)
    return None if with_parent * 2 >= len(longest) else (widest + 1) // 2 * 2
