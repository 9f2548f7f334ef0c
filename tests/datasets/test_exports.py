"""What goes out comes in again as it was, opens in QGIS, and goes to nobody else."""

from __future__ import annotations

import io
import json
import math
import sqlite3
import zipfile
from datetime import timedelta
from pathlib import Path

import pyogrio
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from datasets.exports import FORMATS, making
from datasets.exports.areas import areas
from datasets.exports.figures import figures
from datasets.models import AccessEvent, Area, Delivery, Export, Indicator, Observation
from tests import factories
from tests.datasets.tables import CHANGES, everything, unprotected
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(partnership):
    return weighed_city(partnership)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name, city, *more):
    return reverse(name, args=[city.partnership.slug, *more])


def got(user, address) -> bytes:
    answer = browser(user).get(address)
    assert answer.status_code == 200
    return answer.content


def written(table, form) -> bytes:
    out = io.BytesIO()
    FORMATS[form].write(table, out)
    return out.getvalue()


def preview(partnership, name, content) -> Delivery:
    return factories.deliver(partnership, factories.upload(name, content), load=False)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("form", ["csv", "data", "xlsx", "ods"])
def test_figures_that_are_uploaded_again_change_nothing(city, viewer, form, language):
    Indicator.objects.of(city.partnership).update(unit="saldo")  # which may be below 0
    Observation.objects.filter(area=city.areas[0]).update(value=-1.25, numerator=3, denominator=7, standard_error=0.1)
    with translation.override(language):
        table = figures(city.partnership, viewer, {})
        content = written(table, form)
    unprotected(city.partnership, "terug")
    delivery = preview(city.partnership, f"terug.{FORMATS[form].ending}", content)
    assert [problem for problem in delivery.problems if problem["severity"] != "warning"] == []
    counts = [delivery.preview[change] for change in CHANGES]
    assert counts == [0, 0, table.count, 0]
    assert table.count == len(everything(city.partnership))


def test_an_open_document_holds_numbers_as_numbers_and_text_as_it_was(city, viewer):
    Area.objects.filter(pk=city.areas[0].pk).update(name='=1+1 <b> & "twee"   wit\x07')
    table = figures(city.partnership, viewer, {}).for_people()
    content = written(figures(city.partnership, viewer, {}), "ods")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    head, *rows = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    assert head == [column.title for column in table.columns]
    assert [cell for row in rows for cell in row if isinstance(cell, float)]
    assert '=1+1 <b> & "twee"   wit ' in {cell for row in rows for cell in row}
    told = {str(text) for _name, text in book.get_sheet_by_name(book.sheet_names[1]).to_python()}
    assert {str(text) for _name, text in table.origin.lines} <= told
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert "formula" not in archive.read("content.xml").decode()


def test_a_workbook_that_is_opened_again_holds_equal_values(city, viewer):
    Observation.objects.filter(area=city.areas[0]).update(value=-0.1)
    table = figures(city.partnership, viewer, {}).for_people()
    cells = list(load_workbook(io.BytesIO(written(figures(city.partnership, viewer, {}), "xlsx"))).worksheets[0].values)
    assert list(cells[0]) == [column.title for column in table.columns]
    assert [list(row) for row in cells[1:]] == [list(row) for row in table.rows]
    assert -0.1 in {row[6] for row in cells[1:]}


def test_one_indicator_or_one_dataset_can_be_taken_along(city, viewer):
    whole = figures(city.partnership, viewer, {})
    one = figures(city.partnership, viewer, {"indicator": "poverty"})
    assert {row[2] for row in one.rows} == {"poverty"}
    assert 0 < one.count < whole.count
    own = figures(city.partnership, viewer, {"dataset": str(city.delivery.dataset_id)})
    assert own.count == Observation.objects.filter(delivery=city.delivery).count()
    assert figures(city.partnership, viewer, {"dataset": "999999"}) is None


@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_outlines_are_read_by_gdal_and_by_an_upload(city, viewer, form, tmp_path):
    path = tmp_path / f"buurten.{form}"
    path.write_bytes(written(areas(city.partnership, viewer, {"level": "buurt"}), form))
    info = pyogrio.read_info(path, layer=pyogrio.list_layers(path)[0][0])
    assert (info["features"], info["crs"]) == (6, "EPSG:4326" if form == "geojson" else "EPSG:28992")
    again = factories.deliver(city.partnership, path, "boundaries", load=False)
    assert again.state == Delivery.State.CHECKED
    assert again.counts["areas"] == 6
    assert again.recognised["vintage"] == 2024


def test_geojson_is_in_degrees_with_outer_rings_counterclockwise(city, viewer):
    found = json.loads(written(areas(city.partnership, viewer, {}), "geojson"))
    assert "crs" not in found
    assert found["origin"]["partnership"] == city.partnership.name
    [feature] = [each for each in found["features"] if each["properties"]["code"] == "BU01530000"]
    [[ring]] = feature["geometry"]["coordinates"]
    assert all(6 < east < 8 and 52 < north < 53 for east, north in ring)
    area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False))
    assert area > 0


