"""The origin that every file names: model version, run, deliveries, date and licence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership
from datasets.models import Delivery

OWN_LICENCE = "partnership"  # of what no publisher gave a licence for
LICENCES = {OWN_LICENCE: gettext_lazy("for use within the partnership")}


@dataclass(frozen=True, slots=True)
class Origin:
    """Without a run, `model` and what belongs to it are empty; `run` is empty too for a run that is only imagined."""

    partnership: str
    made_on: str
    deliveries: str
    licence: str
    model: str = ""
    model_state: str = ""
    model_state_label: str | Promise = ""
    run: str = ""
    run_date: str = ""

    @property
    def plain(self) -> dict[str, str]:
        """Return the origin under names for machines, with words only under those that end in `_label`.

        What does not apply is left out.
        """
        named = {
            "partnership": self.partnership,
            "model": self.model,
            "model_state": self.model_state,
            "model_state_label": str(self.model_state_label),
            "run": self.run,
            "run_date": self.run_date,
            "deliveries": self.deliveries,
            "made_on": self.made_on,
            "licence": self.licence,
            "licence_label": licence_label(self.licence),
        }
        return {name: text for name, text in named.items() if text}

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return the origin line by line, with words for people."""
        words = {
            _("Partnership"): self.partnership,
            _("Model version"): f"{self.model} ({self.model_state_label})" if self.model else "",
            _("Run"): self._run_words(),
            _("Deliveries"): self.deliveries,
            _("Date of this file"): self.made_on,
            _("Licence"): licence_label(self.licence),
        }
        return [(name, text) for name, text in words.items() if text]

    def _run_words(self) -> str:
        if not self.run_date:
            return ""
        return _("%(run)s of %(date)s") % {"run": self.run or _("what if"), "date": self.run_date}


def origin_of(partnership: Partnership, deliveries: Iterable[int | None], **run: Any) -> Origin:
    """Return the origin of a table.

    `deliveries` are those that the figures come from; without any the table is the parties' own. `run` says which run.
    """
    found = Delivery.objects.of(partnership).filter(pk__in={pk for pk in deliveries if pk}).select_related("dataset")
    known = [each for each in found.order_by("pk").defer("problems", "preview") if each.dataset]
    licences = sorted({each.dataset.licence for each in known if each.dataset and each.dataset.licence})
    return Origin(
        partnership=partnership.name,
        made_on=timezone.localdate().isoformat(),
        deliveries="; ".join(map(source_words, known)),
        licence="; ".join(licences) or OWN_LICENCE,
        **run,
    )


def source_words(delivery: Delivery) -> str:
    """Return dataset, file and the day on which it was loaded, in words."""
    day = f", {timezone.localdate(delivery.loaded_at).isoformat()}" if delivery.loaded_at else ""
    return f"{delivery.dataset}: {delivery.name}{day}"


def licence_label(licence: str) -> str:
    return str(LICENCES.get(licence, licence))
