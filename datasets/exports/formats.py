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
from datasets.exports.opendocument import MIME_TYPE, ods
from datasets.exports.table import Table
from datasets.exports.workbook import xlsx


@dataclass(frozen=True, slots=True)
class Format:
    """`of_places`: only for tables whose rows lie somewhere. `for_programs`: codes and names that never change."""

    key: str
    label: str | Promise
    about: str | Promise
    ending: str
    content_type: str
    writer: Callable[[Table, BinaryIO], None]
    of_places: bool = False
    for_programs: bool = False

    def fit(self, table: Table) -> Table:
        """Return the table as the readers of this form need it."""
        return table.for_programs() if self.for_programs else table.for_people()

    def name_of(self, table: Table) -> str:
        return f"{self.fit(table).name}.{self.ending}"

    def write(self, table: Table, out: BinaryIO) -> None:
        self.writer(self.fit(table), out)


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
        Format("ods", "OpenDocument", _("for LibreOffice, with a sheet about the sources"), "ods", MIME_TYPE, ods),
        Format(
            "data",
            "CSV",
            _("for programs, with commas"),
            "csv",
            "text/csv; charset=utf-8",
            text.plain,
            for_programs=True,
        ),
        Format(
            "geojson",
            "GeoJSON",
            _("for maps on the web"),
            "geojson",
            "application/geo+json",
            geojson,
            of_places=True,
            for_programs=True,
        ),
        Format(
            "gpkg",
            "GeoPackage",
            _("for QGIS, in colour"),
            "gpkg",
            "application/geopackage+sqlite3",
            geopackage,
            of_places=True,
            for_programs=True,
        ),
    )
}
