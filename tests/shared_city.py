"""A city that is made once for all tests of a file, inside the transaction of the fixture `module_db`."""

from __future__ import annotations

from copy import deepcopy

from sia.pages.model_version import diagnosed
from sia.pipeline.explain import _explained
from sia.pipeline.pairs import _drawn
from sia.pipeline.trend import _trend_once, figures_of_years

# Their keys are the number of a run or model and the version of the data: the same for every test that shares a city.
CACHED = (_explained, _drawn, _trend_once, figures_of_years, diagnosed)


def fresh_copy[Made](made: Made) -> Made:
    """Return a copy that one test may change, with nothing cached from the test before."""
    for function in CACHED:
        function.cache_clear()
    return deepcopy(made)
