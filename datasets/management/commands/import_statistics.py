"""Load figures from a file.

manage.py import_statistics FILE --partnership P [--source S] [--period 2020] [--leave-out-unknown] [--dry-run]
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from datasets.management.delivery_command import DeliveryCommand
from datasets.models import Delivery
from datasets.pipeline.area_matching import LEAVE_OUT
from datasets.pipeline.asked import EVERY, FRACTION, PERCENT
from datasets.sources import SOURCES


class Command(DeliveryCommand):
    help = "Load figures from csv, xlsx or the attribute table of a map file, the way the upload screen does."
    kind = Delivery.Kind.STATISTICS

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--source", choices=sorted(SOURCES), help="refuse the file unless it is of this source")
        parser.add_argument("--period", type=int, help="year of the figures, where the file does not tell")
        parser.add_argument("--sheet", help="the sheet of a workbook, where several hold a table")
        parser.add_argument("--shares", choices=(PERCENT, FRACTION), help="what shares are that are all 1 or less")
        parser.add_argument(
            "--leave-out-unknown", action="store_true", help="leave out rows with codes that are not on the map"
        )

    def chosen(self, options: dict[str, Any]) -> dict[str, Any]:
        shares = {"shares": {EVERY: options["shares"]}} if options["shares"] else {}
        names = ("source", "period", "sheet", "accepted", LEAVE_OUT)
        return {name: options[name] for name in names if options[name]} | shares
