"""Partnerships, parties, people and what each may do."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, Role, roles_with
from accounts.querysets import AccessTokenQuerySet, MembershipQuerySet, PartnershipQuerySet, SeatQuerySet

LONGEST_TOKEN = timedelta(days=365)
USUAL_TOKEN = timedelta(days=90)


class Partnership(models.Model):
    """One city's parties; everything except national reference data belongs to one, and is never seen from another."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), unique=True)
    municipality_code = models.CharField(_("municipality code"), max_length=6, help_text=_("For example GM0153."))
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    minimum_cell = models.PositiveSmallIntegerField(_("minimum cell size"), default=10)
    fictitious = models.BooleanField(_("figures are made up"), default=False)
    data_version = models.PositiveBigIntegerField(
        default=0, editable=False, help_text=_("Counts changes of areas and figures.")
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality_code__regex=r"^GM\d{4}$"), name="partnership_municipality_code_form"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        CORPORATION = "corporation", _("housing corporation")
        GRID_OPERATOR = "grid_operator", _("grid operator")
        WATER_BOARD = "water_board", _("water board")
        TENANTS = "tenants", _("tenants' organisation")
        CARE = "care", _("care and welfare")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    partnerships = models.ManyToManyField(Partnership, through="Seat", related_name="parties")

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [models.UniqueConstraint(Lower("name"), name="party_name_once")]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A party's place in a partnership."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="seats")
    party = models.ForeignKey(Party, models.PROTECT, related_name="seats")
    votes = models.BooleanField(_("votes"), default=True)
    funds = models.BooleanField(_("brings money"), default=True)
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "party"], name="seat_once_per_partnership"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="seat_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} – {self.partnership}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    # Raised by the database when a role, a seat or the right to log in ends (sql/access.sql).
    access_stamp = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        return self.is_superuser

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Return the hash that a session must hold: of the password, and of how often access ended."""
        told = f"{self.password}\n{self.access_stamp}"
        return salted_hmac("accounts.models.User.session", told, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def _memberships(self) -> dict[int, list[Membership]]:
        memberships: dict[int, list[Membership]] = {}
        for membership in self.memberships.current().select_related("party").order_by("pk"):
            memberships.setdefault(membership.partnership_id, []).append(membership)
        return memberships

    def memberships_in(self, partnership: Partnership) -> Sequence[Membership]:
        """Return the user's memberships of today with their parties, the oldest first; one query per request."""
        return self._memberships.get(partnership.pk, [])

    def roles_in(self, partnership: Partnership) -> Set[str]:
        """Return the roles that the user holds in this partnership, for whichever party."""
        return {membership.role for membership in self.memberships_in(partnership)}

    def parties_in(self, partnership: Partnership, *permissions: Permission) -> models.QuerySet[Party]:
        """Return the parties for which the user holds one of the permissions here, by name; most often one."""
        held = self.memberships.current().filter(partnership=partnership, role__in=roles_with(*permissions))
        return Party.objects.filter(pk__in=held.values("party")).order_by("name")


class Membership(models.Model):
    """The role of a person in one partnership, on behalf of one party."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "partnership", "party", "role"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.party}"

    def clean(self) -> None:
        if self.partnership_id and self.party_id and not self.party.seats.of(self.partnership).exists():
            raise ValidationError(_("This party has no seat in this partnership: give it one first."))


class AccessToken(models.Model):
    """A token with which a program reads what its owner may see at that moment, in one partnership.

    The token itself is not kept: only its hash, and the last signs by which its owner knows it again.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="access_tokens")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("what for"), max_length=300)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    made_on = models.DateField(_("made on"), default=timezone.localdate)
    until = models.DateField(_("valid until"))
    used_on = models.DateField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    # Set by triggers when the owner's password or access changes; it never works again.
    ended_with_access = models.BooleanField(default=False, db_default=False, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="access_token_kept_as_a_hash"),
            models.CheckConstraint(
                condition=Q(until__gte=F("made_on"), until__lte=F("made_on") + LONGEST_TOKEN),
                name="access_token_ends_within_a_year",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="access_token_has_a_purpose"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def works(self) -> bool:
        """Return whether it has neither ended nor been revoked; what it shows follows from its owner's memberships."""
        return self.revoked_at is None and not self.ended_with_access and self.until >= timezone.localdate()
