"""Solving a scenario: with progress that a screen can follow, and a stop that is heard within a second."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import Any

from dia.models import Scenario
from dia.pipeline.scenarios import Question, Settings, plain_plan, plain_problem, question_of
from dia.planning.evaluate import baseline
from dia.planning.fewest_shortages import Concentrated
from dia.planning.optimise import Result, optimise
from dia.planning.problem_errors import Contradiction
from dia.planning.tradeoff import FEWEST, tradeoff

State = Scenario.State
OPEN = {State.WAITING, State.RUNNING, State.FAILED}
ALMOST = 99
ASK_EVERY_S = 0.5


class Watch:
    """Writes how far it is, and hears whether it should stop; the solver asks it ten times a second."""

    def __init__(self, scenario: Scenario, seconds: float) -> None:
        self.scenario, self.seconds = scenario, max(seconds, 1.0)
        self.began, self.asked, self.stopped = time.monotonic(), 0.0, False

    def should_stop(self) -> bool:
        now = time.monotonic()
        if now - self.asked >= ASK_EVERY_S:
            self.asked = now
            percent = min(ALMOST, int(100 * (now - self.began) / self.seconds))
            rows = Scenario.objects.filter(pk=self.scenario.pk)
            rows.update(percent=percent)
            self.stopped = not rows.filter(stop=False).exists()  # also when it was deleted
        return self.stopped


def run(scenario: Scenario) -> None:
    """Compute the scenario and keep its outcome; one that is done, cancelled or adopted is left alone.

    A question without an answer ends as failed, with what is wrong with it. Outside a transaction, so that its progress
    can be seen.
    """
    if scenario.state not in OPEN:
        return
    settings = Settings.from_plain(scenario.settings)
    if scenario.stop:
        _keep(scenario, State.CANCELLED)
        return
    _keep(scenario, State.RUNNING)
    try:
        question = question_of(scenario.agenda, settings)
    except Contradiction as none:
        flaws = [{"code": flaw.code, "particulars": dict(flaw.particulars)} for flaw in none.flaws]
        _keep(scenario, State.FAILED, outcome={"flaws": flaws}, error=str(none))
        return
    if not question.works:
        _keep(scenario, State.FAILED, outcome={"flaws": [{"code": "no_works", "particulars": {}}]}, error="no works")
        return
    _solve(scenario, question, settings)


def _solve(scenario: Scenario, question: Question, settings: Settings) -> None:
    watch = Watch(scenario, settings.seconds)
    share = 0.5 if settings.curve else 1.0  # of the time, the curve takes the other half
    limits: dict[str, Any] = {"seed": settings.seed, "should_stop": watch.should_stop}
    result = optimise(question.problem, seconds=share * settings.seconds, **limits)
    outcome = outcome_of(question, result)
    if settings.curve and result.outcome != "cancelled":
        outcome["curve"] = _curve(question, (1 - share) * settings.seconds, limits)
    state = State.CANCELLED if result.outcome == "cancelled" or watch.stopped else State.DONE
    _keep(scenario, state, outcome=outcome, problem=plain_problem(question), percent=100)


def outcome_of(question: Question, result: Result) -> dict[str, Any]:
    return {
        "outcome": result.outcome,
        "proven": result.proven,
        "bound": result.bound,
        "gap": result.gap,
        "fewest_short": result.fewest_short,
        "concentrated": _plain_concentrated(result.concentrated),
        "missing": list(result.missing),
        "seconds": round(result.seconds, 2),
        "seed": result.seed,
        "solver": result.solver,
        "plan": plain_plan(result.plan),
        "baseline": plain_plan(baseline(question.problem)),
    }


def _plain_concentrated(found: Concentrated | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {"shortages": [asdict(one) for one in found.plan.shortages], "least": found.least}


def _curve(question: Question, seconds: float, limits: dict[str, Any]) -> list[dict[str, float]]:
    points = tradeoff(replace(question.problem), levels=FEWEST, seconds=seconds, **limits)
    return [{"household_days": point.household_days, "euros": point.objective} for point in points]


def _keep(scenario: Scenario, state: str, **fields: Any) -> None:
    """Store the state of a scenario, but not over what a person did meanwhile: `stop` is theirs."""
    Scenario.objects.filter(pk=scenario.pk).update(state=state, **({"error": ""} | fields))
