"""What people ask of the weighing, a module for each noun."""

from sia.actions.models import new_version
from sia.actions.runs import recompute

__all__ = ["new_version", "recompute"]
