"""manage.py load_demo [--again]: the partnership "Enschede (demo)" through the same actions as the screens."""

from __future__ import annotations

import csv
import dataclasses
import io
from functools import partial
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, LineString, Point
from django.core.files.base import ContentFile, File
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Membership, Partnership, Party, Seat, User
from datasets import actions, jobs
from datasets.disclosure import OWN_TABLE
from datasets.models import Area, AreaLink, Asset, Dataset, Delivery, Indicator, Job, Observation
from datasets.models.areas import RD_NEW
from datasets.pipeline.deliveries import data_changed
from datasets.pipeline.derived import observe_assets
from demo import (
    agenda,
    agenda_velve,
    agreements,
    areas,
    covenants,
    decisions,
    generate,
    geometry,
    indicators,
    meetings,
    people,
    places,
    residents,
    works,
)
from demo.story import Story
from dia.models import Actual, Contribution, JoinRequest, Site, Work
from dia.pipeline import observe_investments
from sia.models import ScoreModel
from sia.pipeline import propose_model

SLUG = "enschede-demo"
PASSWORD = "samenwijk-demo"  # noqa: S105 -- printed on purpose: the demo's settings alone know these accounts
FIGURES = "verzonnen_cijfers.csv"


class Command(BaseCommand):
    help = "Load the demo: real outlines, made-up figures. Does nothing when it is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="throw the demo's partnership away first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            remove()
        if not Partnership.objects.filter(slug=SLUG).exists():
            load()
        self.stdout.write(f"\nLog in at /p/{SLUG}/ with one of these addresses and the password {PASSWORD}\n")
        for user in people.USERS:
            party = next(party.name for party in people.PARTIES if party.key == user.party)
            self.stdout.write(f"  {user.email:32} {user.role:14} {party}")


@transaction.atomic
def load() -> None:
    story = Story(timezone.localdate())
    partnership = Partnership.objects.create(
        name=people.PARTNERSHIP_NAME, slug=SLUG, municipality_code=areas.GEMEENTE, fictitious=True
    )
    parties = _parties(partnership)
    _people(partnership, parties)
    with geometry.MAP.open("rb") as file:
        _deliver(partnership, File(file, name=geometry.MAP.name), Delivery.Kind.BOUNDARIES)
    _names(partnership)
    _barriers(partnership)
    _indicators(partnership)
    Dataset.objects.create(
        partnership=partnership,
        key="verzonnen_cijfers",
        title="Verzonnen cijfers",
        owner=parties["gemeente"],
        minimum_denominator=OWN_TABLE.minimum_denominator,
        rounding=OWN_TABLE.rounding,
    )
    _deliver(partnership, _figures(story.year), Delivery.Kind.STATISTICS)
    _deliver(partnership, covenants.table(partnership, parties, story.year), Delivery.Kind.STATISTICS)
    covenants.share(partnership, parties, story.today)
    _assets(partnership, parties)
    _works(partnership, parties, story.year)
    partnership.refresh_from_db()
    data_changed(partnership)
    partnership.refresh_from_db()
    # Agreed before streets and opportunities are counted, at the end: those figures wait until the parties want them in a model.
    first = propose_model(partnership, state=ScoreModel.State.AGREED, starter=False)
    assert first is not None  # noqa: S101 -- there are figures
    decisions.decide(partnership, parties, first, story)
    agenda.draw_up(partnership, parties, story.year)
    agenda_velve.draw_up(partnership, parties, story)
    agreements.sign_this_year(partnership, parties, story)
    meetings.hold(partnership, parties, story)
    _after_the_last_meeting(partnership, parties, story)
    while waiting := set(Job.objects.open().filter(partnership=partnership).values_list("kind", flat=True)):
        for kind in sorted(waiting):
            _perform(partnership, kind)


def _after_the_last_meeting(partnership: Partnership, parties: dict[str, Party], story: Story) -> None:
    """Make what the start page tells as changed since."""
    decisions.tell(partnership, parties)
    agenda.go_on(partnership, parties, story.today)
    agreements.prepare_next_year(partnership, parties, story.agreed_year + 1)
    residents.tell(partnership, story.year)
    meetings.prepare_next(partnership, parties, story)


@transaction.atomic
def remove() -> None:
    """Delete everything of the demo's partnership, figures first: they hold their areas, indicators and deliveries."""
    files = [delivery.file for delivery in Delivery.objects.filter(partnership__slug=SLUG) if delivery.file]
    for partnership in Partnership.objects.filter(slug=SLUG):
        with connection.cursor() as cursor:  # what is decided may go only here, since the partnership is made up
            cursor.execute("SELECT coregroup_erase_fictitious(%s)", [partnership.pk])
            cursor.execute("SELECT datasets_erase_fictitious(%s)", [partnership.pk])
            cursor.execute("SELECT dia_erase_fictitious(%s)", [partnership.pk])
            _remove_agendas(partnership)
            cursor.execute("SELECT sia_erase_fictitious(%s)", [partnership.pk])
        held = list(partnership.areas.values_list("pk", flat=True))  # as a list: no join of the figures with themselves
        Observation.objects.filter(area__in=held).delete()
        for model in (Work, Site, Area, Delivery, Dataset, Indicator):
            model.objects.of(partnership).delete()
        partnership.delete()
    User.objects.filter(email__in=[user.email for user in people.USERS]).delete()
    for file in files:
        transaction.on_commit(partial(file.delete, save=False))


