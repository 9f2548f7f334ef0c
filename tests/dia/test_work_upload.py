"""Works out of a file: recognised, checked, shown beside what stands, and loaded all or nothing."""

from __future__ import annotations

import dataclasses
import json
import os
import time

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from django.utils import translation

from accounts.editing import StaleEdit
from accounts.models import Partnership
from datasets.exports import FORMATS
from datasets.models import Job
from dia import actions
from dia.actions import works_upload as uploads
from dia.models import Work
from dia.pages.works_upload import sentences
from dia.parsers.works import CODES
from dia.parsers.works_columns import FIELD_BY_NAME, FIELDS, KIND_BY_NAME, STATE_BY_NAME, slug
from dia.words.works import COLUMN_NAMES, TEXTS
from tests.dia.works_city import A, B, City, at, browser, point, registered, works_city
from tests.effort import sampled
from tests.factories import member, upload
from tests.shared_city import fresh_copy

pytestmark = pytest.mark.django_db
SQUARE = "POLYGON ((255000 470000, 255000 470100.33, 255100.77 470100.33, 255100.77 470000, 255000 470000))"
HEAD = "titel;soort;gebiedscode;jaar;kosten"
SEWER, HEAT = f"Riool Laan;riool;{A};2028;800.000", f"Warmtenet Laan;Warmtenet;{B};2029;1.250.000"


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> City:
    return works_city(module_partnership)


@pytest.fixture
def city(prepared: City, db: None) -> City:
    return fresh_copy(prepared)


@pytest.fixture
def partnership(city: City) -> Partnership:
    return city.partnership


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows])


def kept(city: City, content: str | bytes, name: str = "werken.csv"):
    return uploads.keep(partnership=city.partnership, party=city.city, by=city.planner, upload=upload(name, content))


def checked(city: City, content: str | bytes, name: str = "werken.csv") -> uploads.Checked:
    return uploads.check(kept(city, content, name))


def loaded(city: City, content: str | bytes, name: str = "werken.csv") -> uploads.Checked:
    file = kept(city, content, name)
    return uploads.load(upload=file, by=city.planner, stamp=uploads.check(file).stamp)


def found(outcome: uploads.Checked) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.value) for problem in outcome.problems]


def test_the_screens_go_from_file_to_preview_to_loaded_works(city):
    desk = browser(city.planner)
    assert desk.get(at("works_upload", city.partnership)).status_code == 200
    answer = desk.post(at("works_upload", city.partnership), {"file": upload("werken.csv", table(SEWER, HEAT))})
    preview = desk.get(answer["Location"])
    page = preview.content.decode()
    for words in (
        "Works of Gemeente Stad",
        "The file is in order",
        "Riool Laan",
        "1,250,000",
        "heat grid",
        "Load these works",
    ):
        assert words in page, words
    assert not Work.objects.exists()
    stamp = preview.context["page"].checked.stamp
    done = desk.post(answer["Location"], {"stamp": stamp}, follow=True)
    assert "Loaded. New: 2, changed: 0, the same: 0." in done.content.decode()
    sewer = Work.objects.get(title="Riool Laan")
    assert (sewer.party, sewer.kind, sewer.area_code, sewer.direct_cost) == (city.city, "sewer", A, 800_000)
    assert (sewer.earliest, sewer.preferred, sewer.latest, sewer.severity) == (2028, 2028, 2028, 1.0)
    assert Job.objects.open().filter(kind="dia.observe").count() == 1
    again = desk.get(answer["Location"], follow=True)
    assert "This file is loaded, or was kept for a day only" in again.content.decode()


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (f"Riool Laan;riool;{A};2019;800.000;0", "window_is_past", "The years of this work are long past."),
        (f"Riool Laan;riool;{A};2028;2.000.000.000;2.000.000.000", "cost_is_large", "costs more than € 1 billion."),
    ],
)
def test_past_years_and_billions_are_asked_before_they_are_loaded(city, row, code, words):
    content = table(row, head=f"{HEAD};gemeenschappelijke kosten")
    desk = browser(city.planner)
    place = desk.post(at("works_upload", city.partnership), {"file": upload("werken.csv", content)})["Location"]
    preview = desk.get(place)
    page = preview.content.decode()
    assert [problem.code for problem in preview.context["page"].checked.problems] == [code]
    assert words in page
    assert "The file is in order" not in page
    stamp = preview.context["page"].checked.stamp
    refused = desk.post(place, {"stamp": stamp})
    assert refused.status_code == 409
    assert "Tick that this is what you mean." in refused.content.decode()
    assert not Work.objects.exists()
    desk.post(place, {"stamp": stamp, "meant": "on"})
    assert Work.objects.count() == 1
    assert not uploads.check(kept(city, content)).asks  # what stands is not asked again


