"""The rooms of the main menu: which pages each of them holds, and in which room an address lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import ResolverMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Partnership, User
from accounts.permissions import P, may

PREFIX = ["p", "<slug:partnership>"]  # of the address of each page of a partnership


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that a room lists: the name of its address, and what somebody finds there."""

    name: str
    title: Promise
    text: Promise
    permission: P = P.READ


@dataclass(frozen=True, slots=True)
class Room:
    """`segments` are what the addresses of the room begin with, behind the partnership."""

    key: str
    title: Promise
    text: Promise
    segments: frozenset[str]
    entries: tuple[Entry, ...] = ()
    permission: P = P.READ

    def address(self, partnership: Partnership) -> str:
        return (
            reverse("room", args=[partnership.slug, self.key])
            if self.entries
            else reverse("start", args=[partnership.slug])
        )


START = Room(
    "start", pgettext_lazy("room", "Start"), _("What stands, and what waits for you"),
    frozenset({"", "waiting", "changes", "in-short"}),
)  # fmt: skip
AREAS = Room(
    "areas", pgettext_lazy("room", "Neighbourhoods"), _("Which neighbourhoods come first, and why."),
    frozenset({"map", "ranking", "advice", "areas"}),
    (
        Entry("map", _("Map and ranking"), _("All areas in order of urgency, on the map and in a list.")),
        Entry("advice", _("Advice of today"), _("Which areas get an integral approach, and in which order.")),
        Entry("snapshot_list", _("Snapshots of the advice"), _("What the core group adopted, as it was that day.")),
        Entry("area_list", _("Areas"), _("Look up one area: scores, figures, plans and what people say about it.")),
        Entry("pocket_list", _("Pockets"), _("Small areas with much urgency inside a district that has little.")),
        Entry("rank_history", _("Course of the ranks"), _("How the order changed over the years.")),
    ),
)  # fmt: skip
PLANS = Room(
    "plans", pgettext_lazy("room", "Plans"), _("What the parties do where, in which year, and who pays."),
    frozenset({"works", "sites", "agendas", "chances", "bundles"}),
    (
        Entry("agenda_list", _("Agendas"), _("Measures, money and manpower of all parties in an area, for five to ten years.")),
        Entry("work_list", _("Works"), _("All that the parties intend to do, each with its place and its years.")),
        Entry("site_list", _("Sites"), _("The streets and buildings where works lie, with what they have in common.")),
        Entry("coupling_list", _("Opportunities to combine"), _("Works that could be done together, and works that are in each other's way.")),
        Entry("bundle_list", _("Bundles"), _("Works that parties do together: the year, the costs and who agreed.")),
    ),
)  # fmt: skip
MEETINGS = Room(
    "meetings", pgettext_lazy("room", "Meetings"), _("What the core group talks about and decides."),
    frozenset({"meetings", "items", "decisions", "actions", "backlog", "rules", "agreements"}),
    (
        Entry("meeting_list", _("Meetings of the core group"), _("The next meeting with its items, and the minutes of earlier ones.")),
        Entry("backlog", _("Backlog"), _("What is still to be discussed.")),
        Entry("decision_list", _("Decisions"), _("Each decision with how every party answered.")),
        Entry("task_list", _("Actions"), _("Who promised what, and before which day.")),
        Entry("agreement_list", _("Bids and agreements"), _("What the parties offer and agree on for a year.")),
        Entry("spearhead_list", _("Spearheads"), _("What the parties give priority in these years.")),
        Entry("key_date_list", _("Yearly calendar"), _("The days in a year on which something has to be ready.")),
    ),
)  # fmt: skip
DATA = Room(
    "data", pgettext_lazy("room", "Data"), _("The figures under the ranking: where they come from, how they count, who may see them."),
    frozenset({"data", "covenants", "sub-areas", "jobs", "model", "recompute"}),
    (
        Entry("data", _("Files and figures"), _("Upload a file, follow a delivery, fetch open data, take figures along.")),
        Entry("delivery_calendar", _("Delivery calendar"), _("Who brings which figures when.")),
        Entry("model", _("Model"), _("Which themes and indicators count, and how much. Parties vote on it.")),
        Entry("asset_list", _("Assets"), _("Sports clubs, schools and other places that help an area forward.")),
        Entry("sub_area_list", _("Sub-areas"), _("Areas that you draw yourselves, such as a few streets.")),
        Entry("boundary_years", _("Changed boundaries"), _("Which areas were split, joined or renamed from one year to another.")),
        Entry("covenant_list", _("Covenants"), _("Which data are closed, and who may see them under which agreement.")),
        Entry("access_log", _("Access log"), _("Who looked at data of another party, and when."), P.REQUEST_DATA),
    ),
)  # fmt: skip
ADMINISTRATION = Room(
    "administration", pgettext_lazy("room", "Administration"), _("What is arranged once and then holds for everybody."),
    frozenset({"residents", "setup"}),
    (
        Entry("rules_of_play", _("Rules of play"), _("How the core group decides: the quorum and the way of voting.")),
        Entry("standing_list", _("Standing items"), _("The items that come back in every meeting.")),
        Entry("releases", _("For residents"), _("What residents may read about the works in their street.")),
        Entry("setup", _("Set up your city"), _("From boundaries and figures to a first ranking, in six steps."), P.OVERSEE),
        Entry("profile_list", _("Ways to read a table"), _("How columns of files that come each year were named."), P.DELIVER),
    ),
    P.OVERSEE,
)  # fmt: skip
MENU = (START, AREAS, PLANS, MEETINGS, DATA)
ROOMS = {room.key: room for room in (*MENU, ADMINISTRATION)}


def room_at(match: ResolverMatch | None) -> Room | None:
    """Return the room in which an address lies; None outside every partnership."""
    parts = match.route.split("/") if match else []
    if match is None or parts[:2] != PREFIX:
        return None
    if parts[2] == "rooms":
        return ROOMS.get(match.kwargs["room"])
    return next((room for room in ROOMS.values() if parts[2] in room.segments), None)


def entries_for(room: Room, user: User, partnership: Partnership) -> Iterator[tuple[Entry, str]]:
    """Yield each page of the room that the reader may open, with its address."""
    for entry in room.entries:
        if may(user, entry.permission, partnership):
            yield entry, reverse(entry.name, args=[partnership.slug])
