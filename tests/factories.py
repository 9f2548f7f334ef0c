"""Objects for tests: a partnership, its people, a small square city whose numbers a person can check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import factory
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.files.base import ContentFile, File

from accounts.models import Membership, Partnership, Party, Seat, User
from datasets import actions, jobs
from datasets.models import Area, Delivery, Indicator, Job
from datasets.models.areas import RD_NEW
from datasets.pipeline.boundaries import draw_map, link_neighbours

SIDE_M = 1000
ORIGIN = (255_000, 470_000)


class PartnershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partnership

    name = factory.Sequence(lambda n: f"Stad {n}")
    slug = factory.Sequence(lambda n: f"stad-{n}")
    municipality_code = "GM0153"


class PartyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Party

    name = factory.Sequence(lambda n: f"Partij {n}")
    kind = Party.Kind.CORPORATION


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator

    code = factory.Sequence(lambda n: f"indicator_{n}")
    name_nl = factory.LazyAttribute(lambda indicator: indicator.code.replace("_", " ").capitalize())
    theme = "social"
    role = "urgency"
    unit = "%"
    direction = 1


def member(
    partnership: Partnership, role: str, *, party: Party | None = None, password: str = "geheim-genoeg-1"
) -> User:
    """A user with this role, for a party that sits in the partnership."""
    party = party or PartyFactory.create()
    Seat.objects.get_or_create(partnership=partnership, party=party)
    number = User.objects.count()
    user = User.objects.create_user(f"{role}{number}@voorbeeld.nl", password, name=f"{role.capitalize()} {number}")
    Membership.objects.create(user=user, partnership=partnership, party=party, role=role)
    return user


def square_city(partnership: Partnership, *, columns: int = 3, rows: int = 2, vintage: int = 2024) -> list[Area]:
    """Buurten of one square kilometre in rows of a wijk each, numbered from the south-west; with borders and map.

    Corners touch: with 3 × 2 buurten there are 7 shared borders of 1000 m and 4 pairs that touch in a corner.
    """
    made = []
    gemeente = _area(partnership, "GM0153", "gemeente", _box(0, 0, columns, rows), vintage)
    for row in range(rows):
        wijk = _area(partnership, f"WK0153{row:02}", "wijk", _box(0, row, columns, row + 1), vintage, gemeente)
        for column in range(columns):
            box = _box(column, row, column + 1, row + 1)
            made.append(_area(partnership, f"BU0153{row:02}{column:02}", "buurt", box, vintage, wijk))
    for level in ("wijk", "buurt"):
        link_neighbours(partnership, level, vintage)
        draw_map(partnership, level, vintage)
    return made


def _box(left: int, bottom: int, right: int, top: int) -> MultiPolygon:
    x, y = ORIGIN
    corners = (x + left * SIDE_M, y + bottom * SIDE_M, x + right * SIDE_M, y + top * SIDE_M)
    return MultiPolygon(Polygon.from_bbox(corners), srid=RD_NEW)


def _area(
    partnership: Partnership, code: str, level: str, shape: MultiPolygon, vintage: int, parent: Area | None = None
) -> Area:
    return Area.objects.create(
        partnership=partnership,
        code=code,
        level=level,
        name=f"{level.capitalize()} {code[-2:]}",
        vintage=vintage,
        geometry=shape,
        surface_m2=shape.area,
        parent=parent,
        inhabitants=1000,
        dwellings=500,
    )


def upload(name: str, content: bytes | str) -> ContentFile:
    return ContentFile(content.encode() if isinstance(content, str) else content, name=name)


def deliver(
    partnership: Partnership,
    file: File | Path,
    kind: str = "statistics",
    *,
    load: bool = True,
    supplier: Party | None = None,
    **options: Any,
) -> Delivery:
    """Through the same actions and jobs as the screens, in this process; the delivery as it stands afterwards."""
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return deliver(partnership, File(opened, name=file.name), kind, load=load, supplier=supplier, **options)
    delivery = actions.receive_file(
        partnership=partnership, by=None, upload=file, kind=kind, options=options, supplier=supplier
    )
    run_jobs(partnership, "datasets.check")
    delivery.refresh_from_db()
    if load and delivery.state == Delivery.State.CHECKED:
        actions.load(delivery=delivery, by=None)
        run_jobs(partnership, "datasets.load")
        delivery.refresh_from_db()
    return delivery


def undo(delivery: Delivery, reason: str, by: User | None = None) -> Delivery:
    """Asked for, and done as a worker does."""
    actions.undo(delivery=delivery, by=by, reason=reason)
    run_jobs(delivery.partnership, "datasets.undo")
    return delivery


def run_jobs(partnership: Partnership, *kinds: str) -> None:
    """Do what waits, as a worker would; unless kinds are named all but the diagnosis, which takes seconds and stands alone."""
    waiting = Job.objects.open().filter(partnership=partnership)
    for job in waiting.filter(kind__in=kinds) if kinds else waiting.exclude(kind="sia.diagnose"):
        jobs.perform(job.pk)
