"""Who stands around an agenda in most of these tests; a file with other people in it has its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from accounts.models import Partnership, Party, User
from tests import factories
from tests.dia.agenda_steps import party


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def homes(partnership: Partnership) -> Party:
    """A corporation in a city of squares."""
    factories.square_city(partnership)
    return party(partnership, "Wonen Noord")


@pytest.fixture
def holder(partnership: Partnership, homes: Party) -> User:
    return factories.member(partnership, "budget_holder", party=homes)
