"""Data out: one table, written in the form that its reader can use."""

from datasets.exports.formats import FORMATS, Format
from datasets.exports.origin import Origin, origin_of
from datasets.exports.places import Places
from datasets.exports.style import Style
from datasets.exports.table import Column, Table

__all__ = ["FORMATS", "Column", "Format", "Origin", "Places", "Style", "Table", "origin_of"]
