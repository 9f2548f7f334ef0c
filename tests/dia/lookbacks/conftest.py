"""The agenda in its second year that every test of look-backs begins from, read in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from accounts.models import Partnership, Party, User
from dia.models import Agenda, LookBack, Measure
from tests.dia.lookback_steps import Past, closed_year, looking_back, past


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def found(partnership: Partnership) -> Past:
    return past(partnership)


@pytest.fixture
def agenda(found: Past) -> Agenda:
    return found.agenda


@pytest.fixture
def homes(found: Past) -> Party:
    return found.homes


@pytest.fixture
def town(found: Past) -> Party:
    return found.town


@pytest.fixture
def holder(found: Past) -> User:
    return found.holder


@pytest.fixture
def treasurer(found: Past) -> User:
    return found.treasurer


@pytest.fixture
def secretary(found: Past) -> User:
    return found.secretary


@pytest.fixture
def renovation(found: Past) -> Measure:
    return found.renovation


@pytest.fixture
def sewer(found: Past) -> Measure:
    return found.sewer


@pytest.fixture
def look_back(found: Past) -> LookBack:
    return looking_back(found)


@pytest.fixture
def closed(found: Past) -> LookBack:
    return closed_year(found)
