"""The rules by which works meet: what holds for all pairs, and the pairs that have a rule of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Partnership, User
from accounts.permissions import P, may
from dia.forms.coupling_rules import RuleForm
from dia.models import CouplingRule
from dia.pipeline.coupling_rules import rule_of, rules_of, rules_stamp
from dia.planning.opportunities import PairRule


@dataclass(frozen=True, slots=True)
class Row:
    """`stored` is what can be taken away; the usual rule may be nowhere."""

    rule: PairRule
    stored: CouplingRule | None


def page(partnership: Partnership, user: User, form: RuleForm | None = None) -> dict[str, Any]:
    """Return the context of the page; `form` as it was sent, where something is wrong with it."""
    stored, seen = list(CouplingRule.objects.of(partnership).select_related("changed_by")), rules_stamp(partnership)
    own = next((row for row in stored if not row.kind), None)
    return {
        "usual": Row(rules_of(partnership).usual, own),
        "rows": [Row(rule_of(row), row) for row in stored if row.kind],
        "seen": seen,
        "form": form or RuleForm(initial={"seen": seen}),
        "may_lead": may(user, P.LEAD, partnership),
    }
