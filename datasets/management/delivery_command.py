"""The common part of the commands that bring files: receive, check, tell, load.

They use the code of the upload screen, in this process.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Partnership
from datasets import actions, jobs
from datasets.models import Delivery, Job
from datasets.pipeline.asked import ACCEPTABLE
from datasets.querysets import JobQuerySet
from datasets.states import LIVE
from datasets.texts.problems import sentence

PROBLEMS_SHOWN = 20
WAIT_S, LONGEST_WAIT_S = 0.1, 3600


class DeliveryCommand(BaseCommand):
    kind: str

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--partnership", required=True, help="the partnership's address, such as enschede-demo")
        parser.add_argument("--dry-run", action="store_true", help="check and tell what would change; load nothing")
        add_accept(parser)

    def chosen(self, options: dict[str, Any]) -> dict[str, Any]:
        raise CommandError("an import command says which options it passes on")

    def handle(self, *args: Any, **options: Any) -> None:
        delivery = self._receive(options)
        if delivery.already_loaded:
            self.stdout.write(f"Nothing changed: this file was loaded on {delivery.loaded_at:%Y-%m-%d}.")
            return
        self._perform(delivery, "datasets.check")
        self._tell(delivery)
        if delivery.state != Delivery.State.CHECKED:
            raise CommandError("Nothing was loaded.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was loaded.")
            return
        actions.load(delivery=delivery, by=None)
        self._perform(delivery, "datasets.load")
        if delivery.state not in LIVE:
            self._tell(delivery)
            raise CommandError("Nothing was loaded.")
        self.stdout.write(self.style.SUCCESS(f"Loaded: {numbers(delivery.preview)}."))

    def _receive(self, options: dict[str, Any]) -> Delivery:
        partnership = partnership_of(options)
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with path.open("rb") as file:
            upload = File(file, name=path.name)
            chosen = self.chosen(options)
            return actions.receive_file(partnership=partnership, by=None, upload=upload, kind=self.kind, options=chosen)

    def _perform(self, delivery: Delivery, kind: str) -> None:
        """Do the job, or wait for the worker that was first, until nothing of it is open."""
        mine = Job.objects.filter(partnership=delivery.partnership, kind=kind, key=f"delivery:{delivery.pk}")
        finish(mine.open(), "A worker is still busy with this file. Look at its page how it ends.")
        delivery.refresh_from_db()
        newest = mine.order_by("-pk").first()
        if newest and newest.state == Job.State.FAILED:
            raise CommandError(f"Nothing was loaded: {newest.error}")

    def _tell(self, delivery: Delivery) -> None:
        self.stdout.write(f"{delivery.name}: {delivery.get_state_display()} ({numbers(delivery.counts)})")
        for problem in delivery.problems[:PROBLEMS_SHOWN]:
            said = sentence(problem)
            self.stdout.write(f"  {said.severity}: {said.place} {said.what} {said.mend}")
        if codes := delivery.recognised.get("left_out_codes"):
            self.stdout.write(f"  left out, as not on the map: {', '.join(codes)}")
        if delivery.state == Delivery.State.CHECKED:
            self.stdout.write(f"  would change: {numbers(delivery.preview)}")


def finish(waiting: JobQuerySet, busy: str) -> None:
    """Do these open jobs, or wait for the worker that was first; raises CommandError with `busy` after an hour."""
    until = time.monotonic() + LONGEST_WAIT_S
    while job := waiting.order_by("pk").first():
        if time.monotonic() > until:
            raise CommandError(busy)
        jobs.perform(job.pk)
        if waiting.filter(pk=job.pk).exists():
            time.sleep(WAIT_S)


def add_accept(parser: CommandParser) -> None:
    parser.add_argument(
        "--accept",
        dest="accepted",
        action="append",
        choices=ACCEPTABLE,
        help="say that this is right; may be repeated",
    )


def partnership_of(options: dict[str, Any]) -> Partnership:
    partnership = Partnership.objects.filter(slug=options["partnership"]).first()
    if partnership is None:
        raise CommandError(f"There is no partnership with the address {options['partnership']!r}.")
    return partnership


def numbers(counts: dict[str, Any]) -> str:
    """Return the numbers of a preview in words: new 5, changed 0."""
    return ", ".join(f"{name} {value}" for name, value in counts.items() if isinstance(value, int))
