"""The cost and nuisance of a bundle, alone and together; and which consents no longer hold now that it is another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Partnership
from dia.models import Agenda, Bundle, BundleWork, Consent, Work
from dia.pipeline.bundles_places import Near, common_cost, near_pairs, planned
from dia.planning.bundle_sheet import Sheet, joint_sheet
from dia.planning.sharing import Method, proportional
from dia.planning.works import Assumptions
from dia.states import BUNDLE_AGREED, BUNDLE_OPEN, BUNDLE_RESTS_ON_CONSENT


@dataclass(frozen=True, slots=True)
class Look:
    """A bundle as it stands: its works, those that were asked to join, and the sheet of all of them together."""

    bundle: Bundle
    works: list[Work]
    asked: list[Work]
    sheet: Sheet

    @property
    def shares(self) -> dict[int, int]:
        """Return what each party pays of the common cost, by its id."""
        return shares_of(self.sheet)


def look(bundle: Bundle, *, with_asked: bool = True) -> Look:
    works = list(members_of(bundle))
    asked = list(asked_of(bundle)) if with_asked else []
    accepted = [consent.party_id for consent in standing(bundle) if consent.above_alone]
    sheet = sheet_of([*works, *asked], bundle.year, split=bundle.split, overlap=bundle.overlap, accepted=accepted)
    return Look(bundle, works, asked, sheet)


def members_of(bundle: Bundle) -> Iterable[Work]:
    return Work.objects.plain().filter(bundlings__bundle=bundle).order_by("party__name", "title")


def asked_of(bundle: Bundle) -> Iterable[Work]:
    """Return works that are asked to join, as long as the day to answer before has not passed."""
    in_time = {"requests__state": "sent", "requests__due__gte": timezone.localdate()}
    return Work.objects.plain().filter(requests__bundle=bundle, **in_time).order_by("party__name", "title")


def standing(bundle: Bundle) -> QuerySet[Consent]:
    return bundle.consents.filter(lapsed_at__isnull=True).select_related("party", "by").order_by("party__name")


def agenda_of(partnership: Partnership, works: Iterable[int]) -> Agenda | None:
    """Return the live agenda that holds any of these works, else the only one that lives.

    None where that leaves a choice.
    """
    live = Agenda.objects.of(partnership).live()
    found = list(live.filter(measures__work__in=list(works)).distinct()[:2]) or list(live[:2])
    return found[0] if len(found) == 1 else None


def sheet_of(
    works: Sequence[Work],
    year: int,
    *,
    split: str = Bundle.Split.PROPORTIONAL,
    overlap: float = Assumptions().overlap,
    accepted: Collection[int] = (),
    near: Near | None = None,
) -> Sheet:
    """Return the sheet of all works in `year`; parties and works stand in it by their ids as text.

    Raises ValueError as joint_sheet.

    `near`: which works are known to share a site; asked of the database where it is not given.
    """
    members, sites = planned(works, near_pairs(work.pk for work in works) if near is None else near)
    return joint_sheet(
        members,
        sites,
        {work.key: year for work in members},
        assumptions=Assumptions(overlap=overlap),
        method=cast(Method, str(split)),
        accepted={str(party) for party in accepted},
    )


def shares_of(sheet: Sheet) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int, {int(party): 0 for party in sheet.by_party})
    for opening in sheet.openings:
        for party, euros in opening.split.shares.items():
            found[int(party)] += euros
    return dict(found)


def agreed_costs(works: Collection[int]) -> dict[int, int]:
    """Return what these works cost in a bundle with everybody's consent; works in no such bundle are left out."""
    found = BundleWork.objects.filter(work__in=works, share__isnull=False, bundle__state__in=BUNDLE_AGREED).order_by(
        "bundle"
    )
    return dict(found.values_list("work", F("work__direct_cost") + F("share")))


def cost_of(work: Work) -> int:
    """Return what the parties bring to a work: what it costs alone, or in the bundle that all agreed to."""
    return agreed_costs([work.pk]).get(work.pk, work.planned_cost)


def write_shares(bundle: Bundle) -> None:
    """Keep what each work pays of the common cost: of its party's part, in proportion to what it would pay alone."""
    found = look(bundle, with_asked=False)
    works = {str(work.pk): work for work in found.works}
    shares = {key: common_cost(work) for key, work in works.items()}
    for opening in found.sheet.openings:
        for party, euros in opening.split.shares.items():
            alone = {key: common_cost(works[key]) for key in opening.opening.works if str(works[key].party_id) == party}
            shares |= proportional(euros, alone)
    for key, euros in shares.items():
        bundle.members.filter(work=works[key]).update(share=euros)


def lapse_where_changed(partnership: Partnership) -> None:
    """Let consents to a bundle that is another by now lapse: after any change of works or sites, in its transaction."""
    consented = Consent.objects.filter(lapsed_at__isnull=True, bundle__partnership=partnership).values("bundle")
    held = Bundle.objects.select_for_update(no_key=True).filter(pk__in=consented, state__in=BUNDLE_OPEN).order_by("pk")
    for bundle in held:
        lapse(bundle)


def lapse(bundle: Bundle, *, everybody: bool = False) -> int:
    """Let consents lapse whose year, split or share (beyond the tolerance) is no longer the bundle's, or all of them.

    A bundle that rested on them is on offer again. Returns how many lapsed. The caller holds the bundle.
    """
    if bundle.state not in BUNDLE_OPEN:
        return 0
    shares = {} if everybody else look(bundle, with_asked=False).shares
    gone = [consent.pk for consent in standing(bundle) if everybody or is_overtaken(consent, bundle, shares)]
    if not gone:
        return 0
    Consent.objects.filter(pk__in=gone).update(lapsed_at=timezone.now())
    rests = bundle.state in BUNDLE_RESTS_ON_CONSENT
    bundle.save_changes(state=Bundle.State.OFFERED if rests else bundle.state)
    return len(gone)


def is_overtaken(consent: Consent, bundle: Bundle, shares: dict[int, int]) -> bool:
    """Return whether a consent was given to another bundle than it is by now.

    The share is compared with the one that was consented to, so that many small steps count as one large one.
    """
    moved = abs(shares.get(consent.party_id, 0) - consent.share)
    return (
        consent.year != bundle.year
        or consent.split != bundle.split
        or consent.party_id not in shares
        or moved > bundle.tolerance * consent.share
    )
