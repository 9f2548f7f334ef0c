"""The fetch that somebody asked for on the screen, by a worker."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Partnership
from datasets import actions
from datasets.desk import desk_of
from datasets.fetching.fetch import fetch
from datasets.fetching.web import FetchError
from datasets.models import Fetch
from datasets.sources.published import PUBLICATIONS


def fetch_delivery(partnership: Partnership, key: str, progress: Callable[[int, int], None]) -> None:
    """Bring the table in as a delivery, or say what stood in the way; done twice it is one delivery."""
    asked = Fetch.objects.of(partnership).select_related("asked_by").get(pk=key.removeprefix("fetch:"))
    if asked.delivery_id:
        return
    try:
        found = fetch(PUBLICATIONS[asked.publication], asked.year, partnership.municipality_code, progress)
    except FetchError as error:
        asked.problem, asked.problem_about = error.code, error.about[:200]
    else:
        asked.delivery = actions.receive_file(
            partnership=partnership,
            by=asked.asked_by,
            upload=found.upload,
            kind=found.kind,
            options=found.options,
            supplier=desk_of(asked.asked_by, partnership).usual,
            load=asked.load_tries is not None,
        )
    asked.save(update_fields=["delivery", "problem", "problem_about"])