def test_the_same_file_twice_changes_nothing(city):
    loaded(city, table(SEWER, HEAT))
    Job.objects.all().delete()
    before = list(Work.objects.order_by("pk").values())
    outcome = loaded(city, table(SEWER, HEAT))
    assert (outcome.new, outcome.changed, outcome.same) == ([], [], 2)
    assert list(Work.objects.order_by("pk").values()) == before
    assert not Job.objects.exists()


def test_a_change_shows_old_and_new_and_counts_are_those_of_the_load(city):
    loaded(city, table(SEWER, HEAT))
    newer = table(SEWER.replace("800.000", "900.000"), HEAT, f"Groen;groen;{A};2030;5000")
    preview = checked(city, newer)
    [change] = preview.changed
    assert (change.old, change.values) == ({"direct_cost": 800_000}, {"direct_cost": 900_000})
    done = loaded(city, newer)
    counts = [(len(each.new), len(each.changed), each.same) for each in (preview, done)]
    assert counts == [(1, 1, 1), (1, 1, 1)]
    work = Work.objects.get(title="Riool Laan")
    assert (work.direct_cost, work.version, work.changed_by) == (900_000, 2, city.planner)


def test_empty_cells_and_columns_that_are_not_there_leave_what_stands(city):
    work = registered(city.partnership, city.city, place=point(), days=30, earliest=2028, latest=2028)
    outcome = loaded(city, table("Riool Laan;;;;900000"))
    assert [(change.work, dict(change.values)) for change in outcome.changes] == [(work.pk, {"direct_cost": 900_000})]
    assert Work.objects.get().days == 30


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.full)])
@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.key)
def test_what_a_party_downloads_it_uploads_again_without_a_change(city, language, form):
    """Also a title that looks like a formula, a place to the centimetre, a site and what is confidential."""
    site = actions.add_site(partnership=city.partnership, by=city.planner, name="Laan; 1-60", area_code=A, place=None)
    registered(
        city.partnership, city.city, "=Riool", place=point(1.234567, 2.5), site=site, confidential=True, fte_years=2.5
    )
    registered(
        city.partnership, city.city, "Twee\u201dregels", description='Eerst "dit"\nen dan;dat', state="programmed"
    )
    line = "LINESTRING (255100.123456 470100, 255200 470200)"
    registered(city.partnership, city.city, "Lijn", kind="social", mandatory=False, value=7, severity=0.25, place=line, flexibility=2)  # fmt: skip
    registered(city.partnership, city.grid, "Van een ander")
    for title, place in (
        ("Vlak", SQUARE),
        ("Twee lijnen", f"MULTI{line.replace('(', '((')}, (255000 470000, 255000 470010.5))"),
    ):
        registered(city.partnership, city.city, title, place=place)
    address = at("works_file", city.partnership) + f"?party={city.city.pk}&format={form.key}"
    content = browser(city.planner, language).get(address).content
    with translation.override(language):
        outcome = checked(city, content, f"werken.{form.ending}")
    assert found(outcome) == []
    assert (outcome.changes, outcome.same) == ([], 5)
    unread = {name for name, read in outcome.read.columns if not read}
    assert {name for name in unread if not name.endswith("_label")} == {outcome.read.columns[-1][0]}  # the area's name


