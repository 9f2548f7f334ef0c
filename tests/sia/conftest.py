"""The city of most tests about the weighing: six squares whose scores a person can work out."""

from __future__ import annotations

import pytest

from accounts.models import Partnership
from tests.sia.six_squares import six_squares


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    six_squares(module_partnership)
    return module_partnership


@pytest.fixture
def city(prepared: Partnership, partnership: Partnership) -> Partnership:
    return partnership
