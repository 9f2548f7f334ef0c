"""For tests of constraints: what PostgreSQL itself says when rows break a rule that the models promise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction


def named(app: str) -> set[str]:
    """The constraints that the app's models name."""
    return {
        constraint.name for model in apps.get_app_config(app).get_models() for constraint in model._meta.constraints
    }


def refused_by(wrong: Callable[[], object]) -> str:
    """The constraint that refuses the change; a deferred one is asked at once."""
    with pytest.raises(IntegrityError) as refusal, at_once():
        wrong()
    cause = refusal.value.__cause__
    assert isinstance(cause, psycopg.Error), cause
    return cause.diag.constraint_name or ""


@contextmanager
def at_once() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
