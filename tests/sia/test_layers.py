from sia.layers import Layer
from sia.models import AreaResult

BREAKS = {"urgency": [20.0, 40.0, 60.0, 80.0], "potential": [10.0, 20.0, 30.0, 40.0], "health": [1.0, 2.0, 3.0, 4.0]}


def result(urgency=50.0, potential=50.0, advice="regular", **themes):
    scores = {theme: {"score": score, "coverage": 1.0} for theme, score in themes.items()}
    return AreaResult(urgency=urgency, potential=potential, advice=advice, theme_scores=scores)


def layer(key, ramp):
    return Layer(key, key, ramp, BREAKS)


def test_a_score_falls_in_one_of_five_classes_and_a_bound_belongs_to_the_class_above():
    found = [layer("urgency", "u").fill(result(urgency=value)) for value in (0, 19.9, 20.0, 79.9, 80.0, 100)]
    assert found == ["u1", "u1", "u2", "u4", "u5", "u5"]


def test_an_area_without_a_score_is_hatched_and_never_the_lowest_class():
    assert layer("urgency", "u").fill(result(urgency=None)) == "none"
    assert layer("health", "u").fill(result(health=None)) == "few"
    assert layer("health", "u").fill(result()) == "none"


def test_both_scores_make_nine_classes_and_both_are_needed():
    both = layer("both", "b")
    assert both.fill(result(urgency=90, potential=5)) == "b31"
    assert both.fill(result(urgency=50, potential=25)) == "b22"
    assert both.fill(result(urgency=10, potential=45)) == "b13"
    assert both.fill(result(urgency=90, potential=None)) == "none"


def test_advice_has_colours_of_its_own_and_insufficient_data_is_hatched():
    assert layer("advice", "a").fill(result(advice="dia")) == "a-dia"
    assert layer("advice", "a").fill(result(advice="insufficient")) == "none"


def test_the_legend_names_every_class():
    assert [entry.words for entry in layer("urgency", "u").legend] == ["< 20", "20–40", "40–60", "60–80", "≥ 80"]
    assert [entry.fill for entry in layer("advice", "a").legend] == ["a-dia", "a-couple", "a-watch", "a-regular"]
