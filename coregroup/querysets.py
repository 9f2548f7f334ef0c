"""Reads of meetings, decisions and agreements, in domain words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Case, Exists, OuterRef, Q, When

from accounts.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from coregroup.models import Agreement, Article, Bid, Decision, Item, Meeting, Release, Spearhead, Task


class MeetingQuerySet(ScopedQuerySet["Meeting"]):
    def to_come(self) -> Self:
        """Keep those that are not yet closed, the next one first."""
        return self.exclude(state="closed").order_by("on", "begins", "pk")

    def closed(self) -> Self:
        """Keep those that are closed, the last one first."""
        return self.filter(state="closed").order_by("-on", "-begins", "-pk")


class ItemQuerySet(ScopedQuerySet["Item"]):
    def backlog(self) -> Self:
        """Return what waits for a meeting, the longest waiting first."""
        return self.filter(meeting__isnull=True).order_by("created_at", "pk")

    def brought(self) -> Self:
        """Keep those that a party brought: not the standing items, and not what the secretary put there for all."""
        return self.filter(party__isnull=False)

    def with_subjects(self) -> Self:
        """Join what each is about, without the long texts of those things."""
        return self.select_related(
            "partnership",
            "party",
            "meeting",
            "snapshot",
            "agenda",
            "bundle",
            "delivery__dataset",
            "agreement",
            "covenant",
            "dataset",
        ).defer("snapshot__body", "meeting__body", "delivery__preview", "delivery__problems", "delivery__mapping")


class DecisionQuerySet(ScopedQuerySet["Decision"]):
    def taken(self) -> Self:
        return self.filter(state="taken")

    def register(self) -> Self:
        """Keep those with a number, the newest first, as the register of decisions lists them."""
        return self.exclude(number__isnull=True).order_by("-year", "-number")


class TaskQuerySet(ScopedQuerySet["Task"]):
    partnership_path = "meeting__partnership"

    def open(self) -> Self:
        return self.filter(done_at__isnull=True).order_by("due", "pk")

    def late(self, today: date) -> Self:
        return self.open().filter(due__lt=today)

    def done(self) -> Self:
        """Keep those that are done, the last one first."""
        return self.filter(done_at__isnull=False).order_by("-done_at", "-pk")


class AgreementQuerySet(ScopedQuerySet["Agreement"]):
    def of_year_first(self, year: int) -> Self:
        """Order those of this year first, then the newest."""
        return self.order_by(Case(When(year=year, then=0), default=1), "-year", "title")

    def running(self, year: int) -> Self:
        """Keep those signed by all, of this year or before."""
        return self.filter(state="running", year__lte=year)


class ArticleQuerySet(ScopedQuerySet["Article"]):
    partnership_path = "agreement__partnership"

    def unsaid(self) -> Self:
        """Keep those of which nobody told what came of them."""
        return self.filter(outcome="")


class BidQuerySet(ScopedQuerySet["Bid"]):
    def readable_by(self, user: User) -> Self:
        """Keep what the user may read: a draft is for its own party only, whatever the role there.

        What was offered is for everybody.
        """
        own = user.memberships.current().filter(partnership=OuterRef("partnership"), party=OuterRef("party"))
        return self.visible_to(user).filter(~Q(state="draft") | Exists(own))


class SpearheadQuerySet(ScopedQuerySet["Spearhead"]):
    def running(self) -> Self:
        return self.filter(state="adopted")


class ReleaseQuerySet(ScopedQuerySet["Release"]):
    partnership_path = "work__partnership"

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def for_residents(self, year: int) -> Self:
        """Return what anybody may read: as long as the work goes on, is not confidential, and is not over."""
        goes_on = {"work__state__in": ["programmed", "execution"], "work__confidential": False}
        return self.standing().filter(last_year__gte=year, **goes_on)
