"""Areas by their name, in a table that has no codes: what each name may mean, and how sure that is.

Nothing here decides: a name may be that of a wijk and of a buurt, and a slip of the pen may look like another area.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from typing import Literal

import pandas as pd

from datasets.parsers.codes import LEVEL_WORDS, LEVELS, OWN, area_codes, level_word

type Sure = Literal["same", "near", "several", "none"]
AREA_NAME = re.compile(
    r".*(wijk|buurt|gebied|gemeente|regio|stadsdeel|district|neighbou?rhood|municipality|area).*", re.IGNORECASE
)
LEVEL_OF = {**LEVELS, OWN: "deelgebied"}
NUMBERED = re.compile(rf"(?:(?P<level>{'|'.join(LEVEL_WORDS)}) )?(?:\d+ )?(?:(?:de|het) )?(?P<name>[a-z].*)")
SHORT = {"t": "het", "st": "sint", "ste": "sinte", "ind": "industrie", "industrieterrein": "bedrijventerrein"}
SHORT_PAIRS = ((r"\be\.? ?o\b\.?", " en omgeving "), (r"\bv\.? ?d\b\.?", " van de "), (r"[&+]", " en "))
ALIKE = 0.85  # of difflib: one letter in seven may differ
SHORTEST = 3  # letters that a shortened word keeps
ENOUGH = 0.5  # of the different names of a column whose own name says nothing of areas
MOST_SOUGHT = 500  # names that are compared with every area; of a country full of names the rest is not ours
MOST_MEANT = 5
SAMPLE = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """An area that the partnership holds."""

    code: str
    level: str
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the file. `key`: what it is remembered under; `codes`: what may be meant, the best first.

    `sure`: "same" but for case, accents and the like; "near" one area is called almost so; "several" are; "none" is.
    """

    name: str
    key: str
    sure: Sure
    codes: tuple[str, ...]


