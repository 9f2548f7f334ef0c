"""The screens of the score model: what each says, who may change what, and what a wrong form is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Partnership, User
from datasets.models import Indicator, Job, Observation
from sia import actions
from sia.models import Diagnosis, ScoreModel, ScoreRun
from sia.pages import model_version
from sia.pages.missing_themes import missing, sources_of
from sia.pipeline.diagnose import diagnose_run
from sia.pipeline.plan import Plan
from sia.pipeline.starter import THEMES
from tests import factories
from tests.factories import IndicatorFactory, PartnershipFactory, member
from tests.html import markup
from tests.shared_city import fresh_copy
from tests.sia.six_squares import CODES, bring, newest, six_squares
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(module_db: None) -> Partnership:
    """Once for all tests of this file."""
    partnership = factories.PartnershipFactory.create()
    six_squares(partnership)
    return partnership


@pytest.fixture
def partnership(made: Partnership, db: None) -> Partnership:
    return fresh_copy(made)


@pytest.fixture
def six(partnership: Partnership) -> Partnership:
    return partnership


@pytest.fixture
def agreed(six: Partnership) -> ScoreModel:
    return ScoreModel.objects.get(partnership=six)


@pytest.fixture
def draft(agreed: ScoreModel) -> ScoreModel:
    return actions.new_version(model=agreed, by=None)


@pytest.fixture
def secretary(partnership: Partnership) -> User:
    return member(partnership, "secretary")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def path(name: str, model: ScoreModel, *more: object) -> str:
    return reverse(name, args=[model.partnership.slug, model.version, *more])


def text_of(response: HttpResponse) -> str:
    return (
        " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()).replace("\xa0", " ").replace("&#x27;", "'")
    )


@pytest.fixture
def form(analyst: User, draft: ScoreModel) -> Callable[..., dict[str, str]]:
    """What a browser would send back of the draft's form, with some fields changed."""

    def filled(**changes: Any) -> dict[str, str]:
        page = browser(analyst).get(path("model_edit", draft)).context["form"]
        parts = [page, page.settings, *page.themes, *(row for theme in page.themes for row in theme.rows)]
        fields = {part.add_prefix(name): part[name] for part in parts for name in part.fields}
        with translation.override("en"):
            data = {name: shown(field) for name, field in fields.items()}
        named = {name.replace("_", "-"): value for name, value in changes.items()} | changes
        known = {name: value for name, value in named.items() if name in data}
        assert len(known) == len(changes), f"{set(changes)} are not all fields of {sorted(data)}"
        return {name: value for name, value in (data | known).items() if value is not None}

    return filled


def shown(field: Any) -> str | None:
    """As a browser sends it: an empty box for nothing, no name at all for a box that is not ticked."""
    value = field.value()
    if isinstance(value, bool):
        return "on" if value else None
    value = field.field.prepare_value(value)
    return "" if value is None else str(value)


def row(theme: str, code: str) -> str:
    return f"{theme}-{Indicator.objects.get(code=code).pk}"


def weights(model: ScoreModel) -> dict[str, float]:
    return {theme.theme: round(theme.weight, 6) for theme in model.themes.all()}


def test_the_list_shows_every_version_and_which_one_is_in_use(viewer, draft):
    page = text_of(browser(viewer).get(reverse("model", args=[draft.partnership.slug])))
    assert re.search(r"Model 2 draft .*Model 1 in use", page)


def test_only_who_may_draw_up_models_sees_the_button_for_a_new_version(viewer, analyst, agreed):
    address = reverse("model", args=[agreed.partnership.slug])
    assert "New version" not in text_of(browser(viewer).get(address))
    assert "New version" in text_of(browser(analyst).get(address))


def test_a_new_version_opens_with_who_made_it(analyst, agreed):
    response = browser(analyst).post(reverse("model_new", args=[agreed.partnership.slug]), follow=True)
    assert response.redirect_chain[-1][0].endswith("/model/2/")
    page = text_of(response)
    assert "made from version 1" in page
    assert f", {analyst.name}" in page


def test_without_a_model_there_is_nothing_to_make_a_version_of(db):
    empty = factories.PartnershipFactory.create()
    response = browser(member(empty, "analyst")).post(reverse("model_new", args=[empty.slug]), follow=True)
    assert "Load figures first" in text_of(response)
    assert not ScoreModel.objects.filter(partnership=empty).exists()