@pytest.mark.parametrize(
    ("row", "problem"),
    sampled(
        [
            (f";riool;{A};2028;1", ("title_missing", 2, None)),
            (f"Werk;;{A};2028;1", ("kind_missing", 2, None)),
            (f"Werk;toverij;{A};2028;1", ("unknown_kind_of_work", 2, "toverij")),
            ("Werk;riool;BU99999999;2028;1", ("area_unknown", 2, "BU99999999")),
            ("Werk;riool;;2028;1", ("area_missing", 2, None)),
            (f"Werk;riool;{A};;1", ("year_missing", 2, None)),
            (f"Werk;riool;{A};28;1", ("not_a_year", 2, "28")),
            (f"Werk;riool;{A};2028;", ("cost_missing", 2, None)),
            (f"Werk;riool;{A};2028;1,5 ton", ("not_whole", 2, "1,5 ton")),
            (f"Werk;riool;{A};2028;-3", ("not_whole", 2, "-3")),
        ]
    ),
)
def test_a_problem_names_row_and_value_and_nothing_is_loaded(city, row, problem):
    outcome = checked(city, table(row))
    assert problem in found(outcome)
    assert outcome.blocked
    assert outcome.changes == []
    with pytest.raises(StaleEdit):
        uploads.load(upload=kept(city, table(row)), by=city.planner, stamp=outcome.stamp)
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    sampled(
        [
            ("vroegste jaar", "2030", "preferred_outside"),
            ("partij", "Netbeheerder Oost", "another_party"),
            ("partij", "Niemand", "unknown_party"),
            ("stand", "gereed", "new_begins_as"),
            ("stand", "weg", "unknown_state_of_work"),
            ("werkplek", "Nergens", "site_unknown"),
            ("samenwijk-nummer", "7", "number_unknown"),
            ("zwaarte", "2", "not_a_severity"),
            ("vertrouwelijk", "misschien", "not_yes_no"),
            ("fte", "veel", "not_decimal"),
            ("plaats", "hier", "place_refused"),
            ("plaats", "POINT (256500 470500)", "place_elsewhere"),
            ("x", "255500", "half_a_place"),
            ("omschrijving", "a" * 4_001, "text_too_long"),
        ]
    ),
)
def test_a_wrong_cell_is_named_by_what_is_wrong_with_it(city, column, cell, problem):
    outcome = checked(city, table(f"{SEWER};{cell}", head=f"{HEAD};{column}"))
    assert [code for code, _row, _value in found(outcome)] == [problem]
    assert outcome.blocked


def test_every_problem_is_a_sentence_with_a_way_to_mend_it(city):
    page = browser(city.planner).post(at("works_upload", city.partnership), {"file": upload("werken.csv", table(f"Werk;toverij;{A};28;1"))}, follow=True)  # fmt: skip
    text = page.content.decode()
    for words in (
        "The file is refused",
        "We do not know this kind of work",
        "This is not a year",
        "How to mend it",
        "toverij",
    ):
        assert words in text
    assert "Load these works" not in text
    listed = browser(city.planner).get(at("works_problems", city.partnership, page.context["upload"].token))
    assert listed.content.decode().count("\r\n") == 3


def test_a_row_of_another_party_is_refused_with_its_name(city):
    outcome = checked(city, table(f"{SEWER};Netbeheerder Oost", head=f"{HEAD};partij"))
    with translation.override("en"):
        [problem] = sentences(outcome.problems)
    assert problem.what == "This work is of another party. You can load works of Gemeente Stad only."
    assert (problem.row, problem.column, problem.value) == (2, "partij", "Netbeheerder Oost")


