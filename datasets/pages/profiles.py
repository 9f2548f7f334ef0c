"""The profiles of how a party's tables are read, as people see it."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Partnership, User
from accounts.permissions import P
from datasets.models import Indicator, MappingProfile
from datasets.sources import INDICATORS


def profiles_of(user: User, partnership: Partnership) -> QuerySet[MappingProfile]:
    """Return the profiles of the parties that the user delivers for, by name."""
    own = MappingProfile.objects.of(partnership).filter(party__in=user.parties_in(partnership, P.DELIVER))
    return own.select_related("party", "made_by", "partnership").order_by("party__name", "name")


class ProfilePage:
    def __init__(self, profile: MappingProfile) -> None:
        self.profile = profile
        self.name = profile.name
        self.mapping = profile.mapping

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Return each column of figures with the name of its indicator."""
        kept = self.mapping.get("indicators", {})
        known = {one.code: one.name for one in Indicator.objects.of(self.profile.partnership)}
        made = {code: fields["name_nl"] for code, fields in self.mapping.get("new_indicators", {}).items()}
        declared = {code: spec.name_nl for code, spec in INDICATORS.items()}
        names = {**declared, **made, **known}
        return [(column, names.get(code, code)) for column, code in kept.items()]

    @property
    def named_areas(self) -> int:
        """Return how many names of areas it knows; 0 where areas have codes."""
        return sum(bool(code) for code in (self.mapping.get("areas") or {}).values())
