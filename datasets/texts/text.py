"""The parts of a text about a problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Lazy = str | _StrPromise


@dataclass(frozen=True, slots=True)
class Text:
    what: Lazy
    mend: Lazy
    note: Lazy = ""
