"""Disclosure control: which figures are about too few people to be shown, and which others must go with them.

Pure numpy.
"""

from datasets.disclosure.rules import (
    OWN_TABLE,
    PROTECTION,
    Cells,
    Kind,
    Past,
    Rule,
    counts_once,
    is_density,
    kind_of,
    rounded,
    small,
    withheld,
)
from datasets.disclosure.tree import Tree, guessed, ranges

__all__ = [
    "OWN_TABLE",
    "PROTECTION",
    "Cells",
    "Kind",
    "Past",
    "Rule",
    "Tree",
    "counts_once",
    "guessed",
    "is_density",
    "kind_of",
    "ranges",
    "rounded",
    "small",
    "withheld",
]
