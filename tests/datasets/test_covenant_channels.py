"""A figure that is shared under a covenant appears at no address for who has no grant, and where it belongs for who has."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from datasets.actions import covenants
from datasets.models import AccessEvent, Dataset, Delivery, Export, Job, Observation
from datasets.tasks import follow_covenants, make_export
from dia.pipeline.lookbacks_account import AreaEffect, Figure, Reading
from dia.pipeline.lookbacks_effect import as_shared
from sia import pipeline
from sia.models import ScoreModel, ScoreRun
from tests.datasets.channels import answers, text_of
from tests.datasets.sealed import SECRET, Sealed, covenant, sealed_city
from tests.factories import PartnershipFactory, deliver, upload

pytestmark = pytest.mark.django_db

SHOWN = ("73.4219", "73,4219", "73.422", "73,422", "73.42", "73,42", "73.4", "73,4")
# What an address can show besides: every way to look at the same thing.
VIEWS = {
    "map": ["?layer=i:arrears", "?layer=i:arrears&show=value", "?layer=social", "?area=BU01530000", "?level=wijk", "?w_social=100&w_health=0"],
    "figures_file": ["?format=data", "?indicator=arrears", "?format=xlsx", "?format=data&purpose=Rapport"],
    "ranking_file": ["?format=data", "?format=geojson"],
    "advice_file": ["?format=data"],
    "areas_file": ["?format=data"],
    "rank_history": ["?by=years", "?by=runs"],
    "method": ["?area=BU01530000"],
}  # fmt: skip


@pytest.fixture
def here(partnership) -> Sealed:
    return sealed_city(partnership)


def given(here: Sealed) -> dict[str, Any]:
    """All that an address may ask for."""
    export = Export.objects.filter(partnership=here.partnership).first()
    agreed = here.partnership.covenants.first()
    return {
        "partnership": here.partnership.slug,
        "code": here.city.areas[0].code,
        "other": here.city.areas[1].code,
        "version": ScoreModel.objects.of(here.partnership).latest("pk").version,
        "against": here.city.model.version,
        "delivery": here.delivery.pk,
        "dataset": here.dataset.pk,
        "covenant": agreed.pk if agreed else 0,
        "run": ScoreRun.objects.newest(here.partnership, "buurt").pk,
        "sha256": here.city.map.sha256,
        "export": export.pk if export else 0,
        "link": here.city.link.pk,
        "indicator": here.indicator.code,
        "collection": "ranking-buurt",
        "feature": here.city.areas[0].pk,
    }


def found_at(here: Sealed, user: User) -> set[str]:
    return {address for address, text in answers(user, given(here), VIEWS) if any(secret in text for secret in SHOWN)}


def export_of(here: Sealed, user: User) -> Export:
    """A large file, as a worker makes it."""
    made = Export.objects.create(
        partnership=here.partnership, asked_by=user, what="figures", format="data", language="nl", name="cijfers.csv"
    )
    make_export(here.partnership, made.job_key, lambda done, total: None)
    return Export.objects.get(pk=made.pk)


def rescored(here: Sealed) -> ScoreRun:
    model = pipeline.refresh_starter(here.partnership)
    assert model is not None
    for level in ("wijk", "buurt"):
        pipeline.compute(here.partnership, model, level)
    run = ScoreRun.objects.newest(here.partnership, "buurt")
    assert run is not None
    return run


def with_preview(here: Sealed) -> None:
    """What loading changed and what was wrong, as the check left it."""
    here.delivery.preview = {
        "new": 1,
        "changed": 1,
        "indicators": [],
        "largest": [{"area": "Buurt 00", "code": "BU01530000", "indicator": "arrears", "period": 2024, "old": 1.0, "new": SECRET}],
    }  # fmt: skip
    here.delivery.save()


@pytest.mark.full
def test_who_has_no_grant_finds_it_at_no_address(here: Sealed):
    with_preview(here)
    rescored(here)
    export_of(here, here.other)
    assert found_at(here, here.other) == set()
    assert found_at(here, here.reader) == set()


@pytest.mark.full
def test_its_owner_finds_it_where_it_belongs(here: Sealed):
    """So that the search is known to find what is there."""
    with_preview(here)
    rescored(here)
    export_of(here, here.keeper)
    assert {"area", "figures_file?format=data&purpose=Rapport", "export_file", "delivery"} <= found_at(
        here, here.keeper
    )


@pytest.mark.full
def test_under_a_covenant_it_appears_and_with_its_end_it_is_gone_also_from_old_files(here: Sealed):
    agreed = covenant(here.partnership, here.dataset, [here.owner, here.town])
    rescored(here)
    export = export_of(here, here.reader)
    assert export.closed
    assert {"area", "export_file", "figures_file?format=data&purpose=Rapport"} <= found_at(here, here.reader)
    assert found_at(here, here.other) == set()
    covenants.end_covenant(covenant=agreed, by=signer(here), reason="Klaar.")
    assert found_at(here, here.reader) == set()


def signer(here: Sealed) -> User:
    here.keeper.memberships.create(partnership=here.partnership, party=here.owner, role="administrator")
    return User.objects.get(pk=here.keeper.pk)


def everybody(here: Sealed) -> list[Any]:
    return [seat.party for seat in here.partnership.seats.select_related("party")]


@pytest.mark.full
def test_only_what_every_party_may_read_is_weighed(here: Sealed):
    columns = {source["indicator"] for source in rescored(here).sources}
    assert "arrears" not in columns
    covenant(here.partnership, here.dataset, [here.owner, here.town])
    assert "arrears" not in {source["indicator"] for source in rescored(here).sources}
    covenant(here.partnership, here.dataset, everybody(here), title="Allen")
    run = rescored(here)
    [source] = [each for each in run.sources if each["indicator"] == "arrears"]
    assert source["datasets"] == [here.dataset.pk]
    assert found_at(here, here.other) >= {"area", "area_beside", "map?layer=i:arrears&show=value"}


@pytest.mark.full
def test_what_was_weighed_stays_behind_once_the_covenant_has_ended_before_and_after_the_new_scores(here: Sealed):
    agreed = covenant(here.partnership, here.dataset, everybody(here))
    old = rescored(here)
    covenants.end_covenant(covenant=agreed, by=signer(here), reason="Klaar.")
    assert found_at(here, here.other) == set()
    new = rescored(here)
    assert new.pk != old.pk
    assert found_at(here, here.other) == set()
    client = Client()
    client.force_login(here.other)
    client.cookies["django_language"] = "en"
    map_url = reverse("map", args=[here.partnership.slug])
    for view in ("&layer=social&area=BU01530000", "&w_social=100&w_health=0"):
        shown = client.get(f"{map_url}?run={old.pk}{view}").context["shown"]
        assert "not every party may read any more" in shown.problem
        assert shown.run.pk != old.pk
    told = client.get(reverse("api-run", args=[here.partnership.slug, old.pk])).json()
    assert (told["breaks"], told["input_hash"]) == ({}, "")
    shown = ("code", "name", "tranche", "advice")
    assert all(area["advice"] and not any(area[name] for name in area if name not in shown) for area in told["areas"])


def test_the_page_of_the_model_names_what_does_not_count_because_of_a_covenant(here: Sealed):
    agreed = covenant(here.partnership, here.dataset, everybody(here))
    model = rescored(here).model
    client, address = Client(), reverse("model_version", args=[here.partnership.slug, model.version])
    client.force_login(here.other)
    client.cookies["django_language"] = "en"
    words = "not every party may read the figures: Huurachterstand"
    assert words not in client.get(address).content.decode()
    covenants.end_covenant(covenant=agreed, by=signer(here), reason="Klaar.")
    assert words in client.get(address).content.decode()


def test_in_the_night_what_all_may_read_is_weighed_anew(here: Sealed):
    """A covenant begins and ends with a day; only where a dataset is closed is there anything to follow."""
    other = sealed_city(PartnershipFactory.create(), names=("Zuid", "Stad", "Net"))
    Dataset.objects.filter(pk=other.dataset.pk).update(covenant_required=False)
    Job.objects.all().delete()
    follow_covenants()
    assert {job.partnership for job in Job.objects.filter(kind="sia.recompute")} == {here.partnership}


def test_a_look_is_noted_for_the_party_that_looked(here: Sealed):
    covenant(here.partnership, here.dataset, [here.owner, here.town])
    for user in (here.reader, here.keeper, here.other, here.reader):
        client = Client()
        client.force_login(user)
        client.get(reverse("area", args=[here.partnership.slug, here.city.areas[0].code]))
    [event] = AccessEvent.objects.all()
    assert (event.user, event.party, event.dataset, event.level) == (here.reader, here.town, here.dataset, "buurt")


def test_a_file_is_taken_along_only_with_a_purpose_and_that_is_noted(here: Sealed):
    covenant(here.partnership, here.dataset, [here.owner, here.town])
    client, address = Client(), reverse("figures_file", args=[here.partnership.slug]) + "?format=data"
    client.force_login(here.reader)
    client.cookies["django_language"] = "en"
    for asked in (address, address + "&purpose=+"):
        refused = client.get(asked)
        assert refused.status_code == 422
        assert not any(secret in refused.content.decode() for secret in SHOWN)
        assert "Huurachterstanden" in refused.content.decode()
        assert ("Say what you need this file for" in refused.content.decode()) == ("purpose" in asked)
    assert not AccessEvent.objects.exists()
    assert "73.4219" in client.get(address + "&purpose=Jaarplan").content.decode()
    [event] = AccessEvent.objects.all()
    assert (event.kind, event.purpose, event.user) == ("exported", "Jaarplan", here.reader)


@pytest.mark.full
def test_a_clause_gives_its_levels_and_indicators_and_no_more(here: Sealed):
    covenant(here.partnership, here.dataset, [here.owner, here.town], levels=["wijk"])
    assert found_at(here, here.reader) == set()
    Observation.objects.create(
        area=here.city.areas[0].parent, indicator=here.indicator, period=2024, value=SECRET, delivery=here.delivery
    )
    client = Client()
    client.force_login(here.reader)
    wijk = client.get(reverse("area", args=[here.partnership.slug, here.city.areas[0].parent.code]))
    assert "73,4" in wijk.content.decode() or "73.4" in wijk.content.decode()


@pytest.mark.parametrize("same_title", [False, True])
def test_bringing_a_table_of_the_same_indicator_does_not_tell_what_stands(here: Sealed, same_title: bool):
    """The preview says old and new, the largest difference first; also where it goes to the dataset itself."""
    name = f"{here.dataset.key}.csv" if same_title else "raden.csv"
    rows = "gebiedscode;indicator;periode;waarde\nBU01530000;arrears;2024;1,5\nBU01530001;arrears;2024;2,5\n"
    brought = deliver(here.partnership, upload(name, rows), load=False)
    assert (brought.dataset == here.dataset) is same_title
    Delivery.objects.filter(pk=brought.pk).update(created_by=here.other, supplier=here.other.memberships.get().party)
    assert str(SECRET) in str(Delivery.objects.get(pk=brought.pk).preview)
    client = Client()
    client.force_login(here.other)
    for page in ("delivery", "delivery_problems", "delivery_quality", "delivery_replaced"):
        text = text_of(client.get(reverse(page, args=[here.partnership.slug, brought.pk])))
        assert not any(secret in text for secret in SHOWN), page


def test_a_look_back_that_was_kept_tells_no_figure_that_not_every_party_may_read_any_more(here: Sealed):
    kept = [Figure(name, "", "%", 1, None, Reading(2024, SECRET, None)) for name in ("Huurachterstand", "Poverty")]
    effect = AreaEffect(here.city.areas[0].code, "Buurt 00", None, tuple(kept))
    [shown] = as_shared(here.partnership, [effect])
    assert [figure.name_nl for figure in shown.figures] == ["Poverty"]
    covenant(here.partnership, here.dataset, everybody(here))
    assert as_shared(here.partnership, [effect]) == [effect]
