"""Between rows and numbers: figures become arrays, arrays become ranks, advice and reasons."""

from sia.pipeline.compute import compute
from sia.pipeline.explain import Explanation, explain, neighbours
from sia.pipeline.starter import propose_model, refresh_starter

__all__ = ["Explanation", "compute", "explain", "neighbours", "propose_model", "refresh_starter"]
