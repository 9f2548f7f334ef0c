"""Speed of the robustness: `python -m bench.bench_robustness` prints each goal as a ratio to a floor in numpy.

P4  ranks and summary of the country in 10,000 draws of the weights, against a product and a sort in float32.
P5  the same for a city with every source of doubt except data error, in milliseconds, against the 100 of a request;
    and the memory of P4 at its peak, of everything that is allocated, against 1 GB.
"""

import tracemalloc
from time import perf_counter

import numpy as np

from bench.bench_scoring import CITY, COUNTRY, INDICATORS, _tree, _values
from bench.measure import Row, ratio, table
from sia.scoring.draws import Uncertainty, draw
from sia.scoring.robustness import Robustness, simulate, summarise
from sia.scoring.tree import Floats, Tree

DRAWS = 10_000
KAPPA = 40.0
MISSING = 0.02
GIGABYTE = 1e9
REQUEST_MS = 100.0
PAIRS = 5


def rows() -> list[Row]:
    """All goals of this file, measured now (about four minutes)."""
    tree = _tree()
    return [*_country_rows(tree), *_city_rows(tree)]
