"""Load boundaries from a file.

manage.py import_areas FILE --partnership P [--level buurt] [--vintage 2021] [--code-column NAME] [--whole-file]
[--dry-run]
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from datasets.management.delivery_command import DeliveryCommand
from datasets.models import Delivery, Level


class Command(DeliveryCommand):
    help = "Load boundaries from a GeoPackage, zipped Shapefile or GeoJSON, the way the upload screen does."
    kind = Delivery.Kind.BOUNDARIES

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--level", choices=Level.values, help="only areas of this level")
        parser.add_argument("--vintage", type=int, help="year of the boundaries, where the file does not tell")
        parser.add_argument("--code-column", help="the column with the codes, where its name does not tell")
        parser.add_argument("--whole-file", action="store_true", help="also areas of other municipalities")

    def chosen(self, options: dict[str, Any]) -> dict[str, Any]:
        return {
            name: options[name]
            for name in ("level", "vintage", "code_column", "whole_file", "accepted")
            if options[name]
        }