def test_a_version_draws_its_goalposts_on_the_figures(viewer, agreed):
    page = browser(viewer).get(path("model_version", agreed))
    # poverty 0 4 10 10 16 20 between 0 and 20: one area of six on each post
    assert "Goalposts 0 % and 20 % ; 17 % of the areas on the low one, 17 % on the high one." in text_of(page)
    assert "more than 10 % on one goalpost" in text_of(page)
    assert page.content.decode().count('<path class="bars"') == 6


def test_a_version_says_what_its_weights_really_do(viewer, agreed):
    page = text_of(browser(viewer).get(path("model_version", agreed)))
    assert re.search(r"Social 50 % \d+ % Health 25 % \d+ %", page)


def test_an_area_without_a_figure_is_counted(viewer, agreed):
    assert "1 area without" in text_of(browser(viewer).get(path("model_version", agreed)))  # F is not asked if lonely


def test_what_brings_a_theme_without_figures_is_named_with_where_to_go(viewer, analyst, six):
    told = browser(analyst).get(reverse("model", args=[six.slug])).content.decode()
    part = told[told.index('id="left-out"') :].split("</ul>")[0]
    assert "Key figures of districts and neighbourhoods (CBS)" in part
    for verb in ("source_fetch", "work_list"):
        assert f'href="{reverse(verb, args=[six.slug])}"' in part, verb
    for theme in ("Housing", "Living environment", "Climate", "Investment window"):
        assert f"<b>{theme}</b>" in part
    seen = browser(viewer).get(reverse("model", args=[six.slug])).content.decode()
    assert reverse("source_fetch", args=[six.slug]) not in seen


def test_every_theme_of_the_model_has_something_that_brings_it():
    found = missing(theme for themes in THEMES.values() for theme in themes)
    with translation.override("en"):
        assert [each.theme for each in found if str(each.words) == "a table of your own"] == []


def test_a_source_of_counts_brings_the_theme_of_their_rate():
    """The police publish numbers of crimes: it is the rate that counts for safety."""
    assert "police_crimes" in {source.key for source in sources_of("safety")}


def test_what_carries_much_of_potential_by_itself_is_told(viewer, six, agreed):
    for page in (reverse("model", args=[six.slug]), path("model_version", agreed)):
        told = text_of(browser(viewer).get(page))
        assert "‘Clubs’ carries 50 % of potential by itself." in told.replace("\u00a0", " ")
        assert "‘Poverty’ carries" not in told  # half of urgency, which is the most that one of three may


def test_indicators_that_oppose_each_other_are_named_in_words(viewer, six, agreed):
    page = text_of(browser(viewer).get(path("model_version", opposed(six, agreed))))
    assert "‘Poverty’ and ‘Smokers’ pull in opposite directions (r = −1.000)." in page
    assert "3 sets of indicators repeat or oppose themselves." in page  # these two, and volunteers with groups


def test_indicators_that_say_the_same_are_named_in_words(viewer, six, agreed):
    page = text_of(browser(viewer).get(path("model_version", opposed(six, agreed, direction=-1))))
    assert "One thing counts 2 times (|r| above 0.85): ‘Poverty’ and ‘Smokers’." in page
    assert "of all differences in urgency (PC1)" in page


def opposed(partnership: Partnership, agreed: ScoreModel, direction: int = 1) -> ScoreModel:
    """A draft with an indicator that is 20 less the poverty."""
    smokers = IndicatorFactory.create(partnership=partnership, code="smokers", theme="social")
    bring(partnership, {"smokers": {"A": 0, "B": 10, "C": 20, "D": 4, "E": 16, "F": 10}})
    draft = actions.new_version(model=agreed, by=None)
    social = draft.themes.get(theme="social")
    social.indicators.update(weight=0.5)
    social.indicators.create(indicator=smokers, weight=0.5, low=0, high=20, direction=direction)
    return draft


def test_the_version_in_use_says_on_what_the_order_depends_most(viewer, six, agreed):
    diagnose_run(newest(six))
    page = text_of(browser(viewer).get(path("model_version", agreed)))
    assert "The order depends most on" in page
    assert "Places that an area moves on average when an indicator is left out" in page


