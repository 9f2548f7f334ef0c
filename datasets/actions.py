"""What people ask for: each verb is atomic and leaves the rest to a job."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Partnership, Party, User
from datasets import jobs
from datasets.models import Area, AreaLink, Asset, Delivery, Export, Fetch, Level, Observation, ObservationRevision
from datasets.models.areas import RD_NEW
from datasets.pipeline import sub_areas
from datasets.pipeline.deliveries import data_changed
from datasets.pipeline.derived import observe_assets

CHUNK = 1024 * 1024
LOCK_SPACE = jobs.LOCK_SPACE + 1  # first half of the advisory lock's key: uploads


@transaction.atomic
def receive_file(
    *, partnership: Partnership, by: User | None, upload: File, kind: str, options: dict[str, Any]
) -> Delivery:
    """Keep the file and queue its check. The same file with the same options while it is current changes nothing:
    the earlier delivery comes back with `already_loaded` set."""
    sha256 = _sha256(upload)
    options = {name: value for name, value in options.items() if value not in {None, ""}}
    _wait_for_twin(partnership, sha256)
    earlier = _same(partnership, sha256, kind, options).first()
    if earlier is not None and _stands(earlier):
        earlier.already_loaded = earlier.state == Delivery.State.CURRENT
        if earlier.state == Delivery.State.RECEIVED:  # its check may have failed three times
            jobs.enqueue(partnership=partnership, kind="datasets.check", key=f"delivery:{earlier.pk}")
        return earlier
    delivery = Delivery(
        partnership=partnership,
        kind=kind,
        name=(upload.name or "")[-200:],
        sha256=sha256,
        size=upload.size,
        options=options,
        created_by=by,
    )
    delivery.file.save(upload.name or "upload", upload, save=False)
    delivery.save()
    jobs.enqueue(partnership=partnership, kind="datasets.check", key=f"delivery:{delivery.pk}")
    return delivery


@transaction.atomic
def map_columns(*, delivery: Delivery, by: User, mapping: dict[str, Any]) -> None:
    """Say how the columns of an own table are read, and have it checked again."""
    delivery.mapping = mapping
    delivery.state = Delivery.State.RECEIVED
    delivery.save(update_fields=["mapping", "state"])
    jobs.enqueue(partnership=delivery.partnership, kind="datasets.check", key=f"delivery:{delivery.pk}")


def load(*, delivery: Delivery, by: User | None) -> None:
    """Queue the load of a checked delivery; asking twice is asking once."""
    if delivery.state == Delivery.State.CHECKED:
        with transaction.atomic():
            jobs.enqueue(partnership=delivery.partnership, kind="datasets.load", key=f"delivery:{delivery.pk}")


@transaction.atomic
def ask_export(*, partnership: Partnership, by: User, what: str, query: dict[str, str], form: str, name: str) -> Export:
    """Queue a file that is too large to wait for; who asks again for one that is being made gets that one."""
    language = get_language() or settings.LANGUAGE_CODE
    asked: dict[str, Any] = {"what": what, "query": query, "format": form, "language": language}
    asked |= {"partnership": partnership, "asked_by": by}
    waiting = Export.objects.kept().filter(**asked, file="").first()
    export = waiting or Export.objects.create(**asked, name=name)
    jobs.enqueue(partnership=partnership, kind="datasets.export", key=export.job_key)
    return export


@transaction.atomic
def ask_fetch(*, partnership: Partnership, by: User, publication: str, year: int) -> Fetch:
    """Queue the fetch of a publisher's table."""
    fetch = Fetch.objects.create(partnership=partnership, asked_by=by, publication=publication, year=year)
    jobs.enqueue(partnership=partnership, kind="datasets.fetch", key=fetch.job_key)
    return fetch


