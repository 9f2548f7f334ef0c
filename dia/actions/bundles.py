"""Bundles: sketched, filled with works by their own parties, and changed. `bundles_moved` takes them further."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, Party, User
from accounts.permissions import P, acts_for
from datasets import jobs
from dia.actions.works import FIXED
from dia.models import Agenda, Bundle, BundleWork, CouplingOpportunity, JoinRequest, Work
from dia.pipeline import bundles as pipeline
from dia.pipeline.history import note_together
from dia.pipeline.opportunities import follow
from dia.planning.sharing import MOST_FOR_SHAPLEY
from dia.states import BUNDLE_CHANGEABLE

State = Bundle.State
# Where the works and the terms of a bundle may change; consents that do not fit any more lapse by that.


@transaction.atomic
def create_bundle(
    *,
    partnership: Partnership,
    by: User,
    lead: Party,
    name: str,
    year: int,
    works: Collection[Work] = (),
    agenda: Agenda | None = None,
) -> Bundle:
    """Create a bundle with works of the lead party itself; other parties are asked.

    Raises ValidationError for a name or work that is taken.
    """
    check_party(by, partnership, lead)
    _check_agenda(partnership, agenda)
    fields = {"lead": lead, "name": name, "year": year, "agenda": agenda}
    with clashes_explained():
        bundle = Bundle.objects.create(partnership=partnership, created_by=by, **fields)
    note_together("bundle", bundle, by, party=lead, after={"state": bundle.state, "year": year})
    for work in works:
        join(bundle, work, by)
    moved_on(bundle)
    return bundle


@transaction.atomic
def change_bundle(*, bundle: Bundle, by: User, version: int, **fields: Any) -> Bundle:
    """Change a bundle, for the lead party; `fields`: name, agenda, year, split, overlap, tolerance or evidence.

    Another year or split, or a share that changes beyond the tolerance, makes consents lapse; so does another
    tolerance. Raises StaleEdit where it is another.
    """
    held = hold(bundle, version)
    check_party(by, held.partnership, held.lead)
    check_changeable(held)
    other_tolerance = fields.get("tolerance", held.tolerance) != held.tolerance
    _check_agenda(held.partnership, fields.get("agenda"))
    before = {name: getattr(held, name) for name in fields}
    note_together("bundle", held, by, party=held.lead, before=_named(before), after=_named(fields))
    with clashes_explained():
        held.save_changes(**fields)
    check_split(held)
    pipeline.lapse(held, everybody=other_tolerance)
    moved_on(held)
    return held


@transaction.atomic
def add_to_bundle(*, bundle: Bundle, work: Work, by: User, version: int) -> Bundle:
    """Add a work of the own party to the bundle; was it asked to join, that is its answer.

    Everybody's consent lapses: it is another bundle.
    """
    held = hold(bundle, version)
    check_changeable(held)
    join(held, work, by)
    _answer(held, work, by)
    _another(held)
    return held


@transaction.atomic
def remove_from_bundle(*, bundle: Bundle, work: Work, by: User, version: int) -> Bundle:
    """Take a work of the own party out of the bundle; everybody's consent lapses."""
    held = hold(bundle, version)
    check_party(by, held.partnership, work.party)
    check_changeable(held)
    note_together("bundle", held, by, party=work.party, before={"work": work.title})
    held.members.filter(work=work).delete()
    _another(held)
    follow(opportunities_of([work.pk], held))
    return held


def hold(bundle: Bundle, version: int | None = None) -> Bundle:
    """Lock the row of the bundle as it stands now; raise StaleEdit where `version` is not that of it."""
    held = (
        Bundle.objects.select_for_update(no_key=True, of=["self"])
        .select_related("lead", "partnership")
        .get(pk=bundle.pk)
    )
    if version is not None:
        check_unchanged(held.version, version)
    return held


