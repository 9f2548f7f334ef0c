"""The rules by which works meet: as the partnership set them, else as is usual; in SQL and in Python the same."""

from __future__ import annotations

from accounts.editing import stamp_of
from accounts.models import Partnership
from dia.models import CouplingRule
from dia.planning.opportunities import PairRule, Rules

USUAL = PairRule()
SITE_M = f"coalesce(own.site_m, usual.site_m, {USUAL.site_m})"
GAP_YEARS = f"coalesce(own.gap_years, usual.gap_years, {USUAL.gap_years})"


def joined(partnership: str) -> str:
    """Return SQL that joins the rule of two works a and b, and that of all other pairs.

    The rule is that of their kinds, whichever comes first.
    """
    return f"""
        LEFT JOIN dia_couplingrule own ON own.partnership_id = {partnership}
            AND (own.kind, own.other) IN ((a.kind, b.kind), (b.kind, a.kind))
        LEFT JOIN dia_couplingrule usual ON usual.partnership_id = {partnership} AND usual.kind = ''
    """


def rules_of(partnership: Partnership) -> Rules:
    found = {frozenset({row.kind, row.other}): rule_of(row) for row in CouplingRule.objects.of(partnership)}
    usual = found.pop(frozenset({""}), USUAL)
    return Rules(usual=usual, pairs=found)


def rule_of(row: CouplingRule) -> PairRule:
    return PairRule(trench_m=row.trench_m, site_m=row.site_m, gap_years=row.gap_years)


def rules_stamp(partnership: Partnership) -> str:
    """Return a stamp, another for other rules: who changes one says with it what was read."""
    fields = ("trench_m", "site_m", "gap_years")
    rows = CouplingRule.objects.of(partnership)
    return stamp_of({str(row): [getattr(row, name) for name in fields] for row in rows})
