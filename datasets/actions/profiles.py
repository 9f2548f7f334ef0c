"""Ways to read a table that a party keeps under a name."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import Partnership, Party, User
from datasets.models import MappingProfile

MOST_SIGNS = 200  # of a column's name, as it is kept


@transaction.atomic
def save_profile(
    *, partnership: Partnership, party: Party, by: User, name: str, header: list[str], mapping: dict[str, Any]
) -> MappingProfile:
    """Keep how these columns are read; what the party kept under this name before is replaced. The year is not kept."""
    kept = {"header": [column[:MOST_SIGNS] for column in header], "mapping": {**mapping, "period": None}, "made_by": by}
    return MappingProfile.objects.update_or_create(partnership=partnership, party=party, name=name, defaults=kept)[0]


@transaction.atomic
def rename_profile(*, profile: MappingProfile, by: User, name: str) -> None:
    """Rename a profile.

    Raises IntegrityError where the party has another of this name: forms.ProfileForm looks first.
    """
    profile.name, profile.made_by = name, by
    profile.save(update_fields=["name", "made_by", "made_at"])


@transaction.atomic
def delete_profile(*, profile: MappingProfile, by: User) -> None:
    """Delete a profile; files that were read so stay as they are."""
    profile.delete()