def plain_name(text: str) -> str:
    """Return small letters without accents or signs, usual abbreviations written out.

    “St. Jozef & 't Zand” is “sint jozef en het zand”.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    for short, long in SHORT_PAIRS:
        plain = re.sub(short, long, plain)
    return " ".join(SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", plain))


def name_key(name: str, level: str | None = None) -> str:
    """Return what a name is remembered under; with its level where a column beside it says that. "" for no name."""
    plain = plain_name(name)
    return f"{plain} ({level})" if plain and level else plain


def name_keys(names: pd.Series, levels: pd.Series | None) -> list[str]:
    """Return the keys of a column, with the column of levels beside it, where there is one."""
    return [key for key, _name, _level in _keyed(names, levels)]


class Places:
    """The areas that are held, to be found by their names."""

    def __init__(self, held: Iterable[Place]) -> None:
        self.held = {place.code: place for place in held}

    @cached_property
    def _whole(self) -> Mapping[str, list[Place]]:
        return _by(self.held.values(), lambda place: plain_name(place.name))

    @cached_property
    def _bare(self) -> Mapping[str, list[Place]]:
        return _by(self.held.values(), lambda place: _bare_name(place.name))

    def __contains__(self, code: object) -> bool:
        return code in self.held

    def column(self, frame: pd.DataFrame) -> str | None:
        """Return the column that names most of these areas; None where no column is about areas."""
        found = [(len(hits), str(column)) for column in frame.columns if (hits := self._hits(frame[column]))]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def are_named_in(self, cells: pd.Series, own: Collection[str] = ()) -> bool:
        """Return whether a column holds names, and not codes, of these areas."""
        sample = cells.head(SAMPLE)
        return float(area_codes(sample, own=own)[1].mean()) > 1 - ENOUGH and bool(self._hits(sample))

    def listed(self, frame: pd.DataFrame, column: str, level_column: str | None) -> list[Named]:
        """Return every different name once, in the order of the file.

        A row with nothing but a name says nothing of an area.
        """
        others = frame.drop(columns=column)
        rows = frame[(others.notna() & (others != "")).any(axis=1)]
        levels = rows[level_column] if level_column else None
        first: dict[str, tuple[str, str | None]] = {}
        for key, name, level in _keyed(rows[column], levels):
            first.setdefault(key, (name, level))
        first.pop("", None)
        exact = {key: self._exactly(name, level) for key, (name, level) in first.items()}
        sought = set(islice((key for key, places in exact.items() if not places), MOST_SOUGHT))
        found = []
        for key, (name, level) in first.items():
            meant = exact[key] or (self._alike(name, level) if key in sought else [])
            shown = f"{name} ({level})" if level else name
            found.append(_judged(shown, key, meant, exact=bool(exact[key]), level=_level_in(column)))
        return found

    def _exactly(self, name: str, level: str | None) -> list[Place]:
        plain = plain_name(name)
        said, bare = _parts(plain)
        level = level or said
        if said and plain in self._whole:  # "Wijk 03 Twekkelerveld" as the map has it
            return [place for place in self._whole[plain] if level == place.level] or self._whole[plain]
        found = {place.code: place for place in [*self._whole.get(plain, ()), *self._bare.get(bare, ())]}
        return [place for place in found.values() if level in {None, place.level}]

    def _alike(self, name: str, level: str | None) -> list[Place]:
        said, bare = _parts(plain_name(name))
        level = level or said
        of_level = {
            held: places
            for held, all_ in self._bare.items()
            if (places := [p for p in all_ if level in {None, p.level}])
        }
        shortened = [held for held in of_level if _shortened(bare, held)]
        names = dict.fromkeys([*shortened, *get_close_matches(bare, of_level, MOST_MEANT, ALIKE)])
        return [place for held in names for place in of_level[held]][:MOST_MEANT]

    def _hits(self, cells: pd.Series) -> set[str]:
        """Return the names of these areas in a column, if there are enough.

        One is enough where the column is called after areas, else half of them and two.
        """
        names = {
            name: cell for cell in cells.head(SAMPLE).unique() if isinstance(cell, str) and (name := plain_name(cell))
        }
        hits = {name for name in names if name in self._whole or _parts(name)[1] in self._bare}
        called = AREA_NAME.fullmatch(str(cells.name))
        return hits if called or (len(hits) > 1 and len(hits) >= ENOUGH * len(names)) else set()


def _by(places: Iterable[Place], name: Callable[[Place], str]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(name(place), []).append(place)
    return found


def _keyed(names: pd.Series, levels: pd.Series | None) -> Iterator[tuple[str, str, str | None]]:
    """Yield key, name and level of every cell; a word that is no level says nothing."""
    words = [None] * len(names) if levels is None else [LEVEL_OF.get(level_word(cell) or "") for cell in levels]
    known: dict[tuple[str, str | None], str] = {}
    for cell, level in zip(names, words, strict=True):
        name = " ".join(cell.split()) if isinstance(cell, str) else ""
        if (name, level) not in known:
            known[name, level] = name_key(name, level)
        yield known[name, level], name, level


def _judged(name: str, key: str, meant: list[Place], *, exact: bool, level: str | None) -> Named:
    """Return how sure it is that the first of these areas is meant; of namesakes the one of the column's own level."""
    best = [place for place in meant if _bare_name(place.name) == _bare_name(meant[0].name)]
    of_level = [place for place in best if place.level == level]
    if len(best) > 1 and len(of_level) == 1:
        meant, exact, best = [*of_level, *(place for place in meant if place is not of_level[0])], False, of_level
    sure: Sure = "none" if not best else "several" if len(best) > 1 else "same" if exact else "near"
    return Named(name, key, sure, tuple(place.code for place in meant))


def _level_in(column: str) -> str | None:
    """Return the one level that a column is called after: "Buurtnaam", and not "Wijk of buurt"."""
    words = [level for level in ("gemeente", "wijk", "buurt") if level in column.lower()]
    return words[0] if len(words) == 1 else None


def _parts(plain: str) -> tuple[str | None, str]:
    """Return the level that a name speaks of, if any, and the name without it and without its number."""
    match = NUMBERED.fullmatch(plain)
    if not match:
        return None, plain
    word = match["level"]
    return LEVEL_OF[LEVEL_WORDS[word]] if word else None, match["name"]


def _bare_name(name: str) -> str:
    return _parts(plain_name(name))[1]


def _shortened(name: str, held: str) -> bool:
    """Return whether every word of one is a word of the other or its beginning: “stadsv noord” of “stadsveld noord”."""
    pairs = list(zip(name.split(), held.split(), strict=False))
    return len(name.split()) == len(held.split()) and all(
        a == b or (len(a) >= SHORTEST and b.startswith(a)) for a, b in pairs
    )