def test_a_geopackage_says_how_it_is_coloured_and_where_it_comes_from(city, viewer, tmp_path):
    path = tmp_path / "ranking.gpkg"
    path.write_bytes(got(viewer, at("ranking_file", city) + "?format=gpkg"))
    database = sqlite3.connect(path)
    [(layer, style, usual)] = database.execute("SELECT f_table_name, styleQML, useAsDefault FROM layer_styles")
    assert (layer, usual) == (pyogrio.list_layers(path)[0][0], 1)
    assert 'attr="urgency"' in style
    assert 'type="graduatedSymbol"' in style
    assert database.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'").fetchone() == (
        "attributes",
    )
    database.close()
    pyogrio.raw.read(path, layer="layer_styles")  # with its time as GeoPackage writes it: a warning would be an error
    told = pyogrio.read_info(path, layer=layer)["layer_metadata"]
    assert told["deliveries"].startswith("Kerncijfers")
    assert told["run"].startswith(str(city.run.pk))
    meta, _fids, shapes, cells = pyogrio.raw.read(path, layer=layer)
    read = dict(zip(meta["fields"], cells, strict=True))
    urgency = dict(zip(read["code"], read["urgency"], strict=True))
    expected = {each.area.code: each.urgency for each in city.run.results.select_related("area")}
    assert {code: None if math.isnan(value) else value for code, value in urgency.items()} == expected
    assert all(shape is not None for shape in shapes)


def test_a_form_that_does_not_exist_or_does_not_fit_is_not_found(city, viewer):
    for query in ("?format=exe", "?format=", "?format=geojson"):
        assert browser(viewer).get(at("figures_file", city) + query).status_code == 404
    assert browser(viewer).get(at("areas_file", city) + "?level=provincie").status_code == 404


def asked(city, user, settings, form="csv") -> Export:
    """A file that is too large to wait for."""
    settings.EXPORT_CELLS_AT_ONCE = 10
    answer = browser(user).get(at("figures_file", city) + f"?indicator=poverty&format={form}")
    assert answer.status_code == 302
    export = Export.objects.latest("pk")
    assert answer["Location"] == at("export", city, export.pk)
    return export


def test_a_large_file_is_made_by_a_worker_and_is_the_same_file(city, viewer, settings):
    whole = got(viewer, at("figures_file", city) + "?indicator=poverty")
    export = asked(city, viewer, settings)
    page = got(viewer, at("export", city, export.pk)).decode()
    assert "<progress" in page
    assert browser(viewer).get(at("export_file", city, export.pk)).status_code == 404
    factories.run_jobs(city.partnership, "datasets.export")
    assert at("export_file", city, export.pk) in got(viewer, at("export", city, export.pk)).decode()
    answer = browser(viewer).get(at("export_file", city, export.pk))
    assert b"".join(answer.streaming_content) == whole
    assert "poverty" in answer["Content-Disposition"]


def test_who_asks_twice_gets_the_file_that_is_being_made(city, viewer, settings):
    assert asked(city, viewer, settings) == asked(city, viewer, settings)
    assert asked(city, viewer, settings) != asked(city, viewer, settings, "data")


def test_a_made_file_is_for_who_asked_and_not_for_others(city, viewer, analyst, stranger, settings):
    export = asked(city, viewer, settings)
    factories.run_jobs(city.partnership, "datasets.export")
    for user in (analyst, stranger):
        for name in ("export", "export_file"):
            assert browser(user).get(at(name, city, export.pk)).status_code == 404
    viewer.memberships.all().delete()
    viewer.refresh_from_db()  # as at a log-in
    assert browser(viewer).get(at("export_file", city, export.pk)).status_code == 404


def test_who_left_before_it_was_made_gets_no_file(city, viewer, settings):
    export = asked(city, viewer, settings)
    viewer.memberships.all().delete()
    factories.run_jobs(city.partnership, "datasets.export")
    export.refresh_from_db()
    assert not export.file


def test_after_a_day_the_file_is_gone(city, viewer, settings):
    export = asked(city, viewer, settings)
    factories.run_jobs(city.partnership, "datasets.export")
    export.refresh_from_db()
    path = Path(export.file.path)
    making.sweep()
    assert path.exists()
    Export.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert browser(viewer).get(at("export_file", city, export.pk)).status_code == 404
    making.sweep()
    assert (path.exists(), Export.objects.exists()) == (False, False)


def test_the_page_of_the_data_offers_every_form(city, viewer):
    page = got(viewer, at("data", city)).decode()
    for form in FORMATS:
        assert f"format={form}" in page or f'value="{form}"' in page


def test_every_file_is_noted_with_who_when_and_what_for(city, viewer, settings):
    got(viewer, at("areas_file", city))
    got(viewer, at("ranking_file", city) + "?format=xlsx&purpose=Raad")
    asked(city, viewer, settings, "data&purpose=Onderzoek")
    browser(viewer).get(at("areas_file", city) + "?format=exe")
    [areas_csv, ranking_xlsx, large] = AccessEvent.objects.order_by("pk")
    assert {event.user for event in (areas_csv, ranking_xlsx, large)} == {viewer}
    assert {(event.kind, event.dataset, event.party) for event in AccessEvent.objects.all()} == {
        ("exported", None, viewer.memberships.get().party)
    }
    assert (areas_csv.file, areas_csv.purpose) == (f"buurt-{city.partnership.slug}-2024.csv", "")
    assert (ranking_xlsx.file.endswith(".xlsx"), ranking_xlsx.purpose) == (True, "Raad")
    assert (large.file, large.purpose) == (Export.objects.get().name, "Onderzoek")
    chief = factories.member(city.partnership, "administrator")
    page = got(chief, at("access_log", city)).decode()
    for words in (viewer.name, areas_csv.file, "Onderzoek"):
        assert words in page
    assert "buurt-" not in got(factories.member(city.partnership, "analyst"), at("access_log", city)).decode()
