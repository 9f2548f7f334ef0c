"""The declarations of sources and indicators."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from datasets.parsers.problems import CODES, Problem, Severity
from datasets.sources import INDICATORS, SOURCES, IndicatorSpec, Source
from datasets.sources.rates import RATES, TIMES

ROOT = Path(__file__).parents[3]
MAKERS = {"refusal", "error", "warning", "Problem", "tell", "_tell"}
SCORED = {
    "urgency": {"income", "social", "health", "housing", "safety", "living_environment", "climate"},
    "potential": {"assets", "investment_window", "organised_residents"},
}


@pytest.fixture(params=list(INDICATORS.values()), ids=list(INDICATORS))
def spec(request: pytest.FixtureRequest) -> IndicatorSpec:
    return request.param


def test_every_indicator_is_complete(spec: IndicatorSpec):
    assert spec.code.isidentifier()
    assert spec.code == spec.code.lower()
    assert 2 <= len(spec.name_nl) <= 60
    assert 2 <= len(spec.name_en) <= 60
    assert len(spec.unit) <= 20
    assert len(spec.theme) <= 20
    assert spec.nature in {"fact", "perception"}


def test_context_is_never_scored_and_the_rest_has_a_theme_of_its_role(spec: IndicatorSpec):
    if spec.role == "context":
        assert spec.direction == 0
    else:
        assert spec.direction in {-1, 1}
        assert spec.theme in SCORED[spec.role]


def test_who_people_are_never_makes_an_area_urgent(spec: IndicatorSpec):
    of_people = (
        "age_",
        "origin_",
        "born_",
        "migration_",
        "married",
        "unmarried",
        "divorced",
        "widowed",
        "men",
        "women",
    )
    if spec.theme == "population" or spec.code.startswith(of_people):
        assert spec.role == "context"


def test_numbers_of_people_or_things_are_not_scored(spec: IndicatorSpec):
    assert spec.role == "context" or spec.unit != "aantal"


def test_no_two_indicators_have_the_same_name():
    for names in (
        Counter(spec.name_nl for spec in INDICATORS.values()),
        Counter(s.name_en for s in INDICATORS.values()),
    ):
        assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("code", "direction"),
    [
        ("lonely", 1),
        ("meets_exercise_guideline", -1),
        ("good_self_rated_health", -1),
        ("hard_to_make_ends_meet", 1),
        ("labour_participation", -1),
        ("volunteers", 1),
        ("corporation_share", 0),
        ("welfare_rate", 1),
        ("crime_rate", 1),
        ("ses_woa", -1),
        ("liveability", 0),
    ],
)
def test_directions_are_thought_through(code: str, direction: int):
    assert INDICATORS[code].direction == direction


def test_what_people_feel_is_perception():
    felt = {"lonely", "good_self_rated_health", "hard_to_make_ends_meet", "severe_noise_from_neighbours", "much_stress"}
    assert {INDICATORS[code].nature for code in felt} == {"perception"}
    assert INDICATORS["overweight"].nature == "fact"


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_names_columns_in_lower_case_and_says_whose_it_is(source: Source):
    assert all(column == column.lower() for column in source.columns)
    assert source.publisher
    assert source.licence == ("Open data" if source.key == "leefbaarometer" else "CC BY 4.0")
    assert source.attribution.startswith("Bron: ")
    assert "://" not in source.url_name
    assert source.matches(source.signatures[0])


def test_every_indicator_comes_from_a_source():
    declared = {spec.code for source in SOURCES.values() for spec in source.columns.values()}
    assert set(INDICATORS) == declared | set(RATES)
    assert not declared & set(RATES)


@pytest.mark.parametrize("code", RATES)
def test_a_rate_divides_a_count_that_is_context_by_what_is_known(code: str):
    rate = RATES[code]
    assert (INDICATORS[rate.of].unit, INDICATORS[rate.of].role) == ("aantal", "context")
    assert (INDICATORS[code].unit, INDICATORS[code].theme) == ("per 1.000 inwoners", INDICATORS[rate.of].theme)
    assert rate.per in TIMES


def test_cut_names_of_another_vintage_are_not_taken_for_those_of_2021():
    cut = {"gemeenteco", "aantal_inw", *(f"percenta{n}" for n in range(10, 19))}
    assert SOURCES["cbs_boundary_attributes"].matches(cut)
    assert not SOURCES["cbs_boundary_attributes"].matches(cut | {"percenta19"})


def test_statline_numbers_do_not_matter():
    assert SOURCES["rivm_health"].indicator("Eenzaam_99") is INDICATORS["lonely"]
    assert SOURCES["rivm_health"].indicator("Leeftijd") is None


def problem_codes() -> set[str]:
    """Every first argument, as text, of a call that makes a problem anywhere in the parsers."""
    found: set[str] = set()
    for path in (ROOT / "datasets" / "parsers").glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call) and node.args]
        for call in calls:
            if getattr(call.func, "id", getattr(call.func, "attr", None)) in MAKERS:
                leaves = [leaf.value for leaf in ast.walk(call.args[0]) if isinstance(leaf, ast.Constant)]
                found |= {leaf for leaf in leaves if isinstance(leaf, str)}
    return found


def test_every_problem_that_the_parsers_tell_of_is_listed():
    codes = problem_codes()
    assert "no_code_column" in codes
    assert codes <= set(CODES)


def test_a_problem_carries_no_more_of_a_cell_than_it_needs():
    problem = Problem("not_a_number", Severity.ERROR, value="x" * 200)
    assert len(problem.value or "") == 80
    assert problem.blocks
    assert not Problem("ambiguous_number", Severity.WARNING).blocks
