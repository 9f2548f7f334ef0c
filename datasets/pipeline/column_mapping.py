"""The way to read a table: as its people said of this file, under the name that they chose, or as the last time.

Else as it is recognised. A party's tables are remembered for that party, by dataset.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts.models import Party
from accounts.permissions import P
from datasets.models import Delivery, MappingProfile
from datasets.parsers.problems import Problem, warning
from datasets.querysets import DeliveryQuerySet

if TYPE_CHECKING:
    from datasets.parsers.mapping import Mapping
    from datasets.parsers.names import Places
    from datasets.parsers.recognise import Recognised

LOOKED_AT = 200  # of the newest deliveries
MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|jan|feb|mrt|apr|jun|jul|aug"
    "|sep|okt|nov|dec"
)
AT_ITS_END = re.compile(rf"(?:[-_ .(]*(?:\b(?:{MONTHS}|kwartaal|[qk][1-4])(?![a-z])|[\d)]+))+$", re.IGNORECASE)
STILL_THERE = 0.5  # of the columns with figures, for a table to be the one of last time


def mapping_for(
    delivery: Delivery, header: list[str], found: Recognised, places: Places
) -> tuple[Mapping | None, list[Problem]]:
    """Return how the columns are read, and which columns came or went since the last time.

    None where a person has to say how.

    What is remembered is kept with the delivery. A year is never remembered: it is the one of this file.
    """
    from datasets.parsers.mapping import Mapping

    noticed: list[Problem] = []
    if not delivery.mapping and found.source is None:
        remembered = _chosen(delivery) or _last_time(delivery, header)
        delivery.mapping, noticed = _fitted(*remembered, found, places) if remembered else ({}, [])
    mapping = Mapping.from_json(json.dumps(delivery.mapping)) if delivery.mapping else found.mapping()
    period = delivery.options.get("period")
    if period and not mapping.period_column:
        mapping = replace(mapping, period=str(period))
    return (mapping if mapping.indicators or mapping.shape == "long" else None), noticed


def supplier_of(delivery: Delivery) -> Party | None:
    """Return the party that the delivery comes from: the one that was named, else the one that its bringer acts for."""
    if delivery.supplier or not delivery.created_by:
        return delivery.supplier
    return delivery.created_by.parties_in(delivery.partnership, P.DELIVER).first()


def title_of(name: str) -> str:
    """Return what a dataset is called after the name of its first file: without the year, month or quarter at its end."""
    stem = Path(name).stem
    return AT_ITS_END.sub("", stem) or stem


def missing_columns(mapping: dict[str, Any], header: Iterable[str]) -> list[str]:
    """Return the columns that the mapping speaks of and that are not there."""
    from datasets.parsers.mapping import Mapping

    there = set(header)
    return [column for column in Mapping.from_json(json.dumps(mapping)).used_columns() if column not in there]


type Remembered = tuple[dict[str, Any], list[str]]  # a mapping, and the columns of the table that it was made for


def _chosen(delivery: Delivery) -> Remembered | None:
    """Return the saved way of reading that was chosen with the file."""
    profiles = MappingProfile.objects.of(delivery.partnership).filter(pk=delivery.options.get("profile"))
    return profiles.values_list("mapping", "header").first()


def _last_time(delivery: Delivery, header: list[str]) -> Remembered | None:
    """Return, of the party's tables as each was read last, the one that most resembles this one."""
    newest: dict[str, Remembered] = {}
    for mapping, columns in _earlier(delivery).values_list("mapping", "recognised__header")[:LOOKED_AT]:
        newest.setdefault(mapping.get("title") or json.dumps(columns), (mapping, columns or []))
    fitting = [one for one in newest.values() if _fits(one[0], header)]
    return min(fitting, key=lambda one: len(set(one[1]) ^ set(header)), default=None)


def _earlier(delivery: Delivery) -> DeliveryQuerySet:
    party = supplier_of(delivery)
    brought_by = {"created_by__memberships__partnership": delivery.partnership, "created_by__memberships__party": party}
    theirs = Q(supplier=party) | Q(supplier=None, **brought_by) if party else Q(supplier=None, created_by=None)
    mapped = Delivery.objects.of(delivery.partnership).filter(theirs, recognised__source=None).exclude(mapping={})
    return mapped.exclude(pk=delivery.pk).order_by("-pk").distinct()


def _fits(mapping: dict[str, Any], header: list[str]) -> bool:
    missing = set(missing_columns(mapping, header))
    figures = set(mapping.get("indicators", {})) if mapping.get("shape") == "wide" else set()
    return missing <= figures and len(figures - missing) >= STILL_THERE * len(figures)


def _fitted(
    mapping: dict[str, Any], columns: list[str], found: Recognised, places: Places
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the mapping for this table, and what is to be noticed of it.

    New columns are read where they are known, columns that went are passed over.
    """
    header = [guess.column for guess in found.columns]
    fitted = {**mapping, "period": found.period}
    if not mapping.get("period_column") and found.period_column not in columns:
        fitted["period_column"] = found.period_column
    if mapping.get("areas") is not None:
        held = {key: code for key, code in mapping["areas"].items() if not code or code in places}
        fitted["areas"] = held
    if mapping.get("shape") == found.shape == "long":
        fitted |= {name: column for name, column in found.long_columns.items() if column and column not in columns}
    if found.largest_column and found.largest_column not in columns:
        fitted["largest_column"] = found.largest_column
    if mapping.get("shape") != "wide" or not _fits(mapping, header):
        return fitted, []
    gone = missing_columns(mapping, header)
    added = [guess for guess in found.columns if guess.column not in columns]
    known = {guess.column: guess.indicator for guess in added if guess.indicator}
    kept = {column: code for column, code in mapping["indicators"].items() if column not in gone}
    fitted["indicators"] = {**{c: code for c, code in known.items() if code not in kept.values()}, **kept}
    read = {*fitted["indicators"], fitted.get("largest_column")}
    strange = [guess.column for guess in added if guess.kind == "number" and guess.column not in read]
    noticed = [warning("vanished_column", column=column) for column in gone]
    return fitted, noticed + [warning("added_column", column=column) for column in strange]
