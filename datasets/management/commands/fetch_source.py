"""Fetch a publication and load it.

manage.py fetch_source cbs-boundaries --municipality GM0153 --year 2024 [--partnership P] [--dry-run]
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.models import Partnership
from datasets import actions
from datasets.fetching import FetchError, fetch
from datasets.fetching.texts import sentence
from datasets.management.delivery_command import DeliveryCommand, add_accept, partnership_of
from datasets.models import Delivery
from datasets.sources.published import PUBLICATIONS


class Command(DeliveryCommand):
    help = "Fetch boundaries or figures from their publisher and load them, the way the upload screen does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("publication", choices=sorted(PUBLICATIONS))
        parser.add_argument(
            "--partnership", help="its address, such as enschede-demo; that of the municipality if nothing is said"
        )
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--municipality", help="GM and four digits; that of the partnership if nothing is said")
        parser.add_argument("--dry-run", action="store_true", help="check and tell what would change; load nothing")
        add_accept(parser)

    def _receive(self, options: dict[str, Any]) -> Delivery:
        partnership, publication = _partnership(options), PUBLICATIONS[options["publication"]]
        if options["year"] not in publication.tables:
            years = ", ".join(map(str, publication.years))
            raise CommandError(f"{publication.title_en}: there is {years}; not {options['year']}.")
        municipality = options["municipality"] or partnership.municipality_code
        try:
            found = fetch(publication, options["year"], municipality, lambda done, total: None)
        except FetchError as error:
            raise CommandError(sentence(error.code, error.about)) from error
        self.stdout.write(f"Fetched {found.upload.name} from {found.options['fetched_from']}.")
        accepted = {"accepted": options["accepted"]} if options["accepted"] else {}
        return actions.receive_file(
            partnership=partnership, by=None, upload=found.upload, kind=found.kind, options=found.options | accepted
        )


def _partnership(options: dict[str, Any]) -> Partnership:
    """Return the partnership that was named, else the only one of the municipality."""
    if options["partnership"]:
        return partnership_of(options)
    found = list(Partnership.objects.filter(municipality_code=options["municipality"] or "")[:2])
    if len(found) != 1:
        raise CommandError("Say for which partnership this is, with --partnership and its address.")
    return found[0]
