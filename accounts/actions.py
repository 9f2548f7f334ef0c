"""Actions on partnerships and people."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccessToken, Membership, Partnership, Party, Role, Seat, User
from accounts.tokens import digest_of, ending_of, new_token


@transaction.atomic
def found_partnership(
    *, name: str, slug: str, municipality_code: str, party: str, administrator: str
) -> tuple[Partnership, User]:
    """Create a partnership with one party and one administrator.

    Raises ValidationError where a field is not well formed. A party and a person that are known already, in whatever
    case their name and address are written, are used again.
    """
    partnership = Partnership(name=name, slug=slug, municipality_code=municipality_code)
    partnership.full_clean()
    partnership.save()
    first = _find_or_make_party(party, Party.Kind.MUNICIPALITY)
    Seat.objects.create(partnership=partnership, party=first)
    user = User.objects.filter(email=administrator.strip().lower()).first() or _new_user(administrator)
    Membership.objects.create(user=user, partnership=partnership, party=first, role=Role.ADMINISTRATOR)
    return partnership, user


@transaction.atomic
def give_seat(*, partnership: Partnership, name: str, kind: str, votes: bool, funds: bool) -> Seat:
    """Let a party take part; one that is known by this name, in whatever case, is used again, as the kind that it is.

    A party that left comes back. Raises ValidationError where it takes part already.
    """
    party = _find_or_make_party(name, kind)
    seats = Seat.objects.of(partnership).filter(party=party)
    if seats.current().exists():
        raise ValidationError(_("“%(name)s” takes part already."), params={"name": party.name})
    rights = {"votes": votes, "funds": funds, "since": timezone.localdate(), "until": None}
    return Seat.objects.update_or_create(partnership=partnership, party=party, defaults=rights)[0]


def _find_or_make_party(name: str, kind: str) -> Party:
    party = Party.objects.filter(name__iexact=name).first()
    if party is None:
        party = Party(name=name, kind=kind)
        party.full_clean()
        party.save()
    return party


def _new_user(email: str) -> User:
    """Create a user without a password: nobody can log in with it yet."""
    User(email=email.strip().lower()).clean_fields(exclude=["name", "password"])
    return User.objects.create_user(email)


@transaction.atomic
def make_token(*, by: User, partnership: Partnership, name: str, purpose: str, until: date) -> tuple[AccessToken, str]:
    """Create a token and return it with the token itself, which nobody can look up afterwards.

    Refused where access ended since `by` was read.
    """
    now = User.objects.select_for_update().get(pk=by.pk)
    if now.get_session_auth_hash() != by.get_session_auth_hash() or not now.is_active:
        raise PermissionDenied
    if not Partnership.objects.visible_to(by).filter(pk=partnership.pk).exists():
        raise PermissionDenied
    token = new_token()
    kept = {"digest": digest_of(token), "ending": ending_of(token)}
    made = AccessToken.objects.create(user=by, partnership=partnership, name=name, purpose=purpose, until=until, **kept)
    return made, token


def revoke_token(*, token: AccessToken, by: User) -> None:
    """Revoke a token at once, and for good; a second time changes nothing."""
    if token.user_id != by.pk:
        raise PermissionDenied
    AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def note_used(*, token: AccessToken) -> None:
    """Note the day on which a token was used.

    The day is enough for who looks whether a token is still needed: not every read becomes a write.
    """
    today = timezone.localdate()
    if token.used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(used_on=today)
