"""The subject of an item: its name, and how that stands today. Asked of all items of a page at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership
from coregroup.models import Item, Meeting
from coregroup.models.meetings import SUBJECTS
from datasets.models import Area, Covenant, Dataset, Delivery, Level
from datasets.pipeline.access import Summary, summaries
from datasets.pipeline.covenants import review_due, standing_of
from datasets.states import LIVE
from dia.models import Bundle, Consent
from sia.charts import group_letter
from sia.models import AreaResult, ScoreRun

KINDS: dict[str, str | Promise] = {
    "area": gettext_lazy("Area"),
    "snapshot": gettext_lazy("Advice"),
    "agenda": gettext_lazy("Agenda"),
    "bundle": gettext_lazy("Bundle"),
    "delivery": gettext_lazy("Delivery"),
    "agreement": gettext_lazy("Agreement"),
    "covenant": gettext_lazy("Covenant"),
    "dataset": gettext_lazy("Dataset"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    kind: str | Promise
    name: str
    url: str
    fact: str
    summary: Summary | None = None  # of a covenant: who looked, for its yearly review


class Subjects:
    """The subjects of these items; what needs a query of its own is asked once for all of them.

    Not `today`: of what was fixed, beside which no fact of today stands.
    """

    def __init__(self, partnership: Partnership, items: Sequence[Item], *, today: bool = True) -> None:
        self.partnership, self.today = partnership, today
        codes = {item.area_code for item in items if item.area_code}
        named = Area.objects.of(partnership).current().filter(code__in=codes)
        self.names = dict(named.values_list("code", "name"))
        items = items if today else ()
        self.results = _results(partnership, codes if today else set())
        self.consents = _consents({item.bundle_id for item in items if item.bundle_id})
        self.looked = _looked([item.covenant for item in items if item.covenant])
        self.came = _came({item.dataset_id for item in items if item.dataset_id})

    def of(self, item: Item) -> Subject | None:
        """Return the subject of an item; None for one that is about nothing in particular."""
        if item.area_code:
            return self._area(item.area_code)
        kind = next((kind for kind in SUBJECTS if getattr(item, f"{kind}_id")), None)
        if kind is None:
            return None
        thing = getattr(item, kind)
        url = reverse(kind, args=[self.partnership.slug, thing.pk])
        name = str(thing.dataset or thing) if kind == "delivery" else str(thing)
        return Subject(KINDS[kind], name, url, self._fact(kind, item), self.looked.get(item.covenant_id or 0))

    def _fact(self, kind: str, item: Item) -> str:
        if not self.today:
            return ""
        if kind == "bundle":
            agreed, parties = self.consents[item.bundle_id or 0]
            return _("%(agreed)s of %(parties)s parties agree") % {"agreed": agreed, "parties": parties}
        if item.covenant:
            told = {
                "standing": standing_of(item.covenant).label,
                "day": date_format(review_due(item.covenant), "j F Y"),
            }
            return capfirst(_("%(standing)s, review on %(day)s") % told)
        if item.agreement:
            return capfirst(str(item.agreement.stands))
        if item.dataset:
            return capfirst(self._delivered(item.dataset))
        return str(capfirst(getattr(item, kind).get_state_display()))

    def _delivered(self, dataset: Dataset) -> str:
        """Return the day of its newest delivery; of one under a covenant only that it is, for all read the big screen."""
        if dataset.covenant_required:
            return _("only under a covenant")
        day = self.came.get(dataset.pk)
        return _("newest delivery on %(day)s") % {"day": date_format(day, "j F Y")} if day else _("no delivery yet")

    def _area(self, code: str) -> Subject:
        """Return an area as a subject; one that is on the map no more goes by its code, and has no page."""
        known = code in self.names
        url = reverse("area", args=[self.partnership.slug, code]) if known else ""
        fact = place_words(self.results.get(code)) if self.today else ""
        return Subject(KINDS["area"], self.names.get(code, code), url, fact)


def pages_of(meeting: Meeting) -> dict[str, Item]:
    """Return the items by the addresses of what they are about, and of the changes where an item shows them.

    Every member may see these.
    """
    items = list(meeting.items.with_subjects())
    subjects, found = Subjects(meeting.partnership, items, today=False), {}
    for item in items:
        subject = subjects.of(item)
        if subject and subject.url:
            found[subject.url] = item
        if item.shows_changes:
            found[reverse("changes", args=[meeting.partnership.slug])] = item
    return found


def place_words(result: AreaResult | None) -> str:
    """Return the group and the ranks between which an area stands in the newest scores."""
    if result is None or result.rank is None:
        return _("No rank: there are no scores of this area.")
    words = {
        "group": group_letter(result.tranche),
        "low": result.rank_low or result.rank,
        "high": result.rank_high or result.rank,
    }
    if words["low"] == words["high"]:
        return _("Group %(group)s, rank %(low)s") % words
    return _("Group %(group)s, rank between %(low)s and %(high)s") % words


def _results(partnership: Partnership, codes: set[str]) -> dict[str, AreaResult]:
    runs = (
        [run for level in (Level.WIJK, Level.BUURT) if (run := ScoreRun.objects.newest(partnership, level))]
        if codes
        else []
    )
    found = AreaResult.objects.filter(run__in=[run.pk for run in runs], area__code__in=codes).select_related("area")
    return {result.area.code: result for result in found.only("rank", "rank_low", "rank_high", "tranche", "area__code")}


def _looked(covenants: list[Covenant]) -> dict[int, Summary]:
    """Return a summary of those that are or were in force; each with its reviews read."""
    prefetch_related_objects(covenants, "reviews")
    return summaries([covenant for covenant in covenants if covenant.signed_at])


def _came(datasets: Collection[int]) -> dict[int | None, date]:
    """Return for each dataset the day on which its newest delivery was taken in."""
    taken = Delivery.objects.filter(dataset__in=datasets, state__in=LIVE, loaded_at__isnull=False)
    rows = taken.order_by().values_list("dataset").annotate(Max("loaded_at")) if datasets else ()
    return {dataset: timezone.localdate(at) for dataset, at in rows}


def _consents(bundles: set[int]) -> dict[int, tuple[int, int]]:
    """Return for each bundle how many parties agree, and how many have a work in it."""
    stands = Q(consents__lapsed_at__isnull=True) & ~Q(consents__answer=Consent.Answer.NO)
    counted = Bundle.objects.filter(pk__in=bundles).annotate(
        agreed=Count("consents", filter=stands, distinct=True), parties=Count("members__work__party", distinct=True)
    )
    return {bundle: (agreed, parties) for bundle, agreed, parties in counted.values_list("pk", "agreed", "parties")}
