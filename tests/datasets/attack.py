"""An attacker at the desk: a city with tables that are protected, all that one gets to see of it, and linear programmes over it.

The attacker knows more than anybody should: all numbers of people and dwellings, that the parts of an area add up to it, how counts
are rounded, and which figures of two releases are the same, also of those that were never shown.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership
from datasets.models import Area
from tests.datasets.linear import Programme
from tests.factories import IndicatorFactory, square_city, upload

ROUNDING = 5
PEOPLE = [620, 60, 840, 1130, 950, 710, 45, 1480, 530, 390, 880, 760]  # of the buurten, in the order of their codes
YEAR = 2024
UNITS = {"evictions": "aantal", "on_support": "%", "rent": "euro"}
# What the table says: how many evictions, how many on support, the mean rent. Small numbers are what must not get out.
FIRST = {
    "evictions": [37, 3, 61, 83, 0, 44, 2, 97, 31, 23, 58, 41],
    "on_support": [61, 14, 133, 211, 87, 4, 9, 301, 57, 71, 93, 117],
    "rent": [713.21, 655.47, 698.13, 741.59, 802.83, 667.19, 591.37, 688.71, 723.43, 749.91, 701.17, 694.29],
}
# A correction: what was large becomes small and the other way round, and much stays the same.
SECOND = {
    "evictions": [37, 12, 61, 8, 0, 44, 2, 97, 31, 23, 6, 41],
    "on_support": [61, 14, 133, 211, 87, 18, 9, 301, 5, 71, 93, 119],
    "rent": [713.21, 655.47, 699.87, 741.59, 802.83, 667.19, 593.03, 688.71, 723.43, 749.91, 701.17, 694.29],
}
# Which part of the mean the largest household brings, in %; of all others 5. In the correction it is another area.
USUAL_PART = 5.0
LARGEST = ({"BU01530200": 47.3137}, {"BU01530002": 61.1713})
type Key = tuple[str, str]  # indicator, code of the area
type Table = dict[Key, float]  # a value in the unit of the indicator
type Seen = dict[Key, float | None]  # None where it says that it is withheld


@dataclass(frozen=True)
class Ground:
    """People per area, and the areas that each area is made of."""

    people: Mapping[str, int]
    parts: Mapping[str, list[str]]

    def amount(self, key: Key, value: float) -> float:
        """What adds up: the count, or the value of all people together."""
        indicator, area = key
        return value if UNITS[indicator] == "aantal" else value * self.people[area] / self.whole(indicator)

    @staticmethod
    def whole(indicator: str) -> float:
        return 100.0 if UNITS[indicator] == "%" else 1.0


def town(partnership: Partnership) -> Ground:
    """Twelve buurten in three wijken, and the indicators of the tables."""
    square_city(partnership, columns=4, rows=3)
    for indicator, unit in UNITS.items():
        IndicatorFactory.create(partnership=partnership, code=indicator, unit=unit)
    areas = {area.code: area for area in Area.objects.of(partnership).plain().select_related("parent")}
    parts: dict[str, list[str]] = {}
    for code, area in sorted(areas.items()):
        if area.parent:
            parts.setdefault(area.parent.code, []).append(code)
    people = dict(zip(sorted(code for code in areas if code.startswith("BU")), PEOPLE, strict=True))
    for whole in (*(code for code in parts if code.startswith("WK")), "GM0153"):
        people[whole] = sum(people[part] for part in parts[whole])
    for code, number in people.items():
        Area.objects.filter(pk=areas[code].pk).update(inhabitants=number, dwellings=number // 2)
    return Ground(people, parts)


def whole_table(ground: Ground, numbers: Mapping[str, list[float]]) -> Table:
    """With the wijken and the gemeente, of what their buurten are together."""
    amounts: Table = {}
    buurten = sorted(code for code in ground.people if code.startswith("BU"))
    for indicator, column in numbers.items():
        for code, number in zip(buurten, column, strict=True):
            mean = UNITS[indicator] == "euro"
            amounts[indicator, code] = number * ground.people[code] if mean else float(number)
        for whole in (*(code for code in ground.parts if code.startswith("WK")), "GM0153"):
            amounts[indicator, whole] = sum(amounts[indicator, part] for part in ground.parts[whole])
    scale = {indicator: 1.0 if unit == "aantal" else ground.whole(indicator) for indicator, unit in UNITS.items()}
    return {
        (indicator, code): amount if UNITS[indicator] == "aantal" else amount * scale[indicator] / ground.people[code]
        for (indicator, code), amount in amounts.items()
    }


def file(ground: Ground, table: Table, levels: str, largest: Mapping[str, float]) -> ContentFile:
    """The rows of areas whose codes begin so; shares with their denominator, means without and with their largest part."""
    rows = ["gebiedscode;indicator;jaar;waarde;noemer;aandeel grootste (%)"]
    for (indicator, code), value in sorted(table.items()):
        if code[:2] in levels.split():
            people = ground.people[code] if UNITS[indicator] == "%" else ""
            part = str(largest.get(code, USUAL_PART)) if UNITS[indicator] == "euro" else ""
            rows.append(f"{code};{indicator};{YEAR};{value!r};{people};{part}".replace(".", ","))
    return upload("schulden.csv", "\n".join(rows))


def taken_along(client: Client, partnership: Partnership) -> Seen:
    """The figures of the export, as a machine reads them."""
    answer = client.get(reverse("figures_file", args=[partnership.slug]), {"format": "data"})
    rows = csv.DictReader(io.StringIO(b"".join(answer).decode()))
    found: Seen = {}
    for row in rows:
        if row["indicator"] in UNITS:
            gone = row["value"] == "withheld"
            assert not gone or not row["numerator"] + row["denominator"] + row["standard_error"]
            found[row["indicator"], row["area_code"]] = None if gone else float(row["value"])
    return found


def only_small_gone(ground: Ground, table: Table, largest: Mapping[str, float]) -> Seen:
    """What would be released if only figures that are small themselves were withheld."""
    seen: Seen = {}
    for key, value in table.items():
        indicator, code = key
        amount, people = ground.amount(key, value), ground.people[code]
        few = people < 100 if UNITS[indicator] != "aantal" else amount < 10
        few = few or (UNITS[indicator] == "%" and min(amount, people - amount) < 10)
        few = few or (UNITS[indicator] == "euro" and largest.get(code, USUAL_PART) > 30)
        seen[key] = (
            None if few else float(ROUNDING * round(value / ROUNDING)) if UNITS[indicator] == "aantal" else value
        )
    return seen


def attack(ground: Ground, releases: Iterable[tuple[Table, Seen]]) -> dict[tuple[int, Key], tuple[float, float, float]]:
    """Per release and hidden figure: what of the true amount is not shown in parts, and the smallest and largest that it can be for who saw all releases."""
    known = list(releases)
    keys = [(number, key) for number, (table, _seen) in enumerate(known) for key in sorted(table)]
    place = {each: n for n, each in enumerate(keys)}
    programme = Programme([bounds(ground, key, known[number][1].get(key)) for number, key in keys])
    for number, key in keys:
        indicator, code = key
        if parts := ground.parts.get(code):
            sums = {place[number, (indicator, part)]: 1.0 for part in parts} | {place[number, key]: -1.0}
            programme.add(sums, -1e-6, 1e-6)
        if number and known[0][0][key] == known[number][0][key]:
            programme.add({place[0, key]: 1.0, place[number, key]: -1.0}, -1e-6, 1e-6)
    return {
        (number, key): (untold(ground, *known[number], key), *programme.range_of(place[number, key]))
        for number, key in keys
        if known[number][1].get(key) is None
    }


def untold(ground: Ground, table: Table, seen: Seen, key: Key) -> float:
    """The true amount, less that of the parts that are shown: so much of a whole is no secret."""
    indicator, code = key

    def told(part: str) -> float:
        if seen.get((indicator, part)) is not None:
            return ground.amount((indicator, part), table[indicator, part])
        return sum(map(told, ground.parts.get(part, [])))

    return ground.amount(key, table[key]) - sum(map(told, ground.parts.get(code, [])))


def bounds(ground: Ground, key: Key, value: float | None) -> tuple[float, float | None]:
    """What is known of an amount at the start."""
    indicator, code = key
    if value is None:
        return 0, None if UNITS[indicator] == "euro" else ground.people[code]
    amount = ground.amount(key, value)
    slack = ROUNDING / 2 if UNITS[indicator] == "aantal" else 1e-6
    return max(amount - slack, 0), amount + slack


def recovered(found: Mapping[tuple[int, Key], tuple[float, float, float]]) -> list[tuple[int, Key]]:
    """The hidden figures that are known to within less than 30 % of what they are."""
    return [each for each, (true, low, high) in found.items() if high - low < max(0.3 * true, 0.5) - 1e-3]
