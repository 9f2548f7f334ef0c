"""Rows ↔ numbers of the agendas; a module for each noun."""

from dia.pipeline.investments import observe_investments

__all__ = ["observe_investments"]
