"""Spearheads: what the parties put first now, what is proposed, and what is over with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Partnership, User
from accounts.permissions import P, may
from coregroup.actions.spearheads import OVER, may_change
from coregroup.forms.spearheads import SpearheadMoveForm
from coregroup.models import Spearhead
from coregroup.states import SPEARHEAD
from dia.pages.agendas import area_names

State = Spearhead.State
KINDS = {"adopted": "ok", "proposed": "warn"}  # of the chip


@dataclass(frozen=True, slots=True)
class Line:
    spearhead: Spearhead
    area: str  # empty for the whole city

    @property
    def kind(self) -> str:
        return KINDS.get(self.spearhead.state, "")


def list_page(partnership: Partnership, user: User) -> dict[str, Any]:
    rows = list(Spearhead.objects.of(partnership).visible_to(user).select_related("party", "agreement"))
    names = area_names(partnership, {row.area_code for row in rows if row.area_code})
    lines = [Line(row, names.get(row.area_code, "")) for row in rows]
    return {
        "running": [line for line in lines if line.spearhead.state == State.ADOPTED],
        "proposed": [line for line in lines if line.spearhead.state == State.PROPOSED],
        "ended": [line for line in lines if line.spearhead.state in OVER],
        "may_speak": may(user, P.SPEAK, partnership),
    }


def page(spearhead: Spearhead, user: User, form: SpearheadMoveForm | None = None) -> dict[str, Any]:
    partnership = spearhead.partnership
    names = area_names(partnership, [spearhead.area_code] if spearhead.area_code else [])
    may_lead = may(user, P.LEAD, partnership)
    return {
        "line": Line(spearhead, names.get(spearhead.area_code, "")),
        "spearhead": spearhead,
        "may_change": spearhead.state not in OVER and may_change(user, spearhead),
        "next": [str(state) for state in SPEARHEAD[spearhead.state]] if may_lead else [],
        "form": form or SpearheadMoveForm(partnership=partnership),
    }
