"""Map, ranking and chart: one set of rows that all three are drawn from."""

from sia.pages.ranking.choice import Choice
from sia.pages.ranking.page import open_job, page, progress, selection, what_if

__all__ = ["Choice", "open_job", "page", "progress", "selection", "what_if"]