def join(bundle: Bundle, work: Work, by: User) -> None:
    """Make a work of the own party a member; the caller holds the bundle.

    Raises ValidationError where it cannot be.
    """
    check_party(by, bundle.partnership, work.party)
    if work.partnership_id != bundle.partnership_id:
        raise PermissionDenied
    if work.state in FIXED:
        text = _("“%(work)s” is %(state)s, so it cannot go into a bundle.")
        raise ValidationError(text % {"work": work.title, "state": work.get_state_display()})
    with clashes_explained(work):
        BundleWork.objects.create(bundle=bundle, work=work)
    note_together("bundle", bundle, by, party=work.party, after={"work": work.title})
    check_split(bundle)


def check_party(by: User, partnership: Partnership, party: Party) -> None:
    if not acts_for(by, P.PLAN, partnership, party):
        raise PermissionDenied(_("This is for %(party)s to decide.") % {"party": party})


def check_changeable(bundle: Bundle) -> None:
    """Raise ValidationError with a sentence where works and terms stay as they are."""
    if bundle.state == State.PROGRAMMED:
        raise ValidationError(_("This bundle is programmed. The lead party can take it back first."))
    if bundle.state not in BUNDLE_CHANGEABLE:
        raise ValidationError(
            _("This bundle is %(state)s, so it stays as it is.") % {"state": bundle.get_state_display()}
        )


def _check_agenda(partnership: Partnership, agenda: Agenda | None) -> None:
    if agenda and agenda.partnership_id != partnership.pk:
        raise PermissionDenied


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields as they can be kept: an agenda by its name."""
    return {name: str(value) if isinstance(value, Agenda) else value for name, value in fields.items()}


def check_split(bundle: Bundle) -> None:
    parties = Work.objects.filter(bundlings__bundle=bundle).values("party").distinct().count()
    if bundle.split == Bundle.Split.SHAPLEY and parties > MOST_FOR_SHAPLEY:
        text = _("The split by Shapley is for at most %(most)s parties. Choose another split.")
        raise ValidationError({"split": text % {"most": MOST_FOR_SHAPLEY}})


def opportunities_of(works: Collection[int], bundle: Bundle) -> list[CouplingOpportunity]:
    touching = Q(first__in=works) | Q(second__in=works)
    return list(
        CouplingOpportunity.objects.of(bundle.partnership).filter(touching).select_related("partnership").order_by("pk")
    )


def moved_on(bundle: Bundle) -> None:
    """Let opportunities follow their bundle, and queue another search for opportunities and conflicts.

    Works now have the year of the bundle.
    """
    works = list(bundle.members.values_list("work", flat=True))
    follow(opportunities_of([*works, *(work.pk for work in pipeline.asked_of(bundle))], bundle))
    for kind in ("dia.find_opportunities", "dia.find_conflicts"):
        jobs.enqueue(partnership=bundle.partnership, kind=kind, key="all")


@contextmanager
def clashes_explained(work: Work | None = None) -> Iterator[None]:
    """Raise ValidationError where the name or the work is taken: of two people at once the second is told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        if "bundle_name_once" in str(clash):
            text = _("There is a bundle with this name already. Choose another name.")
            raise ValidationError({"name": text}) from clash
        if work and ("work_in_one_live_bundle" in str(clash) or "bundle_work_once" in str(clash)):
            text = _("“%(work)s” is in a bundle already. Take it out of that one first.")
            raise ValidationError(text % {"work": work.title}) from clash
        raise


def _answer(held: Bundle, work: Work, by: User) -> None:
    said = {"state": JoinRequest.State.AGREED, "answered_by": by, "answered_at": timezone.now()}
    if held.requests.filter(work=work, state=JoinRequest.State.SENT).update(**said):
        before = {"state": JoinRequest.State.SENT}
        after = {"state": JoinRequest.State.AGREED, "answer": "", "work": work.title}
        note_together("request", held, by, party=work.party, before=before, after=after)


def _another(held: Bundle) -> None:
    held.save_changes()
    pipeline.lapse(held, everybody=True)
    moved_on(held)