def test_a_stored_diagnosis_is_told_in_the_words_of_its_numbers(viewer, six, agreed):
    diagnosis = diagnose_run(newest(six))
    index = {"first": 0.6, "first_low": 0.5, "first_high": 0.7, "total": 0.8, "total_low": 0.7, "total_high": 0.9}
    least = {"first": -0.02, "first_low": -0.1, "first_high": 0.1, "total": 0.1, "total_low": 0.0, "total_high": 0.2}
    choices = [{"choice": "weights", **index}, {"choice": "power", **least}]
    diagnosis.content["sensitivity"] = {
        "choices": choices,
        "most": "weights",
        "left_out": [{"indicator": "lonely", "shift": 1.26}, {"indicator": "poverty", "shift": None}],
    }
    diagnosis.save()
    page = text_of(browser(viewer).get(path("model_version", agreed)))
    assert "The order depends most on the weights of the themes. " in page
    assert "It may depend as much" not in page
    assert "The weights of the themes 60 % 50 % – 70 % 80 % 70 % – 90 %" in page
    assert "How far a good theme makes up for a bad one 0 % 0 % – 10 %" in page
    assert "Lonely 1.3 Poverty cannot be left out" in page


def test_a_draft_says_that_its_sensitivity_follows_after_the_agreement(viewer, six, draft):
    diagnose_run(newest(six))
    page = text_of(browser(viewer).get(path("model_version", draft)))
    assert "On what the order depends most is computed after this version is agreed on." in page
    assert "The order depends most on" not in page
    assert Diagnosis.objects.count() == 1


def test_a_version_without_any_figures_says_so(viewer, six, draft):
    Observation.objects.of(six).delete()
    page = browser(viewer).get(path("model_version", draft))
    assert "Of 6 indicators there are no figures." in text_of(page)


def test_a_draft_says_that_the_map_follows_another_version(viewer, draft):
    page = text_of(browser(viewer).get(path("model_version", draft)))
    assert "The map follows version 1. This draft changes nothing there until the parties agree on it." in page


@pytest.mark.parametrize("name", ["model_edit", "model_agree", "model_retire"])
def test_a_viewer_changes_nothing(viewer, draft, name):
    assert browser(viewer).post(path(name, draft)).status_code == 403


def test_an_analyst_does_not_agree_for_the_parties(analyst, draft):
    assert browser(analyst).post(path("model_agree", draft), {"reason": "Zo."}).status_code == 403
    assert "Agree on this version" not in text_of(browser(analyst).get(path("model_version", draft)))


@pytest.mark.parametrize("name", ["model_version", "model_edit", "model_agree", "model_retire"])
def test_the_model_of_another_partnership_does_not_exist(draft, name):
    other = PartnershipFactory.create()
    weighed_city(other)
    user = member(other, "administrator")
    method = browser(user).post if name in {"model_agree", "model_retire"} else browser(user).get
    assert method(path(name, draft)).status_code == 404
    assert method(reverse(name, args=[other.slug, draft.version])).status_code == 404


def test_a_version_that_does_not_exist_is_not_found(viewer, agreed):
    for number in (7, 99_999_999):
        assert browser(viewer).get(reverse("model_version", args=[agreed.partnership.slug, number])).status_code == 404
        assert browser(viewer).get(path("model_compare", agreed, number)).status_code == 404


def test_weights_need_not_sum_to_a_hundred(analyst, draft, form):
    data = form(
        urgency_social_weight="3", urgency_health_weight="0", urgency_safety_weight="1", note="Sociaal zwaarder"
    )
    response = browser(analyst).post(path("model_edit", draft), data)
    assert response.status_code == 302
    assert {key: weights(draft)[key] for key in ("social", "health", "safety")} == {
        "social": 0.75,
        "health": 0,
        "safety": 0.25,
    }
    assert ScoreModel.objects.get(pk=draft.pk).note == "Sociaal zwaarder"


def test_a_form_that_is_sent_unchanged_changes_nothing(analyst, draft, form):
    before = Plan.of(draft)
    assert browser(analyst).post(path("model_edit", draft), form()).status_code == 302
    assert Plan.of(ScoreModel.objects.get(pk=draft.pk)).stamp == before.stamp


def test_decimals_that_are_not_shown_survive_a_save(analyst, draft, form):
    draft.themes.get(theme="social").indicators.update(low=1 / 3, high=19.987654)
    data = form(urgency_health_weight="40")
    name = f"urgency-{row('social', 'poverty')}"
    assert (data[f"{name}-low"], data[f"{name}-high"]) == ("0.3333", "19.99")
    browser(analyst).post(path("model_edit", draft), data)
    poverty = draft.themes.get(theme="social").indicators.get()
    assert (poverty.low, poverty.high) == (1 / 3, 19.987654)


