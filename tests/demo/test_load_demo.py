"""manage.py load_demo: the whole demo through the same actions as the screens."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command

from accounts.models import Membership, Partnership, User
from coregroup.models import Meeting
from datasets.models import Area, AreaLink, Delivery, Job, Observation
from demo.areas import CAMPUS, KENNISPARK, STORY_BUURT
from demo.management.commands.load_demo import PASSWORD, SLUG
from dia.models import Agenda, Bundle, CouplingOpportunity, JoinRequest, Scenario
from dia.pipeline.agenda_lines import frames_of, lines_of, measures_of
from dia.pipeline.scenarios import Settings, question_of
from dia.pipeline.sums import overspent, sum_up
from dia.planning.evaluate import baseline
from sia.models import AreaResult, ScoreModel, ScoreRun
from sia.pipeline import explain, neighbours
from tests.factories import deliver, square_city, upload

pytestmark = pytest.mark.django_db


def files(folder: Path) -> int:
    return sum(path.is_file() for path in (folder / "deliveries").glob("*"))


def minutes() -> list[str]:
    """What each meeting fixed, without the fingerprint of the advice, which says when that was made."""
    return [re.sub(r"[0-9a-f]{64}", "", body) for body in Meeting.objects.order_by("on").values_list("body", flat=True)]


def result(partnership: Partnership) -> AreaResult:
    return AreaResult.objects.select_related("area", "run__model").get(
        run=ScoreRun.objects.newest(partnership, "buurt"), area__code=STORY_BUURT
    )


def test_the_demo_tells_the_story_of_twekkelerveld(demo, story):
    found = result(demo)
    assert (found.area.name, found.rank, found.advice, found.advice_order) == ("Twekkelerveld", 1, "dia", 1)
    newest = Observation.objects.filter(area=found.area, period=story.year - 2)
    figures = dict(newest.values_list("indicator__code", "value"))
    assert [figures[code] for code in ("lonely", "overweight", "hard_to_make_ends_meet")] == [46, 53, 30]
    across = {row["area"].code: row["locked"] for row in neighbours(explain(found.run), found.area)}
    assert across[KENNISPARK] == max(across.values())
    assert min(across[KENNISPARK], across[CAMPUS]) > 0
    assert found.locked_gain == pytest.approx(sum(across.values()))


def test_joint_agendas_begin_in_the_order_of_urgency(demo):
    advised = result(demo).run.results.filter(advice="dia").order_by("mean_rank")
    assert advised.count() > 3
    assert [each.advice_order for each in advised] == list(range(1, advised.count() + 1))
    starts = [each.start_year for each in advised if each.start_year]
    assert starts == sorted(starts)
    assert [each.tranche for each in advised] == sorted(each.tranche for each in advised)


def test_the_potential_of_the_demo_has_legs(demo):
    for level in ("buurt", "wijk"):
        legs = ScoreRun.objects.newest(demo, level).robustness["legs"]
        assert (legs["lack"], legs["themes"]) == ("", 3), level
        assert abs(legs["rho"]) < 0.7, level


def test_the_demo_holds_the_city_its_people_and_an_agreed_model(demo):
    levels = {level: Area.objects.of(demo).at(level).count() for level in ("buurt", "wijk", "gemeente")}
    assert levels == {"buurt": 70, "wijk": 10, "gemeente": 1}
    assert Area.objects.get(code="WK015303").name == "Twekkelerveld - T.H.T."
    assert AreaLink.objects.filter(a__level="buurt", corrected=True).exclude(barrier="none").exists()
    assert (demo.fictitious, ScoreModel.objects.in_use(demo).state) == (True, "agreed")
    user = authenticate(username="data@gemeente.demo", password=PASSWORD)
    assert "analyst" in user.roles_in(demo)


def test_the_demo_has_a_full_agenda_of_forty_measures_by_eight_parties(demo, story):
    agenda = Agenda.objects.get(partnership=demo, name="Agenda Twekkelerveld")
    measures = measures_of(agenda)
    assert (agenda.first_year, agenda.last_year) == (story.year, story.year + 7)
    assert 37 <= len(measures) <= 43
    assert len({measure.work.party for measure in measures}) == agenda.pots.values("party").distinct().count() == 8
    assert len({measure.work.party for measure in measures if measure.work.planned_cost}) == 7
    assert {measure.group for measure in measures} == {"street", "housing", "social", "green", "other"}


def test_the_sums_of_the_agenda_add_up_and_few_measures_lack_their_money(demo):
    agenda = Agenda.objects.get(partnership=demo, name="Agenda Twekkelerveld")
    measures = measures_of(agenda)
    money, labour = (sum_up(lines_of(measures, unit), agenda.years) for unit in ("euros", "fte"))
    assert not any({**money.unspread, **labour.unspread}.values())
    assert money.total == sum(measure.work.planned_cost for measure in measures)
    assert money.total == sum(map(money.of_party, money.borne)) == sum(map(money.of_group, money.groups))
    assert 0 < money.gap < money.total / 10
    assert 2 <= sum(gap > 0 for gap in money.gaps.values()) <= 8
    short = {(one.party, one.year) for one in overspent(money.borne, frames_of(agenda, "euros"))}
    assert 0 < len(short) <= len(agenda.years)
    assert overspent(labour.borne, frames_of(agenda, "fte")) == []
    plan = baseline(
        question_of(agenda, Settings()).problem
    )  # what the optimiser charges for every work alone in its year
    for sums, charged in ((money, plan.money), (labour, plan.labour)):
        assert {
            (party, year): float(one) for party, years in sums.borne.items() for year, one in years.items() if one
        } == {
            (int(party), year): pytest.approx(one)
            for party, years in charged.items()
            for year, one in years.items()
            if one
        }


def test_the_demo_has_a_consented_bundle_an_open_request_opportunities_and_a_scenario(demo):
    bundle = Bundle.objects.of(demo).get(state="consented")
    assert bundle.members.values("work__party").distinct().count() == 2
    assert JoinRequest.objects.get(bundle__partnership=demo, state="sent").bundle.state == "sketched"
    states = set(CouplingOpportunity.objects.of(demo).values_list("state", flat=True))
    assert {"detected", "talk", "taken"} <= states
    assert Scenario.objects.get(agenda__partnership=demo).state == "done"


def test_the_demo_is_ready_when_it_is_loaded(demo):
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    for level in ("buurt", "wijk"):
        assert not ScoreRun.objects.newest(demo, level).is_stale


@pytest.mark.full
@pytest.mark.django_db(transaction=True)  # files go when the removal is committed
def test_loading_twice_does_nothing_and_again_rebuilds_it_all(demo, media_root):
    kinds = (
        Area,
        Delivery,
        Observation,
        ScoreRun,
        ScoreModel,
        Membership,
        User,
        *apps.get_app_config("coregroup").get_models(),
    )
    before = ({kind: set(kind.objects.values_list("pk", flat=True)) for kind in kinds}, files(media_root))
    call_command("load_demo", stdout=StringIO())
    assert ({kind: set(kind.objects.values_list("pk", flat=True)) for kind in kinds}, files(media_root)) == before
    told = minutes()
    somebody = User.objects.get(email="data@gemeente.demo")
    used = deliver(demo, upload("eigen_2025.csv", f"buurtcode;lonely\n{STORY_BUURT};12"))
    Delivery.objects.filter(pk=used.pk).update(created_by=somebody)
    call_command("load_demo", again=True, stdout=StringIO())
    after = Partnership.objects.get(slug=SLUG)
    assert after.pk != demo.pk
    assert {kind: kind.objects.count() for kind in kinds} == {kind: len(keys) for kind, keys in before[0].items()}
    assert minutes() == told
    assert (result(after).rank, files(media_root)) == (1, before[1])


@pytest.mark.full
def test_rebuilding_the_demo_leaves_other_partnerships_alone(demo, partnership):
    square_city(partnership)
    deliver(partnership, upload("x_2024.csv", "buurtcode;lonely\nBU01530000;40"))
    call_command("load_demo", again=True, stdout=StringIO())
    assert Observation.objects.of(partnership).filter(indicator__code="lonely").get().value == 40
    assert Partnership.objects.filter(pk=partnership.pk).exists()


def test_the_command_prints_whom_to_log_in_as(demo):
    said = StringIO()
    call_command("load_demo", stdout=said)
    assert f"/p/{SLUG}/" in said.getvalue()
    assert "data@gemeente.demo" in said.getvalue()
    assert said.getvalue().count(".demo ") == User.objects.count() == 19
