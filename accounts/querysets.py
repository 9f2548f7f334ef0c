"""Querysets that decide who sees what. Every read of an object of a partnership ends in `visible_to(user)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import AccessToken, Membership, Partnership, Seat, User


class ScopedQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Rows that belong to a partnership, directly or along `partnership_path`."""

    partnership_path = "partnership"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.partnership_path}__in": user.memberships.current().values("partnership")})

    def of(self, partnership: Partnership) -> Self:
        return self.filter(**{self.partnership_path: partnership})


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=user.memberships.current().values("partnership"))


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    def current(self) -> Self:
        """Keep memberships of parties that have a seat today: a party that leaves takes its people along."""
        today = timezone.localdate()
        return self.filter(
            Q(party__seats__until__isnull=True) | Q(party__seats__until__gte=today),
            party__seats__partnership=F("partnership"),
            party__seats__since__lte=today,
        )


class SeatQuerySet(ScopedQuerySet["Seat"]):
    def current(self) -> Self:
        today = timezone.localdate()
        return self.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)


class AccessTokenQuerySet(ScopedQuerySet["AccessToken"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the own ones alone; also of a partnership that was left, so that they can be revoked."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def working(self) -> Self:
        """Keep tokens of people who may log in; that the owner is still a member is asked apart."""
        return self.filter(
            revoked_at=None, ended_with_access=False, until__gte=timezone.localdate(), user__is_active=True
        )