def test_settings_and_goalposts_are_saved(analyst, draft, form):
    low = f"urgency-{row('health', 'lonely')}-low"
    data = form(
        **{"top_share": "50", "power": "2", "max_running": "3", "shrink": "on", "first_year": "2027", low: "31,5"}
    )
    assert browser(analyst).post(path("model_edit", draft), data).status_code == 302
    saved = ScoreModel.objects.get(pk=draft.pk)
    assert (saved.top_share, saved.power, saved.max_running, saved.shrink, saved.first_year) == (0.5, 2, 3, True, 2027)
    assert saved.themes.get(theme="health").indicators.get().low == 31.5


def test_another_way_to_make_figures_comparable_is_chosen_copied_compared_and_told(
    analyst, viewer, agreed, draft, form
):
    """Away from goalposts nothing on the screens says any more that a goalpost scores 0 or 100."""
    looked = browser(analyst).post(path("model_edit", draft), form(normalisation="minmax") | {"look": "1"})
    assert "The scores do not rest on the goalposts below." in text_of(looked)
    assert "more than 10 % on one goalpost" not in text_of(looked)
    assert ScoreModel.objects.get(pk=draft.pk).on_goalposts
    assert browser(analyst).post(path("model_edit", draft), form(normalisation="minmax")).status_code == 302
    saved = ScoreModel.objects.get(pk=draft.pk)
    assert saved.normalisation == actions.new_version(model=saved, by=None).normalisation == "minmax"
    told = text_of(browser(viewer).get(path("model_version", draft)))
    assert "This version makes figures comparable from the lowest to the highest area (min–max). This model" in told
    assert "who is on the list can move the rest" in told
    assert "goalpost a figure scores" not in told
    compared = text_of(browser(viewer).get(path("model_compare", draft, agreed.version)))
    assert "How figures are made comparable fixed goalposts from the lowest to the highest area (min–max)" in compared


def test_an_indicator_that_has_figures_can_be_added_and_one_taken_away(analyst, six, draft, form):
    smokers = IndicatorFactory.create(partnership=six, code="smokers", theme="climate")
    IndicatorFactory.create(partnership=six, code="without_figures", theme="climate")
    bring(six, {"smokers": {"A": 10, "B": 20, "C": 30}})
    lonely = f"urgency-{row('health', 'lonely')}-counts"
    data = form(**{f"urgency-climate-{smokers.pk}-counts": "on", "urgency-climate-weight": "50"})
    assert not any(
        "without" in name or str(Indicator.objects.get(code="without_figures").pk) in name.split("-") for name in data
    )
    del data[lonely]
    assert browser(analyst).post(path("model_edit", draft), data).status_code == 302
    assert set(draft.themes.filter(tree="urgency").values_list("theme", flat=True)) == {"social", "safety", "climate"}
    added = draft.themes.get(theme="climate").indicators.get()
    assert (added.indicator, added.weight, added.low, added.high) == (smokers, 1, 11, 29)  # the 5th and 95th percentile


def told(response: HttpResponse) -> list[str]:
    found = re.search(r'<div class="errors".*?</div>', markup(response))
    assert found
    return [re.sub(r"<[^>]+>", "", line) for line in re.findall(r"<li>(.*?)</li>", found[0])]


def test_a_low_goalpost_above_the_high_one_is_refused_with_its_name(analyst, draft, form):
    before = Plan.of(draft)
    name = f"urgency-{row('health', 'lonely')}"
    response = browser(analyst).post(path("model_edit", draft), form(**{f"{name}-low": "60"}))
    assert response.status_code == 422
    assert told(response) == ["Lonely, low goalpost: The low goalpost must be below the high one."]
    assert f'href="#id_{name}-low"' in response.content.decode()
    assert Plan.of(draft) == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"urgency-social-weight": "-1"}, "Social, weight: Ensure this value is greater than or equal to 0."),
        ({"urgency-social-weight": "veel"}, "Social, weight: Enter a number."),
        (
            {"urgency-social-weight": ""},
            "Social, weight: Fill in a weight: indicators of this theme count. 0 is possible.",
        ),
        (
            {"urgency-social-weight": "1.500"},
            "Social, weight: Is ‘1.500’ a thousand or a fraction? Write 1500 or 1.5000.",
        ),
        ({"agenda_years": "12"}, "Years of an agenda: Ensure this value is less than or equal to 10."),
        (
            {"top_share": "120"},
            "Part of the areas that counts as urgent (%): Ensure this value is less than or equal to 100.",
        ),
        (
            {"normalisation": "ranks"},
            "How figures are made comparable: Select a valid choice. ranks is not one of the available choices.",
        ),
        ({"first_year": "27"}, "First year of an agenda: Ensure this value is greater than or equal to 1900."),
    ],
)
def test_what_is_wrong_is_said_with_what_it_is_about(analyst, draft, form, changes, sentence):
    response = browser(analyst).post(path("model_edit", draft), form(**changes))
    assert (response.status_code, told(response)) == (422, [sentence])


