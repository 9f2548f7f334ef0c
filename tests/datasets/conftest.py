"""The city of most tests about data: squares without any figure."""

from __future__ import annotations

import pytest

from accounts.models import Partnership
from tests.factories import square_city


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    square_city(module_partnership)
    return module_partnership


@pytest.fixture
def city(prepared: Partnership, partnership: Partnership) -> Partnership:
    return partnership
