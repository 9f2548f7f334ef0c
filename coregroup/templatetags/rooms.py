"""The main menu: the rooms that a reader may enter, and the one in which the page lies."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template import RequestContext
from django.utils.functional import Promise

from accounts.models import Partnership
from accounts.permissions import may
from coregroup.pages.rooms import ADMINISTRATION, MENU, Room, room_at

register = template.Library()


@dataclass(frozen=True, slots=True)
class RoomLink:
    title: Promise
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class MainMenu:
    """`here` is the room of this page; `administration` None for whom it is not."""

    rooms: list[RoomLink]
    administration: RoomLink | None
    here: RoomLink | None


@register.simple_tag(takes_context=True)
def main_menu(context: RequestContext, partnership: Partnership) -> MainMenu:
    """Return the rooms of a partnership for who reads this page."""
    request: HttpRequest = context["request"]
    here = room_at(request.resolver_match)

    def link(room: Room) -> RoomLink:
        return RoomLink(room.title, room.address(partnership), room == here)

    may_administer = may(request.user, ADMINISTRATION.permission, partnership)
    administration = link(ADMINISTRATION) if may_administer else None
    return MainMenu([link(room) for room in MENU], administration, link(here) if here else None)