@transaction.atomic
def add_asset(
    *,
    partnership: Partnership,
    by: User | None,
    name: str,
    kind: str,
    point: Point,
    reach_m: int,
    owner: Party | None = None,
    could_carry: str = "",
) -> Asset:
    """`point` may be in any known system; it is kept in RD New. The figures that count assets follow at once."""
    in_rd = point.clone()
    in_rd.transform(RD_NEW)
    asset = Asset.objects.create(
        partnership=partnership,
        name=name,
        kind=kind,
        point=in_rd,
        reach_m=reach_m,
        owner=owner,
        could_carry=could_carry,
    )
    observe_assets(partnership)
    data_changed(partnership)
    return asset


@transaction.atomic
def correct_link(*, link: AreaLink, by: User | None, **fields: Any) -> AreaLink:
    """Correct a border or its barrier; a corrected border survives the next load of boundaries."""
    for name, value in fields.items():
        setattr(link, name, value)
    link.corrected = True
    link.save()
    data_changed(link.a.partnership)
    return link


@transaction.atomic
def draw_sub_area(
    *, partnership: Partnership, by: User | None, name: str, outline: GEOSGeometry, inside: str = ""
) -> Area:
    """An area of the partnership's own, under the next free code; `outline` may be in RD New or WGS84, `inside` is the
    code of the buurt or wijk that it must lie in. ValidationError with a sentence where the outline will not do.

    No score rests on an own area, so nothing is recomputed.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    shape, parent = sub_areas.judge(partnership, outline, inside)
    vintage = Area.objects.values_list("vintage", flat=True).get(pk=parent)
    area = Area.objects.create(
        partnership=partnership,
        code=sub_areas.next_code(partnership),
        vintage=vintage,
        level=Level.DEELGEBIED,
        name=name,
        parent_id=parent,
        geometry=shape,
        surface_m2=shape.area,
    )
    sub_areas.redraw(partnership, vintage)
    observe_assets(partnership)
    return area


@transaction.atomic
def remove_sub_area(*, area: Area, by: User | None) -> None:
    """Delete an own area; ValidationError with a sentence where somebody's figures, notes or decisions rest on it."""
    if area.level != Level.DEELGEBIED:
        raise ValueError(f"{area} is not the partnership's own")
    Partnership.objects.select_for_update(no_key=True).get(pk=area.partnership_id)
    if sub_areas.has_figures(area):
        text = _("“%(area)s” stays: figures were loaded for it, and they would lose their place.")
        raise ValidationError(text % {"area": area.name})
    if sub_areas.is_spoken_of(area):
        text = _("“%(area)s” stays: notes or decisions of the partnership are about it.")
        raise ValidationError(text % {"area": area.name})
    for counted in (Observation, ObservationRevision):
        counted.objects.filter(area=area).delete()
    area.delete()
    sub_areas.redraw(area.partnership, area.vintage)


def _stands(delivery: Delivery) -> bool:
    """Whether all that it brought is as it brought it: own areas can be deleted, or replaced one by one."""
    current = delivery.state == Delivery.State.CURRENT
    if not current or delivery.options.get("level") != Level.DEELGEBIED:
        return True
    return delivery.areas.count() == delivery.counts.get("areas")


def _same(partnership: Partnership, sha256: str, kind: str, options: dict[str, Any]) -> QuerySet[Delivery]:
    """Still on its way, or current with every figure in place: of what another release replaced, a file may be news."""
    waiting = [Delivery.State.RECEIVED, Delivery.State.CHECKED, Delivery.State.UNMAPPED]
    replaced = ObservationRevision.objects.filter(delivery=OuterRef("pk"))
    return (
        Delivery.objects.of(partnership)
        .filter(sha256=sha256, kind=kind, options=options)
        .filter(Q(state__in=waiting) | Q(~Exists(replaced), state=Delivery.State.CURRENT))
        .order_by("-pk")
    )


def _wait_for_twin(partnership: Partnership, sha256: str) -> None:
    """Until the end of this transaction nobody else looks for this file: brought twice at once it is one delivery."""
    with connection.cursor() as cursor:
        about = f"{partnership.pk} {sha256}"
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, about])


def _sha256(upload: File) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks(CHUNK):
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