def test_without_weight_for_urgency_there_is_nothing_to_save(analyst, draft, form):
    nothing = {f"urgency-{theme}-weight": "0" for theme in ("social", "health", "safety")}
    response = browser(analyst).post(path("model_edit", draft), form(**nothing))
    assert (response.status_code, told(response)) == (422, ["Give at least one theme of urgency a weight above 0."])


def test_without_an_indicator_of_urgency_there_is_nothing_to_save(analyst, draft, form):
    data = {name: value for name, value in form().items() if not re.match(r"urgency-.*-counts$", name)}
    response = browser(analyst).post(path("model_edit", draft), data)
    assert (response.status_code, told(response)) == (
        422,
        ["Let at least one indicator of urgency count: without it there is no order."],
    )


def test_an_empty_form_is_refused_and_not_a_fault(analyst, draft):
    assert browser(analyst).post(path("model_edit", draft)).status_code == 422


def test_goalposts_are_taken_from_the_figures_and_not_saved_yet(analyst, draft, form):
    name = f"urgency-{row('social', 'poverty')}"
    response = browser(analyst).post(path("model_edit", draft), form() | {"posts": name})
    page = response.content.decode()
    assert "Nothing is saved yet" in page
    # of 0 4 10 10 16 20 the 5th percentile is 1 and the 95th 19
    assert re.search(rf'name="{name}-low" value="1"', page)
    assert re.search(rf'name="{name}-high" value="19"', page)
    assert draft.themes.get(theme="social").indicators.get().high == 20


def test_all_goalposts_can_be_taken_at_once(analyst, draft, form):
    page = browser(analyst).post(path("model_edit", draft), form() | {"posts": "all"}).context["form"]
    assert all(row.posts == pytest.approx(row.candidate.usual) for theme in page.themes for row in theme.rows)


def test_the_shares_of_typed_weights_are_shown_without_saving(analyst, draft, form):
    data = form(urgency_social_weight="10", urgency_health_weight="10", urgency_safety_weight="30") | {"look": "1"}
    response = browser(analyst).post(path("model_edit", draft), data)
    assert "= 60.0 %" in text_of(response)
    assert "More than half of the weight: the decision has to say why." in text_of(response)
    assert weights(draft)["social"] == 0.5


def test_who_saves_second_sees_both_and_chooses(analyst, draft, form):
    mine = form(urgency_social_weight="100")
    theirs = form(urgency_social_weight="25", urgency_health_weight="50")
    client = browser(analyst)
    assert client.post(path("model_edit", draft), theirs).status_code == 302
    response = client.post(path("model_edit", draft), mine)
    assert response.status_code == 409
    assert "Weights of the themes (urgency) Social 25 % 66.7 %" in text_of(response)
    assert weights(draft)["social"] == 0.25
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode()))
    assert client.post(path("model_edit", draft), again).status_code == 302
    assert weights(draft)["social"] == pytest.approx(2 / 3, abs=1e-6)


def test_an_agreed_version_is_not_opened_as_a_form(analyst, agreed):
    for response in (
        browser(analyst).get(path("model_edit", agreed)),
        browser(analyst).post(path("model_edit", agreed)),
    ):
        assert response.status_code == 409
        assert "Version 1 is agreed, so it stays as it is." in text_of(response)


def test_a_heavy_theme_and_a_long_one_are_warned_of(analyst, viewer, six, draft, form):
    codes = [f"more_{number}" for number in range(10)]
    for code in codes:
        IndicatorFactory.create(partnership=six, code=code, theme="social")
    bring(six, {code: {letter: number for number, letter in enumerate(CODES)} for code in codes})
    data = form(**{f"urgency-{row('social', code)}-counts": "on" for code in codes}, **{"urgency-social-weight": "150"})
    assert browser(analyst).post(path("model_edit", draft), data).status_code == 302
    page = text_of(browser(viewer).get(path("model_version", draft)))
    assert "Social weighs 75 %: more than half. The decision has to say why." in page
    assert "Social has 11 indicators. A ballot takes at most ten." in page


