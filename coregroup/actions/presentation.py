"""The state of the big screen: one person leads, the laptops follow."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.editing import StaleEdit
from accounts.models import User
from coregroup.actions.locks import check_lead, hold
from coregroup.models import Item, Meeting, Presentation


class SomebodyLeads(StaleEdit):
    """`by` leads already, and is not put aside unasked."""

    def __init__(self, by: User) -> None:
        self.by = by
        super().__init__()


@transaction.atomic
def present(*, meeting: Meeting, by: User, address: str, item: Item | None, take_over: bool = False) -> Presentation:
    """Show `address` on the laptops from now on; `version` rises where it is another than before.

    Raises PermissionDenied for who does not lead; ValidationError with a sentence where the meeting is not in session;
    SomebodyLeads where another does and `take_over` is not asked for.
    """
    check_lead(by, meeting.partnership)
    held = hold(meeting)
    if held.state != Meeting.State.OPEN:
        raise ValidationError(_("The laptops follow while the meeting is in session."))
    standing = Presentation.objects.select_related("by").filter(meeting=held).first()
    if standing is None:
        return Presentation.objects.create(meeting=held, by=by, address=address, item=item)
    if standing.by and standing.by != by and not take_over:
        raise SomebodyLeads(standing.by)
    if (standing.address, standing.item_id, standing.by_id) != (address, item and item.pk, by.pk):
        standing.address, standing.item, standing.by = address, item, by
        standing.version += 1
        standing.save()
    return standing
