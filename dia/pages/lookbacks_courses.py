"""The figures of the areas at a look-back: at the start of the agenda and now, each beside the city's."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dia.pages.lookbacks_words import COURSES
from dia.pipeline.lookbacks_account import AreaEffect, Figure, Reading
from sia.words.figures import UNSAID, bare

KINDS = {"better": "ok", "worse": "warn"}  # of the chips


@dataclass(frozen=True, slots=True)
class Course:
    """An indicator then and now, the area's before the city's; the unit where the figures do not carry it."""

    label: str
    unit: str
    then: tuple[str, str, str]
    now: tuple[str, str, str]
    words: str | Promise
    kind: str


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The figures of an area that are newer than the start of the agenda, and those that are not."""

    name: str
    newer: list[Course]
    older: list[Course]


def neighbourhood(effect: AreaEffect) -> Neighbourhood:
    named = [(effect.urgency, _("Urgency (score)"))] if effect.urgency else []
    found = [*named, *((each, _name(each)) for each in effect.figures)]
    courses = [(bool(each.course), _course(each, label)) for each, label in found]
    return Neighbourhood(
        effect.name, [one for newer, one in courses if newer], [one for newer, one in courses if not newer]
    )


def _name(found: Figure) -> str:
    return found.name_en if get_language() == "en" and found.name_en else found.name_nl


def _course(found: Figure, label: str) -> Course:
    unit = "" if bare(0, found.unit) != "0" or found.unit in UNSAID else found.unit
    then, now = _read(found.then, found.unit), _read(found.now, found.unit)
    return Course(label, unit, then, now, COURSES[found.course], KINDS.get(found.course, ""))


def _read(reading: Reading | None, unit: str) -> tuple[str, str, str]:
    """Return the figure of the area, that of the city, and the year."""
    if reading is None:
        return "–", "–", ""
    return bare(reading.value, unit), bare(reading.city, unit), str(reading.period)