def test_a_secretary_agrees_with_a_reason_and_the_scores_are_recomputed(secretary, six, agreed, draft):
    response = browser(secretary).post(path("model_agree", draft), {"reason": "Kerngroep 3 november."}, follow=True)
    assert "The parties weigh by this version from now on." in text_of(response)
    assert "Kerngroep 3 november." in text_of(response)
    assert ScoreModel.objects.in_use(six) == draft
    assert Job.objects.open().filter(kind="sia.recompute").exists()


def test_agreeing_without_a_reason_shows_what_is_missing(secretary, draft):
    response = browser(secretary).post(path("model_agree", draft), {"reason": " "})
    assert (response.status_code, told(response)) == (
        422,
        ["What was decided, and why: Write down what was decided, and why."],
    )


def test_a_heavy_theme_asks_for_a_reason_of_its_own(analyst, secretary, draft, form):
    browser(analyst).post(path("model_edit", draft), form(urgency_social_weight="150"))
    client = browser(secretary)
    response = client.post(path("model_agree", draft), {"reason": "Kerngroep 3 november."})
    assert (response.status_code, told(response)) == (
        422,
        ["Why one theme may weigh more than half: Say why this theme may weigh more than all others together."],
    )
    both = {"reason": "Kerngroep 3 november.", "why_heavy": "Armoede gaat voor."}
    assert client.post(path("model_agree", draft), both).status_code == 302
    assert ScoreModel.objects.get(pk=draft.pk).reason == "Kerngroep 3 november.\nSocial: Armoede gaat voor."


def test_an_agreed_version_is_not_agreed_on_twice(secretary, agreed):
    response = browser(secretary).post(path("model_agree", agreed), {"reason": "Nog eens."})
    assert response.status_code == 409
    assert "Nothing is changed." in text_of(response)


def test_a_draft_is_dropped_and_the_version_in_use_is_not(analyst, agreed, draft):
    client = browser(analyst)
    assert "Version 2 is dropped." in text_of(client.post(path("model_retire", draft), follow=True))
    assert client.post(path("model_retire", agreed)).status_code == 409


def test_comparing_equal_versions_says_that_nothing_changes(viewer, agreed, draft):
    page = text_of(browser(viewer).get(path("model_compare", draft, agreed.version)))
    assert "Nothing changes: every area keeps its place and its advice." in page
    assert "None: the two versions weigh in the same way." in page


def test_comparing_tells_what_differs_and_who_moves(analyst, viewer, agreed, draft, form):
    """Before: A 100, D 72.5, F 53.3, B 50, E 21.25, C 0. By loneliness alone: A 100, B and D 50, E 25, C 0, of F nothing."""
    browser(analyst).post(path("model_edit", draft), form(urgency_social_weight="0", urgency_safety_weight="0"))
    runs = ScoreRun.objects.count()
    page = text_of(browser(viewer).get(path("model_compare", draft, agreed.version)))
    assert "Weights of the themes (urgency) Social 50 % 0 % Health 25 % 100 %" in page
    assert "On average an area moves 0.8 places." in page  # B 2, C and E 1, A and D 0
    assert "Of the 2 most urgent areas 2 stay among the most urgent." in page
    html = markup(browser(viewer).get(path("model_compare", draft, agreed.version)))
    moved = re.findall(r'<th scope="row" lang="nl"><a href="[^"]*/(BU\d+)/', html)
    assert moved[:2] == [CODES["F"], CODES["B"]]  # F loses its rank, B moves most
    assert "loses its rank" in page
    assert ScoreRun.objects.count() == runs


def test_a_rank_is_shown_with_its_interval(analyst, viewer, agreed, draft, form):
    browser(analyst).post(path("model_edit", draft), form(urgency_social_weight="0", urgency_safety_weight="0"))
    page = text_of(browser(viewer).get(path("model_compare", draft, agreed.version)))
    assert re.search(r"(sure|between \d and \d), group [A-F]", page)
    assert "Areas of one group stand in no certain order among themselves" in page


def test_of_many_remarks_the_six_that_matter_most_stand_open_and_the_others_are_folded_away(
    viewer, six, draft, monkeypatch
):
    remarks = [(f"Opmerking {n}.", "weights") for n in range(8)]
    monkeypatch.setattr(model_version, "attention", lambda *_parts: remarks)
    page = browser(viewer).get(path("model_version", draft)).content.decode()
    open_, folded = page.split('<details class="more">', 1)
    assert [n for n in range(8) if f"Opmerking {n}." in open_] == [0, 1, 2, 3, 4, 5]
    assert "smaller remark" in folded
    assert all(f"Opmerking {n}." in folded for n in (6, 7))
