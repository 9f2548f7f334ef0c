"""Works: registered, changed, moved on and deleted by their own party, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, Party, User
from accounts.permissions import P, acts_for
from accounts.states import may_follow
from datasets import jobs
from dia.actions.caps import within_caps
from dia.actions.works_paid import check_funded, check_promise
from dia.models import Agenda, Site, Work
from dia.pipeline.bundles import lapse_where_changed
from dia.states import WORK

# What follows a change of works, in this order: figures for the weighing first.
FOLLOWS = ("dia.observe", "dia.find_opportunities", "dia.find_conflicts")
FIXED = {Work.State.FINISHED, Work.State.CANCELLED}
LOOSE = {Work.State.IDEA, Work.State.PLANNED}


def changed(partnership: Partnership) -> None:
    """Queue what follows a change of works or sites, in the transaction of the change; asking twice is asking once.

    Consents to bundles that are others by now lapse at once.
    """
    lapse_where_changed(partnership)
    for kind in FOLLOWS:
        jobs.enqueue(partnership=partnership, kind=kind, key="all")


@contextmanager
def changing(partnership: Partnership) -> Iterator[None]:
    """Surround each change of works or sites that stand on agendas: `within_caps`, and after it `changed`.

    Agendas are held first, then the partnership, works and sites, and bundles: another order makes two wait for each
    other.
    """
    with within_caps(Agenda.objects.of(partnership)):
        yield
    changed(partnership)


@transaction.atomic
def add_work(*, partnership: Partnership, by: User, party: Party, **fields: Any) -> Work:
    """Register a work; `fields` are those of Work.

    Raises PermissionDenied for another party, and ValidationError for a title that is there already.
    """
    check_own(by, partnership, party)
    _hold_site(fields)
    with title_once():
        work = Work.objects.create(partnership=partnership, party=party, changed_by=by, **fields)
    changed(partnership)
    return work


@transaction.atomic
def change_work(*, work: Work, by: User, version: int, **fields: Any) -> Work:
    """Put `fields` in the place of what stands. `version` is the one that the changes were made on.

    Raises StaleEdit where the work is another by now, PermissionDenied for another party's, ValidationError with a
    sentence for a work that is over, that is programmed at another cost, or that an area cannot bear.
    """
    check_own(by, work.partnership, work.party)
    with changing(work.partnership):
        held = _held(work)
        check_editable(held)
        check_unchanged(held.version, version)
        _hold_site(fields)
        state, cost = held.state, held.planned_cost
        for name, value in fields.items():
            setattr(held, name, value)
        check_promise(held, state, cost)
        _save(held, by)
    return held


@transaction.atomic
def move_work(*, work: Work, by: User, to: str) -> Work:
    """Move a work to a next state of dia.states.WORK; there already, nothing changes.

    Raises ValidationError with a sentence where it cannot.
    """
    check_own(by, work.partnership, work.party)
    with changing(work.partnership):
        held = _held(work)
        if held.state == to:
            return held
        _check_move(held, to)
        held.state = to
        _save(held, by)
    return held


def _check_move(held: Work, to: str) -> None:
    if not may_follow(WORK, held.state, to):
        names = {"now": held.get_state_display(), "to": dict(Work.State.choices).get(to, to)}
        raise ValidationError(_("This work is now “%(now)s”. It cannot become “%(to)s” from there.") % names)
    if to == Work.State.PROGRAMMED:
        check_funded(held)
    if to in FIXED | {Work.State.SUSPENDED}:
        _check_unbundled(held)


@transaction.atomic
def remove_work(*, work: Work, by: User) -> None:
    """Delete an idea or a plan that is on no agenda and in no bundle; anything else can be cancelled."""
    check_own(by, work.partnership, work.party)
    held = Work.objects.select_for_update().get(pk=work.pk)  # nobody writes an opportunity of it before it is gone
    reason = why_it_stays(held)
    if reason:
        raise ValidationError(reason)
    held.delete()
    changed(work.partnership)


def why_it_stays(work: Work) -> str:
    """Return why a work cannot be deleted, as a sentence; empty where it can."""
    if work.state not in LOOSE:
        return _("“%(work)s” is %(state)s, so it stays in the register. Cancel it if it is off.") % {
            "work": work.title,
            "state": work.get_state_display(),
        }
    if hasattr(work, "measure"):
        return _("“%(work)s” is on an agenda. Take it off the agenda first.") % {"work": work.title}
    if work.bundlings.exists() or work.requests.exists():
        return _("“%(work)s” is or was in a bundle, so it stays. Cancel it if it is off.") % {"work": work.title}
    return ""


def check_own(by: User, partnership: Partnership, party: Party) -> None:
    if not acts_for(by, P.PLAN, partnership, party):
        raise PermissionDenied(
            _("This is for %(party)s to decide. You can change works of your own party.") % {"party": party}
        )


def check_editable(work: Work) -> None:
    if work.state in FIXED:
        state = work.get_state_display()
        raise ValidationError(_("This work is %(state)s, so it stays as it is.") % {"state": state})


@contextmanager
def title_once() -> Iterator[None]:
    """Raise ValidationError where the title is taken: of two people who register it at once the second is told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        if "work_title_once_per_party" not in str(clash):
            raise
        raise ValidationError(
            {"title": _("Your party has a work with this title already. Choose another title.")}
        ) from clash


def _held(work: Work) -> Work:
    """Lock the row of the work as it stands now: in this transaction nobody else changes it."""
    return Work.objects.select_for_update(no_key=True).get(pk=work.pk)


def _hold_site(fields: Mapping[str, Any]) -> None:
    """Lock the row of the chosen site, so that nobody deletes it in this transaction.

    Raises ValidationError where somebody just did.
    """
    site = fields.get("site")
    if site and not Site.objects.select_for_update(no_key=True).filter(pk=site.pk).first():
        raise ValidationError({"site": _("This site is deleted meanwhile. Choose another one.")})


def _save(held: Work, by: User) -> None:
    held.version += 1
    held.changed_by = by
    with title_once():
        held.save()


def _check_unbundled(work: Work) -> None:
    live = work.bundlings.filter(live=True).select_related("bundle").first()
    if live:
        text = _("This work is in bundle “%(bundle)s”. Take it out of the bundle first.")
        raise ValidationError(text % {"bundle": live.bundle})
