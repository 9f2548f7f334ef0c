"""One publication of one year, of one municipality, as a file with its name and what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from datasets.fetching import features, odata, wfs
from datasets.fetching.web import Web
from datasets.models import Delivery
from datasets.sources.published import Publication

LAYERS = {"features": features.geopackage, "wfs": wfs.geopackage}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched file, as actions.receive_file takes it; the file's name says source, year, place and day."""

    upload: ContentFile[bytes]
    kind: str
    options: dict[str, Any]


def fetch(publication: Publication, year: int, municipality: str, progress: Callable[[int, int], None]) -> Fetched:
    """Fetch one publication of one year as a file.

    Raises FetchError where the publisher does not give it, and KeyError for a year that is not declared.
    """
    base = f"{settings.FETCH_ADDRESSES[publication.service]}/{publication.tables[year]}"
    options: dict[str, Any] = {"fetched_from": base}
    if publication.service in LAYERS:
        content = LAYERS[publication.service](Web(), base, municipality, progress)
        kind, ending = Delivery.Kind.BOUNDARIES, "gpkg"
        options |= {"vintage": year}
    else:
        content = _table(publication, base, year, municipality)
        kind, ending = Delivery.Kind.STATISTICS, "csv"
        options |= {"source": publication.source, "period": year}
    day = timezone.localdate().isoformat()
    name = f"{publication.key}-{year}-{municipality}-{day}.{ending}"
    return Fetched(ContentFile(content, name=name), kind, options)


def _table(publication: Publication, base: str, year: int, municipality: str) -> bytes:
    if publication.service == "observations":
        return odata.observations(Web(), base, municipality)
    period = {} if publication.yearly else {"Perioden": f"{year}JJ00"}
    return odata.statline(Web(), base, municipality, {**publication.filters, **period})
