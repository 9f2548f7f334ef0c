"""Between rows and numbers: figures become arrays, arrays become ranks, advice and reasons."""

from sia.pipeline.compute import Standing, compute, imagine, imagine_anew, rerun, stored
from sia.pipeline.explain import Explanation, explain, neighbourhood, neighbours
from sia.pipeline.starter import propose_model, refresh_starter

__all__ = [
    "Explanation",
    "Standing",
    "compute",
    "explain",
    "imagine",
    "imagine_anew",
    "neighbourhood",
    "neighbours",
    "propose_model",
    "refresh_starter",
    "rerun",
    "stored",
]
