"""Rows ↔ numbers of the agendas; a module for each noun."""

from dia.pipeline.chances_counted import observe_chances
from dia.pipeline.investments import observe_investments
from dia.pipeline.moments import observe_moments

__all__ = ["observe_chances", "observe_investments", "observe_moments"]
