"""Rows ↔ numbers of the agendas; a module for each noun."""

from dia.pipeline.investments import observe_investments
from dia.pipeline.moments import observe_moments
from dia.pipeline.opportunities_counted import observe_opportunities

__all__ = ["observe_opportunities", "observe_investments", "observe_moments"]
