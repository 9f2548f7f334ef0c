"""Map, ranking and chart: one set of rows that all three are drawn from."""

from sia.screens.ranking.choice import Choice
from sia.screens.ranking.page import open_job, page, progress, selection, what_if

__all__ = ["Choice", "open_job", "page", "progress", "selection", "what_if"]
