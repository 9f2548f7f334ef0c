import pytest
from django.utils import translation

from sia.words.figures import bare, figure, percent, signed


@pytest.fixture(autouse=True)
def _dutch():
    with translation.override("nl"):
        yield


@pytest.mark.parametrize(
    ("number", "words"), [(9.84, "+9,8"), (-1.36, "−1,4"), (0.04, "0,0"), (-0.04, "0,0"), (9.96, "+10,0"), (None, "")]
)
def test_points_are_rounded_and_carry_their_sign(number, words):
    assert signed(number) == words


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (53.14, "%", "53,1\u00a0%"),
        (53.0, "%", "53\u00a0%"),
        (1249.6, "€", "€\u00a01.250"),
        (81490, "aantal", "81.490"),
        (0, "%", "0\u00a0%"),
    ],
)
def test_a_figure_is_written_with_its_unit(number, unit, words):
    assert figure(number, unit) == words


def test_a_missing_figure_is_a_dash_and_never_zero():
    assert figure(None, "%") == percent(None) == "–"


def test_only_short_units_are_said_twice():
    assert bare(7.4, "%") == "7,4\u00a0%"
    assert bare(8.5, "per 1.000 inwoners") == "8,5"


def test_a_share_is_rounded_and_not_cut_off():
    assert percent(1 / 6) == "17\u00a0%"
    assert percent(1 / 6, 1) == "16,7\u00a0%"
