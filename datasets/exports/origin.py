"""What every file names: model version, run, deliveries, date and licence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import Delivery


@dataclass(frozen=True, slots=True)
class Origin:
    partnership: str
    made_on: str
    deliveries: str
    licence: str
    model: str = ""
    run: str = ""

    @property
    def plain(self) -> dict[str, str]:
        """Under names for machines; what does not apply is left out."""
        named = {
            name: getattr(self, name) for name in ("partnership", "model", "run", "deliveries", "made_on", "licence")
        }
        return {name: text for name, text in named.items() if text}

    @property
    def lines(self) -> list[tuple[str, str]]:
        """With words for people."""
        words = {
            "partnership": _("Partnership"),
            "model": _("Model version"),
            "run": _("Run"),
            "deliveries": _("Deliveries"),
            "made_on": _("Date of this file"),
            "licence": _("Licence"),
        }
        return [(words[name], text) for name, text in self.plain.items()]


def origin_of(partnership: Partnership, deliveries: Iterable[int | None], *, model: str = "", run: str = "") -> Origin:
    """`deliveries` are those that the figures come from; without any the table is the parties' own."""
    found = Delivery.objects.of(partnership).filter(pk__in={pk for pk in deliveries if pk}).select_related("dataset")
    known = [each for each in found.order_by("pk").defer("problems", "preview") if each.dataset]
    licences = sorted({each.dataset.licence for each in known if each.dataset and each.dataset.licence})
    return Origin(
        partnership=partnership.name,
        made_on=timezone.localdate().isoformat(),
        deliveries="; ".join(map(source_words, known)),
        licence="; ".join(licences) or own_licence(),
        model=model,
        run=run,
    )


def source_words(delivery: Delivery) -> str:
    """Dataset, file and the day on which it was loaded."""
    day = f", {timezone.localdate(delivery.loaded_at).isoformat()}" if delivery.loaded_at else ""
    return f"{delivery.dataset}: {delivery.name}{day}"


def own_licence() -> str:
    """Of what no publisher gave a licence for."""
    return _("for use within the partnership")