def test_the_number_of_another_partys_work_is_none_of_ours(city):
    theirs = registered(city.partnership, city.grid, "Van hen")
    outcome = checked(city, table(f"{theirs.pk};{SEWER}", head=f"samenwijk-nummer;{HEAD}"))
    assert found(outcome) == [("number_unknown", 2, str(theirs.pk))]


def test_a_work_is_renamed_by_its_number(city):
    work = registered(city.partnership, city.city, "Oud", earliest=2028, latest=2028)
    [change] = loaded(city, table(f"{work.pk};{SEWER}", head=f"samenwijk-nummer;{HEAD}")).changed
    assert (change.old, change.values) == ({"title": "Oud"}, {"title": "Riool Laan"})


def test_the_same_title_twice_is_refused_with_both_rows(city):
    outcome = checked(city, table(SEWER, HEAT, SEWER))
    [problem] = outcome.problems
    assert (problem.code, problem.row, problem.params["first_row"]) == ("title_twice", 4, 2)


def test_an_upload_leaves_states_and_what_is_over(city):
    planned = registered(city.partnership, city.city, earliest=2028, latest=2028)
    outcome = checked(city, table(f"{SEWER};idee", head=f"{HEAD};stand"))
    assert found(outcome) == [("state_stays", 2, "idea")]
    assert (outcome.blocked, outcome.same) == (False, 1)
    Work.objects.filter(pk=planned.pk).update(state="finished")
    assert found(checked(city, table(SEWER.replace("800.000", "1")))) == [("work_is_over", 2, "Riool Laan")]


def test_years_may_be_one_column_or_three(city):
    rows = [f"Een;riool;{A};1;2028;;", f"Twee;riool;{A};1;2027;;2030", f"Drie;riool;{A};1;2027;2029;2030"]
    loaded(city, table(*rows, head="titel;soort;gebied;kosten;vroegste;voorkeursjaar;laatste"))
    stands = {work.title: (work.earliest, work.preferred, work.latest) for work in Work.objects.all()}
    assert stands == {"Een": (2028, 2028, 2028), "Twee": (2027, 2027, 2030), "Drie": (2027, 2029, 2030)}


def test_an_area_may_be_a_name_or_be_found_from_a_place(city):
    outcome = checked(city, table("Een;riool;;2028;1;255500;470500", head=f"{HEAD};x;y"))
    assert [change.values["area_code"] for change in outcome.new] == [A]
    degrees = point(1500, 500).transform(4326, clone=True)
    row = f"Twee;riool;;2028;1;{degrees.x:.6f};{degrees.y:.6f}".replace(".", ",")
    assert checked(city, table(row, head=f"{HEAD};lon;lat")).new[0].values["area_code"] == B
    city.partnership.areas.filter(code=A).update(name="Twekkelerveld")
    assert checked(city, table("Drie;riool;twekkelerveld;2028;1")).new[0].values["area_code"] == A


def feature(title: str, geometry: dict, **columns) -> dict:
    return {"type": "Feature", "properties": {"titel": title, "soort": "riool", "jaar": 2028, "kosten": 1000.0, **columns}, "geometry": geometry}  # fmt: skip


def geojson(*features: dict, crs: str | None = "urn:ogc:def:crs:EPSG::28992") -> str:
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **named, "features": list(features)})


@pytest.mark.parametrize(
    "crs",
    [
        pytest.param("urn:ogc:def:crs:EPSG::28992", id="RD New", marks=pytest.mark.full),
        pytest.param(None, id="RD New that does not say so"),
    ],
)
def test_a_geojson_brings_points_lines_and_surfaces(city, crs):
    ring = [[255100, 470100], [255200, 470100], [255200, 470200], [255100, 470100]]
    shapes = [
        {"type": "Point", "coordinates": [255500, 470500]},
        {"type": "LineString", "coordinates": [[256100, 470100], [256200, 470100]]},
        {"type": "Polygon", "coordinates": [ring]},
    ]
    text = geojson(
        *(feature(f"Werk {n}", shape) for n, shape in enumerate(shapes)), feature("Sociaal", None, gebied=A), crs=crs
    )
    assert found(checked(city, text, "werken.geojson")) == []
    loaded(city, text, "werken.geojson")
    stands = {work.title: (work.place and work.place.geom_type, work.area_code) for work in Work.objects.all()}
    assert stands == {
        "Werk 0": ("Point", A),
        "Werk 1": ("LineString", B),
        "Werk 2": ("Polygon", A),
        "Sociaal": (None, A),
    }
    assert loaded(city, text, "werken.geojson").same == 4


