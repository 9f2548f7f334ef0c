"""How the figures of each column were made: counted, asked of some, or estimated by a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from datasets.models import Dataset
from datasets.sources import SOURCES
from sia.models import ScoreRun
from sia.pipeline.covered import datasets_of
from sia.pipeline.weighing import Weighing
from sia.scoring.errors import Kind


def kinds_of(natures: Sequence[str], sources: Sequence[Mapping[str, Any]]) -> list[Kind]:
    """Return how the figures of each column were made: as their source declares, else by what they are about."""
    wanted = {dataset for source in sources for dataset in source["datasets"]}
    named = Dataset.objects.filter(pk__in=wanted).values_list("pk", "key")
    known = {dataset: SOURCES[key] for dataset, whole in named if (key := whole.partition("-")[0]) in SOURCES}
    declared = [
        next((known[dataset].kind for dataset in source["datasets"] if dataset in known), "") for source in sources
    ]
    return [
        Kind(kind or ("survey" if nature == "perception" else "register"))
        for kind, nature in zip(declared, natures, strict=True)
    ]


def estimates_in(run: ScoreRun) -> frozenset[str]:
    """Return the codes of the indicators of a run that are model estimates, made from who lives in an area."""
    counted = Weighing.from_plain(run.weighing).counted
    kinds = kinds_of([each.nature for each in counted], [{"datasets": found} for found in datasets_of(run)])
    return frozenset(each.code for each, kind in zip(counted, kinds, strict=True) if kind == Kind.ESTIMATE)
