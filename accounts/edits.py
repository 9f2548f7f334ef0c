"""Optimistic locking: a form carries a stamp of the row that it was opened on.

A change of another row raises StaleEdit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

LENGTH = 16


class StaleEdit(Exception):  # noqa: N818 -- nothing is wrong: somebody was first
    """The row changed since the form was opened; nothing was saved."""


def stamp_of(content: Mapping[str, Any]) -> str:
    """Return a short hash of these values, which is another one whenever a value is; a row counts by its key."""
    plain = json.dumps(content, sort_keys=True, default=lambda value: str(getattr(value, "pk", value)))
    return hashlib.sha256(plain.encode()).hexdigest()[:LENGTH]
