"""The whole demo, loaded as a user would."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Partnership
from demo.management.commands.load_demo import SLUG


@pytest.fixture
def demo(db) -> Partnership:
    call_command("load_demo", stdout=StringIO())
    return Partnership.objects.get(slug=SLUG)
