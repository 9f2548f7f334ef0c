"""A table as an OpenDocument spreadsheet: the standard of governments, with a second sheet that says where it comes from.

Written by hand: two parts of XML are less than the one library for it, which nobody has kept up since 2020.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from datasets.exports.table import Table, Value

MIME_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
BLANKS = re.compile(r"(?<= ) +|^ +")
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES} office:version="1.3"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><office:automatic-styles>'
    '<style:style style:name="bold" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIME_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods(table: Table, out: BinaryIO) -> None:
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("mimetype"), MIME_TYPE, ZIP_STORED)  # first and not packed, as the standard says
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            for part in _content(table):
                content.write(part.encode())


def _content(table: Table) -> Iterator[str]:
    yield HEAD
    titles = [column.title for column in table.columns]
    yield from _sheet(table.title, len(titles), [titles], table.rows)
    about = [(_("Table"), table.title), *table.origin.lines]
    yield from _sheet(_("Source"), 2, (), ([str(name), str(text)] for name, text in about))
    yield TAIL


def _sheet(name: str, width: int, heads: Iterable[Sequence[str]], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(_plain(NOT_IN_A_NAME.sub(' ', str(name))))}>"
    yield f'<table:table-column table:number-columns-repeated="{width}"/>'
    for head in heads:
        yield _row(f'<table:table-cell table:style-name="bold" {_text(title)}' for title in head)
    for row in rows:
        yield _row(map(_cell, row))
    yield "</table:table>"


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell(value: Value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        kind = f'boolean" office:boolean-value="{str(value).lower()}'
    elif isinstance(value, int | float | Decimal):
        kind = f'float" office:value="{value}'
    else:
        return f"<table:table-cell {_text(str(value))}"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'


def _text(text: str) -> str:
    """Return the rest of a cell of text, which no program takes for a formula."""
    lines = (BLANKS.sub(_blanks, escape(line)) for line in _plain(str(text)).splitlines() or [""])
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f'office:value-type="string">{paragraphs}</table:table-cell>'


def _blanks(found: re.Match[str]) -> str:
    """Return blanks that stay: of several a reader of the standard keeps one."""
    return f'<text:s text:c="{len(found[0])}"/>'


def _plain(text: str) -> str:
    return NOT_IN_XML.sub(" ", text)
