"""Map, ranking and chart: one set of rows that all three are drawn from."""

from sia.screens.ranking.choice import Choice
from sia.screens.ranking.page import open_job, page, progress, selection, what_if
from sia.screens.ranking.rows import group_letter

__all__ = ["Choice", "group_letter", "open_job", "page", "progress", "selection", "what_if"]
