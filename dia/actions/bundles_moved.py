"""Bundles on their way: offered, programmed by consent of everybody, carried out, dissolved.

Also what they lack for that.

Programming a bundle moves its works to its year in the tables of their agendas.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.states import may_follow
from dia.actions.agendas import check_open
from dia.actions.bundles import check_party, hold, moved_on, opportunities_of
from dia.actions.cells_moved import move_cells
from dia.models import Agenda, Bundle, MeasureYear
from dia.pipeline import bundles as pipeline
from dia.pipeline.history import note_together
from dia.pipeline.opportunities import follow
from dia.states import BUNDLE, BUNDLE_CARRIED_OUT, BUNDLE_SERIOUS

State = Bundle.State
FEWEST = 2


@transaction.atomic
def move_bundle(*, bundle: Bundle, by: User, to: str, version: int) -> Bundle:
    """Move the bundle to a next state of dia.states.BUNDLE, by the lead party.

    Once programmed, what its works cost stands in its year in every table; that does not go back when the bundle does.
    Raises ValidationError with a sentence where it cannot be moved.
    """
    agendas = _hold_agendas(bundle) if to == State.PROGRAMMED else []
    held = hold(bundle, version)
    check_party(by, held.partnership, held.lead)
    _check_next(held, to)
    works = list(held.members.values_list("work", flat=True))
    note_together("bundle", held, by, party=held.lead, before={"state": held.state}, after={"state": to})
    _save(held, to)
    if to in {State.CONSENTED, State.PROGRAMMED}:
        pipeline.write_shares(held)
    for agenda in agendas:
        _bring_to_year(agenda, held, by)
    if to == State.DISSOLVED:
        held.requests.filter(state="sent").update(state="withdrawn")
        follow(opportunities_of(works, held))
    moved_on(held)
    return held


def _hold_agendas(bundle: Bundle) -> list[Agenda]:
    """Lock the rows of the agendas that hold its works, before the bundle itself.

    In the order in which whoever changes a table takes them.
    """
    inside = Agenda.objects.of(bundle.partnership).live().filter(measures__work__bundlings__bundle=bundle)
    return list(Agenda.objects.filter(pk__in=inside).select_for_update(no_key=True).order_by("pk"))


def _check_next(held: Bundle, to: str) -> None:
    if not may_follow(BUNDLE, held.state, to):
        names = {"now": held.get_state_display(), "to": dict(State.choices).get(to, to)}
        raise ValidationError(_("This bundle is now “%(now)s”. It cannot become “%(to)s” from there.") % names)
    if to in BUNDLE_SERIOUS and (missing := what_lacks(held, to)):
        raise ValidationError(missing)


def _save(held: Bundle, to: str) -> None:
    try:
        with transaction.atomic():
            held.save_changes(state=to)
    except IntegrityError as refusal:  # the last fence, should the guard above have let something through
        if "dia_bundle_has_consent" not in str(refusal):
            raise
        raise ValidationError(_("Not every party has agreed, or a condition is not met yet.")) from refusal


def _bring_to_year(agenda: Agenda, bundle: Bundle, by: User) -> None:
    """Move the year in which a work costs most to that of the bundle; its other years keep their distance to it."""
    cells = MeasureYear.objects.filter(measure__agenda=agenda, measure__work__bundlings__bundle=bundle)
    by_work: dict[int, list[MeasureYear]] = {}
    for cell in cells.select_related("measure").order_by("year"):
        by_work.setdefault(cell.measure.work_id, []).append(cell)
    later = {work: bundle.year - year for work, found in by_work.items() if (year := _main_year(found)) is not None}
    if any(later.values()):
        check_open(agenda)
        move_cells(agenda, later, by)


def _main_year(cells: Iterable[MeasureYear]) -> int | None:
    """Return the first year in which most is spent, or else most people work; None where nothing is planned."""
    filled = [cell for cell in cells if cell.euros or cell.fte]
    return max(filled, key=lambda cell: (cell.euros, cell.fte)).year if filled else None


def what_lacks(bundle: Bundle, to: str) -> list[str]:
    """Return why a bundle cannot become that, a sentence for each thing that lacks; empty where it can."""
    found = pipeline.look(bundle)
    lacks = []
    if len(found.works) < FEWEST:
        lacks.append(_("A bundle has at least two works. Add one, or ask a party to join."))
    if found.asked:
        lacks.append(_("A request to join is still open. Wait for the answer, or withdraw it."))
    if found.sheet.asks_for_evidence and not bundle.evidence.strip():
        share = {"saving": round(100 * found.sheet.total.saving_share)}
        lacks.append(
            _("It would save %(saving)s %%. That is more than is known elsewhere: write down the evidence.") % share
        )
    if to != State.OFFERED:
        lacks += _lacking_consents(bundle, found)
    if to in BUNDLE_CARRIED_OUT:
        lacks += _unmet_conditions(bundle)
    return lacks


def _unmet_conditions(bundle: Bundle) -> list[str]:
    text = _("%(party)s agreed on a condition, and has not said yet that it is met: “%(condition)s”.")
    waiting = [consent for consent in pipeline.standing(bundle) if consent.waits]
    return [text % {"party": consent.party, "condition": consent.condition.rstrip(" .")} for consent in waiting]


def _lacking_consents(bundle: Bundle, found: pipeline.Look) -> list[str]:
    answers = {consent.party_id: consent.answer for consent in pipeline.standing(bundle)}
    parties = sorted({work.party.name: work.party_id for work in found.works}.items())
    lacks = [
        _("%(party)s has not agreed yet.") % {"party": name} for name, pk in parties if answers.get(pk, "no") == "no"
    ]
    names = {str(work.party_id): work.party.name for work in (*found.works, *found.asked)}
    return lacks + [
        _("%(party)s would pay € %(euros)s more than alone, and has not accepted that.")
        % {"party": names[one.party], "euros": number_format(one.euros)}
        for one in found.sheet.not_accepted
    ]
