"""What somebody saw when a form was opened, in a few characters: another by now, and the form is shown both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sia.pipeline.snapshots import canonical, fingerprint

LENGTH = 16


def stamp_of(content: Mapping[str, Any]) -> str:
    """Changes whenever a value does; equal content has an equal stamp."""
    return fingerprint(canonical({name: _plain(value) for name, value in content.items()}))[:LENGTH]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, int | str) else str(getattr(value, "pk", value))
