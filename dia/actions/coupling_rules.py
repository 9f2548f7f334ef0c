"""Rules for opportunities: written and taken away by who leads; opportunities, and what works share, follow at once."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.editing import check_unchanged
from accounts.models import Partnership, User
from accounts.permissions import P, may
from dia.actions.works import changing
from dia.models import CouplingRule
from dia.pipeline.coupling_rules import rules_stamp


@transaction.atomic
def write_rule(
    *, partnership: Partnership, by: User, seen: str, kind: str, other: str, trench_m: int, site_m: int, gap_years: int
) -> CouplingRule:
    """Write a rule in place of what was said of these kinds; without kinds, of all pairs without a rule of their own.

    Raises StaleEdit where the rules are others than those of `seen`, and ValidationError where an area would bear too
    much.
    """
    with changing(partnership):
        _check(partnership, by, seen)
        first, second = sorted((kind, other))
        terms = {"trench_m": trench_m, "site_m": site_m, "gap_years": gap_years, "changed_by": by}
        found = CouplingRule.objects.update_or_create(partnership=partnership, kind=first, other=second, defaults=terms)
    return found[0]


@transaction.atomic
def remove_rule(*, rule: CouplingRule, by: User, seen: str) -> None:
    """Remove a rule, so that the usual one holds again; errors as write_rule."""
    with changing(rule.partnership):
        _check(rule.partnership, by, seen)
        rule.delete()


def _check(partnership: Partnership, by: User, seen: str) -> None:
    if not may(by, P.LEAD, partnership):
        raise PermissionDenied
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    check_unchanged(rules_stamp(partnership), seen)
