"""Two people change one thing: what each of them saw, in a few characters, and an answer for who comes second."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

LENGTH = 16


class Overtaken(Exception):  # noqa: N818 -- nothing is wrong: somebody was first
    """What was to be changed is another by now; nothing is changed."""


def stamp_of(content: Mapping[str, Any]) -> str:
    """Changes whenever a value does; equal content has an equal stamp. A row counts by its key."""
    plain = json.dumps(content, sort_keys=True, default=lambda value: str(getattr(value, "pk", value)))
    return hashlib.sha256(plain.encode()).hexdigest()[:LENGTH]
