"""Set up a partnership from a municipality's code to its first ranking.

manage.py new_partnership GM0153 --party NAME --administrator EMAIL (--from-folder DIR | --from-open-data)
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.management.commands.create_partnership import add_founders, make_partnership
from accounts.models import Partnership, User
from accounts.municipalities import alike, code_of, municipalities
from datasets import actions
from datasets.fetching.texts import sentence as fetch_sentence
from datasets.management.delivery_command import finish, numbers
from datasets.models import Delivery, Fetch, Job
from datasets.sources.published import CBS_OLDER_BOUNDARIES, PUBLICATIONS
from datasets.states import LIVE
from datasets.texts.problems import sentence
from sia.models import ScoreModel
from sia.pages.setup_ranking import first_rankings, themes_to_bring

CODE = re.compile(r"GM\d{4}")


class Command(BaseCommand):
    help = (
        "Make a partnership, load all boundaries and figures that a folder or the publishers have, and rank its areas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("municipality", help="its name, or GM and four digits, such as GM0153")
        add_founders(parser)
        parser.add_argument("--name", help="of the partnership; that of the municipality if nothing is said")
        parser.add_argument("--slug", help="its address; the code of the municipality if nothing is said")
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--from-folder", type=Path, help="a folder with boundaries and tables")
        source.add_argument("--from-open-data", action="store_true", help="the newest year of what publishers offer")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path | None = options["from_folder"]
        if folder and not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        with translation.override("en"):
            partnership, administrator = self._found(options)
            if folder:
                self._ask_folder(partnership, folder)
            else:
                ask_newest(partnership, administrator)
            finish(Job.objects.open().filter(partnership=partnership), "A worker is still busy. The scores follow.")
            self._tell_outcomes(partnership)
            self._tell_ranking(partnership)
            self.stdout.write(
                f"Next: manage.py changepassword {options['administrator']}, then log in at /p/{partnership.slug}/."
            )

    def _found(self, options: dict[str, Any]) -> tuple[Partnership, User]:
        said = options["municipality"]
        code = code_of(said) or (said if CODE.fullmatch(said) else None)  # a municipality may be newer than our list
        if code is None:
            raise CommandError(f"There is no municipality {said!r}. Alike: {', '.join(alike(said)) or 'none'}.")
        return make_partnership(
            name=options["name"] or municipalities().get(code, code),
            slug=options["slug"] or code.lower(),
            municipality_code=code,
            party=options["party"],
            administrator=options["administrator"],
        )

    def _ask_folder(self, partnership: Partnership, folder: Path) -> None:
        with ExitStack() as opened:
            paths = sorted(path for path in folder.iterdir() if path.is_file())
            files = [File(opened.enter_context(path.open("rb")), name=path.name) for path in paths]
            actions.receive_files(partnership=partnership, by=None, uploads=files)

    def _tell_outcomes(self, partnership: Partnership) -> None:
        for fetch in Fetch.objects.of(partnership).exclude(problem="").order_by("pk"):
            title = PUBLICATIONS[fetch.publication].title_en
            self.stdout.write(f"{title}: skipped. {fetch_sentence(fetch.problem, fetch.problem_about)}")
        for delivery in Delivery.objects.of(partnership).exclude(kind=Delivery.Kind.DERIVED).order_by("pk"):
            self.stdout.write(f"{delivery.name}, as {delivery.get_kind_display()}: {outcome_of(delivery)}")

    def _tell_ranking(self, partnership: Partnership) -> None:
        if ScoreModel.objects.in_use(partnership) is None:
            raise CommandError("No figure counts for urgency, so that nothing is ranked. What was loaded stays.")
        for ranking in first_rankings(partnership):
            level, themes = ranking.run.get_level_display(), ", ".join(ranking.themes) or "nothing"
            self.stdout.write(f"{level}: {ranking.ranked} of {ranking.areas} ranked, on {themes}.")
            named = ", ".join(f"{name} (group {letter})" for name, letter in ranking.first)
            self.stdout.write(f"  first: {named}")
            rho = "–" if ranking.rho is None else f"{ranking.rho:.3f}"
            self.stdout.write(
                f"  potential: indicators {ranking.indicators}, themes {ranking.of_themes}, |rho| with urgency {rho}"
            )
        for theme in themes_to_bring(partnership):
            self.stdout.write(f"Without figures: {theme.label}. To bring: {theme.words}.")


def ask_newest(partnership: Partnership, by: User) -> None:
    """Ask for the newest year of each publication."""
    for publication in PUBLICATIONS.values():
        if publication != CBS_OLDER_BOUNDARIES:
            key, year = publication.key, publication.years[0]
            actions.ask_fetch(partnership=partnership, by=by, publication=key, year=year, load=True)


def outcome_of(delivery: Delivery) -> str:
    """Return what came of a file, in one line."""
    if delivery.state in LIVE:
        return f"loaded, {numbers({name: n for name, n in delivery.preview.items() if n}) or 'without a change'}."
    if delivery.state == Delivery.State.UNMAPPED:
        return "skipped. Its columns have to be named on the screen."
    said = sentence(delivery.problems[0]) if delivery.problems else None
    return f"skipped. {said.what} {said.mend}" if said else "skipped."
