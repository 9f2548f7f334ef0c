"""Scenarios: asked for, stopped, agreed by every party whose work moves, and only then adopted."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.permissions import P, acts_for
from datasets import jobs
from dia.actions.agendas import check_alive, check_open, hold
from dia.actions.cells_moved import move_cells
from dia.actions.works import changed
from dia.models import Agenda, Scenario, ScenarioConsent, Work
from dia.pipeline.history import note
from dia.pipeline.scenarios import FREE, Settings

State = Scenario.State


@transaction.atomic
def ask_scenario(*, agenda: Agenda, by: User, name: str, settings: Settings) -> Scenario:
    """Queue it; it changes nothing but itself. ValidationError for a name that is there already."""
    try:
        with transaction.atomic():
            made = Scenario.objects.create(agenda=agenda, name=name, settings=settings.to_plain(), created_by=by)
    except IntegrityError as clash:
        if "scenario_name_once" not in str(clash):
            raise
        text = _("There is a scenario with this name already. Choose another name.")
        raise ValidationError({"name": text}) from clash
    jobs.enqueue(partnership=agenda.partnership, kind="dia.optimise", key=str(made.pk))
    return made


@transaction.atomic
def allow_carry_over(*, agenda: Agenda, party: Party, by: User, allowed: bool) -> None:
    """Allow scenarios, or no longer, to keep money of this party for a later year: its own budget holder says so.

    PermissionDenied for another party; ValidationError where it takes no part, or the agenda stays as it is.
    """
    if not acts_for(by, P.COMMIT, agenda.partnership, party):
        raise PermissionDenied(_("This is for a budget holder of %(party)s to decide.") % {"party": party})
    held = hold(agenda)
    check_alive(held)
    if not held.pots.filter(party=party).exists():
        raise ValidationError(_("%(party)s takes no part in this agenda.") % {"party": party})
    before = held.carry_overs.filter(party=party)
    note(held, by, "scenario", party=party, before={"carries": before.exists()}, after={"carries": allowed})
    if not allowed:
        before.delete()
    elif not before:
        held.carry_overs.create(party=party, by=by)


@transaction.atomic
def stop_scenario(*, scenario: Scenario, by: User) -> Scenario:
    """Ask a scenario to stop: the best plan so far is kept to look at.

    What is over stays as it is.
    """
    held = _held(scenario)
    if held.state in {State.WAITING, State.RUNNING}:
        held.stop = True
        held.save(update_fields=["stop"])
    return held


@transaction.atomic
def respond_to_scenario(
    *, scenario: Scenario, party: Party, by: User, agrees: bool, reason: str = ""
) -> ScenarioConsent:
    """Record what a budget holder says of a scenario, for a party whose work would move.

    Raises ValidationError without a reason for a no.
    """
    partnership = scenario.agenda.partnership
    if not acts_for(by, P.COMMIT, partnership, party) or party.pk not in moving_parties(scenario):
        raise PermissionDenied(_("This is for a budget holder of %(party)s to decide.") % {"party": party})
    held = _held(scenario)
    if held.state != State.DONE:
        raise ValidationError(_("This scenario is %(state)s.") % {"state": held.get_state_display()})
    if not agrees and not reason.strip():
        raise ValidationError({"reason": _("Write down why your party does not agree.")})
    fields = {"agrees": agrees, "reason": reason.strip(), "by": by}
    earlier = held.consents.filter(party=party).values("agrees", "reason").first()
    said = {"agrees": agrees, "reason": reason.strip()}
    note(scenario.agenda, by, "scenario", held.name, party=party, before=earlier, after=said)
    return ScenarioConsent.objects.update_or_create(scenario=held, party=party, defaults=fields)[0]


@transaction.atomic
def adopt_scenario(*, scenario: Scenario, by: User) -> Scenario:
    """Move the preferred years of all works as the scenario says, all or nothing.

    Their cells in the table move with them.

    ValidationError with sentences where a party whose work moves did not agree, where a work is another than the one
    that was computed with, where a cell cannot go along, or where the agenda stays as it is.
    """
    agenda = hold(scenario.agenda)
    check_open(agenda)
    held = _held(scenario)
    if held.state != State.DONE:
        raise ValidationError(_("This scenario is %(state)s.") % {"state": held.get_state_display()})
    _check_consents(held)
    years = moves_of(held)
    works = _unchanged(held, years)
    move_cells(agenda, {work.pk: years[work.pk] - work.preferred for work in works}, by)
    for work in works:
        note(agenda, by, "scenario", work.title, before={"year": work.preferred}, after={"year": years[work.pk]})
        _move(work, years[work.pk], by)
    note(agenda, by, "scenario", held.name, before={"state": held.state}, after={"state": State.ADOPTED})
    held.state, held.adopted_at = State.ADOPTED, timezone.now()
    held.save(update_fields=["state", "adopted_at"])
    changed(agenda.partnership)
    return held


def moves_of(scenario: Scenario) -> dict[int, int]:
    """Return the works that get another year than they prefer: {work: year}.

    What is fixed by an agreement does not move.
    """
    problem, plan = scenario.problem, scenario.outcome.get("plan", {})
    wishes = {work["key"]: work["preferred"] for work in problem.get("works", [])}
    fixed = problem.get("fixed", {})
    return {
        int(key): year
        for key, year in plan.get("years", {}).items()
        if year is not None and key not in fixed and year != wishes.get(key)
    }


def moving_parties(scenario: Scenario) -> set[int]:
    moved = set(map(str, moves_of(scenario)))
    return {int(work["party"]) for work in scenario.problem.get("works", []) if work["key"] in moved}


def _check_consents(scenario: Scenario) -> None:
    agreed = set(scenario.consents.filter(agrees=True).values_list("party", flat=True))
    missing = Party.objects.filter(pk__in=moving_parties(scenario) - agreed).order_by("name")
    if missing:
        text = _("Works of %(parties)s would move. They have not agreed yet.")
        raise ValidationError(text % {"parties": ", ".join(map(str, missing))})


def _unchanged(scenario: Scenario, years: dict[int, int]) -> list[Work]:
    """Lock the rows of the works, and return those to move.

    Raises ValidationError where one of the works of the whole problem is another by now.
    """
    versions = {int(pk): version for pk, version in scenario.problem["versions"].items()}
    works = Work.objects.select_for_update(no_key=True).filter(pk__in=versions).order_by("pk")
    now = {work.pk: work for work in works}
    other = [pk for pk, version in versions.items() if pk not in now or now[pk].version != version]
    if other:
        titles = ", ".join(f"“{now[pk].title}”" for pk in other if pk in now) or _("A work that is gone")
        raise ValidationError(_("Changed since it was computed: %(works)s. Compute it again.") % {"works": titles})
    return [now[pk] for pk in years if now[pk].state in FREE]


def _move(work: Work, year: int, by: User) -> None:
    """Move a work to a year; the window goes along where the owner agreed to a year outside it."""
    work.preferred = year
    work.earliest, work.latest = min(work.earliest, year), max(work.latest, year)
    work.version += 1
    work.changed_by = by
    work.save(update_fields=["preferred", "earliest", "latest", "version", "changed_by", "changed_at"])


def _held(scenario: Scenario) -> Scenario:
    return Scenario.objects.select_for_update(no_key=True).get(pk=scenario.pk)
