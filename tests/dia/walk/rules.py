"""What no step may do: the invariants of the joint agenda, each told of the rows before and after one accepted step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from accounts.models import Partnership
from dia.models import Agenda, Bundle
from dia.pipeline.agenda_lines import lines_of, measures_of
from dia.pipeline.bundles import look
from dia.pipeline.sums import sum_up
from tests.dia.walk.rows import AGREED, PROGRAMMED, Row, State, Step

RULES: list[Callable[[Step], None]] = []


def rule(check: Callable[[Step], None]) -> Callable[[Step], None]:
    RULES.append(check)
    return check


@rule
def an_agenda_has_five_to_ten_years_and_gets_others_by_a_decision(step: Step) -> None:
    for old, new in step.written("agenda"):
        assert 5 <= new["last_year"] - new["first_year"] + 1 <= 10
        if old and (old["first_year"], old["last_year"]) != (new["first_year"], new["last_year"]):
            assert new["reason"].startswith(old["reason"])
            assert new["reason"] != old["reason"]


@rule
def no_pot_gives_more_than_is_committed(step: Step) -> None:
    for pot in step.after["pot"]:
        had = [one for one in step.now.those("commitment", pot_id=pot, current=True) if one["state"] != "lapsed"]
        firm = [one for one in had if one["state"] in {"committed", "fulfilled"}]
        paid = step.now.those("contribution", pot_id=pot)
        works = {key: row["work_id"] for key, row in step.after["measure"].items()}
        sure = [one for one in paid if step.after["work"][works[one["measure_id"]]]["state"] in PROGRAMMED]
        for unit in ("euros", "fte"):
            assert sum(one[unit] for one in paid) <= sum(one[unit] for one in had)
            assert sum(one[unit] for one in sure) <= sum(one[unit] for one in firm)


@rule
def what_is_programmed_is_paid_to_the_euro(step: Step) -> None:
    """When it becomes so, and when it gets another cost; after that nobody brings less than it costs."""
    for key, work in step.after["work"].items():
        old = step.before["work"].get(key)
        if not old or work["state"] not in PROGRAMMED or key not in step.now.measure_of:
            continue
        own = [each["direct_cost"] + each["common_cost"] for each in (old, work)]
        brought = step.now.brought(key)
        if old["state"] not in PROGRAMMED or own[0] != own[1]:
            assert brought == step.now.cost(key)
        elif brought < step.earlier.brought(key):
            assert brought >= step.now.cost(key)


@rule
def money_and_consent_of_a_party_are_its_own(step: Step) -> None:
    """By who may bring money for it."""
    for old, new in step.changed("contribution"):
        party = step.before["pot"][(new or old)["pot_id"]]["party_id"]
        assert new is None or new["by_id"] in step.holders[party]
    for _, new in step.written("commitment"):
        assert new["by_id"] in step.holders[step.after["pot"][new["pot_id"]]["party_id"]]
    for table in ("consent", "scenarioconsent"):
        for old, new in step.written(table):
            assert old or new["by_id"] in step.holders[new["party_id"]]


@rule
def what_a_party_says_is_its_own(step: Step) -> None:
    """By who plans for it: what was spent, what became of its measures, what it asks others and answers."""
    for table in ("actual", "lookbackline"):
        for _, new in step.written(table):
            if new["measure_id"]:  # else it went off the agenda, and what was said of it stays
                assert new["by_id"] in step.planners[step.now.owner(new["measure_id"])]
    for old, new in step.written("joinrequest"):
        assert old or new["sent_by_id"] in step.planners[new["sender_id"]]
        assert not new["answered_by_id"] or new["answered_by_id"] in step.planners[new["to_id"]]


@rule
def a_commitment_is_never_edited(step: Step) -> None:
    kept = ("pot_id", "funding", "euros", "fte", "note", "version", "by_id", "at")
    for old, new in step.changed("commitment"):
        assert new
        assert old is None or [old[name] for name in kept] == [new[name] for name in kept]


@rule
def a_bundle_goes_on_with_the_standing_consent_of_everybody(step: Step) -> None:
    for key, bundle in step.after["bundle"].items():
        becomes = key not in step.before["bundle"] or step.before["bundle"][key]["state"] != bundle["state"]
        if bundle["state"] not in AGREED and not (becomes and bundle["state"] == "execution"):
            continue
        shares, said = step.now.shares(key)[0], step.now.consents(key)
        assert shares
        for party, share in shares.items():
            one = said[party]
            assert one["answer"] in (
                {"yes", "condition"} if one["met_at"] or bundle["state"] == "consented" else {"yes"}
            )
            assert (one["year"], one["split"]) == (bundle["year"], bundle["split"])
            assert abs(share - one["share"]) <= Fraction(str(bundle["tolerance"])) * one["share"] + 1


@rule
def the_years_of_a_work_are_its_owners(step: Step) -> None:
    """Its year lies in its window, and it and its costs get another only by its owner, or with the consent of its owner."""
    for _, new in step.written("work"):
        assert new["earliest"] <= new["preferred"] <= new["latest"]
        assert new["changed_by_id"] in step.planners[new["party_id"]] or new["party_id"] in _adopted(step)
    for _, new in step.written("measureyear"):
        work = step.after["measure"][new["measure_id"]]["work_id"]
        owner = step.now.owner(new["measure_id"])
        agreed = _adopted(step) | _programmed(step, work)
        assert new["changed_by_id"] in step.planners[owner] or owner in agreed


def _adopted(step: Step) -> set[int]:
    """Who agreed to the scenario of this step."""
    plans = [new["id"] for _, new in step.written("scenario") if new["state"] == "adopted"]
    return {
        one["party_id"]
        for one in step.after["scenarioconsent"].values()
        if one["scenario_id"] in plans and one["agrees"]
    }


def _programmed(step: Step, work: int) -> set[int]:
    """Who agreed to the bundle with this work that this step programmed."""
    bundles = {new["id"] for _, new in step.written("bundle") if new["state"] == "programmed"}
    found = [one["bundle_id"] for one in step.now.those("bundlework", work_id=work) if one["bundle_id"] in bundles]
    return {party for bundle in found for party, said in step.now.consents(bundle).items() if said["answer"] != "no"}


@rule
def a_work_is_in_one_live_bundle(step: Step) -> None:
    over = {key for key, row in step.after["bundle"].items() if row["state"] in {"dissolved", "evaluated"}}
    live = [one["work_id"] for one in step.after["bundlework"].values() if one["bundle_id"] not in over]
    assert len(live) == len(set(live))


@rule
def shares_sum_to_the_joint_cost_and_none_is_above_alone_unless_accepted(step: Step) -> None:
    """What is kept when everybody agrees, work by work; social measures keep what is their own."""
    for old, new in step.written("bundle"):
        if new["state"] not in AGREED or (old and old["state"] == new["state"]):
            continue
        exact, together = step.now.shares(new["id"])
        works, paid, alone = step.after["work"], Counter[int](), Counter[int]()
        for member in step.now.those("bundlework", bundle_id=new["id"]):
            work = works[member["work_id"]]
            own = work["common_cost"] if work["kind"] == "social" else 0
            paid[work["party_id"]] += member["share"] - own
            alone[work["party_id"]] += step.now.alone(work) - own
        assert sum(paid.values()) == together
        for party, said in step.now.consents(new["id"]).items():
            assert abs(paid[party] - exact[party]) <= len(works)
            assert paid[party] <= alone[party] or said["above_alone"]


@rule
def what_was_spent_edits_no_plan(step: Step) -> None:
    touched = {table for table in step.after if any(step.changed(table))}
    if step.kind == "record_actual":
        assert touched <= {"actual", "agendaevent"}
    if step.kind == "close_look_back":
        assert touched - {"pot"} == {"lookback", "agendaevent"}


@rule
def a_closed_year_stays_as_it_was(step: Step) -> None:
    assert step.earlier.closed() <= step.now.closed()
    shut = {pot["id"] for pot in step.earlier.those("pot", closed=True)}
    for table in ("commitment", "contribution"):
        assert not [new or old for old, new in step.changed(table) if (new or old)["pot_id"] in shut]
    for table in ("measureyear", "actual"):
        for old, new in step.changed(table):
            row = new or old
            known = step.earlier if row["measure_id"] in step.before["measure"] else step.now
            assert not known.shut(row["measure_id"], row["year"]) or (new is None and _amounts(old) == _amounts(None))
    for old, new in step.changed("lookback"):
        assert new
        assert old is None or (old["state"] == "open" and old["plan"] == new["plan"])


@rule
def what_is_overwritten_can_be_read_back(step: Step) -> None:
    """Each amount that changed has a line of history with what stood and what stands; no line of it is ever lost."""
    assert step.before["agendaevent"].keys() <= step.after["agendaevent"].keys()
    lines = [new for old, new in step.written("agendaevent") if old is None]
    told = {
        (one["kind"], one["measure_id"], one["year"], _amounts(one["before"]), _amounts(one["after"])) for one in lines
    }
    for table, kind in {"measureyear": "cell", "contribution": "contribution", "actual": "actual"}.items():
        for old, new in step.changed(table):
            row, amounts = new or old, (_amounts(old), _amounts(new))
            year = row["year"] if "year" in row else step.after["pot"][row["pot_id"]]["year"]
            if amounts[0] != amounts[1] and step.kind not in {"add_measure", "remove_measure"}:
                assert (kind, row["measure_id"], year, *amounts) in told


@rule
def an_amendment_can_be_read_back(step: Step) -> None:
    told = {(one["party_id"], one["subject"], one["year"]) for old, one in step.written("agendaevent") if old is None}
    gone = {(old["pot_id"], old["funding"]): old for old, new in step.written("commitment") if old}
    for old, new in step.written("commitment"):
        stood = gone.get((new["pot_id"], new["funding"]), {})
        if old is None and any(stood.get(name) != new[name] for name in ("euros", "fte", "state", "note")):
            pot = step.after["pot"][new["pot_id"]]
            assert (pot["party_id"], new["funding"], pot["year"]) in told


def _amounts(row: Row | None) -> tuple[Decimal, Decimal]:
    return (Decimal(row["euros"]), Decimal(row["fte"])) if row and "euros" in row else (Decimal(0), Decimal(0))


def is_shown(state: State, partnership: Partnership) -> None:
    """What screens sum is what the rows sum to: the gap of each work, and the shares of each bundle to the euro."""
    for agenda in Agenda.objects.of(partnership).live():
        sums = sum_up(lines_of(measures_of(agenda), "euros"), agenda.years)
        for measure in state.those("measure", agenda_id=agenda.pk):
            work = state.rows["work"][measure["work_id"]]
            off = work["state"] in {"suspended", "cancelled"}
            planned = 0 if off else sum(cell["euros"] for cell in state.those("measureyear", measure_id=measure["id"]))
            assert sums.gaps[measure["id"]] == max(planned - state.brought(work["id"]), 0)
            assert sums.unspread[measure["id"]] == (0 if off else state.cost(work["id"]) - planned)
    for bundle in Bundle.objects.of(partnership).live():
        shares, (exact, together) = look(bundle, with_asked=False).shares, state.shares(bundle.pk)
        assert sum(shares.values()) == together
        assert shares.keys() == exact.keys()
        assert all(abs(shares[party] - exact[party]) <= len(exact) for party in exact)
