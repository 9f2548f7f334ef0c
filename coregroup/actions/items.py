"""Items: put on the backlog by any party, on the agenda of a meeting by who leads, and what was said of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import formats, translation
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, User
from accounts.permissions import P, acts_for, may
from coregroup.actions.locks import check_not_closed, hold, hold_partnership
from coregroup.models import Item, Meeting, StandingItem
from coregroup.pipeline.reorder import shift
from coregroup.pipeline.requests import expired_requests
from dia.models import JoinRequest

State = Meeting.State
LONGEST = 200  # letters of a title


@transaction.atomic
def add_item(*, partnership: Partnership, by: User, meeting: Meeting | None = None, **fields: Any) -> Item:
    """Add an item at the end of the meeting's agenda (see _before_closing), or on the backlog.

    `fields` are those of Item.
    """
    check_brings(by, partnership, fields.get("party"))
    if meeting:
        meeting = hold(meeting)
        check_not_closed(meeting)
        fields["position"] = _next_place(meeting)
    made = Item.objects.create(partnership=partnership, meeting=meeting, created_by=by, **fields)
    if meeting:
        _before_closing(meeting, made)
    return made


@transaction.atomic
def change_item(*, item: Item, by: User, version: int, **fields: Any) -> Item:
    """Change an item; `version` is the one that the changes were made on: StaleEdit where it is another by now."""
    held = _held(item)
    check_may_change(by, held)
    check_unchanged(held.version, version)
    held.save_changes(**fields)
    return held


@transaction.atomic
def say_of_item(*, item: Item, by: User, version: int, said: str) -> Item:
    """Record what was said, in the words of who keeps the minutes; while the meeting is in session."""
    held = _held(item)
    if held.meeting is None or held.meeting.state != State.OPEN:
        raise ValidationError(_("What was said is written down while the meeting is in session."))
    return change_item(item=item, by=by, version=version, said=said)


@transaction.atomic
def move_item(*, item: Item, by: User, up: bool) -> None:
    """Move an item one place earlier or later on the agenda; the first does not rise and the last does not fall."""
    held = _held(item)
    if held.meeting is None:
        raise ValidationError(_("This item is on the backlog, which has no order."))
    rows = shift(list(held.meeting.items.all()), held, up=up)
    Item.objects.bulk_update(rows, ["position"])


@transaction.atomic
def take_item(*, item: Item, by: User, meeting: Meeting) -> Item:
    """Move an item from the backlog to the end of the meeting's agenda."""
    place = hold(meeting)
    check_not_closed(place)
    held = _held(item)
    if held.meeting:
        raise ValidationError(_("This item is on the agenda of a meeting already."))
    held.meeting, held.position = place, _next_place(place)
    held.save(update_fields=["meeting", "position"])
    _before_closing(place, held)
    return held


@transaction.atomic
def put_back(*, item: Item, by: User) -> Item:
    """Move an item from the meeting to the backlog, while nothing was decided about it."""
    held = _held(item)
    if held.meeting is None:
        raise ValidationError(_("This item is on the backlog already."))
    _check_untouched(held)
    held.meeting, held.position = None, 0
    held.save(update_fields=["meeting", "position"])
    return held


@transaction.atomic
def remove_item(*, item: Item, by: User) -> None:
    """Delete an item for good.

    Only while nothing was said or decided about it, and not a request that waits for the meeting.
    """
    held = _held(item)
    check_may_change(by, held)
    _check_untouched(held)
    if held.request_id:
        raise ValidationError(_("A request without an answer is spoken about first. Take it to a meeting."))
    held.delete()


@transaction.atomic
def add_standing_items(*, meeting: Meeting, by: User) -> int:
    """Add the standing items that are not on this agenda, and return how many came."""
    held = hold(meeting)
    check_not_closed(held)
    return copy_standing(held, by)


@transaction.atomic
def put_expired_on_backlog(*, partnership: Partnership, by: User) -> int:
    """Put each request to join that got no answer in time on the backlog, once; return how many came.

    In the language of the partnership, since all parties read it.
    """
    hold_partnership(partnership)
    with translation.override(partnership.language):
        rows = [_item_of(request, by) for request in expired_requests(partnership)]
    return len(Item.objects.bulk_create(rows))


def copy_standing(meeting: Meeting, by: User) -> int:
    there = set(meeting.items.values_list("title", flat=True))
    missing = [one for one in StandingItem.objects.filter(partnership=meeting.partnership_id) if one.title not in there]
    same = {"partnership_id": meeting.partnership_id, "meeting": meeting, "created_by": by}
    Item.objects.bulk_create(
        Item(position=place, title=one.title, minutes=one.minutes, shows_changes=one.shows_changes, **same)
        for place, one in enumerate(missing, start=_next_place(meeting))
    )
    return len(missing)


def check_brings(by: User, partnership: Partnership, party: Any) -> None:
    """Raise PermissionDenied unless the user leads, or brings the item for the own party."""
    if not may(by, P.LEAD, partnership) and not (party and acts_for(by, P.SPEAK, partnership, party)):
        raise PermissionDenied(_("You bring items for your own party."))


def may_change(by: User, item: Item) -> bool:
    """Return whether the user may change it: who leads every item, a party its own while it is on the backlog."""
    if may(by, P.LEAD, item.partnership):
        return True
    return bool(item.party and not item.meeting_id and acts_for(by, P.SPEAK, item.partnership, item.party))


def check_may_change(by: User, item: Item) -> None:
    if not may_change(by, item):
        raise PermissionDenied(_("Your party changes its own items, while they are on the backlog."))


def _held(item: Item) -> Item:
    """Lock the rows of the meeting and then of the item, as they stand now.

    Raises ValidationError where the meeting is closed.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).filter(items=item.pk).first()
    held = (
        Item.objects.select_for_update(no_key=True, of=["self"]).select_related("partnership", "party").get(pk=item.pk)
    )
    if meeting:
        check_not_closed(meeting)
        held.meeting = meeting
    return held


def _check_untouched(item: Item) -> None:
    if item.said or item.decisions.exists() or item.tasks.exists():
        raise ValidationError(_("Something was said or decided about this item, so it stays on the agenda."))


def _next_place(meeting: Meeting) -> int:
    return (meeting.items.aggregate(last=Max("position"))["last"] or 0) + 1


def _before_closing(meeting: Meeting, item: Item) -> None:
    """Move a new item before the last standing item (any other business), which stays last.

    So what comes on the agenda is spoken about before it.
    """
    standing = StandingItem.objects.filter(partnership=meeting.partnership_id).values_list("title", flat=True)
    rows = list(meeting.items.all())
    if len(rows) > 1 and rows[-2].title == standing.last():
        Item.objects.bulk_update(shift(rows, item, up=True), ["position"])


def _item_of(request: JoinRequest, by: User) -> Item:
    title = _("No answer in time: %(work)s") % {"work": request.work.title}
    text = _("%(sender)s asked %(to)s to do “%(work)s” together. The answer was due before %(due)s and did not come.")
    words = {"sender": request.sender, "to": request.to, "work": request.work.title}
    text %= words | {"due": formats.date_format(request.due, "j F Y")}
    if request.text:
        text += "\n" + _("The message: %(text)s") % {"text": request.text}
    fields = {"partnership": request.bundle.partnership, "bundle": request.bundle, "party": request.sender}
    return Item(title=title[:LONGEST], text=text, request=request, created_by=by, **fields)
