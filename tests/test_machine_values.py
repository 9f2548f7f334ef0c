"""What a program reads is the same whoever asks: only titles, descriptions and fields named as labels are in a language."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pyogrio
import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone, translation

from accounts.actions import make_token
from accounts.models import Membership, Partnership, User
from coregroup.models import Decision
from datasets import actions as data_actions
from datasets.exports import FORMATS, Table
from datasets.exports.making import table_of
from datasets.models import Area, AreaMap, Covenant, Delivery
from datasets.registries import EXPORT_TABLES, MAP_COLLECTIONS
from dia import actions
from dia.models import Agenda, Scenario, Work
from dia.pipeline.scenarios import Settings
from sia.models import ScoreRun
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = ("nl", "en")
IN_A_LANGUAGE = {"title", "description", "summary", "detail"}
CHANGING = {"timeStamp"}


@pytest.fixture
def readers(demo: Partnership) -> dict[str, User]:
    """Two administrators with the same roles, of whom only the language differs."""
    roles = Membership.objects.filter(partnership=demo, user__email="beheerder@gemeente.demo")
    found = {}
    for language in LANGUAGES:
        user = User.objects.create_user(f"{language}@gemeente.demo", language=language)
        Membership.objects.bulk_create(
            Membership(user=user, partnership=demo, party=held.party, role=held.role) for held in roles
        )
        found[language] = user
    return found


@pytest.fixture
def wrong(demo: Partnership) -> Delivery:
    """A delivery with a row that cannot be loaded."""
    codes = list(Area.objects.of(demo).current().at("buurt").values_list("code", flat=True)[:6])
    rows = [f"{code};2024;{number},5" for number, code in enumerate(codes[:5], start=50)]
    content = "\n".join(["buurt;jaar;lonely", *rows, f"{codes[5]};2024;veel"])
    delivery = factories.deliver(demo, factories.upload("fout.csv", content), load=False)
    assert delivery.counts["rows"] == 6, delivery.problems
    return delivery


@pytest.fixture
def planned(demo: Partnership) -> Scenario:
    agenda = Agenda.objects.of(demo).filter(measures__isnull=False).distinct()[0]
    by = User.objects.get(email="gebiedsmanager@gemeente.demo")
    actions.ask_scenario(agenda=agenda, by=by, name="Samen", settings=Settings(seconds=2.0))
    factories.run_jobs(demo, "dia.optimise")
    return Scenario.objects.exclude(outcome={}).latest("pk")


def questions(demo: Partnership, wrong: Delivery, planned: Scenario) -> dict[str, dict[str, str]]:
    """What is asked of each table."""
    usual: dict[str, dict[str, str]] = {name: {} for name in EXPORT_TABLES}
    scenario = {"agenda": str(planned.agenda_id), "scenario": str(planned.pk)}
    return usual | {
        "access_summary": {"covenant": str(Covenant.objects.of(demo)[0].pk)},
        "agenda": {"agenda": str(planned.agenda_id)},
        "opportunities": {"state": "all"},
        "delivered": {"delivery": str(wrong.pk)},
        "problems": {"delivery": str(wrong.pk)},
        "scenario": scenario,
    }


@pytest.mark.full
def test_files_for_programs_hold_the_same_in_every_language(demo, readers, wrong, planned, tmp_path):
    note = {"file": "x.csv", "purpose": "Raad", "figures": {}, "places": {}}
    data_actions.note_exported(partnership=demo, by=readers["nl"], **note)
    asked = questions(demo, wrong, planned)
    differing = {}
    for what, query in asked.items():
        for form in (each for each in FORMATS.values() if each.for_programs):
            read = {
                language: values(what, query, readers[language], language, form.key, tmp_path) for language in LANGUAGES
            }
            if read["nl"] != read["en"]:
                differing[what, form.key] = first_difference(read["nl"], read["en"])
    assert differing == {}


def values(what: str, query: dict[str, str], user: User, language: str, form: str, folder: Any) -> Any:
    """What the file holds for a program; None where the table does not lie anywhere."""
    partnership = Partnership.objects.get(pk=user.memberships.all()[0].partnership_id)
    with translation.override(language):
        table = table_of(what, partnership, user, query)
        assert table is not None, what
        for column in table.columns:
            assert (column.kind == "words") == column.key.endswith("_label"), (what, column.key)
            assert column.labels or column.kind not in {"code", "truth"}, (what, column.key)
        assert table.count or what == "access_summary", what
        if FORMATS[form].of_places and table.places is None:
            return None
        name, content = FORMATS[form].name_of(table), written(table, form)
    path = folder / f"table.{FORMATS[form].ending}"
    path.write_bytes(content)
    return name, READERS[form](path)


def written(table: Table, form: str) -> bytes:
    out = io.BytesIO()
    FORMATS[form].write(table, out)
    return out.getvalue()


def read_csv(path: Any) -> Any:
    head, *rows = csv.reader(io.StringIO(path.read_bytes().decode()))
    kept = [at for at, name in enumerate(head) if not name.endswith("_label")]
    return [head, *([row[at] for at in kept] for row in rows)]


def read_geojson(path: Any) -> Any:
    return bare(json.loads(path.read_bytes()))


def read_geopackage(path: Any) -> Any:
    return {layer: dict(read_layer(path, layer)) for layer, _kind in pyogrio.list_layers(path)}


def read_layer(path: Any, layer: str) -> Iterator[tuple[str, Any]]:
    meta, _fids, _shapes, cells = pyogrio.raw.read(path, layer=layer)
    if layer == "layer_styles":
        style = dict(zip(meta["fields"], cells, strict=True))["styleQML"][0]
        yield "style", re.findall(r'(?:attr|value|lower|upper)="[^"]*"', style)
        return
    told = pyogrio.read_info(path, layer=layer)
    yield "fields", [*zip(meta["fields"], meta["dtypes"], told["ogr_subtypes"], strict=True)]
    yield "about", bare(told["layer_metadata"])
    for name, column in zip(meta["fields"], cells, strict=True):
        if not name.endswith("_label"):
            yield name, [repr(cell) for cell in column]


READERS: dict[str, Callable[[Any], Any]] = {"data": read_csv, "geojson": read_geojson, "gpkg": read_geopackage}


def bare(value: Any, inside: str = "") -> Any:
    """Without what is in a language; the title of a work is what somebody called it."""
    if isinstance(value, list):
        return [bare(each, inside) for each in value]
    if not isinstance(value, dict):
        return value
    left_out = CHANGING if inside == "properties" else CHANGING | IN_A_LANGUAGE
    return {
        name: bare(each, name) for name, each in value.items() if name not in left_out and not name.endswith("_label")
    }


def first_difference(one: Any, other: Any, at: str = "") -> str:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(key, one[key], other[key]) for key in one]
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        pairs = [(str(place), *pair) for place, pair in enumerate(zip(one, other, strict=True))]
    else:
        return f"{at}: {one!r:.200} / {other!r:.200}" if one != other else ""
    return next(filter(None, (first_difference(a, b, f"{at}.{key}") for key, a, b in pairs)), "")


def addresses(demo: Partnership) -> Iterator[str]:
    """Every address for programs, and every collection at those that ask for one."""
    names = sorted(str(name) for name in get_resolver().reverse_dict if str(name).startswith("api-"))
    run = ScoreRun.objects.newest(demo, "buurt")
    parts: dict[str, list[list[Any]]] = {
        "api-schema": [[]],
        "api-map": [[demo.slug, AreaMap.objects.of(demo)[0].sha256]],
        "api-run": [[demo.slug, run.pk]],
        "api-ogc-collection": [[demo.slug, key] for key in MAP_COLLECTIONS],
        "api-ogc-features": [[demo.slug, key] for key in MAP_COLLECTIONS],
        "api-ogc-feature": [[demo.slug, "areas-buurt", run.results.all()[0].area_id]],
    }
    for name in names:
        for arguments in parts.get(name, [[demo.slug]]):
            yield reverse(name, args=arguments)


@pytest.mark.full
def test_addresses_for_programs_answer_the_same_in_every_language(demo, readers):
    until = timezone.localdate()
    tokens = {
        language: make_token(by=user, partnership=demo, name="x", purpose="x", until=until)[1]
        for language, user in readers.items()
    }
    differing = {}
    for address in addresses(demo):
        answers = {
            language: Client().get(address, headers={"authorization": f"Bearer {token}", "accept": "application/json"})
            for language, token in tokens.items()
        }
        assert {answer.status_code for answer in answers.values()} <= {200, 404}, address
        found = {language: bare(json.loads(answer.content)) for language, answer in answers.items()}
        if found["nl"] != found["en"]:
            differing[address] = first_difference(found["nl"], found["en"])
    assert differing == {}


def test_a_truth_is_a_truth_in_every_form_for_programs(demo, readers, tmp_path):
    first, second = Work.objects.of(demo)[:2]
    for work, mandatory in ((first, True), (second, False)):
        Work.objects.filter(pk=work.pk).update(mandatory=mandatory, confidential=False)
    table = lambda: table_of("works", demo, readers["nl"], {})  # noqa: E731 -- rows may be read once only
    features = json.loads(written(table(), "geojson"))["features"]
    assert {type(feature["properties"]["mandatory"]) for feature in features} == {bool}
    rows = list(csv.DictReader(io.StringIO(written(table(), "data").decode())))
    assert {row["mandatory"] for row in rows} == {"true", "false"}
    path = tmp_path / "works.gpkg"
    path.write_bytes(written(table(), "gpkg"))
    info = pyogrio.read_info(path, layer=pyogrio.list_layers(path)[0][0])
    assert dict(zip(info["fields"], info["ogr_subtypes"], strict=True))["mandatory"] == "OFSTBoolean"


def test_a_code_has_its_label_beside_it_in_the_language_of_the_reader(demo, readers):
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            [first, *_rest] = json.loads(written(table_of("works", demo, readers[language], {}), "geojson"))["features"]
        found[language] = first["properties"]
    kind = found["nl"]["kind"]
    assert kind == found["en"]["kind"] in Work.Kind.values
    assert found["nl"]["kind_label"] != kind
    assert list(found["nl"]) == list(found["en"])


def test_files_for_people_are_in_their_language_and_have_no_codes(demo, readers):
    assert Decision.objects.of(demo).exists()
    for language, words in (("nl", "gezamenlijke agenda"), ("en", "joint agenda")):
        with translation.override(language):
            text = written(table_of("advice", demo, readers[language], {}), "csv").decode()
        assert words in text
        assert "_label" not in text
