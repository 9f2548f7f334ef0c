"""Files that somebody brings together, to be loaded without a look at each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.files.base import File
from django.db import transaction

from accounts.models import Partnership, Party, User
from datasets.actions.deliveries import receive_file
from datasets.models import Delivery
from datasets.parsers.files import holds_map_layer

YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")


@transaction.atomic
def receive_files(
    *, partnership: Partnership, by: User | None, uploads: Iterable[File[bytes]], supplier: Party | None = None
) -> list[Delivery]:
    """Keep the files and queue that each is checked and, if nothing is wrong, loaded: boundaries before figures.

    A map is read as boundaries, and once more for the figures of its areas. The last year in the name of a file is the
    year of what it holds, where the file itself does not say it.
    """
    about: dict[str, Any] = {"partnership": partnership, "by": by, "supplier": supplier, "load": True}
    received = []
    for upload in uploads:
        year = _year_of(upload.name or "")
        if holds_map_layer(upload):  # type: ignore[arg-type]
            kind = Delivery.Kind.BOUNDARIES
            received.append(receive_file(upload=upload, kind=kind, options={"vintage": year}, **about))
        received.append(receive_file(upload=upload, kind=Delivery.Kind.STATISTICS, options={"period": year}, **about))
    return received


def _year_of(name: str) -> int | None:
    found = YEAR.findall(name.rpartition(".")[0])
    return int(found[-1]) if found else None
