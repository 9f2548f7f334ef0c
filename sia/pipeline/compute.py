"""One run of one level: read, weigh, store; and the same without storing, for what-ifs and other years."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts.models import Partnership
from datasets.models import Area
from datasets.pipeline.grants import shared
from sia.models import AreaResult, ScoreModel, ScoreRun
from sia.pipeline.composition import compare_with_composition
from sia.pipeline.covered import cover
from sia.pipeline.figures import NOTHING
from sia.pipeline.findings import findings_of
from sia.pipeline.fixed_gates import fix_gates, is_still_to_fix, with_fixed_gates
from sia.pipeline.inputs import Inputs, Reading, input_hash, read
from sia.pipeline.results import make_results, make_run, with_rank_sets
from sia.pipeline.weigh import weigh
from sia.pipeline.weighing import URGENCY, Weighing
from sia.scoring import ENGINE_VERSION


@dataclass(frozen=True, slots=True)
class Standing:
    """A run with its results, each with its area: stored, or only imagined (then the run has no number)."""

    run: ScoreRun
    results: list[AreaResult]

    @property
    def imagined(self) -> bool:
        return self.run.pk is None


@transaction.atomic
def compute(partnership: Partnership, model: ScoreModel, level: str) -> ScoreRun | None:
    """Compute the run of this level on today's figures, and store it.

    Where the inputs are the same, the newest run is returned with its data version raised. None where the partnership
    holds no areas of the level, or the model no urgency.
    """
    weighing = Weighing.of(model)
    reading = read(partnership, weighing, level) if weighing.branches_of(URGENCY) else None
    if reading is None:
        return None
    weighing, reading = with_fixed_gates(weighing, model, level, reading)
    composition, reading = compare_with_composition(partnership, weighing, level, reading)
    newest = ScoreRun.objects.newest(partnership, level)
    kept = (newest.input_hash, newest.findings.get("composition", {})) if newest else None
    same = kept == (input_hash(ENGINE_VERSION, weighing, reading), composition)
    if newest and same and not is_still_to_fix(model, weighing):
        newest.data_version = partnership.data_version
        newest.save(update_fields=["data_version"])
        return newest
    outcome = weigh(reading.inputs, weighing)
    run = make_run(model, level, fix_gates(weighing, model, outcome), reading, outcome)
    run.findings = findings_of(reading, outcome) | {"composition": composition}
    run.save()
    AreaResult.objects.bulk_create(with_rank_sets(make_results(run, outcome), outcome))
    return run


def stored(run: ScoreRun) -> Standing:
    """Return the run with its stored results, as every party may see them today.

    By urgency; areas without a rank come last.
    """
    return Standing(run, cover(run, run.results.ranked(), shared(run.partnership)))


def imagine(run: ScoreRun, weighing: Weighing, *, whole: bool = False) -> Standing:
    """Return what the run would say under another weighing of the same indicators. Nothing is stored.

    `whole` as a run that is stored, else without what takes longest: the confidence sets of the ranks.
    """
    sources = [{name: source[name] for name in NOTHING if name in source} for source in run.sources]
    reading = Reading(run.area_ids, Inputs.unpack(run.inputs), sources, run.rests_on)
    return _standing(run.model, run.level, weighing, reading, whole=whole)


def imagine_anew(
    model: ScoreModel, level: str, *, until: int | None = None, weighing: Weighing | None = None
) -> Standing | None:
    """Return what this model would say on the figures of `until` and before, or of today. Nothing is stored.

    With `weighing` what it would say under that one, of the same indicators.
    """
    weighing = weighing or Weighing.of(model)
    reading = read(model.partnership, weighing, level, until=until) if weighing.branches_of(URGENCY) else None
    return None if reading is None else _standing(model, level, weighing, reading)


def rerun(run: ScoreRun) -> Standing:
    """Repeat the run from nothing but what it kept: equal to what is stored, to the byte."""
    return imagine(run, Weighing.from_plain(run.weighing), whole=True)


def _standing(model: ScoreModel, level: str, weighing: Weighing, reading: Reading, *, whole: bool = False) -> Standing:
    outcome = weigh(reading.inputs, weighing)
    run = make_run(model, level, weighing, reading, outcome)
    results = make_results(run, outcome)
    if whole:
        with_rank_sets(results, outcome)
    areas = Area.objects.plain().in_bulk(reading.areas)
    for result in results:
        result.area = areas[result.area_id]
    return Standing(run, sorted(results, key=lambda result: (result.rank or len(results) + 1, result.area.name)))