def geopackage(path, shapes: list[str], **columns) -> bytes:
    import numpy as np
    from pyogrio import raw

    wkb = np.array([bytes(GEOSGeometry(shape).wkb) for shape in shapes], dtype=object)
    cells = [np.array(values, dtype=object if isinstance(values[0], str) else None) for values in columns.values()]
    raw.write(path, wkb, cells, list(columns), layer="werken", geometry_type="Unknown", crs="EPSG:28992", driver="GPKG")
    return path.read_bytes()


def test_a_geopackage_is_read_too(city, tmp_path):
    shapes, columns = (
        ["POINT (255500 470500)", "POINT (256500 470500)"],
        {"titel": ["Een", "Twee"], "soort": ["gas", "gas"]},
    )
    file = geopackage(tmp_path / "werken.gpkg", shapes, **columns, jaar=[2028, 2029], kosten=[10, 20])
    loaded(city, file, "werken.gpkg")
    stands = list(Work.objects.order_by("title").values_list("title", "area_code", "preferred", "direct_cost"))
    assert stands == [("Een", A, 2028, 10), ("Twee", B, 2029, 20)]


def test_an_excel_file_is_read_too(city, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["Titel", "Soort werk", "Gebiedscode", "Jaar", "Kosten"],
        ["Riool Laan", "Riolering", A, 2028, 800000.4],
    ):
        book.active.append(row)
    book.save(tmp_path / "werken.xlsx")
    loaded(city, (tmp_path / "werken.xlsx").read_bytes(), "werken.xlsx")
    assert Work.objects.get().direct_cost == 800_000


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        ("", "leeg.csv", "empty_file"),
        ("a;b\n1;2", "x.csv", "no_title_column"),
        (b"%PDF-1.7 x", "x.pdf", "unknown_kind"),
        (b"PK\x03\x04 kapot", "x.xlsx", "damaged_file"),
        ('{"type": "FeatureCollection", "features": [', "x.geojson", "damaged_file"),
        (table(*(f"Werk {n};riool;{A};2028;1" for n in range(5_001))), "x.csv", "too_many_rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(city, content, name, problem):
    outcome = checked(city, content, name)
    assert [code for code, _row, _value in found(outcome)] == [problem]
    assert outcome.read is None


def test_what_changed_after_the_preview_is_shown_again_and_not_loaded(city):
    desk = browser(city.planner)
    work = registered(city.partnership, city.city, earliest=2028, latest=2028)
    answer = desk.post(at("works_upload", city.partnership), {"file": upload("w.csv", table("Riool Laan;;;;900000"))})
    stamp = desk.get(answer["Location"]).context["page"].checked.stamp
    Work.objects.filter(pk=work.pk).update(direct_cost=850_000)
    refused = desk.post(answer["Location"], {"stamp": stamp})
    assert refused.status_code == 409
    assert "Nothing is loaded: works changed meanwhile" in refused.content.decode()
    assert Work.objects.get().direct_cost == 850_000


def test_a_form_that_was_open_during_a_load_finds_another_version(city):
    work = registered(city.partnership, city.city, earliest=2028, latest=2028)
    loaded(city, table("Riool Laan;;;;900000"))
    with pytest.raises(StaleEdit):
        actions.change_work(work=work, by=city.planner, version=1, days=3)


def test_a_load_is_all_or_nothing(city, monkeypatch):
    """The second row breaks a rule of the database that the check knows nothing of."""
    file = kept(city, table(SEWER, HEAT))
    outcome = uploads.check(file)
    broken = [
        outcome.changes[0],
        dataclasses.replace(outcome.changes[1], values={**outcome.changes[1].values, "latest": 2000}),
    ]
    monkeypatch.setattr(uploads, "check", lambda upload: dataclasses.replace(outcome, changes=broken))
    with pytest.raises(IntegrityError):
        uploads.load(upload=file, by=city.planner, stamp=dataclasses.replace(outcome, changes=broken).stamp)
    assert not Work.objects.exists()
    assert file.path.exists()


def test_only_the_own_party_sees_its_file(city):
    token = kept(city, table(SEWER)).token
    colleague = member(city.partnership, "planner", party=city.city)
    assert browser(colleague).get(at("works_preview", city.partnership, token)).status_code == 200
    for name in ("works_preview", "works_problems"):
        assert browser(city.gridder).get(at(name, city.partnership, token)).status_code == 403
        assert browser(city.viewer).get(at(name, city.partnership, token)).status_code == 403
        assert browser(city.planner).get(at(name, city.partnership, token + "x")).status_code == 404


def test_a_file_is_kept_for_a_day(city):
    old = kept(city, table(SEWER))
    yesterday = time.time() - 25 * 3600
    os.utime(old.path, (yesterday, yesterday))
    kept(city, table(HEAT))
    assert not old.path.exists()
    assert len(default_storage.listdir("works")[1]) >= 1
    page = browser(city.planner).get(at("works_preview", city.partnership, old.token), follow=True)
    assert "Upload it again if you need it" in page.content.decode()


def test_choosing_no_file_is_said_in_a_sentence(city):
    answer = browser(city.planner).post(at("works_upload", city.partnership))
    assert answer.status_code == 422
    assert "Choose a file first." in answer.content.decode()


def test_one_file_is_read_at_a_time_and_who_comes_second_is_told(city):
    """A reader may take long and much memory: two of them never keep all web processes waiting."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [uploads.READING])
        file = upload("werken.csv", table(SEWER))
        answer = browser(city.planner).post(at("works_upload", city.partnership), {"file": file})
    finally:
        other.close()
    assert answer.status_code == 422
    assert "We are reading another file." in answer.content.decode()
    assert len(kept(city, table(SEWER)).token) > 0


def test_what_was_read_is_kept_and_the_file_is_not(city):
    file = kept(city, table(f"{SEWER};niet voor ons", head=f"{HEAD};interne notitie {'x' * 9}"))
    text = file.path.read_text(encoding="utf-8")
    assert (text.count("niet voor ons"), text.count("Riool Laan")) == (1, 2)  # of the first rows all is shown
    assert uploads.check(file).read.columns[-1] == ("interne notitie xxxxxxxxx", None)


def test_the_same_content_under_another_ending_is_judged_anew(city):
    assert not checked(city, table(SEWER), "werken.csv").blocked
    assert found(checked(city, table(SEWER), "werken.xlsx"))[0][0] == "name_and_content_differ"


def test_every_code_has_its_text():
    assert set(CODES) == set(TEXTS) - {"too_many_rows"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_the_screen_calls_a_kind_a_state_or_a_column_is_read(language):
    with translation.override(language):
        assert {value: KIND_BY_NAME.get(slug(label)) for value, label in Work.Kind.choices} == {value: value for value in Work.Kind.values}  # fmt: skip
        assert [STATE_BY_NAME.get(slug(label)) for label in Work.State.labels] == Work.State.values
        read = {key: FIELD_BY_NAME.get(slug(str(name))) for key, name in COLUMN_NAMES.items() if key in FIELDS}
    assert {key: name for key, name in read.items() if name not in {key, None}} == {}
