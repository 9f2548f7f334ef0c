"""In which forms a table can be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from datasets.exports import text
from datasets.exports.geojson import geojson
from datasets.exports.geopackage import geopackage
from datasets.exports.table import Table
from datasets.exports.workbook import xlsx


@dataclass(frozen=True, slots=True)
class Format:
    """`of_places`: only for tables whose rows lie somewhere."""

    key: str
    label: str | Promise
    about: str | Promise
    ending: str
    content_type: str
    write: Callable[[Table, BinaryIO], None]
    of_places: bool = False


FORMATS: Mapping[str, Format] = {
    each.key: each
    for each in (
        Format("csv", "CSV", _("for Excel, with semicolons"), "csv", "text/csv; charset=utf-8", text.excel),
        Format(
            "xlsx",
            "Excel",
            _("with a sheet about the sources"),
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx,
        ),
        Format("data", "CSV", _("for programs, with commas"), "csv", "text/csv; charset=utf-8", text.plain),
        Format("geojson", "GeoJSON", _("for maps on the web"), "geojson", "application/geo+json", geojson, True),
        Format(
            "gpkg", "GeoPackage", _("for QGIS, in colour"), "gpkg", "application/geopackage+sqlite3", geopackage, True
        ),
    )
}
