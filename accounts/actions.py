"""What is asked about partnerships and people."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Membership, Partnership, Party, Role, Seat, User


@transaction.atomic
def found_partnership(
    *, name: str, slug: str, municipality_code: str, party: str, administrator: str
) -> tuple[Partnership, User]:
    """A partnership with one party and one administrator; ValidationError where a field is not well formed."""
    partnership = Partnership(name=name, slug=slug, municipality_code=municipality_code)
    partnership.full_clean()
    partnership.save()
    first, _ = Party.objects.get_or_create(name=party, defaults={"kind": Party.Kind.MUNICIPALITY})
    Seat.objects.create(partnership=partnership, party=first)
    user = User.objects.filter(email=administrator.strip().lower()).first() or User.objects.create_user(administrator)
    Membership.objects.create(user=user, partnership=partnership, party=first, role=Role.ADMINISTRATOR)
    return partnership, user
