"""What is asked about partnerships and people."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Membership, Partnership, Party, Role, Seat, User


@transaction.atomic
def found_partnership(
    *, name: str, slug: str, municipality_code: str, party: str, administrator: str
) -> tuple[Partnership, User]:
    """A partnership with one party and one administrator; ValidationError where a field is not well formed.

    A party and a person that are known already, in whatever case their name and address are written, are used again.
    """
    partnership = Partnership(name=name, slug=slug, municipality_code=municipality_code)
    partnership.full_clean()
    partnership.save()
    first = Party.objects.filter(name__iexact=party).first() or _first_party(party)
    Seat.objects.create(partnership=partnership, party=first)
    user = User.objects.filter(email=administrator.strip().lower()).first() or _new_user(administrator)
    Membership.objects.create(user=user, partnership=partnership, party=first, role=Role.ADMINISTRATOR)
    return partnership, user


def _first_party(name: str) -> Party:
    party = Party(name=name, kind=Party.Kind.MUNICIPALITY)
    party.full_clean()
    party.save()
    return party


def _new_user(email: str) -> User:
    """Without a password nobody can log in with it yet."""
    User(email=email.strip().lower()).clean_fields(exclude=["name", "password"])
    return User.objects.create_user(email)
