"""Set up a partnership from a municipality's code to its first ranking.

manage.py new_partnership GM0153 --party NAME --administrator EMAIL (--from-folder DIR | --from-open-data)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from accounts.management.commands.create_partnership import add_founders, make_partnership
from accounts.models import Partnership
from datasets import actions
from datasets.fetching import FetchError, fetch
from datasets.fetching.texts import sentence as fetch_sentence
from datasets.management.delivery_command import DeliveryCommand, finish, numbers
from datasets.models import Area, Delivery, Job, Level
from datasets.models.indicators import Theme
from datasets.parsers.files import FileKind, sniff
from datasets.sources.published import CBS_OLDER_BOUNDARIES, PUBLICATIONS
from datasets.states import LIVE
from datasets.texts.problems import sentence
from sia.models import ScoreModel, ScoreRun
from sia.pages.groups import by_rank
from sia.pages.missing_themes import missing
from sia.pipeline.starter import left_out_themes

MAPS = (FileKind.GPKG, FileKind.SHAPEFILE_ZIP, FileKind.GEOJSON, FileKind.TOPOJSON)
YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
FIRST = 5  # areas that are named


class Command(DeliveryCommand):
    help = (
        "Make a partnership, load all boundaries and figures that a folder or the publishers have, and rank its areas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("municipality", help="GM and four digits, such as GM0153")
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
            partnership = self._found(options)
            for delivery in self._from_folder(partnership, folder) if folder else self._from_publishers(partnership):
                self._bring(delivery)
            self._name(partnership, options)
            finish(Job.objects.open().filter(partnership=partnership), "A worker is still busy. The scores follow.")
            self._tell_ranking(partnership)
            self.stdout.write(
                f"Next: manage.py changepassword {options['administrator']}, then log in at /p/{partnership.slug}/."
            )

    def _found(self, options: dict[str, Any]) -> Partnership:
        return make_partnership(
            name=options["name"] or options["municipality"],
            slug=options["slug"] or options["municipality"].lower(),
            municipality_code=options["municipality"],
            party=options["party"],
            administrator=options["administrator"],
        )[0]

    def _from_folder(self, partnership: Partnership, folder: Path) -> Iterator[Delivery]:
        """Yield the boundaries, the oldest year first, and then every file as figures."""
        kinds = {path: sniff(path) for path in folder.iterdir() if path.is_file()}
        paths = sorted(kinds, key=lambda path: (year_of(path) or 0, path.name))
        maps = [(path, Delivery.Kind.BOUNDARIES) for path in paths if kinds[path] in MAPS]
        for path, kind in [*maps, *((path, Delivery.Kind.STATISTICS) for path in paths)]:
            year = year_of(path)
            named = {"vintage" if kind == Delivery.Kind.BOUNDARIES else "period": year} if year else {}
            with path.open("rb") as file:
                upload = File(file, name=path.name)
                yield from self._received(partnership, upload, kind, named)

    def _from_publishers(self, partnership: Partnership) -> Iterator[Delivery]:
        """Yield the newest year of each publication, boundaries first."""
        newest = (each for each in PUBLICATIONS.values() if each != CBS_OLDER_BOUNDARIES)
        for publication in sorted(newest, key=lambda each: bool(each.source)):
            try:
                found = fetch(
                    publication, publication.years[0], partnership.municipality_code, lambda done, total: None
                )
            except FetchError as error:
                self.stdout.write(f"{publication.title_en}: skipped. {fetch_sentence(error.code, error.about)}")
                continue
            yield from self._received(partnership, found.upload, found.kind, found.options)

    def _received(
        self, partnership: Partnership, upload: File[bytes], kind: str, options: dict[str, Any]
    ) -> Iterator[Delivery]:
        try:
            yield actions.receive_file(partnership=partnership, by=None, upload=upload, kind=kind, options=options)
        except ValidationError as error:
            self.stdout.write(f"{upload.name}: skipped. {' '.join(error.messages)}")

    def _bring(self, delivery: Delivery) -> None:
        """Check a file and load it, and tell in one line what came of it."""
        try:
            if not delivery.already_loaded:
                self._perform(delivery, "datasets.check")
            if delivery.state == Delivery.State.CHECKED:
                actions.load(delivery=delivery, by=None)
                self._perform(delivery, "datasets.load")
            said = outcome_of(delivery)
        except CommandError as error:
            said = f"skipped. {error}"
        self.stdout.write(f"{delivery.name}, as {delivery.get_kind_display()}: {said}")

    def _name(self, partnership: Partnership, options: dict[str, Any]) -> None:
        """Give the partnership the name of the municipality, now that the boundaries tell it."""
        municipality = Area.objects.of(partnership).current().filter(code=partnership.municipality_code).first()
        if municipality and not options["name"]:
            partnership.name = municipality.name
            partnership.save(update_fields=["name"])

    def _tell_ranking(self, partnership: Partnership) -> None:
        model = ScoreModel.objects.in_use(partnership)
        if model is None:
            raise CommandError("No figure counts for urgency, so that nothing is ranked. What was loaded stays.")
        for level in (Level.WIJK, Level.BUURT):
            run = ScoreRun.objects.newest(partnership, level)
            if run:
                self._tell_run(run)
        for theme in missing(left_out_themes(model)):
            self.stdout.write(f"Without figures: {theme.label}. To bring: {theme.words}.")

    def _tell_run(self, run: ScoreRun) -> None:
        results = list(run.results.ranked())
        themes = {
            theme for result in results for theme, found in result.theme_scores.items() if found["score"] is not None
        }
        names = ", ".join(str(Theme(theme).label) for theme in Theme.values if theme in themes)
        ranked = [result for result in results if result.rank]
        self.stdout.write(
            f"{run.get_level_display()}: {len(ranked)} of {len(results)} ranked, on {names or 'nothing'}."
        )
        placed = [
            (group.letter, result.area.name) for group in by_rank(ranked, run.robustness) for result in group.rows
        ]
        self.stdout.write(f"  first: {', '.join(f'{name} (group {letter})' for letter, name in placed[:FIRST])}")
        legs = run.robustness["legs"]
        rho = "–" if legs["rho"] is None else f"{abs(legs['rho']):.3f}"
        self.stdout.write(
            f"  potential: indicators {legs['indicators']}, themes {legs['themes']}, |rho| with urgency {rho}"
        )


def outcome_of(delivery: Delivery) -> str:
    """Return what came of a file, in one line."""
    if delivery.already_loaded:
        return "was loaded already."
    if delivery.state in LIVE:
        return f"loaded, {numbers({name: n for name, n in delivery.preview.items() if n}) or 'without a change'}."
    if delivery.state == Delivery.State.UNMAPPED:
        return "skipped. Its columns have to be named on the screen."
    said = sentence(delivery.problems[0]) if delivery.problems else None
    return f"skipped. {said.what} {said.mend}" if said else "skipped."


def year_of(path: Path) -> int | None:
    """Return the last year in the name of a file."""
    found = YEAR.findall(path.stem)
    return int(found[-1]) if found else None
