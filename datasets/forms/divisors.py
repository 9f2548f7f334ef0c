"""The choices of what the counts of a column are divided by, so that a large area does not seem worse than a small one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from datasets.disclosure import Kind, kind_of

CHOICES: list[tuple[str, Any]] = [
    ("", _("No, as it is in the file")),
    ("inhabitants", _("Yes: per 1,000 inhabitants")),
    ("dwellings", _("Yes: per 1,000 dwellings")),
    ("km2", _("Yes: per km²")),
]


def is_count(unit: str, cells: Sequence[str]) -> bool:
    """Return whether figures in this unit, such as those in the first cells, count people or things."""
    import pandas as pd

    from datasets.parsers.numbers import parse_numbers

    values = parse_numbers(pd.Series(cells, dtype=object)).values
    told = values[np.isfinite(values)]
    return bool(told.size) and kind_of(unit, told, np.full(told.size, np.nan))[0] == Kind.COUNT
