"""The assets of a partnership: clubs, pools, community centres."""

from __future__ import annotations

from django.contrib.gis.geos import Point
from django.db import transaction

from accounts.models import Partnership, Party, User
from datasets.models import Asset
from datasets.models.areas import RD_NEW
from datasets.pipeline.deliveries import data_changed
from datasets.pipeline.derived import observe_assets


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
    """Add an asset; the figures that count assets follow at once.

    `point` may be in any known system; it is kept in RD New.
    """
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
