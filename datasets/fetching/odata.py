"""Tables of StatLine by OData, as a csv with a row for each area, under the column names of StatLine."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from datasets.fetching.web import FetchError, Web

AREA = "WijkenEnBuurten"
WORD = re.compile(r"\w+")
NEXT = ("@odata.nextLink", "odata.nextLink")  # version 4 and version 3


def of_municipality(municipality: str) -> str:
    """Return the part of a question that leaves the municipality, its wijken and its buurten."""
    starts = (f"startswith({AREA},'{level}{municipality[2:]}')" for level in ("GM", "WK", "BU"))
    return f"({' or '.join(starts)})"


def statline(web: Web, table: str, municipality: str, chosen: Mapping[str, str]) -> bytes:
    """Fetch a table of version 3, which is wide already; `table` is its address, `chosen` a key by dimension."""
    asked = " and ".join([of_municipality(municipality), *(f"{name} eq '{key}'" for name, key in chosen.items())])
    rows = list(_rows(web, f"{table}/TypedDataSet", {"$format": "json", "$filter": asked}))
    if not rows:
        raise FetchError("nothing", urlsplit(table).netloc)
    return _csv(list(rows[0]), rows)


def observations(web: Web, table: str, municipality: str) -> bytes:
    """Fetch a table of version 4, a row for each figure, and lay it out wide.

    Each measure stands under its title as StatLine writes it.
    """
    host = urlsplit(table).netloc
    names = _names(_rows(web, f"{table}/MeasureCodes", {"$select": "Identifier,Title"}), host)
    areas: dict[str, dict[str, Any]] = {}
    for row in _rows(web, f"{table}/Observations", {"$filter": of_municipality(municipality)}):
        code, name = str(row.get(AREA, "")).strip(), names.get(str(row.get("Measure")))
        if not code or name is None:
            raise FetchError("unexpected", host)
        areas.setdefault(code, {AREA: code})[name] = row.get("Value")
    if not areas:
        raise FetchError("nothing", host)
    return _csv([AREA, *names.values()], [areas[code] for code in sorted(areas)])


def _rows(web: Web, address: str, question: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield all rows, page after page."""
    for page in web.pages(f"{address}?{urlencode(question, quote_via=quote)}", _next):
        rows = page.get("value")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise FetchError("unexpected", urlsplit(address).netloc)
        yield from rows


def _next(page: dict[str, Any]) -> Any:
    return next((page[name] for name in NEXT if page.get(name)), None)


def _names(measures: Iterator[dict[str, Any]], host: str) -> dict[str, str]:
    """Return a column for each measure.

    Of a title that stands for several, none is to be taken for the one that we know.
    """
    titles = {str(each.get("Identifier")): _column(str(each.get("Title", ""))) for each in measures}
    if not titles:
        raise FetchError("unexpected", host)
    often = Counter(titles.values())
    return {key: name if often[name] == 1 else f"{name} {key}" for key, name in titles.items()}


def _column(title: str) -> str:
    """Return a title as a column name: “Gemiddelde WOZ-waarde van woningen” is GemiddeldeWOZWaardeVanWoningen."""
    return "".join(word[0].upper() + word[1:] for word in WORD.findall(title))


def _csv(header: list[str], rows: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(["" if row.get(name) is None else str(row[name]).strip() for name in header] for row in rows)
    return out.getvalue().encode()