def _remove_agendas(partnership: Partnership) -> None:
    """Delete from what refers to what is referred to: money first, works last."""
    agendas = partnership.agendas.all()
    Contribution.objects.filter(pot__agenda__in=agendas).delete()
    Actual.objects.filter(measure__agenda__in=agendas).delete()
    JoinRequest.objects.filter(bundle__partnership=partnership).delete()
    partnership.bundles.all().delete()
    agendas.delete()


def _parties(partnership: Partnership) -> dict[str, Party]:
    parties = {}
    for party in people.PARTIES:
        parties[party.key], _ = Party.objects.get_or_create(name=party.name, defaults={"kind": party.kind})
        Seat.objects.create(partnership=partnership, party=parties[party.key], votes=party.votes, funds=party.funds)
    return parties


def _people(partnership: Partnership, parties: dict[str, Party]) -> None:
    for person in people.USERS:
        user = User.objects.create_user(person.email, PASSWORD, name=person.name, language=person.language)
        Membership.objects.create(user=user, partnership=partnership, party=parties[person.party], role=person.role)


def _deliver(partnership: Partnership, file: File[bytes], kind: str) -> None:
    delivery = actions.receive_file(partnership=partnership, by=None, upload=file, kind=kind, options={})
    _perform(partnership, "datasets.check")
    delivery.refresh_from_db()
    if delivery.state != Delivery.State.CHECKED:
        raise RuntimeError(f"{delivery.name}: {delivery.state} {delivery.problems[:3]}")
    actions.load(delivery=delivery, by=None)
    _perform(partnership, "datasets.load")


def _perform(partnership: Partnership, kind: str) -> None:
    for job in Job.objects.open().filter(partnership=partnership, kind=kind):
        jobs.perform(job.pk)


def _names(partnership: Partnership) -> None:
    """Write the names of wijken and the gemeente: the map's file has buurten only."""
    for code, name in {**areas.WIJKEN, areas.GEMEENTE: areas.GEMEENTE_NAME}.items():
        Area.objects.of(partnership).filter(code=code).update(name=name)


def _barriers(partnership: Partnership) -> None:
    for barrier in places.BARRIERS:
        AreaLink.objects.of(partnership).filter(
            a__code__in=[barrier.first, barrier.second], b__code__in=[barrier.first, barrier.second]
        ).update(
            barrier=barrier.kind,
            barrier_share=barrier.share,
            crossings=barrier.crossings,
            permeability=barrier.permeability,
            note=barrier.note_nl,
            corrected=True,
        )


def _indicators(partnership: Partnership) -> None:
    fields = ("code", "name_nl", "name_en", "theme", "role", "nature", "unit", "direction")
    Indicator.objects.bulk_create(
        Indicator(partnership=partnership, **{name: getattr(spec, name) for name in fields})
        for spec in indicators.INDICATORS
    )


def _figures(year: int) -> ContentFile[bytes]:
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(["gebiedscode", "indicator", "periode", "waarde", "noemer", "standaardfout"])
    for row in generate.observations():
        cells = (row.value, row.denominator, row.standard_error)
        table.writerow(
            [
                row.area_code,
                row.indicator,
                year + row.period,
                *("" if c is None else str(c).replace(".", ",") for c in cells),
            ]
        )
    return ContentFile(text.getvalue().encode(), name=FIGURES)


def _assets(partnership: Partnership, parties: dict[str, Party]) -> None:
    Asset.objects.bulk_create(
        Asset(
            partnership=partnership,
            name=asset.name,
            kind=asset.kind,
            point=Point(asset.x, asset.y, srid=RD_NEW),
            reach_m=asset.reach_m,
            owner=parties[asset.owner] if asset.owner else None,
            could_carry=asset.carries_nl,
        )
        for asset in places.ASSETS
    )
    observe_assets(partnership)


def _works(partnership: Partnership, parties: dict[str, Party], year: int) -> None:
    sites = {site.name: _site(partnership, site, year) for site in works.SITES}
    Work.objects.bulk_create(
        Work(
            partnership=partnership,
            party=parties[work.party],
            area_code=work.buurt,
            title=work.title_nl,
            kind=work.kind,
            place=_place(work),
            site=sites[work.site] if work.site else None,
            days=work.days,
            severity=work.severity,
            earliest=year + work.earliest,
            latest=year + work.latest,
            preferred=year + work.preferred,
            direct_cost=work.direct_cost,
            common_cost=work.common_cost,
            fte_years=work.fte,
            households=work.households,
            confidential=work.title_nl in works.CONFIDENTIAL,
        )
        for work in works.WORKS
    )
    observe_investments(partnership)


def _site(partnership: Partnership, site: works.Site, year: int) -> Site:
    fields = {field.name: getattr(site, field.name) for field in dataclasses.fields(site)}
    fields["last_renewed"] += year
    return Site.objects.create(partnership=partnership, area_code=areas.STORY_BUURT, **fields)


def _place(work: works.Work) -> GEOSGeometry | None:
    if work.x is None or work.y is None:
        return None
    start = (work.x, work.y)
    return LineString(start, work.end, srid=RD_NEW) if work.end else Point(*start, srid=RD_NEW)
