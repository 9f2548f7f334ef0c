"""The actions that a person may do with one delivery as it is, and whom it waits for."""

from __future__ import annotations

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from datasets import states
from datasets.desk import Desk
from datasets.models import Delivery, DeliveryEvent
from datasets.pages.deliveries import DeliveryPage
from datasets.texts.problems import Lazy

LOAD, APPROVE, ACCEPT = "load", "approve", "accept"
LOOKED_AT = ("ok", _("The file is in order. See what would change."))
TO_ACCEPT = ("ok", _("The supplier stands for these figures. See what changes, then accept or return them."))


class DeliveryDesk:
    def __init__(self, page: DeliveryPage, desk: Desk) -> None:
        self.page, self.desk, self.delivery = page, desk, page.delivery

    def can(self, after: str) -> bool:
        """Return whether this person can ask for it now."""
        asked = states.can(self.delivery, after) and states.may(self.desk, self.delivery, after)
        return asked and not self.page.busy

    @cached_property
    def onward(self) -> str:
        """Return the next step towards the load that is this person's: approve, accept, or both at once."""
        if self.can(states.APPROVED):
            return LOAD if self.desk.steward else APPROVE
        return ACCEPT if self.can(states.CURRENT) else ""

    @property
    def notice(self) -> tuple[str, Lazy]:
        waits = not (self.page.busy or self.page.failed)
        if waits and self.delivery.state == Delivery.State.CHECKED and self.onward != LOAD:
            return LOOKED_AT
        return TO_ACCEPT if waits and self.onward == ACCEPT else self.page.notice

    @property
    def waits_for(self) -> Lazy:
        """Return who has to do something, where that is not this person."""
        if self.page.busy or self.page.failed or self.onward:
            return ""
        if self.delivery.state == Delivery.State.APPROVED:
            return _("It waits for the municipality's analyst or an administrator, who accepts or returns it.")
        if self.delivery.state == Delivery.State.CHECKED:
            return _("It waits for its supplier, who approves or withdraws it.")
        return ""

    @property
    def may_return(self) -> bool:
        return self.can(states.RETURNED)

    @property
    def may_withdraw(self) -> bool:
        return self.can(states.WITHDRAWN)

    @property
    def may_undo(self) -> bool:
        return self.can(states.UNDONE) and self.delivery.kind != Delivery.Kind.DERIVED

    @property
    def may_mend(self) -> bool:
        """Return whether another reading, or another file, can take the place of this one."""
        return self.can(states.RECEIVED)

    @property
    def asks_file(self) -> bool:
        """Return whether a mended file is what comes next."""
        stuck = self.delivery.state in {Delivery.State.REFUSED, Delivery.State.RETURNED} or bool(self.page.failed)
        return self.may_mend and stuck and not (self.page.asks_columns or self.page.asks_sign)

    @cached_property
    def events(self) -> list[DeliveryEvent]:
        return list(self.delivery.events.select_related("by", "party"))
