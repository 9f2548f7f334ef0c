"""Create a partnership with its first party and administrator.

manage.py create_partnership NAME --slug S --municipality GM0153 --party P --administrator EMAIL
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import found_partnership
from accounts.models import Partnership, User


class Command(BaseCommand):
    help = "Found a partnership with a first party and an administrator, who then loads boundaries and figures on the screen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--slug", required=True)
        parser.add_argument("--municipality", required=True, help="code of the municipality, such as GM0153")
        add_founders(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        partnership, user = make_partnership(
            name=options["name"],
            slug=options["slug"],
            municipality_code=options["municipality"],
            party=options["party"],
            administrator=options["administrator"],
        )
        self.stdout.write(
            f"Made {partnership}. Next: manage.py changepassword {user.email}, then log in at /p/{partnership.slug}/."
        )


def add_founders(parser: CommandParser) -> None:
    parser.add_argument("--party", required=True, help="name of the municipality or corporation that administers")
    parser.add_argument("--administrator", required=True, help="e-mail address; a password is set with changepassword")


def make_partnership(**fields: str) -> tuple[Partnership, User]:
    """Found a partnership as `found_partnership`; raises CommandError with the name of each field that will not do."""
    try:
        return found_partnership(**fields)
    except ValidationError as error:
        said = (f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise CommandError(" ".join(said)) from error
