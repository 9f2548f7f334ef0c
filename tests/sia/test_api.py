"""Scores for the map, and the document that describes the API: the answers are held against it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from drf_spectacular.validation import validate_schema
from jsonschema import Draft4Validator

from accounts.models import Partnership, User
from sia.models import AreaResult
from tests import factories
from tests.shared_city import fresh_copy
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db
RUN = "/api/v1/p/{partnership}/runs/{run}/"
MAP = "/api/v1/p/{partnership}/maps/{sha256}.geojson"


@pytest.fixture(scope="module")
def made(module_db: None) -> City:
    """Once for all tests of this file."""
    return weighed_city(factories.PartnershipFactory.create())


@pytest.fixture
def city(made: City, db: None) -> City:
    return fresh_copy(made)


@pytest.fixture
def partnership(city: City) -> Partnership:
    return city.partnership


@pytest.fixture
def reader(client: Client, viewer: User) -> Client:
    client.force_login(viewer)
    return client


@pytest.fixture
def document(reader: Client) -> dict[str, Any]:
    return reader.get(reverse("api-schema"), headers={"accept": "application/vnd.oai.openapi+json"}).json()


def scores(reader: Client, city: City) -> dict[str, Any]:
    return reader.get(reverse("api-run", args=[city.partnership.slug, city.run.pk])).json()


def test_the_answer_is_the_run(reader: Client, city: City):
    answer = scores(reader, city)
    assert (answer["id"], answer["level"], answer["vintage"], answer["model"]) == (city.run.pk, "buurt", 2024, 1)
    assert answer["input_hash"] == city.run.input_hash
    assert (answer["breaks"], answer["sources"]) == (city.run.breaks, city.run.sources)
    assert parse_datetime(answer["created_at"]) == city.run.created_at


def test_it_names_the_outlines_that_go_with_it(reader: Client, city: City):
    named = scores(reader, city)["map"]
    outlines = reader.get(reverse("api-map", args=[city.partnership.slug, named])).json()
    assert {feature["id"] for feature in outlines["features"]} == {
        area["code"] for area in scores(reader, city)["areas"]
    }


def test_areas_come_by_rank_and_those_without_come_last(reader: Client, city: City):
    ranks = [area["rank"] for area in scores(reader, city)["areas"]]
    assert ranks == [1, 2, 3, 4, 5, None]


def test_more_poverty_and_loneliness_is_more_urgent(reader: Client, city: City):
    """Figures rise from the south-west: of the five areas with figures the last is the most urgent, at full score."""
    codes = [area["code"] for area in scores(reader, city)["areas"]]
    assert codes[:5] == [area.code for area in reversed(city.areas[:5])]
    assert scores(reader, city)["areas"][0]["urgency"] == 100


def test_a_missing_score_is_null_and_never_zero(reader: Client, city: City):
    last = scores(reader, city)["areas"][-1]
    assert last["code"] == city.areas[-1].code
    assert [last[name] for name in ("rank", "urgency", "potential_own", "advice_order")] == [None] * 4
    assert last["advice"] == "insufficient"
    assert {theme["score"] for theme in last["theme_scores"].values()} == {None}
    assert last["gates"]["data"] == {"value": 0.0, "threshold": 0.75, "open": False, "share": 0.0}
    assert (last["ranked_share"], last["borders_on"]) == (0.0, "")
    stored = AreaResult.objects.get(run=city.run, area=city.areas[-1])
    assert last["potential"] == stored.potential


def test_every_score_is_the_stored_one_unrounded(reader: Client, city: City):
    stored = {result.area.code: result for result in AreaResult.objects.filter(run=city.run).ranked()}
    for area in scores(reader, city)["areas"]:
        result = stored[area["code"]]
        for name in (
            "rank",
            "urgency",
            "potential",
            "potential_own",
            "advice",
            "advice_order",
            "theme_scores",
            "gates",
        ):
            assert area[name] == getattr(result, name)


def test_who_asks_for_some_fields_gets_those_and_the_code(reader: Client, city: City):
    address, whole = reverse("api-run", args=[city.partnership.slug, city.run.pk]), scores(reader, city)
    asked = reader.get(address, {"fields": "rank,urgency"}).json()
    assert asked["areas"] == [{name: area[name] for name in ("code", "rank", "urgency")} for area in whole["areas"]]
    assert {name: asked[name] for name in asked if name != "areas"} == {
        name: whole[name] for name in whole if name != "areas"
    }
    reader.cookies["django_language"] = "en"
    wrong = reader.get(address, {"fields": "rank,password"})
    assert wrong.status_code == 422
    assert wrong.json()["detail"].startswith("“password” is no field of an area. Choose from: code, name, rank,")


def test_it_says_when_figures_have_changed_since(reader: Client, city: City):
    assert scores(reader, city)["stale"] is False
    Partnership.objects.filter(pk=city.partnership.pk).update(data_version=city.run.data_version + 1)
    assert scores(reader, city)["stale"] is True


def test_without_outlines_the_run_still_answers(reader: Client, city: City):
    city.partnership.area_maps.all().delete()
    assert scores(reader, city)["map"] is None


def test_a_refusal_is_json(client: Client, reader: Client, city: City):
    absent = reader.get(reverse("api-run", args=[city.partnership.slug, 0]))
    assert (absent.status_code, set(absent.json())) == (404, {"detail"})
    visitor = Client().get(reverse("api-run", args=[city.partnership.slug, city.run.pk]))
    assert (visitor.status_code, set(visitor.json())) == (403, {"detail"})


def test_the_document_is_sound_and_names_every_address(document: dict[str, Any]):
    validate_schema(document)
    assert document["info"]["title"] == "Samenwijk"
    assert set(document["paths"]) == {RUN, MAP}
    assert {method for path in document["paths"].values() for method in path} == {"get"}


def test_the_document_is_made_without_a_warning(recwarn: pytest.WarningsRecorder, capsys, document):
    assert capsys.readouterr().err == ""
    assert list(recwarn) == []


def test_the_run_fits_the_document(reader: Client, city: City, document: dict[str, Any]):
    answer = scores(reader, city)
    described = document["paths"][RUN]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert misfits(answer, described, document) == []
    for name, value in (("RunScores", answer), ("AreaScore", answer["areas"][0])):
        assert set(document["components"]["schemas"][name]["properties"]) == set(value)
        assert set(document["components"]["schemas"][name]["required"]) == set(value)


def test_an_answer_that_does_not_fit_is_found(reader: Client, city: City, document: dict[str, Any]):
    described = document["paths"][RUN]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    wrong = scores(reader, city) | {"vintage": "2024", "map": 3}
    assert len(misfits(wrong, described, document)) == 2


def test_the_map_is_described_as_geojson(document: dict[str, Any]):
    answers = document["paths"][MAP]["get"]["responses"]
    assert set(answers) == {"200", "304", "404"}
    assert set(answers["200"]["content"]) == {"application/geo+json"}


def misfits(value: Any, described: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Where the value differs from its description; OpenAPI 3.0 says `nullable` for what JSON Schema writes as a type."""
    schema = without_nullable({**described, "components": document["components"]})
    return [error.message for error in Draft4Validator(schema).iter_errors(value)]


def without_nullable(node: Any) -> Any:
    if isinstance(node, list):
        return [without_nullable(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {key: without_nullable(item) for key, item in node.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain
