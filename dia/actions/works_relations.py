"""Relations in time between two works.

One of the two is of the own party; the other may be anybody's.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from accounts.permissions import P, acts_for
from dia.models import Work, WorkRelation

SEQUENCE, TOGETHER, APART = WorkRelation.Kind.SEQUENCE, WorkRelation.Kind.TOGETHER, WorkRelation.Kind.APART


@transaction.atomic
def relate(*, first: Work, second: Work, kind: str, by: User) -> WorkRelation:
    """Relate two works; in a sequence `first` comes first, else the order says nothing.

    Saying the same twice changes nothing.

    PermissionDenied where neither work is of the user's party; ValidationError with a sentence where it cannot be.
    """
    partnership = first.partnership
    _check_one_own(by, partnership, first, second)
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)  # a circle is made by two people at once
    if first.pk == second.pk or first.partnership_id != second.partnership_id:
        raise ValidationError(_("Choose another work: a work has no relation to itself."))
    if kind != SEQUENCE and first.pk > second.pk:
        first, second = second, first
    _check_possible(first, second, kind)
    return WorkRelation.objects.get_or_create(kind=kind, first=first, second=second)[0]


@transaction.atomic
def unrelate(*, relation: WorkRelation, by: User) -> None:
    """Delete a relation, for the party of either work."""
    partnership = relation.first.partnership
    _check_one_own(by, partnership, relation.first, relation.second)
    relation.delete()


def _check_one_own(by: User, partnership: Partnership, *works: Work) -> None:
    if not any(acts_for(by, P.PLAN, partnership, work.party) for work in works):
        raise PermissionDenied(_("One of the two works must be of your own party."))


def _check_possible(first: Work, second: Work, kind: str) -> None:
    if kind == TOGETHER and not _meet(first, second):
        raise ValidationError(
            _("They cannot be in the same year: %(first)s and %(second)s do not meet. Change a window first.")
            % {"first": _window(first), "second": _window(second)}
        )
    if kind == SEQUENCE and first.earliest - first.flexibility > second.latest + second.flexibility:
        raise ValidationError(
            _("“%(first)s” begins only in %(year)s, after the other must be done. Change a window first.")
            % {"first": first.title, "year": first.earliest}
        )
    if kind == SEQUENCE and _leads_to(second, first):
        text = _("“%(first)s” already comes after “%(second)s”. Remove that relation first.")
        raise ValidationError(text % {"first": first.title, "second": second.title})
    opposite = {TOGETHER: APART, APART: TOGETHER}.get(WorkRelation.Kind(kind))
    if opposite and WorkRelation.objects.filter(kind=opposite, first=first, second=second).exists():
        raise ValidationError(_("These works have the opposite relation already. Remove that relation first."))


def _meet(first: Work, second: Work) -> bool:
    """Return whether there is a year for both, also with what their owners allow outside their windows."""
    begins = max(work.earliest - work.flexibility for work in (first, second))
    return begins <= min(work.latest + work.flexibility for work in (first, second))


def _window(work: Work) -> str:
    return f"{work.earliest}–{work.latest}"


def _leads_to(start: Work, end: Work) -> bool:
    """Return whether `end` comes after `start` along sequences."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE later(id) AS (
                SELECT second_id FROM dia_workrelation WHERE kind = 'sequence' AND first_id = %(start)s
                UNION SELECT r.second_id FROM dia_workrelation r JOIN later ON r.first_id = later.id AND r.kind = 'sequence'
            ) SELECT EXISTS (SELECT FROM later WHERE id = %(end)s)
            """,
            {"start": start.pk, "end": end.pk},
        )
        (comes_later,) = cursor.fetchone()
    return bool(comes_later)
